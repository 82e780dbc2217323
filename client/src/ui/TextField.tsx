import { type KeyboardEvent, useId } from 'react';
import { Icon } from './Icon.js';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** What to put in, while there is nothing wrong. */
  hint?: string;
  /** What is wrong with it, and what to do. */
  error?: string | null;
  /** That it is right. */
  confirmation?: string | null;
  name?: string;
  maxLength?: number;
  placeholder?: string;
  isRequired?: boolean;
  /** As many lines as are needed, as for a pasted invitation. Enter still sends the form. */
  isLong?: boolean;
  /** For values that are none of the dictionary's business. */
  inputMode?: 'text' | 'url';
}

/** A field with its label, and one line beneath that says what to put in, what is wrong, or that it is right. */
export function TextField(props: TextFieldProps) {
  const id = useId();
  const { label, value, hint, error = null, confirmation = null, isLong = false } = props;
  const shared = {
    id,
    value,
    name: props.name,
    maxLength: props.maxLength,
    placeholder: props.placeholder,
    inputMode: props.inputMode,
    onBlur: props.onBlur,
    autoComplete: 'off',
    autoCapitalize: props.inputMode === 'url' ? 'off' : undefined,
    spellCheck: false,
    'aria-required': props.isRequired,
    'aria-invalid': error !== null,
    'aria-describedby': `${id}-line`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <textarea
          {...shared}
          rows={2}
          onKeyDown={sendOnEnter}
          onChange={({ target }) => props.onChange(target.value)}
        />
      ) : (
        <input {...shared} type="text" onChange={({ target }) => props.onChange(target.value)} />
      )}
      <p className={`field-line${error !== null ? ' field-error' : ''}`} id={`${id}-line`} aria-live="polite">
        {error !== null ? (
          <>
            <Icon name="warning" />
            <span>{error}</span>
          </>
        ) : confirmation !== null ? (
          <>
            <Icon name="check" />
            <span>{confirmation}</span>
          </>
        ) : (
          hint
        )}
      </p>
    </div>
  );
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  // requestSubmit() is too new for the oldest WebKit that Zoom embeds.
  event.currentTarget.form?.querySelector<HTMLButtonElement>('[type=submit]')?.click();
}
