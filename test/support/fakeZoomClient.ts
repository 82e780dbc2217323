import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { bundleScript } from './bundle.js';

export type ZoomTransport = 'webview2' | 'webkit' | 'android' | 'iframe';

/** What the client says of itself, of the person and of the meeting. */
export interface FakeZoomSettings {
  transport: ZoomTransport;
  latencyMs: number;
  /** Dotted numbers; null: it tells none. */
  clientVersion: string | null;
  browserVersion: string;
  product: string;
  runningContext: string;
  userStatus: 'unauthenticated' | 'authenticated' | 'authorized';
  role: 'host' | 'coHost' | 'attendee';
  screenName: string;
  participantUUID: string;
  meetingID: string;
  meetingTopic: string;
  meetingUUID: string;
  /** In a breakout room: the meeting that it belongs to. */
  parentUUID: string | null;
  joinUrl: string;
  participants: Record<string, unknown>[];
  launchContext: Record<string, unknown>;
  /** null: the panel's own address. */
  redirectUri: string | null;
  /** How the person decides; null: not at all. */
  authorizeResult: boolean | null;
  /** undefined: the state that was asked with; null: none. */
  authorizeState?: string | null;
  /** Whether `onMyUserContextChange` carries `status`; Zoom's own types lack it. */
  tellsStatus: boolean;
  /** APIs and events that this client has; null: all. */
  supported: string[] | null;
  configLifetimeMs: number;
  /** Calls that fail, by API: the code. */
  failing: Record<string, string>;
  /** Calls that get no answer; `*`: none does. */
  muted: string[];
}

/** What the panel begins an authorization with. */
interface Challenge {
  codeChallenge: string;
  state: string;
}

/** What only the test knows. Each is asked anew at every call. */
interface Answers {
  appContext: string | (() => string | Promise<string>);
  authorizeCode: string | ((challenge: Challenge) => string | Promise<string>);
}

/** A call of the SDK, in the order of arrival since the page was loaded. */
export interface ZoomCall {
  api: string;
  data: Record<string, unknown>;
}

export type HomeMessage =
  | { kind: 'settings' }
  | { kind: 'keep'; settings: FakeZoomSettings }
  | { kind: 'appContext' }
  | { kind: 'authorizeCode'; challenge: Challenge };

const DEFAULTS: FakeZoomSettings & Answers = {
  transport: 'webview2',
  latencyMs: 0,
  clientVersion: '6.5.10.2026',
  browserVersion: 'webview2/120.0.2210.91',
  product: 'desktop',
  runningContext: 'inMeeting',
  userStatus: 'authorized',
  role: 'host',
  screenName: 'Ana Ferreira',
  participantUUID: 'participant-ana',
  meetingID: '83412345678',
  meetingTopic: 'Weekly planning',
  meetingUUID: 'pZ0mEe7ingUUID/==',
  parentUUID: null,
  joinUrl: 'https://us02web.zoom.us/j/83412345678?pwd=Passc0de',
  participants: [],
  launchContext: { origin: 'App Launcher', openBy: 'user' },
  redirectUri: null,
  authorizeResult: true,
  tellsStatus: true,
  supported: null,
  configLifetimeMs: 2 * 60 * 60_000,
  failing: {},
  muted: [],
  appContext: 'an-app-context',
  authorizeCode: 'an-authorization-code',
};

/**
 * Plays the Zoom client around a page, for the real SDK, over one of its transports. Call it before the page is opened.
 * What was set stays set when the page is loaded again.
 */
export async function playZoomClient(
  page: Page,
  given: Partial<FakeZoomSettings & Answers> = {},
): Promise<FakeZoomClient> {
  const { appContext, authorizeCode, ...settings } = { ...DEFAULTS, ...given };
  const client = new FakeZoomClient(page, settings, { appContext, authorizeCode });
  await page.exposeFunction('fakeZoomHome', (message: HomeMessage) => client.answerHost(message));
  host ??= bundleScript(join(import.meta.dirname, 'fakeZoomHost.ts'));
  const content = `{ const FAKE_ZOOM_TRANSPORT = ${JSON.stringify(settings.transport)};\n${await host}\n}`;
  await page.addInitScript({ content });
  return client;
}

let host: Promise<string> | null = null;

export class FakeZoomClient {
  #settings: FakeZoomSettings;

  constructor(
    readonly page: Page,
    settings: FakeZoomSettings,
    readonly answers: Answers,
  ) {
    this.#settings = settings;
  }

  /** @param around for the transport `iframe`: the page that frames the panel */
  async open(url: string, around?: HostPage): Promise<Frame> {
    await this.page.goto(around === undefined ? url : around.urlFor(url));
    if (around === undefined) return this.page.mainFrame();
    const frame = await (await this.page.waitForSelector('iframe#panel')).contentFrame();
    if (frame === null) throw new Error('the panel was not framed');
    return frame;
  }

