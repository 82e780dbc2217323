import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.js';

interface NoticeProps {
  children: ReactNode;
  /** `quiet`: by the way. `wrong`: something did not work; it is read out at once. */
  tone?: 'quiet' | 'info' | 'wrong';
  icon?: IconName;
  /** A `Button`, or a link. */
  action?: ReactNode;
}

const ICONS = { quiet: null, info: 'info', wrong: 'warning' } as const;

export function Notice({ children, tone = 'info', icon, action }: NoticeProps) {
  const shown = icon ?? ICONS[tone];
  return (
    <div className={`notice notice-${tone}`} role={tone === 'wrong' ? 'alert' : undefined}>
      {shown && <Icon name={shown} />}
      <div className="notice-text">
        {children}
        {action && <div className="notice-action">{action}</div>}
      </div>
    </div>
  );
}
