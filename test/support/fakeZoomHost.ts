import { type BridgeMessage, type BridgeRequest, readRequest } from '../../sandbox/zoom/client/bridgeMessages.js';
import { decide, type PanelConfig } from '../../sandbox/zoom/client/permissions.js';
import type { FakeZoomSettings, HomeMessage, ZoomCall } from './fakeZoomClient.js';

/**
 * The Zoom client's side of the SDK's bridge, inside the page: zoom §2.6. `fakeZoomClient.ts` bundles it and injects it
 * before any other script. It runs in the top frame only.
 */
declare global {
  interface Window {
    fakeZoom?: FakeZoomHost;
    /** Asks the test's own process: see `HomeMessage`. */
    fakeZoomHome(message: HomeMessage): Promise<unknown>;
    /** The SDK itself, where its page put it. */
    zoomSdk?: {
      native2js(message: { data: unknown }): void;
      addEventListener(event: string, handler: unknown): void;
      removeEventListener(event: string, handler: unknown): void;
    };
  }
}

/** The bare string that the SDK wraps into `{ message }`. */
const SUCCESS = 'Success';
const MEETING_CONTEXTS = new Set(['inMeeting', 'inWebinar', 'inImmersive', 'inCollaborate', 'inCamera']);
const NEXT_STATUS = {
  unauthenticated: 'authenticated',
  authenticated: 'authorized',
  authorized: 'authorized',
} as const;

/** What fails on purpose is not announced. */
const NO_FAULTS = { silent: new Set<string>(), refused: new Map<string, string>() };

class FakeZoomHost {
  readonly calls: ZoomCall[] = [];
  #settings!: FakeZoomSettings;
  #config: PanelConfig | null = null;
  #deliver: (message: BridgeMessage) => void = () => {};
  readonly #unanswered: (() => Promise<void>)[] = [];
  readonly #ready: Promise<void>;

  constructor(transport: FakeZoomSettings['transport']) {
    this.#ready = this.#fetchSettings();
    this.#connect(transport);
  }

