import { awaitAuthorization } from './awaitAuthorization.js';
import { createConfigurationQueue } from './configurationQueue.js';
import { readSituation, roleOf, type Situation } from './readSituation.js';
import { configureSdk, hasTransport, loadSdk, type ZoomApi, type ZoomEventData, type ZoomSdk } from './sdk.js';
import { toZoomPanelError, ZoomPanelError } from './zoomPanelError.js';

export { ZoomPanelError };

const SILENT_AFTER_MS = 3_000;
/** Zoom forgets a configuration after about two hours. */
const RENEW_AFTER_MS = 100 * 60_000;

/** What the Zoom client says, as one value that changes. It never gives the SDK object away: awaiting that hangs for ever. */
export interface ZoomPanel {
  /** The same object as long as nothing changed. */
  readonly getSnapshot: () => ZoomSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Configures the SDK, once however often it is called. Tries again after `silent` and `refused`. */
  start(): void;
  /** Call it after the page's URL was changed by a script: Zoom then wants to be configured anew. */
  routeChanged(): void;
  /**
   * A fresh app context.
   *
   * @throws {ZoomPanelError}
   */
  getAppContext(): Promise<string>;
  /**
   * Runs Zoom's consent inside the client.
   *
   * @param signal ends the waiting: rejects with its reason
   * @throws {ZoomPanelError} the client refused to begin
   */
  authorize(challenge: { codeChallenge: string; state: string }, signal?: AbortSignal): Promise<AuthorizationAnswer>;
  /**
   * Asks Zoom to sign a guest in or to add the app, one step a call. Returns once the question is shown; the snapshot
   * follows when it was answered.
   *
   * @throws {ZoomPanelError}
   */
  promptAuthorize(): Promise<void>;
  /**
   * Opens a page in the system's browser.
   *
   * @throws {ZoomPanelError}
   */
  openUrl(url: string): Promise<void>;
}

export type AuthorizationAnswer =
  | { kind: 'authorized'; code: string; state: string | null; redirectUri: string | null }
  | { kind: 'declined' }
  /** Nothing came from the client in time. It may still have gone through elsewhere, in a browser's tab. */
  | { kind: 'silent' };

export type ZoomSnapshot =
  | { kind: 'starting' }
  /** An ordinary browser. */
  | { kind: 'outside' }
  /** No answer within three seconds. A late one is still taken. */
  | { kind: 'silent' }
  | { kind: 'refused'; error: ZoomPanelError }
  | {
      kind: 'running';
      user: 'unauthenticated' | 'authenticated' | 'authorized';
      role: 'host' | 'coHost' | 'participant';
      /** null: not in a meeting. */
      meeting: ZoomMeeting | null;
      meetingEnded: boolean;
      canAuthorize: boolean;
      canPromptAuthorize: boolean;
    };

/** What is null, this person may not read. */
export interface ZoomMeeting {
  uuid: string | null;
  /** Of the whole meeting, when this is a breakout room. */
  parentUuid: string | null;
  /** Digits. */
  number: string | null;
  topic: string | null;
  joinUrl: string | null;
}

/** What the client agreed to. */
interface Configuration {
  number: number;
  /** Milliseconds. */
  at: number;
  url: string;
  refused: ReadonlySet<string>;
}

