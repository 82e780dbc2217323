import { byId, element } from './element.js';

/** Zoom's consent, as the client shows it over the meeting. */
export interface ConsentDialog {
  isOpen(): boolean;
  /** The panel that asked is gone. */
  withdraw(): void;
  /** The scopes that the person allows; null: they decline. */
  ask(input: { name: string; email: string }): Promise<string[] | null>;
}

export function createConsentDialog(scopes: readonly { scope: string; meaning: string }[]): ConsentDialog {
  const dialog = byId('consent', HTMLDialogElement);
  const who = byId('consent-person', HTMLElement);
  const list = byId('consent-scopes', HTMLElement);

  return {
    isOpen: () => dialog.open,
    withdraw: () => dialog.close('decline'),
    ask({ name, email }) {
      who.textContent = `${name} · ${email}`;
      list.replaceChildren(
        ...scopes.map(({ scope, meaning }) =>
          element(
            'label',
            {},
            element('input', { type: 'checkbox', name: 'scope', value: scope, checked: true }),
            element('span', {}, meaning, ' ', element('code', {}, scope)),
          ),
        ),
      );
      dialog.returnValue = '';
      dialog.showModal();
      return new Promise((resolve) => {
        dialog.addEventListener(
          'close',
          () => {
            const ticked = [...list.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value);
            resolve(dialog.returnValue === 'allow' ? ticked : null);
          },
          { once: true },
        );
      });
    },
  };
}
