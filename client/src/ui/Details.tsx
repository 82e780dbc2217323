import type { ReactNode, SyntheticEvent } from 'react';
import { Icon } from './Icon.js';

interface DetailsProps {
  summary: ReactNode;
  children: ReactNode;
  isOpenAtFirst?: boolean;
  onToggle?: (isOpen: boolean) => void;
}

/** Folded until wanted. */
export function Details({ summary, children, isOpenAtFirst = false, onToggle }: DetailsProps) {
  const toggle = ({ currentTarget }: SyntheticEvent<HTMLDetailsElement>) => onToggle?.(currentTarget.open);
  return (
    <details className="details" open={isOpenAtFirst} onToggle={toggle}>
      <summary>
        <Icon name="chevron" />
        {summary}
      </summary>
      <div className="details-content">{children}</div>
    </details>
  );
}
