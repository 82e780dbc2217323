import { Component, createRef, type ReactNode } from 'react';
import { Button } from './Button.js';
import { Notice } from './Notice.js';
import { Screen } from './Screen.js';

interface AreaBoundaryProps {
  children: ReactNode;
  /** The whole page, or one area of it beside which the rest goes on. */
  area: 'page' | 'part';
}

/** What breaks inside is replaced by an offer to reload: nobody sees an empty page. React writes the error to the console. */
export class AreaBoundary extends Component<AreaBoundaryProps, { isBroken: boolean }> {
  readonly #reload = createRef<HTMLButtonElement>();

  constructor(props: AreaBoundaryProps) {
    super(props);
    this.state = { isBroken: false };
  }

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  /** What had the focus may be gone with the area. A page's sentence takes it by itself. */
  override componentDidUpdate(): void {
    const isFocusLost = document.activeElement === document.body && document.hasFocus();
    if (this.props.area === 'part' && isFocusLost) this.#reload.current?.focus();
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    const reload = (
      <Button ref={this.#reload} icon="retry" onClick={() => location.reload()}>
        Reload
      </Button>
    );
    if (this.props.area === 'part') {
      return (
        <Notice tone="wrong" action={reload}>
          This part could not be shown.
        </Notice>
      );
    }
    return (
      <Screen state="broken" sentence="This page could not be shown" icon="warning" tone="wrong" action={reload}>
        <p>It may have been replaced by a newer one. Nothing that you started is lost.</p>
      </Screen>
    );
  }
}
