import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { createReadById } from '../database/readById.js';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import { SealError } from '../encryption.js';
import type { AccessToken, Connections } from '../people/connections.js';
import { type ZoomClient, ZoomError } from '../zoom/client.js';
import { createBotUpdates } from './botUpdates.js';
import type { CallbackGrant } from './callbackUrl.js';
import type { BotDocument, BotModel } from './model.js';
import { tokensEndedBy } from './presence.js';
import type { RateLimit } from './rateLimit.js';
import type { TimelineEntry } from './timeline.js';
import { visibleChange } from './visibleChange.js';

/** Recall's own time-out is not documented; the shortest of its peers' is 15 s. */
const ANSWER_WITHIN_MS = 7_500;
/** How many tokens one launch may ask for. A bot needs one each time it tries to join. */
export const REQUESTS_PER_MINUTE = 60;
/** As many moments of requests as the limit looks at. */
const MOMENTS_KEPT = REQUESTS_PER_MINUTE;
const MINUTE_MS = 60_000;
/** A refresh with less than this left of the access token. */
const ACCESS_TOKEN_MARGIN_MS = 120_000;

/**
 * Why there is a token, or none:
 *
 * | kind | HTTP |
 * |---|---|
 * | token | 200 |
 * | no_launch, person_left, meeting_ended | 404 |
 * | not_connected, reconnect_required, missing_scope | 409 |
 * | too_many_requests | 429 |
 * | client_credentials, sealing_key, fault | 500 |
 * | zoom_refused, zoom_rate_limited, zoom_unavailable | 502 |
 * | database_unavailable | 503 |
 * | zoom_timeout | 504 |
 */
export type ObfAnswer =
  | { kind: 'token'; token: string }
  | {
      kind:
        | 'no_launch'
        | 'person_left'
        | 'meeting_ended'
        | 'not_connected'
        | 'reconnect_required'
        | 'missing_scope'
        | 'too_many_requests'
        | 'client_credentials'
        | 'sealing_key'
        | 'fault'
        | 'zoom_refused'
        | 'zoom_rate_limited'
        | 'zoom_unavailable'
        | 'zoom_timeout'
        | 'database_unavailable';
      /** The vendor's own words, for the timeline; never a secret. */
      detail: string | null;
    };

export interface ObfAttempt {
  answer: ObfAnswer;
  /** How long Zoom took, a refresh included, in milliseconds; null where it was not asked. */
  zoomTookMs: number | null;
}

export interface ObfTokens {
  /** Mints a token for a launch that is live. Within eight seconds, whatever Zoom or the database do. */
  mint(grant: CallbackGrant): Promise<ObfAttempt>;
  /** Writes an attempt on the bot's timeline: what was answered and how long Zoom took, never the token. To be called after the answer. */
  record(grant: CallbackGrant, attempt: ObfAttempt): Promise<void>;
  /** Writes on the timeline that somebody asked with the right URL, but not as Recall does. */
  recordUnsigned(grant: CallbackGrant, why: string): Promise<void>;
}

/** What the callback needs of a bot; the timeline is not read. */
type LaunchView = Pick<BotDocument, 'person' | 'meetingNumber' | 'endedAt' | 'obfRequestedAt' | 'presence'>;
const LAUNCH_VIEW = { person: 1, meetingNumber: 1, endedAt: 1, obfRequestedAt: 1, presence: 1 } as const;

