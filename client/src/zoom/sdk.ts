import type zoomApps from '@zoom/appssdk';
import { CAPABILITIES, type Capability } from './capabilities.js';
import { ZoomPanelError } from './zoomPanelError.js';

type ZoomEvent = Extract<Capability, `on${string}`>;
export type ZoomApi = Exclude<Capability, ZoomEvent>;

/**
 * As much of the SDK as we use. The object is a Proxy that has every property, `then` among them: whoever awaits it, or
 * returns it from an async function, waits for ever. So it is handed on as an argument only.
 */
export type ZoomSdk = Pick<typeof zoomApps.default, ZoomApi | 'config'> & {
  addEventListener(event: ZoomEvent, handler: (data: ZoomEventData) => void): void;
  removeEventListener(event: ZoomEvent, handler: (data: ZoomEventData) => void): void;
};

/** Clients differ in what they send: nothing is taken for granted. */
export type ZoomEventData = Record<string, unknown> | null | undefined;

export type ClientConfiguration = Awaited<ReturnType<ZoomSdk['config']>>;

declare global {
  interface Window {
    android?: unknown;
    chrome?: { webview?: unknown };
    webkit?: { messageHandlers?: { jsOCHelper?: unknown } };
  }
}

/** Whether there is anything that the SDK could speak to. In an ordinary tab there isn't, and it need not be loaded. */
export function hasTransport(): boolean {
  return Boolean(
    window.self !== window.top ||
    window.android ||
    window.chrome?.webview ||
    window.webkit?.messageHandlers?.jsOCHelper,
  );
}

/**
 * Loads the SDK after the panel has drawn itself.
 *
 * @param use takes it, since no promise may
 * @throws {ZoomPanelError} its file can't be had
 */
export async function loadSdk(use: (sdk: ZoomSdk) => void): Promise<void> {
  const loaded = await import('@zoom/appssdk').catch((cause: unknown) => {
    throw new ZoomPanelError('A part of this page could not be loaded.', 'unknown', 'sdk_not_loaded', { cause });
  });
  // The types are of the package's CommonJS module; bundlers take its ES module, where this is the SDK itself.
  const sdk: unknown = loaded.default;
  if (isSdk(sdk)) use(sdk);
}

/**
 * `timeout` is left out on purpose: it would become the limit of every later call, and cut `authorize` off. Without
 * `version` the SDK speaks an older dialect.
 */
export function configureSdk(sdk: ZoomSdk): Promise<ClientConfiguration> {
  return sdk.config({ capabilities: [...CAPABILITIES], version: '0.16' });
}

function isSdk(loaded: unknown): loaded is ZoomSdk {
  return typeof loaded === 'object';
}
