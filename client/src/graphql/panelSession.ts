import { ZoomPanelError } from '../zoom/zoomPanelError.js';
import { type AppContextRefusal, StartSessionDocument, type StartSessionMutation } from './generated/graphql.js';
import type { BearerSource, Send } from './requests.js';
import { createStore, type Store } from './store.js';
import { pauseBefore, waitOrWake, wakeAll } from './wait.js';

/** A bearer with less time left is replaced before it is used. */
const RENEWAL_MARGIN_MS = 3 * 60_000;
/** What a request takes on its way: with less left, a bearer is as good as over. */
const LAST_USE_MARGIN_MS = 10_000;
const RETRY_PAUSE = { firstMs: 1_000, longestMs: 15_000 };
/** What no fresh context can mend, such as a wrong client secret, may be mended on the server. */
const REFUSED_PAUSE_MS = 60_000;

export type SessionState =
  | { kind: 'opening' }
  | { kind: 'open' }
  /** The server did not take the app context, and no bearer is left; a fresh one is asked for, again and again. */
  | { kind: 'waiting'; reason: AppContextRefusal }
  /** A fresh one does not help. */
  | { kind: 'refused'; message: string }
  /** The Zoom client gives no app context. */
  | { kind: 'no_context'; error: ZoomPanelError };

/**
 * The panel's session: a bearer of 30 minutes for a fresh app context, in memory only. Opened when it is first asked for, and
 * again before it ends, when the server no longer takes it, and for another user.
 */
export interface PanelSession extends BearerSource, Store<SessionState> {
  /** Zoom knows the person now, or another: what there is belongs to somebody else. */
  reset(): void;
}

interface Bearer {
  token: string;
  /** On the page's own clock, which may be far from the server's. */
  endsAt: number;
}

export function createPanelSession(deps: {
  getAppContext: () => Promise<string>;
  panelKey: string;
  /** Without a bearer. */
  send: Send;
}): PanelSession {
  const state = createStore<SessionState>({ kind: 'opening' });
  let bearer: Bearer | null = null;
  let opening: Promise<string> | null = null;
  /** Counts the users: what was begun for an earlier one is thrown away. */
  let user = 0;

  function timeLeft(): number {
    return bearer === null ? 0 : bearer.endsAt - performance.now();
  }

  async function open(): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const asked = user;
      const outcome = await startSession();
      if (asked !== user) {
        attempt = -1;
      } else if (outcome.kind === 'started') {
        ({ bearer } = outcome);
        opening = null;
        state.set({ kind: 'open' });
        return bearer.token;
      } else {
        // While the earlier bearer counts, nobody has to know.
        if (timeLeft() < LAST_USE_MARGIN_MS) state.set(outcome);
        const pause = outcome.kind === 'refused' ? REFUSED_PAUSE_MS : pauseBefore(attempt, RETRY_PAUSE);
        await waitOrWake(pause);
      }
    }
  }

  async function startSession(): Promise<
    { kind: 'started'; bearer: Bearer } | Exclude<SessionState, { kind: 'open' | 'opening' }>
  > {
    let appContext: string;
    try {
      appContext = await deps.getAppContext();
    } catch (error) {
      return { kind: 'no_context', error: asZoomPanelError(error) };
    }
    const { data, errors, answeredAt } = await deps.send({
      kind: 'read',
      hash: String(StartSessionDocument.__meta__?.['hash']),
      variables: { appContext, panelKey: deps.panelKey },
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the document asks for it
    const result = (data as StartSessionMutation | null | undefined)?.startSession;
    if (result === undefined)
      return { kind: 'refused', message: errors?.[0]?.message ?? 'The server did not say why.' };
    if (result.__typename === 'StartSessionSuccess') {
      const { token, expiresAt } = result.session;
      const lifeMs = Date.parse(expiresAt) - (answeredAt ?? Date.now());
      return { kind: 'started', bearer: { token, endsAt: performance.now() + lifeMs } };
    }
    const { reason, message } = result;
    return reason === 'CLAIMED' || reason === 'EXPIRED' ? { kind: 'waiting', reason } : { kind: 'refused', message };
  }

  return {
    getSnapshot: state.getSnapshot,
    subscribe: state.subscribe,
    async token() {
      const left = timeLeft();
      if (left < RENEWAL_MARGIN_MS) opening ??= open();
      return bearer === null || left < LAST_USE_MARGIN_MS ? (opening ??= open()) : bearer.token;
    },
    discard(token) {
      if (bearer?.token === token) bearer = null;
    },
    reset() {
      user += 1;
      bearer = null;
      state.set({ kind: 'opening' });
      wakeAll();
    },
  };
}

function asZoomPanelError(error: unknown): ZoomPanelError {
  return error instanceof ZoomPanelError ? error : new ZoomPanelError(String(error), 'unknown', null, { cause: error });
}
