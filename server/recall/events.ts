import { isRecord } from './isRecord.js';
import { type Metadata, readMetadata } from './metadata.js';
import { readSubCode } from './subCode.js';
import { readTime } from './time.js';

/** Recall's own have at most 60. */
const MAX_CODE_CHARACTERS = 100;
const MAX_EVENT_NAME_CHARACTERS = 100;
const MAX_ID_CHARACTERS = 100;

export type RecallEvent =
  | {
      readonly kind: 'bot_status';
      readonly recallBotId: string;
      /** Empty in the v1.10 form, which has none. */
      readonly metadata: Metadata;
      /** As Recall says it, values that we do not know included. */
      readonly code: string;
      readonly subCode: string | null;
      /** When it became true at Recall, ms since 1970. */
      readonly at: number;
    }
  /** About something else than where a bot is, known to us or not. */
  | { readonly kind: 'other'; readonly event: string }
  /** Not what Recall documents. */
  | { readonly kind: 'malformed'; readonly why: string };

/** The bot events that tell a status (https://docs.recall.ai/docs/bot-status-change-events). */
const STATUS_EVENTS: ReadonlySet<string> = new Set([
  'bot.joining_call',
  'bot.in_waiting_room',
  'bot.in_call_not_recording',
  'bot.recording_permission_allowed',
  'bot.recording_permission_denied',
  'bot.in_call_recording',
  'bot.call_ended',
  'bot.done',
  'bot.fatal',
]);

/**
 * Reads the body of a webhook, already parsed.
 *
 * | event                                           | where the status is                                       |
 * |-------------------------------------------------|-----------------------------------------------------------|
 * | `bot.*` (v1.11)                                 | `data.data {code, sub_code, updated_at}`, `data.bot {id, metadata}` |
 * | `bot.status_change` (v1.10)                     | `data.status {code, sub_code, created_at}`, `data.bot_id` |
 * | any other; a `bot.*` that we do not know without a code | nowhere                                           |
 */
export function readRecallEvent(body: unknown): RecallEvent {
  const envelope = recordOf(body);
  const event = envelope['event'];
  if (typeof event !== 'string' || event === '') return malformed('there is no event name');
  if (!event.startsWith('bot.')) return { kind: 'other', event: event.slice(0, MAX_EVENT_NAME_CHARACTERS) };

  const data = recordOf(envelope['data']);
  if (event === 'bot.status_change') {
    const status = recordOf(data['status']);
    return readStatus(status, status['created_at'], { id: data['bot_id'] });
  }
  const status = recordOf(data['data']);
  const bot = recordOf(data['bot']);
  if (status['code'] === undefined && !STATUS_EVENTS.has(event)) {
    return { kind: 'other', event: event.slice(0, MAX_EVENT_NAME_CHARACTERS) };
  }
  return readStatus(status, status['updated_at'], bot);
}

function readStatus(status: Record<string, unknown>, time: unknown, bot: Record<string, unknown>): RecallEvent {
  const recallBotId = textOf(bot['id'], MAX_ID_CHARACTERS);
  if (recallBotId === null) return malformed('the bot has no id');
  const code = textOf(status['code'], MAX_CODE_CHARACTERS);
  if (code === null) return malformed('the status has no code');
  const at = readTime(time);
  if (at === null) return malformed('the time of the status cannot be read');
  return {
    kind: 'bot_status',
    recallBotId,
    metadata: readMetadata(bot['metadata']),
    code,
    subCode: readSubCode(status['sub_code']),
    at,
  };
}

function textOf(value: unknown, maxCharacters: number): string | null {
  return typeof value === 'string' && value !== '' && value.length <= maxCharacters ? value : null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function malformed(why: string): RecallEvent {
  return { kind: 'malformed', why };
}
