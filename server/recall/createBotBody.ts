/** Recall's limit for `bot_name`. */
const MAX_BOT_NAME_CHARACTERS = 100;
/** Recall's minimum for `waiting_room_timeout` (https://docs.recall.ai/docs/automatic-leaving-behavior). */
const MIN_WAITING_ROOM_SECONDS = 30;
/**
 * How long the bot stays when everybody else has left. Recall's default of 2 s would end the call when the last
 * person's connection drops for a moment.
 */
const EVERYONE_LEFT_SECONDS = 60;

/** The body of `POST /api/v1/bot/`, API version 1.11 (https://docs.recall.ai/reference/bot_create). Holds secrets. */
export interface CreateBotBody {
  readonly meeting_url: string;
  readonly bot_name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly zoom: { readonly obf_token_url: string };
  readonly recording_config: Readonly<Record<string, unknown>>;
  readonly automatic_leave: {
    readonly waiting_room_timeout: number;
    readonly everyone_left_timeout: { readonly timeout: number; readonly activate_after: number };
  };
}

/**
 * What a bot is created with. The same wish always makes the same body, so that a retry under one idempotency key
 * repeats the request exactly.
 */
export function createBotBody(wish: {
  /** With its passcode. */
  meetingUrl: string;
  botName: string;
  obfTokenUrl: string;
  metadata: Readonly<Record<string, string>>;
  /** How long the bot waits to be let in, which includes the wait for the person on whose behalf it comes. */
  waitForPersonSeconds: number;
  /** Recall's `recording_config`, or null. Its own `retention`, `null` (keep nothing) included, goes before ours. */
  recordingConfig: Readonly<Record<string, unknown>> | null;
  recordingRetentionHours: number;
}): CreateBotBody {
  return {
    meeting_url: wish.meetingUrl,
    bot_name: botNameOf(wish.botName),
    metadata: wish.metadata,
    zoom: { obf_token_url: wish.obfTokenUrl },
    recording_config: { retention: { type: 'timed', hours: wish.recordingRetentionHours }, ...wish.recordingConfig },
    automatic_leave: {
      waiting_room_timeout: Math.max(MIN_WAITING_ROOM_SECONDS, Math.round(wish.waitForPersonSeconds)),
      everyone_left_timeout: { timeout: EVERYONE_LEFT_SECONDS, activate_after: 0 },
    },
  };
}

/** One line, and no longer than Recall allows. Recall counts characters, not UTF-16 units: an emoji is not cut in half. */
function botNameOf(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  return Array.from(line).slice(0, MAX_BOT_NAME_CHARACTERS).join('').trim();
}
