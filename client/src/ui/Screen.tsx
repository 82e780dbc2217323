import { type ReactNode, useRef } from 'react';
import { useScreenAnnouncement } from './Announcer.js';
import { Icon, type IconName } from './Icon.js';

export type Tone = 'plain' | 'accent' | 'live' | 'wrong';

interface ScreenProps {
  /** In kebab-case: what tests, and styles, know the screen by. */
  state: string;
  /** The one sentence, large. */
  sentence: string;
  icon?: IconName;
  /** What the icon's colour says: nothing, something of ours, something live, something wrong. */
  tone?: Tone;
  /** What else there is to say or to fill in. */
  children?: ReactNode;
  /** The one main action: a `Button`. */
  action?: ReactNode;
  /** Beneath the action: what most people don't need, folded (`Details`), and quiet links. */
  details?: ReactNode;
}

/** One column: the sentence large, its one action full width below, the rest folded until wanted. */
export function Screen({ state, sentence, icon, tone = 'plain', children, action, details }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useScreenAnnouncement(sentence, heading);
  return (
    <main className="screen" data-state={state}>
      {icon && (
        <span className={`tile tile-${tone}`}>
          <Icon name={icon} />
        </span>
      )}
      <h1 className="sentence" tabIndex={-1} ref={heading}>
        {sentence}
      </h1>
      {children}
      {action && <div className="action">{action}</div>}
      {details && <div className="screen-details">{details}</div>}
    </main>
  );
}
