import { isRecallBotId } from './bot.js';
import { isRecord } from './isRecord.js';
import { readTime } from './time.js';

/** Signed addresses of large stores are about a thousand characters. */
const MAX_URL_CHARACTERS = 4_096;

/** How a recording, or one of its files, stands. `unknown`: in a word of Recall's that is not known here. */
export type MediaStatus = 'processing' | 'done' | 'failed' | 'deleted' | 'unknown';

export interface RecallFile {
  readonly status: MediaStatus;
  /** Opens the file to whoever has it, for a few hours: never to be stored or logged. Null until there is one. */
  readonly url: string | null;
}

/** A recording as Recall describes it (https://docs.recall.ai/reference/bot_retrieve). */
export interface RecallRecording {
  readonly id: string;
  readonly status: MediaStatus;
  /** Ms since 1970; null when Recall does not say. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** When Recall deletes it by itself; null: never, or Recall does not say. */
  readonly expiresAt: number | null;
  /** Null where none is made. */
  readonly video: RecallFile | null;
  readonly transcript: RecallFile | null;
}

const STATUSES: ReadonlyMap<unknown, MediaStatus> = new Map<unknown, MediaStatus>([
  ['processing', 'processing'],
  ['paused', 'processing'],
  ['done', 'done'],
  ['failed', 'failed'],
  ['deleted', 'deleted'],
]);

/**
 * The recordings in what Recall says of a bot. What is in no shape that is known is left out.
 *
 * @param options.allowsHttp whether files may lie where nothing is encrypted: only where Recall itself is reached so
 */
export function readRecordings(bot: unknown, options: { allowsHttp: boolean }): RecallRecording[] {
  const recordings = isRecord(bot) ? bot['recordings'] : undefined;
  return Array.isArray(recordings) ? recordings.flatMap((one: unknown) => readRecording(one, options)) : [];
}

function readRecording(value: unknown, options: { allowsHttp: boolean }): RecallRecording[] {
  if (!isRecord(value) || typeof value['id'] !== 'string' || !isRecallBotId(value['id'])) return [];
  const media = isRecord(value['media_shortcuts']) ? value['media_shortcuts'] : {};
  return [
    {
      id: value['id'],
      status: readStatus(value['status']),
      startedAt: readTime(value['started_at']),
      completedAt: readTime(value['completed_at']),
      expiresAt: readTime(value['expires_at']),
      video: readFile(media['video_mixed'], options),
      transcript: readFile(media['transcript'], options),
    },
  ];
}

function readFile(value: unknown, { allowsHttp }: { allowsHttp: boolean }): RecallFile | null {
  if (!isRecord(value)) return null;
  const url = isRecord(value['data']) ? value['data']['download_url'] : null;
  const isUsable =
    typeof url === 'string' &&
    url.length <= MAX_URL_CHARACTERS &&
    URL.canParse(url) &&
    (allowsHttp ? /^https?:/ : /^https:/).test(url);
  return { status: readStatus(value['status']), url: isUsable ? url : null };
}

function readStatus(value: unknown): MediaStatus {
  return (isRecord(value) ? STATUSES.get(value['code']) : undefined) ?? 'unknown';
}
