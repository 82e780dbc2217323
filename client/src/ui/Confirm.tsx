import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button.js';
import type { IconName } from './Icon.js';

interface ConfirmProps {
  /** What the button says before anybody confirmed. */
  label: string;
  icon?: IconName;
  kind?: 'main' | 'quiet' | 'danger';
  question: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  isBusy?: boolean;
  onConfirm: () => void;
}

/** A button that asks back in its own place before it does what can't be undone. Escape, or leaving it alone, changes nothing. */
export function Confirm(props: ConfirmProps) {
  const { label, icon, kind = 'quiet', question, confirmLabel, cancelLabel, isBusy = false, onConfirm } = props;
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const questionId = useId();
  const wasAsking = useRef(false);

  useEffect(() => {
    // The button that was pressed is gone; the focus goes to the harmless one of what took its place.
    if (isAsking || wasAsking.current)
      place.current?.querySelector<HTMLElement>('[data-first]')?.querySelector('button')?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);

  const cancelOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !isBusy) setAsking(false);
  };

  if (!isAsking) {
    return (
      <div className="confirm" ref={place}>
        <span data-first>
          <Button kind={kind} icon={icon} isBusy={isBusy} onClick={() => setAsking(true)}>
            {label}
          </Button>
        </span>
      </div>
    );
  }
  return (
    <div
      className="confirm confirm-asking"
      role="group"
      aria-labelledby={questionId}
      ref={place}
      onKeyDown={cancelOnEscape}
    >
      <div id={questionId}>{question}</div>
      <div className="confirm-answers">
        <Button kind="danger" isBusy={isBusy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
        <span data-first>
          <Button kind="quiet" onClick={() => setAsking(false)}>
            {cancelLabel}
          </Button>
        </span>
      </div>
    </div>
  );
}
