import type { Logger } from 'pino';
import { errors, Pool } from 'undici';
import type { Clock } from '../clock.js';
import { isRecallBotId, readRecallBot, type RecallBot } from './bot.js';
import type { CreateBotBody } from './createBotBody.js';
import { isRecord } from './isRecord.js';
import { readRecordings, type RecallRecording } from './recordings.js';
import { type FieldErrors, readRefusal, secretsIn } from './refusal.js';
import { readRetryAfter } from './retryDelay.js';

/** How long a call may take as a whole, in ms: the keys that it tries and the reading of the answer included. */
export const RECALL_TIMEOUTS_MS = {
  createBot: 10_000,
  leaveCall: 10_000,
  deleteBot: 10_000,
  deleteMedia: 10_000,
  /** Somebody looks at a spinner. */
  getRecordings: 8_000,
  /** Somebody waits for the answer while a launch of theirs is being decided. */
  getBot: 4_000,
  /** May have to turn pages. */
  findBotsByMetadata: 20_000,
};
const MAX_PAGES = 10;
const MAX_CONNECTIONS = 50;
/** A page of bots with their recordings is large; more than this is none. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** What Create Bot came to. Only `created` and `refused` are final; see `retryDelay` for the others. */
export type CreateBotOutcome =
  | { readonly kind: 'created'; readonly bot: RecallBot }
  /** A bot may or may not exist: ask again under the same idempotency key. `detail` is for people, without secrets. */
  | { readonly kind: 'ambiguous'; readonly retryAfterMs: number | null; readonly detail: string }
  /** No bot was made: ask again under a new key, because Recall may replay this answer under the old one for an hour. */
  | {
      readonly kind: 'not_created';
      readonly retryAfterMs: number | null;
      readonly code: 'rate_limited' | 'no_bots_available';
      readonly detail: string;
    }
  /** No bot was made, and none will be until somebody changes something. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** Recall's word, or `http_<status>`. */
      readonly code: string;
      readonly message: string;
      readonly fieldErrors: readonly FieldErrors[];
      readonly whose: 'person' | 'operator';
    };

/** The HTTP API of Recall, version 1.11. Look-ups and commands throw `RecallError` where they have no outcome. */
export interface RecallClient {
  /**
   * Asks for a bot (https://docs.recall.ai/reference/bot_create). Never throws.
   *
   * @param idempotencyKey one key, one body: a repetition within an hour gives the first answer again
   */
  createBot(body: CreateBotBody, idempotencyKey: string): Promise<CreateBotOutcome>;
  /** @returns null when Recall does not know the bot */
  getBot(id: string): Promise<RecallBot | null>;
  /** Every bot of the workspace whose metadata has this value. */
  findBotsByMetadata(key: string, value: string): Promise<RecallBot[]>;
  /** Tells a bot to leave. `not_started`: it has not set out yet and can only be deleted. */
  leaveCall(id: string): Promise<{ kind: 'leaving' } | { kind: 'gone' } | { kind: 'not_started' }>;
  /** Deletes a bot that has not set out yet. `dispatched`: it has, and can only be told to leave. */
  deleteBot(id: string): Promise<{ kind: 'deleted' } | { kind: 'dispatched' } | { kind: 'gone' }>;
  /** What was recorded, with addresses that open the files for a few hours; null when Recall does not know the bot. */
  getRecordings(id: string): Promise<RecallRecording[] | null>;
  /** Deletes all that was recorded (https://docs.recall.ai/reference/bot_delete_media_create). `not_ready`: not as long as it is being made. */
  deleteMedia(id: string): Promise<{ kind: 'deleted' } | { kind: 'gone' } | { kind: 'not_ready' }>;
  /** Waits for the calls under way, then closes every connection. */
  close(): Promise<void>;
}

