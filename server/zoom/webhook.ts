import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject, jsonObject } from './jsonObject.js';

/** How old a request may be, or how far ahead, because clocks differ. */
export const WEBHOOK_TOLERANCE_MS = 5 * 60_000;
/** Neither length nor alphabet is documented; Zoom's example has 22 characters of base64url. No colon, of which texts to be signed have two. */
const PLAIN_TOKEN = /^[\w+/=.~-]{1,128}$/;
/** Zoom's ids, and the names of its events, are much shorter. */
const MAX_CHARACTERS = 128;
/** The last moment that a `Date` can be, in milliseconds since 1970. */
const LAST_MOMENT = 8.64e15;

export type ZoomVerification =
  | {
      readonly kind: 'valid';
      /** The secret that signed: a URL validation is answered with the same. */
      readonly secretToken: string;
      /** A hash of time and body: the same whenever this very request comes again. Zoom's own repetitions carry a new time. */
      readonly requestId: string;
    }
  | {
      readonly kind: 'invalid';
      readonly reason: 'missing' | 'unreadable_time' | 'too_old' | 'too_new' | 'wrong_signature';
    };

/** Header names in lower case, as Node gives them. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Checks who sent a webhook that claims to come from Zoom: `x-zm-signature` is `v0=` and the HMAC-SHA256 of
 * `v0:timestamp:body` in hex, the timestamp in seconds. https://developers.zoom.us/docs/api/webhooks/
 *
 * The signature covers time and body; who repeats a request within five minutes is not told apart from Zoom here.
 *
 * @param body exactly as it came
 * @param secretTokens each of which may have signed. With none, nothing is ever valid
 * @param now milliseconds since 1970
 */
export function verifyZoomWebhook(
  headers: Headers,
  body: Buffer,
  secretTokens: readonly string[],
  now: number,
): ZoomVerification {
  const timestamp = headers['x-zm-request-timestamp'];
  const signature = headers['x-zm-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return { kind: 'invalid', reason: 'missing' };
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return { kind: 'invalid', reason: 'unreadable_time' };
  const sentAt = Number(timestamp) * 1_000;
  if (now - sentAt > WEBHOOK_TOLERANCE_MS) return { kind: 'invalid', reason: 'too_old' };
  if (sentAt - now > WEBHOOK_TOLERANCE_MS) return { kind: 'invalid', reason: 'too_new' };

  const signed = Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]);
  const given = Buffer.from(signature);
  for (const secretToken of secretTokens) {
    const expected = Buffer.from(`v0=${createHmac('sha256', secretToken).update(signed).digest('hex')}`);
    if (given.length === expected.length && timingSafeEqual(given, expected)) {
      return { kind: 'valid', secretToken, requestId: createHash('sha256').update(signed).digest('base64url') };
    }
  }
  return { kind: 'invalid', reason: 'wrong_signature' };
}

/** What proves to Zoom that the receiver has the secret. Only for a request that was verified: it would sign anything for anybody. */
export function answerUrlValidation(plainToken: string, secretToken: string) {
  const encryptedToken = createHmac('sha256', secretToken).update(plainToken).digest('hex');
  return { plainToken, encryptedToken };
}

