import { ANSWERS, configAnswer } from './answers.js';
import { type BridgeMessage, type BridgeRequest, readRequest } from './bridgeMessages.js';
import type { PanelEvent } from './events.js';
import {
  type ClientFaults,
  decide,
  type Decision,
  type PanelConfig,
  type PermissionFacts,
  unsupportedApis,
} from './permissions.js';
import type { Situation } from './situation.js';

const PENDING = '10285';
const NO_APP_CONTEXT = '10118';

/** The client's side of the SDK's bridge over an iframe: https://appssdk.zoom.us, the transport of Zoom's web client. */
export interface Bridge {
  /** Tells the panel, as far as it asked for these events and may have them. */
  emit(events: readonly PanelEvent[]): void;
  /** As after two hours, or when the panel goes to another address: nothing but `config` is answered. */
  forgetConfig(): void;
}

/** What calls bring about in the client. */
export interface Effects {
  /** A fresh one, sealed. */
  appContext(): Promise<string>;
  isConsentOpen(): boolean;
  /** Begins; `onAuthorized` follows. */
  authorize(request: { codeChallenge: string; state: string | null }): void;
  promptAuthorize(): void;
  openUrl(url: string): void;
  showNotification(notification: { type: string; title: string; message: string }): void;
}

export function createBridge(options: {
  frame: HTMLIFrameElement;
  panelOrigin: string;
  /** Where the panel is, as far as this client sent it there. */
  panelUrl: () => string;
  situation: () => Situation;
  faults: ClientFaults;
  effects: Effects;
  /** Each call and what became of it, for whoever looks on. */
  onCall: (apiName: string, decision: Decision) => void;
}): Bridge {
  const { frame, panelOrigin, situation, faults, effects } = options;
  let config: PanelConfig | null = null;

  function facts(): PermissionFacts {
    const { place, role, user } = situation();
    return { config, now: Date.now(), panelUrl: options.panelUrl(), place, role, user };
  }

  function send(message: BridgeMessage): void {
    frame.contentWindow?.postMessage(message, panelOrigin);
  }

  /** The raw result; undefined: this call is never answered. */
  async function resultOf({ apiName, data }: BridgeRequest): Promise<unknown> {
    switch (apiName) {
      case 'config':
        config = { apis: namesIn(data['js_api_lists']), at: Date.now(), url: options.panelUrl() };
        return configAnswer(situation(), {
          unsupportedApis: unsupportedApis({ ...facts(), config }, faults),
          userAgent: navigator.userAgent,
        });
      case 'getAppContext':
        return { context: await effects.appContext() };
      case 'openUrl':
        effects.openUrl(text(data['url']));
        return undefined;
      case 'authorize':
      case 'promptAuthorize':
      case 'showNotification':
        return 'Success';
      default:
        return ANSWERS[apiName]?.(situation());
    }
  }

  /** What comes after the answer. */
  function follow({ apiName, data }: BridgeRequest): void {
    if (apiName === 'authorize') {
      const state = data['state'];
      effects.authorize({
        codeChallenge: text(data['codeChallenge']),
        state: typeof state === 'string' ? state : null,
      });
    }
    if (apiName === 'promptAuthorize') effects.promptAuthorize();
    if (apiName === 'showNotification') {
      effects.showNotification({
        type: text(data['type']),
        title: text(data['title']),
        message: text(data['message']),
      });
    }
  }

  function decideOn(apiName: string): Decision {
    const decision = decide(apiName, facts(), faults);
    if (decision.kind === 'answer' && apiName === 'authorize' && effects.isConsentOpen()) {
      return { kind: 'refuse', code: PENDING, message: 'JsCall is pending.' };
    }
    return decision;
  }

  async function answer(request: BridgeRequest): Promise<void> {
    const { jsCallId, apiName } = request;
    const refuse = (errorCode: string, errorMessage: string) =>
      send({ type: 'apiResponse', data: { jsCallId, errorCode, errorMessage } });
    const decision = decideOn(apiName);
    options.onCall(apiName, decision);
    if (decision.kind === 'silent') return;
    if (decision.kind === 'refuse') {
      refuse(decision.code, decision.message);
      return;
    }
    try {
      const result = await resultOf(request);
      if (result !== undefined) send({ type: 'apiResponse', data: { jsCallId, result } });
    } catch (error) {
      refuse(NO_APP_CONTEXT, error instanceof Error ? error.message : 'Failed to get the app context.');
      return;
    }
    follow(request);
  }

  window.addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== panelOrigin) return;
    const request = readRequest(event.data);
    if (request !== null) void answer(request);
  });

  return {
    emit(events) {
      for (const { name, data } of events) {
        if (decide(name, facts(), faults).kind === 'answer') send({ type: 'event', name, data });
      }
    },
    forgetConfig() {
      config = null;
    },
  };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
