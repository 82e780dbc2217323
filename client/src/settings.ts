/** What the operator decides about the page; the server writes it into the HTML. */
export interface Settings {
  appName: string;
  privacyUrl: string | null;
  supportUrl: string | null;
}

const DEFAULTS: Settings = { appName: 'Broughtby', privacyUrl: null, supportUrl: null };

/** Without the server's block (in component tests): the defaults. */
export function readSettings(): Settings {
  const block = document.querySelector('#settings');
  if (block === null) return DEFAULTS;
  const settings: Settings = JSON.parse(block.textContent);
  return settings;
}
