import { type Client, CloseCode, createClient, type FormattedExecutionResult } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import { type BearerSource, persistedQuery } from './requests.js';
import type { ServerState } from './serverState.js';
import { createStore, type Store } from './store.js';
import { pauseBefore, waitOrWake } from './wait.js';

const UNAUTHORIZED: number = CloseCode.Unauthorized;
const RETRY_PAUSE = { firstMs: 300, longestMs: 10_000 };
/** A connection can die without a word; a ping that is not answered in time says so. */
const PING_INTERVAL_MS = 15_000;
const PONG_TIMEOUT_MS = 6_000;
/** Some proxies never answer. */
const OPEN_TIMEOUT_MS = 8_000;
/** A gap that is closed sooner is nobody's concern. */
const RECONNECTING_NOTICE_MS = 2_000;

export interface LiveState {
  /** True while there is no connection, once that lasts; for good where something on the way lets no WebSocket through. */
  isReconnecting: boolean;
  /** How often it was connected: what happened between two connections was not told. */
  connections: number;
}

/** What is sent of a subscription: its document's hash. */
export interface LiveRequest {
  hash: string;
  variables: Record<string, unknown>;
}

export interface LiveSink {
  next(result: FormattedExecutionResult<Record<string, unknown>, unknown>): void;
  error(error: unknown): void;
  complete(): void;
}

/** Subscriptions over one WebSocket, which is there only while somebody listens, and comes back by itself. */
export interface Live extends Store<LiveState> {
  /** @returns ends the subscription */
  listen(request: LiveRequest, sink: LiveSink): () => void;
  /** Connects anew, as whoever the session now belongs to. */
  restart(): void;
}

export function createLive({ bearer, server }: { bearer: BearerSource | null; server: ServerState }): Live {
  const state = createStore<LiveState>({ isReconnecting: false, connections: 0 });
  /** The bearer that the present socket was opened with. */
  let usedBearer: string | null = null;
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;
  let openTimer: ReturnType<typeof setTimeout> | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let listeners = 0;

  const socket: Client = createClient({
    // The bearer first: it may take a while, and a server does not wait long for somebody who says nothing.
    async url() {
      usedBearer = (await bearer?.token()) ?? null;
      openTimer = setTimeout(() => socket.terminate(), OPEN_TIMEOUT_MS);
      return `${location.origin.replace(/^http/, 'ws')}/graphql`;
    },
    connectionParams: () => (usedBearer === null ? undefined : { authorization: `Bearer ${usedBearer}` }),
    keepAlive: PING_INTERVAL_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (attempt) => waitOrWake(pauseBefore(attempt, RETRY_PAUSE)),
    on: {
      connected() {
        clearTimeout(openTimer);
        server.answered();
        endNotice();
        state.set({ isReconnecting: false, connections: state.getSnapshot().connections + 1 });
      },
      closed(event) {
        clearTimeout(openTimer);
        clearTimeout(pongTimer);
        if (isCloseEvent(event) && event.code === UNAUTHORIZED && usedBearer !== null) bearer?.discard(usedBearer);
        if (listeners === 0) return;
        void server.check();
        noticeTimer ??= setTimeout(
          () => state.set({ ...state.getSnapshot(), isReconnecting: true }),
          RECONNECTING_NOTICE_MS,
        );
      },
      ping(isReceived) {
        if (!isReceived) pongTimer = setTimeout(() => socket.terminate(), PONG_TIMEOUT_MS);
      },
      pong(isReceived) {
        if (isReceived) clearTimeout(pongTimer);
      },
    },
  });

  function endNotice(): void {
    clearTimeout(noticeTimer);
    noticeTimer = undefined;
  }

  function listen(request: LiveRequest, sink: LiveSink): () => void {
    let isOver = false;
    let attempt = 0;
    let end: (() => void) | null = null;
    listeners += 1;

    function begin(): void {
      end = socket.subscribe(
        {
          query: '',
          variables: request.variables,
          extensions: persistedQuery(request.hash),
        },
        {
          next(result) {
            attempt = 0;
            sink.next(result);
          },
          // An array holds GraphQL's own errors. Anything else is a close that graphql-ws takes for final, such as 4401: it is
          // not, since the next connection has another bearer.
          error(error) {
            if (codesOf(error).includes('DOCUMENT_NOT_TRUSTED')) server.outdated();
            if (isFinal(error)) sink.error(error);
            else void beginAgain();
          },
          complete: () => sink.complete(),
        },
      );
    }

    async function beginAgain(): Promise<void> {
      await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
      attempt += 1;
      if (!isOver) begin();
    }

    begin();
    return () => {
      if (isOver) return;
      isOver = true;
      listeners -= 1;
      if (listeners === 0) endNotice();
      end?.();
    };
  }

  return { getSnapshot: state.getSnapshot, subscribe: state.subscribe, listen, restart: () => socket.terminate() };
}

/** What another try may mend. */
const PASSING = new Set(['SERVER_OLDER', 'DATABASE_UNAVAILABLE', 'RATE_LIMITED', 'UNAUTHENTICATED']);

function isFinal(error: unknown): boolean {
  return Array.isArray(error) && !codesOf(error).some((code) => PASSING.has(code));
}

function codesOf(error: unknown): string[] {
  return Array.isArray(error) ? error.map((one: GraphQLFormattedError) => String(one.extensions?.['code'])) : [];
}

function isCloseEvent(event: unknown): event is { code: number } {
  return typeof event === 'object' && event !== null && 'code' in event;
}
