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
  /** The button at first, then the harmless one of its two answers. */
  const resting = useRef<HTMLButtonElement>(null);
  const questionId = useId();
  const wasAsking = useRef(false);

  useEffect(() => {
    // What was pressed is gone.
    if (isAsking || wasAsking.current) resting.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);

  const cancelOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !isBusy) setAsking(false);
  };

  if (!isAsking) {
    return (
      <Button ref={resting} kind={kind} icon={icon} isBusy={isBusy} onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    <div className="confirm" role="group" aria-labelledby={questionId} onKeyDown={cancelOnEscape}>
      <div id={questionId}>{question}</div>
      <div className="confirm-answers">
        <Button kind="danger" isBusy={isBusy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
        <Button ref={resting} kind="quiet" onClick={() => setAsking(false)}>
          {cancelLabel}
        </Button>
      </div>
    </div>
  );
}