/** A call to Recall that has no outcome. Never holds what Recall answered, nor a key. */
export class RecallError extends Error {
  override readonly name = 'RecallError';
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** Recall's HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Recall's own word where it gave one, else what happened: `http_503`, `timed_out`, `ECONNRESET`. */
  readonly code: string;
  /** How long Recall asked to wait, in ms; null when it named nothing. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    facts: {
      readonly retryable: boolean;
      readonly status: number | null;
      readonly code: string;
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
    },
  ) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.retryable = facts.retryable;
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}

interface Call {
  readonly name: keyof typeof RECALL_TIMEOUTS_MS;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly isHtml: boolean;
  /** Parsed JSON; undefined when the body was none, or broke off. */
  readonly body: unknown;
}

/**
 * @param deps.baseUrl such as `https://us-east-1.recall.ai`
 * @param deps.apiKeys of this region's workspace. On 401 the next one is tried, so that keys can be rotated
 * @param deps.timeoutsMs for tests that cannot wait so long
 */
export function createRecallClient(deps: {
  baseUrl: string;
  apiKeys: readonly string[];
  log: Logger;
  now: Clock;
  timeoutsMs?: typeof RECALL_TIMEOUTS_MS;
}): RecallClient {
  const { apiKeys, log, now, timeoutsMs = RECALL_TIMEOUTS_MS } = deps;
  const base = new URL(deps.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, '')}/api/v1/bot/`;
  const pool = new Pool(base.origin, { connections: MAX_CONNECTIONS, maxResponseSize: MAX_ANSWER_BYTES });
  /** The place of the key that was last accepted. */
  let acceptedKey = 0;
  let closing: Promise<void> | null = null;

  /** @throws RecallError when no answer came, however broken: with the first line of one, its status decides */
  async function exchange(call: Call, timeout = AbortSignal.timeout(timeoutsMs[call.name])): Promise<Answer> {
    let answer: Answer | null = null;
    for (let tried = 0; tried < apiKeys.length; tried += 1) {
      const place = (acceptedKey + tried) % apiKeys.length;
      answer = await send(call, apiKeys[place] ?? '', timeout);
      if (answer.status !== 401) {
        acceptedKey = place;
        return answer;
      }
      log.warn({ event: 'recall.key.refused', key: place + 1, of: apiKeys.length }, 'Recall refused an API key');
    }
    if (answer === null)
      throw new RecallError('There is no Recall API key', { retryable: false, status: null, code: 'no_key' });
    return answer;
  }

  async function send(call: Call, apiKey: string, timeout: AbortSignal): Promise<Answer> {
    const startedAt = now();
    try {
      const { statusCode, headers, body } = await pool.request({
        method: call.method,
        path: call.path,
        signal: timeout,
        headers: {
          accept: 'application/json',
          'user-agent': 'broughtby',
          authorization: `Token ${apiKey}`,
          ...call.headers,
        },
        body: call.body ?? null,
      });
      const text = await body.text().catch(() => '');
      log.debug(
        { event: 'recall.answered', call: call.name, status: statusCode, tookMs: now() - startedAt },
        'Recall answered',
      );
      return {
        status: statusCode,
        retryAfterMs: readRetryAfter(textOf(headers['retry-after']), now()),
        isHtml: textOf(headers['content-type'])?.includes('text/html') ?? false,
        body: parseJson(text),
      };
    } catch (error) {
      const code = codeOf(error);
      log.debug(
        { event: 'recall.unanswered', call: call.name, code, tookMs: now() - startedAt },
        'Recall did not answer',
      );
      throw new RecallError(`Recall did not answer (${code})`, {
        retryable: true,
        status: null,
        code,
        // A parser's error carries the bytes that it could not parse, which may be of an answer.
        ...(error instanceof errors.HTTPParserError ? {} : { cause: error }),
      });
    }
  }

  async function createBot(body: CreateBotBody, idempotencyKey: string): Promise<CreateBotOutcome> {
    let answer: Answer;
    try {
      answer = await exchange({
        name: 'createBot',
        method: 'POST',
        path: root,
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      });
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      return { kind: 'ambiguous', retryAfterMs: null, detail: error.message };
    }
    return outcomeOf(answer, secretsIn([body.meeting_url, body.zoom.obf_token_url]));
  }

  async function getBot(id: string): Promise<RecallBot | null> {
    if (!isRecallBotId(id)) return null;
    const answer = await exchange({
      name: 'getBot',
      method: 'GET',
      path: `${root}${id}/`,
    });
    if (isUnknownBot(answer)) return null;
    if (!isSuccess(answer)) throw failureOf(answer);
    const bot = readRecallBot(answer.body);
    if (bot === null) throw unreadable(answer);
    return bot;
  }

  async function findBotsByMetadata(key: string, value: string): Promise<RecallBot[]> {
    const timeout = AbortSignal.timeout(timeoutsMs.findBotsByMetadata);
    const found = new Map<string, RecallBot>();
    let path = `${root}?metadata__${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answer = await exchange({ name: 'findBotsByMetadata', method: 'GET', path }, timeout);
      if (!isSuccess(answer)) throw failureOf(answer);
      const { results, next } = readPage(answer);
      for (const bot of results) {
        // Were the filter ignored, these would be all bots of the workspace.
        if (bot.metadata[key] === value) found.set(bot.id, bot);
      }
      if (next === null) return [...found.values()];
      path = pathWithin(next);
    }
    throw new RecallError('Recall has more pages than a look-up should have', {
      retryable: false,
      status: null,
      code: 'too_many_pages',
    });
  }

  /** The address of the next page as Recall gave it, provided that it is Recall's: our key goes nowhere else. */
  function pathWithin(next: string): string {
    const address = URL.canParse(next, base) ? new URL(next, base) : null;
    if (address?.origin === base.origin) return `${address.pathname}${address.search}`;
    throw new RecallError('Recall named a next page that is not on its own origin', {
      retryable: false,
      status: null,
      code: 'foreign_page',
    });
  }

  function close(): Promise<void> {
    closing ??= pool.close();
    return closing;
  }

  async function leaveCall(id: string): ReturnType<RecallClient['leaveCall']> {
    if (!isRecallBotId(id)) return { kind: 'gone' };
    const answer = await exchange({
      name: 'leaveCall',
      method: 'POST',
      path: `${root}${id}/leave_call/`,
    });
    if (isSuccess(answer)) return { kind: 'leaving' };
    if (isUnknownBot(answer)) return { kind: 'gone' };
    const failure = failureOf(answer);
    if (failure.code === 'cannot_command_completed_bot') return { kind: 'gone' };
    if (failure.code === 'cannot_command_unstarted_bot') return { kind: 'not_started' };
    throw failure;
  }

  async function deleteBot(id: string): ReturnType<RecallClient['deleteBot']> {
    if (!isRecallBotId(id)) return { kind: 'gone' };
    const answer = await exchange({
      name: 'deleteBot',
      method: 'DELETE',
      path: `${root}${id}/`,
    });
    if (isSuccess(answer)) return { kind: 'deleted' };
    if (isUnknownBot(answer)) return { kind: 'gone' };
    const failure = failureOf(answer);
    if (failure.code === 'cannot_command_completed_bot') return { kind: 'gone' };
    if (answer.status === 405 || CODES_OF_DISPATCHED_BOTS.has(failure.code)) return { kind: 'dispatched' };
    throw failure;
  }

  async function getRecordings(id: string): Promise<RecallRecording[] | null> {
    if (!isRecallBotId(id)) return null;
    const answer = await exchange({ name: 'getRecordings', method: 'GET', path: `${root}${id}/` });
    if (isUnknownBot(answer)) return null;
    if (!isSuccess(answer)) throw failureOf(answer);
    if (readRecallBot(answer.body) === null) throw unreadable(answer);
    return readRecordings(answer.body, { allowsHttp: base.protocol === 'http:' });
  }

  async function deleteMedia(id: string): ReturnType<RecallClient['deleteMedia']> {
    if (!isRecallBotId(id)) return { kind: 'gone' };
    const answer = await exchange({ name: 'deleteMedia', method: 'POST', path: `${root}${id}/delete_media/` });
    if (isSuccess(answer)) return { kind: 'deleted' };
    if (isUnknownBot(answer)) return { kind: 'gone' };
    if (STATUSES_OF_UNFINISHED_MEDIA.has(answer.status)) return { kind: 'not_ready' };
    throw failureOf(answer);
  }

  return { createBot, getBot, findBotsByMetadata, leaveCall, deleteBot, getRecordings, deleteMedia, close };
}

