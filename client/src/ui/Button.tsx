import type { MouseEvent, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './Icon.js';

interface Look {
  children: ReactNode;
  /** `main`: the screen's one action. `quiet`: beside it. `danger`: can't be undone. `text`: within a line of text. */
  kind?: 'main' | 'quiet' | 'danger' | 'text';
  icon?: IconName;
}

interface Action extends Look {
  href?: never;
  ref?: Ref<HTMLButtonElement>;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  type?: 'button' | 'submit';
  /** Under way: it keeps the focus, and does nothing more. */
  isBusy?: boolean;
}

interface Link extends Look {
  /** Makes it a link that looks like a button. */
  href: string;
  /** Opens beside this page, and is not told where it comes from. */
  isElsewhere?: boolean;
}

export function Button(props: Action | Link) {
  const { children, kind = 'main', icon } = props;
  if (props.href !== undefined) {
    return (
      <a
        className={`button button-${kind}`}
        href={props.href}
        {...(props.isElsewhere === true && { target: '_blank', rel: 'noreferrer' })}
      >
        {icon && <Icon name={icon} />}
        {children}
      </a>
    );
  }
  const { isBusy = false, onClick, type = 'button' } = props;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      ref={props.ref}
      className={`button button-${kind}`}
      type={type}
      onClick={press}
      aria-disabled={isBusy || undefined}
    >
      {isBusy ? <Icon name="progress" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
