import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';

/** What a callback URL stands for: one launch, one person, one meeting. */
export interface CallbackGrant {
  launchId: string;
  /** The Zoom user id. */
  person: string;
  meetingNumber: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The query of a callback, as Recall sends it back. */
export interface CallbackQuery {
  auth_token?: unknown;
  user_id?: unknown;
  meeting_id?: unknown;
}

export interface CallbackUrls {
  create(grant: CallbackGrant): string;
  /** The grant that the query proves; null when anything is missing, changed or expired. */
  verify(query: CallbackQuery): CallbackGrant | null;
}

const PATH = '/recall/obf-callback';
/** Longer than any token of ours; what exceeds it is not worth hashing. */
const MAX_PARAMETER_LENGTH = 256;
const TOKEN_PATTERN = /^([\w-]{1,64})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

/**
 * Callback URLs, signed per launch. Recall's own signature covers neither path nor query
 * (https://docs.recall.ai/docs/authenticating-requests-from-recallai), so the URL carries a MAC over all that it names:
 * `auth_token` = launch id, expiry (base 36) and HMAC-SHA256 over launch, expiry, user and meeting.
 *
 * @param secrets the first signs, all verify
 */
export function createCallbackUrls(options: { baseUrl: string; secrets: readonly string[]; now: Clock }): CallbackUrls {
  const signingSecret = options.secrets[0] ?? missingSecret();

  function create(grant: CallbackGrant): string {
    const expiry = Math.floor(grant.expiresAt / 1000).toString(36);
    const mac = macOf(signingSecret, grant.launchId, expiry, grant.person, grant.meetingNumber);
    const query = new URLSearchParams({
      auth_token: `${grant.launchId}.${expiry}.${mac}`,
      user_id: grant.person,
      meeting_id: grant.meetingNumber,
    });
    return `${options.baseUrl}${PATH}?${query.toString()}`;
  }

  function verify(query: CallbackQuery): CallbackGrant | null {
    const { auth_token: token, user_id: person, meeting_id: meetingNumber } = query;
    if (!isParameter(token) || !isParameter(person) || !isParameter(meetingNumber)) return null;
    const [, launchId, expiry, given] = TOKEN_PATTERN.exec(token) ?? [];
    if (launchId === undefined || expiry === undefined || given === undefined) return null;
    const givenMac = Buffer.from(given);
    const isOurs = options.secrets.some((secret) =>
      timingSafeEqual(Buffer.from(macOf(secret, launchId, expiry, person, meetingNumber)), givenMac),
    );
    const expiresAt = Number.parseInt(expiry, 36) * 1000;
    return isOurs && expiresAt > options.now() ? { launchId, person, meetingNumber, expiresAt } : null;
  }

  return { create, verify };
}

function isParameter(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_PARAMETER_LENGTH;
}

/** Each field stands behind its length, so that no two different grants make the same text. The MAC is 43 characters of base64url. */
function macOf(secret: string, ...fields: string[]): string {
  const text = fields.map((field) => `${field.length}:${field}`).join('\n');
  return createHmac('sha256', secret).update(`obf-callback\n${text}`).digest('base64url');
}

function missingSecret(): never {
  throw new TypeError('A callback URL needs a secret');
}