/** Somebody came into a meeting or left it. */
export interface ParticipantEvent {
  readonly kind: 'participant_joined' | 'participant_left';
  readonly meetingNumber: string;
  /** The Zoom user ids that it may be; none for people who are not signed in. */
  readonly people: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface MeetingEndedEvent {
  readonly kind: 'meeting_ended';
  readonly meetingNumber: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A person removed the app, and with it their grant. */
export interface DeauthorizedEvent {
  readonly kind: 'deauthorized';
  /** Zoom user id. */
  readonly person: string;
  /** Zoom account id; null where it is not said. */
  readonly accountId: string | null;
  /** Whose app it was; null where it is not said. */
  readonly clientId: string | null;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

export type ZoomEvent =
  | { readonly kind: 'url_validation'; readonly plainToken: string }
  | DeauthorizedEvent
  | ParticipantEvent
  | MeetingEndedEvent
  /** Of no interest, known to us or not. */
  | { readonly kind: 'other'; readonly event: string }
  /** Not what Zoom documents. */
  | { readonly kind: 'malformed'; readonly why: string };

/**
 * Reads the body of a webhook that was verified.
 *
 * | event | what is read |
 * |---|---|
 * | `endpoint.url_validation` | `payload.plainToken` |
 * | `app_deauthorized` | `payload.user_id`, `account_id`, `client_id`, `deauthorization_time`, or else the time of the event |
 * | `meeting.participant_joined`, `meeting.participant_left` | `payload.object.id`, `participant.id` and `participant_user_id`, the time |
 * | `meeting.ended` | `payload.object.id`, the time |
 *
 * The time is `event_ts`, in milliseconds, or else `join_time`, `leave_time`, `end_time`, which know seconds only.
 * https://developers.zoom.us/docs/api/meetings/events/ and https://developers.zoom.us/docs/api/marketplace/events/
 */
export function readZoomEvent(body: Buffer): ZoomEvent {
  const envelope = jsonObject(body.toString('utf8'));
  const event = textOf(envelope?.['event']);
  if (envelope === undefined || event === null) return malformed('there is no event name');
  const payload = recordOf(envelope['payload']);
  switch (event) {
    case 'endpoint.url_validation': {
      const { plainToken } = payload;
      if (typeof plainToken !== 'string' || !PLAIN_TOKEN.test(plainToken)) return malformed('there is no plain token');
      return { kind: 'url_validation', plainToken };
    }
    case 'app_deauthorized':
      return readDeauthorized(payload, envelope['event_ts']);
    case 'meeting.participant_joined':
      return readParticipant('participant_joined', payload, envelope['event_ts']);
    case 'meeting.participant_left':
      return readParticipant('participant_left', payload, envelope['event_ts']);
    case 'meeting.ended':
      return readMeetingEnded(payload, envelope['event_ts']);
    default:
      return { kind: 'other', event };
  }
}

function readDeauthorized(payload: Record<string, unknown>, eventTime: unknown): ZoomEvent {
  const person = textOf(payload['user_id']);
  if (person === null) return malformed('nobody is named');
  const at = momentOf(payload['deauthorization_time']) ?? momentOf(payload['event_ts']) ?? momentOf(eventTime);
  if (at === null) return malformed('the time of the deauthorization cannot be read');
  return {
    kind: 'deauthorized',
    person,
    accountId: textOf(payload['account_id']),
    clientId: textOf(payload['client_id']),
    at,
  };
}

function readParticipant(
  kind: ParticipantEvent['kind'],
  payload: Record<string, unknown>,
  eventTime: unknown,
): ZoomEvent {
  const meeting = recordOf(payload['object']);
  const participant = recordOf(meeting['participant']);
  const meetingNumber = numberOf(meeting['id']);
  if (meetingNumber === null) return malformed('the meeting has no number');
  const at = momentOf(eventTime) ?? momentOf(participant[kind === 'participant_joined' ? 'join_time' : 'leave_time']);
  if (at === null) return malformed('the time of the event cannot be read');
  const ids = [textOf(participant['id']), textOf(participant['participant_user_id'])];
  return { kind, meetingNumber, people: [...new Set(ids.filter((id) => id !== null))], at };
}

function readMeetingEnded(payload: Record<string, unknown>, eventTime: unknown): ZoomEvent {
  const meeting = recordOf(payload['object']);
  const meetingNumber = numberOf(meeting['id']);
  if (meetingNumber === null) return malformed('the meeting has no number');
  const at = momentOf(eventTime) ?? momentOf(meeting['end_time']);
  return at === null ? malformed('the time of the event cannot be read') : { kind: 'meeting_ended', meetingNumber, at };
}

/** Meeting numbers come as numbers and as strings. */
function numberOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,20}$/.test(text) ? text : null;
}

/** Milliseconds since 1970, as they are or as a text of ISO 8601. */
function momentOf(value: unknown): number | null {
  const at = typeof value === 'string' && value.length <= MAX_CHARACTERS ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isSafeInteger(at) && at > 0 && at <= LAST_MOMENT ? at : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_CHARACTERS ? value : null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

function malformed(why: string): ZoomEvent {
  return { kind: 'malformed', why };
}