/** The one connection of a page to its Zoom client. */
export function createZoomPanel(): ZoomPanel {
  const listeners = new Set<() => void>();
  const queue = createConfigurationQueue(configure, SILENT_AFTER_MS, () => {
    if (snapshot.kind === 'starting') publish({ kind: 'silent' });
  });
  let snapshot: ZoomSnapshot = { kind: 'starting' };
  let sdk: ZoomSdk | null = null;
  let configuration: Configuration | null = null;
  /** Why there is no configuration. */
  let refusal: ZoomPanelError | null = null;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let isListening = false;
  let isWatching = false;
  let participant: string | null = null;
  let endedMeeting: { uuid: string | null } | null = null;
  let authorization: AbortController | null = null;

  function publish(next: ZoomSnapshot): void {
    if (JSON.stringify(next) === JSON.stringify(snapshot)) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  /** May settle long after the panel called the client silent: then the answer counts all the same. */
  async function configure(number: number): Promise<void> {
    try {
      if (sdk === null) await loadSdk((loaded) => void (sdk = loaded));
      if (sdk !== null) await configureAndRead(sdk, number);
    } catch (cause) {
      const error = toZoomPanelError(cause);
      if (!queue.isLast(number)) return;
      if (error.kind === 'silent') return void queue.add();
      configuration = null;
      refusal = error;
      if (snapshot.kind !== 'running') publish({ kind: 'refused', error });
    }
  }

  async function configureAndRead(client: ZoomSdk, number: number): Promise<void> {
    const url = location.href;
    const answer = await configureSdk(client);
    const refused = new Set<string>(answer.unsupportedApis);
    if (number > (configuration?.number ?? 0)) configuration = { number, at: Date.now(), url, refused };
    listen(client);
    clearTimeout(renewal);
    renewal = setTimeout(() => void queue.add(), RENEW_AFTER_MS);

    const situation = await readSituation(client, answer, (api) => !refused.has(api));
    const isOutdated = snapshot.kind === 'running' && !queue.isLast(number);
    if (!isOutdated) show(situation, refused);
  }

  function show(situation: Situation, refused: ReadonlySet<string>): void {
    const { user, role, meeting } = situation;
    participant = situation.participant;
    if (meeting !== null && endedMeeting?.uuid !== wholeMeeting(meeting)) endedMeeting = null;
    publish({
      kind: 'running',
      user,
      role,
      meeting,
      meetingEnded: endedMeeting !== null,
      canAuthorize: !refused.has('authorize'),
      canPromptAuthorize: user !== 'authorized' && !refused.has('promptAuthorize'),
    });
  }

  /** One closure for each event: removing a listener from one event removes it from all. */
  function listen(client: ZoomSdk): void {
    if (isListening) return;
    isListening = true;
    client.addEventListener('onMyUserContextChange', () => void queue.add());
    client.addEventListener('onRunningContextChange', () => void queue.add());
    client.addEventListener('onBreakoutRoomChange', () => void queue.add());
    client.addEventListener('onParticipantChange', (event) => {
      if (concernsMe(event)) void queue.add();
    });
    client.addEventListener('onMeeting', (event) => {
      if (event?.['action'] !== 'ended' || snapshot.kind !== 'running') return;
      endedMeeting = { uuid: wholeMeeting(snapshot.meeting) };
      publish({ ...snapshot, meetingEnded: true });
    });
  }

  /** My role changed, or my UUID with it. The same news may come twice. */
  function concernsMe(event: ZoomEventData): boolean {
    const people = Array.isArray(event?.['participants']) ? event['participants'] : [];
    return people.some((one: ZoomEventData) => {
      if (snapshot.kind !== 'running' || one?.['participantUUID'] !== participant) return false;
      return one['status'] === 'leave' || roleOf(one['role']) !== snapshot.role;
    });
  }

  function isStale(): boolean {
    return (
      configuration === null || configuration.url !== location.href || Date.now() - configuration.at >= RENEW_AFTER_MS
    );
  }

  function routeChanged(): void {
    if (configuration !== null && isStale()) void queue.join();
  }

  /** Timers stand still while a machine sleeps; and not every client tells that a guest has signed in. */
  function lookedAt(): void {
    if (document.hidden || snapshot.kind !== 'running') return;
    if (isStale() || snapshot.user !== 'authorized') void queue.join();
  }

  function watchPage(): void {
    isWatching = true;
    window.addEventListener('popstate', routeChanged);
    window.addEventListener('hashchange', routeChanged);
    window.addEventListener('focus', lookedAt);
    document.addEventListener('visibilitychange', lookedAt);
  }

  /** @throws {ZoomPanelError} this can't be asked of the client now */
  async function prepare(api: ZoomApi): Promise<void> {
    if (!hasTransport()) throw new ZoomPanelError('There is no Zoom client here.', 'not_supported');
    if (isStale()) await queue.join();
    if (configuration === null) throw refusal ?? new ZoomPanelError('The Zoom client is silent.', 'silent');
    if (!configuration.refused.has(api)) return;
    const isGuest = snapshot.kind === 'running' && snapshot.user !== 'authorized';
    throw new ZoomPanelError(`The Zoom client does not offer ${api} now.`, isGuest ? 'guest' : 'not_supported');
  }

  /** After `prepare`. */
  function client(): ZoomSdk {
    if (sdk === null) throw new ZoomPanelError('The Zoom client is silent.', 'silent');
    return sdk;
  }

  /** Zoom may forget a configuration, and nobody knows what it says then: any refusal is met with a new one, once. */
  async function call<T>(api: ZoomApi, ask: () => Promise<T>): Promise<T> {
    await prepare(api);
    try {
      return await ask();
    } catch (cause) {
      const error = toZoomPanelError(cause);
      if (error.kind === 'silent' || error.kind === 'busy') throw error;
      await queue.add();
      await prepare(api);
      return ask().catch((again: unknown) => Promise.reject(toZoomPanelError(again)));
    }
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start() {
      if (!hasTransport()) return publish({ kind: 'outside' });
      if (snapshot.kind === 'running' || (snapshot.kind === 'starting' && !queue.isIdle())) return;
      if (!isWatching) watchPage();
      publish({ kind: 'starting' });
      void queue.add();
    },
    routeChanged,
    async getAppContext() {
      const answer = await call('getAppContext', () => client().getAppContext());
      if (!answer?.context) throw new ZoomPanelError('The Zoom client gave no app context.', 'unknown');
      return answer.context;
    },
    async authorize({ codeChallenge, state }, signal) {
      await prepare('authorize');
      authorization?.abort();
      authorization = new AbortController();
      const begin = () => call('authorize', () => client().authorize({ codeChallenge, state }));
      const answer = await awaitAuthorization(client(), state, begin, signal, authorization.signal);
      if (answer.kind === 'authorized') void queue.add();
      return answer;
    },
    async promptAuthorize() {
      await call('promptAuthorize', () => client().promptAuthorize());
    },
    async openUrl(url) {
      await call('openUrl', () => client().openUrl({ url: new URL(url, location.href).href }));
    },
  };
}

/** Inside a breakout room, the meeting that the room belongs to. */
function wholeMeeting(meeting: ZoomMeeting | null): string | null {
  return meeting?.parentUuid ?? meeting?.uuid ?? null;
}