  /** What the panel asked since it was loaded. */
  async calls(api?: string): Promise<ZoomCall[]> {
    const calls = await this.page.evaluate(() => window.fakeZoom?.calls ?? []);
    return api === undefined ? calls : calls.filter((call) => call.api === api);
  }

  /** Changes what the client says, without telling the panel. */
  async patch(changes: Partial<Omit<FakeZoomSettings, 'transport'>>): Promise<void> {
    this.#settings = { ...this.#settings, ...changes };
    await this.page.evaluate((settings) => window.fakeZoom?.patch(settings), changes);
  }

  /** Any event, also one that no client would send now: a forgery. */
  async emit(name: string, data: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(([event, payload]) => window.fakeZoom?.emit(event, payload), [name, data] as const);
  }

  /** An event as a client sends it: to a panel that asked for it and may have it. */
  async tell(name: string, data: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(([event, payload]) => window.fakeZoom?.tell(event, payload), [name, data] as const);
  }

  async fail(api: string, code: string): Promise<void> {
    await this.patch({ failing: { ...this.#settings.failing, [api]: code } });
  }

  /** No answer to these from now on; `*`: to none. */
  async mute(...apis: string[]): Promise<void> {
    await this.patch({ muted: [...this.#settings.muted, ...apis] });
  }

  /** Takes `fail` and `mute` back. */
  async recover(): Promise<void> {
    await this.patch({ failing: {}, muted: [] });
  }

  /** Takes `mute` back, and answers what was asked meanwhile. */
  async answerLate(): Promise<void> {
    await this.patch({ muted: [] });
    await this.page.evaluate(() => window.fakeZoom?.answerLate());
  }

  /** As after two hours. */
  async forgetConfig(): Promise<void> {
    await this.page.evaluate(() => window.fakeZoom?.forgetConfig());
  }

  async setRole(role: FakeZoomSettings['role']): Promise<void> {
    await this.patch({ role });
    await this.#tellUserContext();
  }

  async setUserStatus(userStatus: FakeZoomSettings['userStatus']): Promise<void> {
    await this.patch({ userStatus });
    await this.#tellUserContext();
  }

  async setRunningContext(runningContext: string): Promise<void> {
    await this.patch({ runningContext });
    await this.tell('onRunningContextChange', { runningContext });
  }

  async enterBreakoutRoom(breakoutRoomUUID: string): Promise<void> {
    await this.patch({ meetingUUID: breakoutRoomUUID, parentUUID: this.#settings.meetingUUID });
    await this.tell('onBreakoutRoomChange', { action: 'join', breakoutRoomUUID });
  }

  async leaveBreakoutRoom(): Promise<void> {
    const { parentUUID, meetingUUID: breakoutRoomUUID } = this.#settings;
    await this.patch({ meetingUUID: parentUUID ?? breakoutRoomUUID, parentUUID: null });
    await this.tell('onBreakoutRoomChange', { action: 'leave', breakoutRoomUUID });
  }

  /** Zoom's spelling in this event: `cohost`. */
  async changeParticipant(participant: {
    status: 'join' | 'leave';
    participantUUID: string;
    screenName: string;
    role: 'host' | 'cohost' | 'attendee';
  }): Promise<void> {
    await this.tell('onParticipantChange', { participants: [participant] });
  }

  async endMeeting(): Promise<void> {
    await this.tell('onMeeting', { action: 'ended' });
  }

  /** What the page asks of the test's process. */
  async answerHost(message: HomeMessage): Promise<unknown> {
    const { appContext, authorizeCode } = this.answers;
    if (message.kind === 'keep') this.#settings = message.settings;
    if (message.kind === 'appContext') return typeof appContext === 'string' ? appContext : appContext();
    if (message.kind === 'authorizeCode') {
      return typeof authorizeCode === 'string' ? authorizeCode : authorizeCode(message.challenge);
    }
    return this.#settings;
  }

  async #tellUserContext(): Promise<void> {
    await this.page.evaluate(() => window.fakeZoom?.tellUserContext());
  }
}

export interface HostPage {
  readonly origin: string;
  urlFor(panel: string): string;
  stop(): Promise<void>;
}

/** A page on another origin (127.0.0.1, where panels are at localhost) that frames the panel, as Zoom's web client does. */
export async function startHostPage(): Promise<HostPage> {
  const server = createServer((request, response) => {
    const panel = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('panel') ?? '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      '<!doctype html><html lang="en"><title>Meeting</title>' +
        `<iframe id="panel" title="Panel" width="400" height="700" src="${panel.replaceAll('"', '%22')}"></iframe>`,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    urlFor: (panel) => `${origin}/?panel=${encodeURIComponent(panel)}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
