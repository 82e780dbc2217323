import { isRecord } from './isRecord.js';
import { type Metadata, readMetadata } from './metadata.js';
import { readSubCode } from './subCode.js';
import { readTime } from './time.js';

/** An id that is more than this is not one, and one that could leave its place in a path neither. */
const BOT_ID = /^[A-Za-z0-9_-]{1,100}$/;
const MAX_CODE_CHARACTERS = 100;

/**
 * What we keep of a bot as Recall describes it (https://docs.recall.ai/reference/bot_retrieve). Nothing else: the
 * whole answer holds the meeting's passcode, and may hold the callback URLs.
 */
export interface RecallBot {
  readonly id: string;
  /** Digits only; null when Recall has cleared the link, or shows it in a form that holds none. */
  readonly meetingNumber: string | null;
  readonly metadata: Metadata;
  /** In Recall's order. `at` in ms since 1970; changes without a readable time are left out. */
  readonly statusChanges: readonly { readonly code: string; readonly subCode: string | null; readonly at: number }[];
}

export function isRecallBotId(id: string): boolean {
  return BOT_ID.test(id);
}

/** @returns null when this is not a bot */
export function readRecallBot(value: unknown): RecallBot | null {
  if (!isRecord(value)) return null;
  const { id, meeting_url: meetingUrl, metadata, status_changes: changes } = value;
  if (typeof id !== 'string' || !isRecallBotId(id)) return null;
  return {
    id,
    meetingNumber: readMeetingNumber(meetingUrl),
    metadata: readMetadata(metadata),
    statusChanges: Array.isArray(changes) ? changes.flatMap(readStatusChange) : [],
  };
}

function readStatusChange(value: unknown): RecallBot['statusChanges'] {
  if (!isRecord(value)) return [];
  const { code, sub_code: subCode, created_at: createdAt } = value;
  const at = readTime(createdAt);
  if (typeof code !== 'string' || code === '' || code.length > MAX_CODE_CHARACTERS || at === null) return [];
  return [{ code, subCode: readSubCode(subCode), at }];
}

/** The specification says a text, answers hold an object (https://docs.recall.ai/docs/meeting-urls). */
function readMeetingNumber(meetingUrl: unknown): string | null {
  if (typeof meetingUrl === 'string') return /\/(?:j|s|w|wc\/join|wc)\/(\d{1,20})(?!\d)/.exec(meetingUrl)?.[1] ?? null;
  if (!isRecord(meetingUrl)) return null;
  const number = String(meetingUrl['meeting_id']).replace(/[ -]/g, '');
  return /^\d{1,20}$/.test(number) ? number : null;
}