export function createObfTokens(deps: {
  bots: BotModel;
  connections: Connections;
  zoom: ZoomClient;
  /** By launch. */
  rateLimit: RateLimit;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): ObfTokens {
  const { bots, connections, zoom, rateLimit, onChange, now, log } = deps;
  const readLaunch = createReadById<BotDocument, LaunchView>(bots, LAUNCH_VIEW);
  const updateBot = createBotUpdates(bots);

  async function mint(grant: CallbackGrant): Promise<ObfAttempt> {
    const progress: Progress = { zoomSince: null, isLate: false };
    const answer = await mintInTime(grant, progress);
    return { answer, zoomTookMs: progress.zoomSince === null ? null : now() - progress.zoomSince };
  }

  async function mintInTime(grant: CallbackGrant, progress: Progress): Promise<ObfAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ObfAnswer>((resolve) => {
      timer = setTimeout(() => {
        progress.isLate = true;
        resolve(lateAnswer(progress));
      }, ANSWER_WITHIN_MS);
    });
    try {
      return await Promise.race([answer(grant, progress), late]);
    } catch (error) {
      return failureOf(error, grant);
    } finally {
      clearTimeout(timer);
    }
  }

  async function answer(grant: CallbackGrant, progress: Progress): Promise<ObfAnswer> {
    // Both reads at once: the MAC has proven that this person is the launch's.
    const [launch, connection] = await Promise.all([readLaunch(grant.launchId), connections.find(grant.person)]);
    if (launch === null || launch.person !== grant.person || launch.meetingNumber !== grant.meetingNumber)
      return { kind: 'no_launch', detail: null };
    // Before the end is looked at: whoever goes on asking after it would push everything else off the timeline.
    if (!rateLimit.allows(grant.launchId, launch.obfRequestedAt)) return { kind: 'too_many_requests', detail: null };
    if (launch.endedAt !== null) return { kind: 'no_launch', detail: null };
    const absence = launch.presence === undefined ? null : tokensEndedBy(launch.presence, now());
    if (absence !== null) return { kind: absence, detail: null };
    if (connection === null) return { kind: 'not_connected', detail: null };

    progress.zoomSince = now();
    const access = await connections.getAccessToken(grant.person, {
      record: connection,
      minValidityMs: ACCESS_TOKEN_MARGIN_MS,
    });
    if (access.kind !== 'token') return withoutToken(access);
    try {
      return await mintWith(access.accessToken, grant, progress);
    } catch (error) {
      if (!(error instanceof ZoomError && error.kind === 'ACCESS_TOKEN_INVALID')) throw error;
      const renewed = await connections.refreshAfterRejection(grant.person, access.version);
      return renewed.kind === 'token' ? await mintWith(renewed.accessToken, grant, progress) : withoutToken(renewed);
    }
  }

  async function mintWith(accessToken: string, grant: CallbackGrant, progress: Progress): Promise<ObfAnswer> {
    // A refresh took too long: the answer is given, and a token would be minted for nobody.
    if (progress.isLate) return lateAnswer(progress);
    return { kind: 'token', token: await zoom.mintObfToken(accessToken, { meetingNumber: grant.meetingNumber }) };
  }

  function failureOf(error: unknown, grant: CallbackGrant): ObfAnswer {
    const answer = explainFailure(error);
    const isOurs = answer.kind === 'fault' || answer.kind === 'sealing_key' || answer.kind === 'client_credentials';
    log[isOurs ? 'error' : 'warn'](
      { event: 'obf.failed', bot: grant.launchId, outcome: answer.kind, err: error },
      'No token for Recall',
    );
    return answer;
  }

  async function record(grant: CallbackGrant, { answer, zoomTookMs }: ObfAttempt): Promise<void> {
    const at = new Date(now());
    const isToken = answer.kind === 'token';
    const detail = isToken ? null : answer.detail;
    const entry: TimelineEntry = { at, kind: 'OBF_REQUEST', code: answer.kind, detail, tookMs: zoomTookMs };
    if (answer.kind === 'too_many_requests') return recordOnceAMinute(grant, entry);
    const change = visibleChange(at, entry);
    await updateBot(grant.launchId, {
      ...change,
      $set: { ...change.$set, ...(isToken ? { tokenGivenAt: at } : {}) },
      $push: { ...change.$push, obfRequestedAt: { $each: [at], $slice: -MOMENTS_KEPT } },
    });
    onChange();
  }

  async function recordUnsigned(grant: CallbackGrant, why: string): Promise<void> {
    log.warn({ event: 'obf.unsigned', bot: grant.launchId, why }, "A callback came without Recall's right signature");
    const at = new Date(now());
    await recordOnceAMinute(grant, { at, kind: 'OBF_REQUEST', code: 'unsigned', detail: why, tookMs: null });
  }

  /** A flood of requests would otherwise push everything else off the timeline. */
  async function recordOnceAMinute(grant: CallbackGrant, entry: TimelineEntry): Promise<void> {
    const sameMinute = { $elemMatch: { code: entry.code, at: { $gt: new Date(entry.at.getTime() - MINUTE_MS) } } };
    await bots.updateOne({ _id: grant.launchId, $nor: [{ timeline: sameMinute }] }, visibleChange(entry.at, entry));
    onChange();
  }

  return { mint, record, recordUnsigned };
}

function withoutToken(access: Exclude<AccessToken, { kind: 'token' }>): ObfAnswer {
  return { kind: access.kind, detail: access.kind === 'missing_scope' ? access.scopes.join(', ') : null };
}

/** What is said when time runs out depends on who has not answered. */
interface Progress {
  /** Since when it is Zoom that is waited for; null while it is the database. */
  zoomSince: number | null;
  isLate: boolean;
}

function lateAnswer({ zoomSince }: Progress): ObfAnswer {
  return { kind: zoomSince === null ? 'database_unavailable' : 'zoom_timeout', detail: null };
}

function explainFailure(error: unknown): Exclude<ObfAnswer, { kind: 'token' }> {
  if (error instanceof SealError) return { kind: 'sealing_key', detail: null };
  if (isDatabaseUnavailable(error)) return { kind: 'database_unavailable', detail: null };
  if (!(error instanceof ZoomError)) return { kind: 'fault', detail: null };
  switch (error.kind) {
    case 'CLIENT_CREDENTIALS':
      return { kind: 'client_credentials', detail: null };
    case 'GRANT_DEAD':
      return { kind: 'reconnect_required', detail: error.message };
    case 'SCOPE_MISSING':
      return { kind: 'missing_scope', detail: error.missingScopes.join(', ') };
    case 'RATE_LIMITED':
      return { kind: 'zoom_rate_limited', detail: null };
    case 'TIMEOUT':
      return { kind: 'zoom_timeout', detail: null };
    case 'UNAVAILABLE':
      return { kind: 'zoom_unavailable', detail: null };
    case 'ACCESS_TOKEN_INVALID':
    case 'CODE_INVALID':
    case 'REFUSED':
      return { kind: 'zoom_refused', detail: error.message };
    default:
      return error.kind satisfies never;
  }
}
