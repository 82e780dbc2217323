const STORAGE_KEY = 'broughtby.panelKey';
const KEY_BYTES = 32;

/**
 * The random key by which the server knows this panel: an app context belongs to the first panel that presents it, and the same
 * one may present it again after a reload. Where storage is blocked, a reload makes it another panel.
 */
export function readPanelKey(storage: Storage | null): string {
  const kept = storage?.getItem(STORAGE_KEY);
  if (kept) return kept;
  const key = toBase64Url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  try {
    storage?.setItem(STORAGE_KEY, key);
  } catch {
    // A storage that is full or read-only is as good as none.
  }
  return key;
}

/** Null where the host blocks storage: some throw as soon as it is looked at, others when it is read. */
export function sessionStorageIfAllowed(): Storage | null {
  try {
    globalThis.sessionStorage.getItem(STORAGE_KEY);
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
