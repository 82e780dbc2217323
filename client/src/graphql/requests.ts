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

export interface GraphQLRequest {
  /** A read is repeated until there is an answer, since nothing changes by asking; a write only where the server said that it changed nothing. */
  kind: 'read' | 'write';
  /** Of the trusted document. */
  hash: string;
  variables: object;
  /** Nobody waits for the answer any more. */
  signal?: AbortSignal;
}

export interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFault[];
  /** When the server answered, by its own clock; null where that can't be read. */
  answeredAt: number | null;
}

export interface GraphQLFault {
  message: string;
  extensions?: Record<string, unknown>;
}

/** @throws for a write of which nothing is known, and when nobody waits any more */
export type Send = (request: GraphQLRequest) => Promise<GraphQLAnswer>;

/**
 * GraphQL by POST: with the session's bearer, renewed once when the server no longer takes it, and with patience.
 *
 * | answer | a read | a write |
 * |---|---|---|
 * | none, or a proxy's error | again, once the server answers | fails |
 * | UNAUTHENTICATED | once more with a new bearer | the same |
 * | SERVER_OLDER, DATABASE_UNAVAILABLE | again after a pause | again a few times |
 * | RATE_LIMITED | again after a longer pause | to the caller |
 * | DOCUMENT_NOT_TRUSTED | to the caller, and the page is outdated | the same |
 */
export function createSend({ bearer, server }: { bearer: BearerSource | null; server: ServerState }): Send {
  return async function send(request) {
    const isWrite = request.kind === 'write';
    let isRenewed = false;
    let olderAnswers = 0;
    for (let attempt = 0; ; attempt += 1) {
      const token = (await bearer?.token()) ?? null;
      const outcome = await exchange(request, token);
      const isLastTry = isWrite && attempt + 1 >= WRITE_TRIES;
      switch (outcome.kind) {
        case 'unreachable':
          if (request.signal?.aborted) throw outcome.error;
          server.unreachable();
          if (isWrite) throw outcome.error;
          await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
          await server.untilReachable();
          break;
        case 'answer':
          server.answered();
          return outcome.answer;
        case 'refusal':
          switch (outcome.code) {
            case 'UNAUTHENTICATED':
              if (token === null || isRenewed) return outcome.answer;
              bearer?.discard(token);
              isRenewed = true;
              break;
            case 'SERVER_OLDER':
              olderAnswers += 1;
              if (olderAnswers >= OLDER_ANSWERS_UNTIL_OUTDATED) server.outdated();
              if (isLastTry) return outcome.answer;
              await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
              break;
            case 'DATABASE_UNAVAILABLE':
              if (isLastTry) return outcome.answer;
              await waitOrWake(pauseBefore(attempt, RETRY_PAUSE));
              break;
            case 'RATE_LIMITED':
              if (isWrite) return outcome.answer;
              await waitOrWake(pauseBefore(attempt, RATE_LIMIT_PAUSE));
              break;
            case 'DOCUMENT_NOT_TRUSTED':
              server.outdated();
              return outcome.answer;
          }
      }
      if (request.signal?.aborted) throw new DOMException('Nobody waits for it any more', 'AbortError');
    }
  };
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
  | { kind: 'answer'; answer: GraphQLAnswer }
  | { kind: 'refusal'; code: Refusal; answer: GraphQLAnswer };

/** @param token null: with the cookie, if there is one */
async function exchange({ hash, variables, signal }: GraphQLRequest, token: string | null): Promise<Exchange> {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  const timer = setTimeout(abort, ANSWER_TIMEOUT_MS);
  signal?.addEventListener('abort', abort);
  try {
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      credentials: token === null ? 'same-origin' : 'omit',
      body: JSON.stringify({ extensions: persistedQuery(hash), variables }),
      signal: giveUp.signal,
    });
    const body: Partial<GraphQLAnswer> = await response.json();
    // A proxy's own words, while no server stands behind it.
    if (body.data === undefined && body.errors === undefined) throw new Error(`Not an answer: HTTP ${response.status}`);
    const answer = { ...body, answeredAt: Date.parse(response.headers.get('date') ?? '') || null };
    const codes = new Set((body.errors ?? []).map(({ extensions }) => extensions?.['code']));
    const code = REFUSALS.find((refusal) => codes.has(refusal));
    return code === undefined ? { kind: 'answer', answer } : { kind: 'refusal', code, answer };
  } catch (error) {
    return { kind: 'unreachable', error };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Instead of a document's text: https://www.apollographql.com/docs/apollo-server/performance/apq */
export function persistedQuery(sha256Hash: string) {
  return { persistedQuery: { version: 1, sha256Hash } };
}