/** Recall documents no answer for media that it is still making; these say that the request is right and the moment is not. */
const STATUSES_OF_UNFINISHED_MEDIA: ReadonlySet<number> = new Set([400, 405, 409]);

/** Beside 405, what Recall calls a bot that is beyond deleting (https://docs.recall.ai/reference/errors). */
const CODES_OF_DISPATCHED_BOTS: ReadonlySet<string> = new Set(['update_bot_failed', 'cannot_delete_bot']);

/**
 * | answer                                                     | outcome                                |
 * |------------------------------------------------------------|----------------------------------------|
 * | 2xx with a bot                                             | created                                |
 * | 2xx without; 408, 409, 425; 500 and above, other than 507  | ambiguous                              |
 * | 429                                                        | not created: rate limited              |
 * | 507                                                        | not created: no bots available         |
 * | 400 about the meeting link or the bot's name               | refused; the person can put it right   |
 * | everything else: 400, 401, 402, 403, 404, redirects …      | refused; the operator has to           |
 *
 * https://docs.recall.ai/reference/errors and https://docs.recall.ai/reference/idempotency
 */
function outcomeOf(answer: Answer, secrets: readonly string[]): CreateBotOutcome {
  const { status, retryAfterMs } = answer;
  const detail = `Recall answered with status ${status}`;
  if (isSuccess(answer)) {
    const bot = readRecallBot(answer.body);
    if (bot !== null) return { kind: 'created', bot };
    return { kind: 'ambiguous', retryAfterMs, detail: `${detail}, and a body that cannot be read` };
  }
  if (status === 429) return { kind: 'not_created', retryAfterMs, code: 'rate_limited', detail };
  if (status === 507) return { kind: 'not_created', retryAfterMs, code: 'no_bots_available', detail };
  if (isTransient(status)) return { kind: 'ambiguous', retryAfterMs, detail };
  return { kind: 'refused', status, ...readRefusal(status, answer.body, secrets) };
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Statuses that say nothing about the request itself. 409: its twin is under way, or a conflict in scheduling. */
function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 409 || status === 425 || status === 429;
}

/** A page of HTML is not the API's word about a bot, but that of a proxy or of a wrong address. */
function isUnknownBot({ status, isHtml }: Answer): boolean {
  return status === 404 && !isHtml;
}

function failureOf({ status, body, retryAfterMs }: Answer): RecallError {
  const { code } = readRefusal(status, body, []);
  return new RecallError(`Recall answered with status ${status} (${code})`, {
    retryable: isTransient(status),
    status,
    code,
    retryAfterMs,
  });
}

function unreadable({ status }: Answer): RecallError {
  return new RecallError('Recall answered with a body that cannot be read', {
    retryable: true,
    status,
    code: 'unreadable_answer',
  });
}

function readPage(answer: Answer): { results: RecallBot[]; next: string | null } {
  if (!isRecord(answer.body)) throw unreadable(answer);
  const { results, next } = answer.body;
  const bots = Array.isArray(results) ? results.map(readRecallBot) : [null];
  if (!bots.every((bot) => bot !== null)) throw unreadable(answer);
  return { results: bots, next: typeof next === 'string' && next !== '' ? next : null };
}

/** `JSON.parse`'s own error would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'timed_out';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