  /** Changes what the client says from now on, without telling the panel. */
  async patch(changes: Partial<FakeZoomSettings>): Promise<void> {
    await this.#ready;
    Object.assign(this.#settings, changes);
    await window.fakeZoomHome({ kind: 'keep', settings: this.#settings });
  }

  /** Any event, whether or not a client would send it now. */
  emit(name: string, data: Record<string, unknown>): void {
    this.#deliver({ type: 'event', name, data });
  }

  /** An event that the panel gets if it asked for it and may have it. */
  tell(name: string, data: Record<string, unknown>): void {
    if (this.#decide(name).kind === 'answer') this.emit(name, { timestamp: seconds(), ...data });
  }

  /** Answers the calls that got no answer, by what holds now. */
  async answerLate(): Promise<void> {
    await Promise.all(this.#unanswered.splice(0).map((serve) => serve()));
  }

  forgetConfig(): void {
    this.#config = null;
  }

  async #fetchSettings(): Promise<void> {
    this.#settings = (await window.fakeZoomHome({ kind: 'settings' })) as FakeZoomSettings;
  }

  async #receive(request: BridgeRequest, deliver: (message: BridgeMessage) => void): Promise<void> {
    this.calls.push({ api: request.apiName, data: request.data });
    await this.#ready;
    this.#deliver = deliver;
    await this.#serve(request, deliver);
  }

  async #serve(request: BridgeRequest, deliver: (message: BridgeMessage) => void): Promise<void> {
    const { jsCallId, apiName, data } = request;
    await later(this.#settings.latencyMs);
    const decision = this.#decide(apiName);
    if (apiName === 'openUrl') return;
    if (decision.kind === 'silent') {
      this.#unanswered.push(() => this.#serve(request, deliver));
      return;
    }
    if (decision.kind === 'refuse') {
      const { code: errorCode, message: errorMessage } = decision;
      deliver({ type: 'apiResponse', data: { jsCallId, errorCode, errorMessage } });
      return;
    }
    const result = await this.#answer(apiName, data);
    deliver({ type: 'apiResponse', data: { jsCallId, result } });
    await later(this.#settings.latencyMs);
    await this.#followUp(apiName, data);
  }

  #decide(api: string) {
    const { failing, muted } = this.#settings;
    return decide(api, this.#facts(), { silent: new Set(muted), refused: new Map(Object.entries(failing)) });
  }

  #facts() {
    const { runningContext, role, userStatus, supported, configLifetimeMs } = this.#settings;
    const now = Date.now();
    const config = this.#config !== null && now - this.#config.at < configLifetimeMs ? this.#config : null;
    const apis = config?.apis.filter((api) => supported?.includes(api) ?? true) ?? [];
    return {
      config: config && { ...config, apis },
      now,
      panelUrl: panelUrl(),
      place: MEETING_CONTEXTS.has(runningContext) ? ('meeting' as const) : ('main' as const),
      role,
      user: userStatus,
    };
  }

  async #answer(api: string, data: Record<string, unknown>): Promise<unknown> {
    const settings = this.#settings;
    switch (api) {
      case 'config':
        return this.#configure(data);
      case 'getSupportedJsApis':
        return { supportedApis: settings.supported ?? this.#config?.apis };
      case 'getRunningContext':
        return settings.runningContext;
      case 'getMeetingContext':
        return { meetingTopic: settings.meetingTopic, meetingID: settings.meetingID };
      case 'getMeetingJoinUrl':
        return { joinUrl: settings.joinUrl };
      case 'getMeetingUUID':
        return { meetingUUID: settings.meetingUUID, ...(settings.parentUUID && { parentUUID: settings.parentUUID }) };
      case 'getMeetingParticipants':
        return { participants: settings.participants };
      case 'getUserContext':
        return {
          status: settings.userStatus,
          screenName: settings.screenName,
          participantUUID: settings.participantUUID,
          role: settings.role,
        };
      case 'getAppContext':
        return { context: await window.fakeZoomHome({ kind: 'appContext' }) };
      default:
        return SUCCESS;
    }
  }

  #configure(data: Record<string, unknown>): Record<string, unknown> {
    const { clientVersion, browserVersion, runningContext, userStatus, launchContext, product } = this.#settings;
    const apis = Array.isArray(data['js_api_lists']) ? data['js_api_lists'].map(String) : [];
    this.#config = { apis, at: Date.now(), url: panelUrl() };
    return {
      runningContext,
      unsupportedApis: apis.filter((api) => decide(api, this.#facts(), NO_FAULTS).kind === 'refuse'),
      ...(clientVersion !== null && { clientVersion }),
      browserVersion,
      userAgent: navigator.userAgent,
      auth:
        userStatus === 'authorized'
          ? { status: 'authorized', upgradable: false }
          : { status: 'unauthorized', upgradable: true },
      launchContext,
      product,
    };
  }

  /** What the person does after the client asked them. */
  async #followUp(api: string, data: Record<string, unknown>): Promise<void> {
    if (api === 'authorize') await this.#consent(data);
    if (api === 'promptAuthorize') {
      await this.patch({ userStatus: NEXT_STATUS[this.#settings.userStatus] });
      this.tellUserContext();
    }
    if (api === 'connect') this.tell('onConnect', { action: 'success' });
  }

  async #consent(data: Record<string, unknown>): Promise<void> {
    const { authorizeResult: result, authorizeState, redirectUri } = this.#settings;
    if (result === null) return;
    const code = result ? await window.fakeZoomHome({ kind: 'authorizeCode', challenge: challengeFrom(data) }) : '';
    const state = authorizeState === undefined ? data['state'] : authorizeState;
    if (result) await this.patch({ userStatus: 'authorized' });
    this.tell('onAuthorized', {
      result,
      code,
      ...(typeof state === 'string' && { state }),
      redirectUri: redirectUri ?? panelUrl(),
    });
  }

  tellUserContext(): void {
    const { role, screenName, userStatus: status, tellsStatus } = this.#settings;
    this.tell('onMyUserContextChange', { role, screenName, ...(tellsStatus && { status }) });
  }

  #connect(transport: FakeZoomSettings['transport']): void {
    const receive = (message: unknown, deliver: (message: BridgeMessage) => void) => {
      const request = readRequest(message);
      if (request !== null) void this.#receive(request, deliver);
    };
    if (transport === 'webview2') {
      const listeners = new EventTarget();
      const deliver = (data: BridgeMessage) => listeners.dispatchEvent(new MessageEvent('message', { data }));
      const webview = {
        postMessage: (message: unknown) => receive(message, deliver),
        addEventListener: listeners.addEventListener.bind(listeners),
        removeEventListener: listeners.removeEventListener.bind(listeners),
      };
      expose('chrome', { ...window.chrome, webview });
    }
    if (transport === 'webkit') {
      const jsOCHelper = { postMessage: (message: unknown) => receive(message, evaluate) };
      expose('webkit', { messageHandlers: { jsOCHelper } });
    }
    if (transport === 'android') {
      expose('android', { postMessage: (message: unknown) => receive(message, evaluate) });
    }
    if (transport === 'iframe') {
      window.addEventListener('message', ({ data, source }) => {
        receive(data, (message) => source?.postMessage(message, { targetOrigin: '*' }));
      });
    }
  }
}

/** As clients do whose browser has no messages of its own. */
function evaluate(message: BridgeMessage): void {
  window.zoomSdk?.native2js({ data: message });
}

function challengeFrom(data: Record<string, unknown>) {
  return { codeChallenge: String(data['codeChallenge']), state: String(data['state']) };
}

function panelUrl(): string {
  return document.querySelector<HTMLIFrameElement>('iframe#panel')?.src ?? location.href;
}

function expose(name: string, value: unknown): void {
  Object.defineProperty(window, name, { value, configurable: true });
}

/** Zoom's timestamps in events are in seconds. */
function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** Without a latency still in a task of its own, and without a timer: tests may stop the page's clock. */
function later(latencyMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (latencyMs > 0) {
      setTimeout(resolve, latencyMs);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

export type { FakeZoomHost };

declare const FAKE_ZOOM_TRANSPORT: FakeZoomSettings['transport'];

if (window === window.top) window.fakeZoom = new FakeZoomHost(FAKE_ZOOM_TRANSPORT);
