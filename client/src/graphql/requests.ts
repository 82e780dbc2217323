import type { ServerState } from './serverState.js';
import { pauseBefore, waitOrWake } from './wait.js';

const ENDPOINT = '/graphql';
/** The server answers a launch within ten seconds. */
const ANSWER_TIMEOUT_MS = 25_000;
const RETRY_PAUSE = { firstMs: 500, longestMs: 8_000 };
const RATE_LIMIT_PAUSE = { firstMs: 5_000, longestMs: 30_000 };
/** After so many answers from servers older than this page, a reload is offered. */
const OLDER_ANSWERS_UNTIL_OUTDATED = 4;
/** A change is not tried for ever behind the person's back. */
const WRITE_TRIES = 4;

/** Where the bearer comes from; a browser has a cookie instead. */
export interface BearerSource {
  /** A bearer that still counts; waits until there is one. */
  token(): Promise<string>;
  /** The server does not take it: the next one is another. */
  discard(token: string): void;
}

export interface Requests {
  /** Repeated until there is an answer: nothing changes by asking. */
  read: typeof fetch;
  /** Repeated only where the server said that it changed nothing. */
  write: typeof fetch;
}

/**
 * `fetch` for GraphQL: with the session's bearer, renewed once when the server no longer takes it, and with patience.
 *
 * | answer | a read | a change |
 * |---|---|---|
 * | none, or a proxy's error | again, once the server answers | fails |
 * | UNAUTHENTICATED | once more with a new bearer | the same |
 * | SERVER_OLDER, DATABASE_UNAVAILABLE | again after a pause | again a few times |
 * | RATE_LIMITED | again after a longer pause | to the caller |
 * | DOCUMENT_NOT_TRUSTED | to the caller, and the page is outdated | the same |
 */
export function createRequests({ bearer, server }: { bearer: BearerSource | null; server: ServerState }): Requests {
  return { read: (_url, init) => send(init ?? {}, false), write: (_url, init) => send(init ?? {}, true) };

  async function send(init: RequestInit, isWrite: boolean): Promise<Response> {
    let isRenewed = false;
    let olderAnswers = 0;
    for (let attempt = 0; ; attempt += 1) {
      const token = (await bearer?.token()) ?? null;
      const outcome = await exchange(token === null ? init : withBearer(init, token));
      const isLastTry = isWrite && attempt + 1 >= WRITE_TRIES;
      switch (outcome.kind) {
        case 'unreachable':
          if (init.signal?.aborted) throw outcome.error;
          server.unreachable();
          if (isWrite) throw outcome.error;
          await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
          await server.untilReachable();
          break;
        case 'answer':
          server.answered();
          return outcome.response;
        case 'refusal':
          switch (outcome.code) {
            case 'UNAUTHENTICATED':
              if (token === null || isRenewed) return outcome.response;
              bearer?.discard(token);
              isRenewed = true;
              break;
            case 'SERVER_OLDER':
              olderAnswers += 1;
              if (olderAnswers >= OLDER_ANSWERS_UNTIL_OUTDATED) server.outdated();
              if (isLastTry) return outcome.response;
              await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
              break;
            case 'DATABASE_UNAVAILABLE':
              if (isLastTry) return outcome.response;
              await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
              break;
            case 'RATE_LIMITED':
              if (isWrite) return outcome.response;
              await waitOrWake(pauseBefore(attempt, RATE_LIMIT_PAUSE));
              break;
            case 'DOCUMENT_NOT_TRUSTED':
              server.outdated();
              return outcome.response;
          }
      }
      if (init.signal?.aborted) throw new DOMException('Nobody waits for it any more', 'AbortError');
    }
  }
}

const REFUSALS = [
  'UNAUTHENTICATED',
  'SERVER_OLDER',
  'DATABASE_UNAVAILABLE',
  'RATE_LIMITED',
  'DOCUMENT_NOT_TRUSTED',
] as const;
type Refusal = (typeof REFUSALS)[number];

type Exchange =
  | { kind: 'unreachable'; error: unknown }
  | { kind: 'answer'; response: Response }
  | { kind: 'refusal'; code: Refusal; response: Response };

async function exchange(init: RequestInit): Promise<Exchange> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_TIMEOUT_MS);
  const abort = () => giveUp.abort();
  init.signal?.addEventListener('abort', abort);
  try {
    const answer = await fetch(ENDPOINT, { ...init, signal: giveUp.signal });
    const text = await answer.text();
    const codes = errorCodesIn(text);
    // A proxy's own words, while no server stands behind it.
    if (codes === null) return { kind: 'unreachable', error: new Error(`Not an answer: HTTP ${answer.status}`) };
    const response = new Response(text, { status: answer.status, headers: answer.headers });
    const code = REFUSALS.find((refusal) => codes.includes(refusal));
    return code === undefined ? { kind: 'answer', response } : { kind: 'refusal', code, response };
  } catch (error) {
    return { kind: 'unreachable', error };
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener('abort', abort);
  }
}

/** @returns null for what is no GraphQL answer */
function errorCodesIn(text: string): unknown[] | null {
  try {
    const { data, errors }: { data?: unknown; errors?: { extensions?: { code?: unknown } }[] } = JSON.parse(text);
    if (data === undefined && errors === undefined) return null;
    return (errors ?? []).map(({ extensions }) => extensions?.code);
  } catch {
    return null;
  }
}

function withBearer(init: RequestInit, token: string): RequestInit {
  return {
    ...init,
    credentials: 'omit',
    headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` },
  };
}
