import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type RecallClient, RecallError } from '../recall/client.js';
import type { RecallRecording } from '../recall/recordings.js';
import { isOver } from './lifecycle.js';
import type { BotListing, BotViewer } from './listing.js';
import type { BotDocument, BotModel } from './model.js';
import { createRateLimit } from './rateLimit.js';
import { visibleChange } from './visibleChange.js';

/** Each question goes on to Recall. A key asks for many people. */
const QUESTIONS_PER_MINUTE = { person: 30, api_key: 300 };

type NotNow =
  /** There is none, or it is not the viewer's to see. */
  | { kind: 'unknown_bot' }
  | { kind: 'not_over' }
  /** Recall is still making it. */
  | { kind: 'processing' }
  | { kind: 'recall_unavailable' }
  | { kind: 'too_many_questions' };

export type RecordingsOutcome =
  | { kind: 'found'; recordings: RecallRecording[] }
  | { kind: 'nothing_recorded' }
  /** Deleted, by somebody or at its time. */
  | { kind: 'gone' }
  | NotNow;

export type DeletionOutcome = { kind: 'deleted'; bot: BotDocument } | NotNow;

/** What bots recorded. It lies at Recall, and is asked for there each time: nothing of it is stored here. */
export interface Recordings {
  find(viewer: BotViewer, launchId: string): Promise<RecordingsOutcome>;
  /** Has Recall delete everything that a bot recorded. What is gone already is deleted. */
  remove(viewer: BotViewer, launchId: string): Promise<DeletionOutcome>;
}

export function createRecordings(deps: {
  bots: BotModel;
  listing: BotListing;
  recall: RecallClient;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): Recordings {
  const { bots, listing, recall, onChange, now, log } = deps;
  const limits = {
    person: createRateLimit({ perMinute: QUESTIONS_PER_MINUTE.person }, now),
    api_key: createRateLimit({ perMinute: QUESTIONS_PER_MINUTE.api_key }, now),
  };

  async function find(viewer: BotViewer, launchId: string): Promise<RecordingsOutcome> {
    return withFinishedBot<RecordingsOutcome>(viewer, launchId, async (bot) => {
      if (bot.mediaDeletedAt !== undefined) return { kind: 'gone' };
      const recordings = bot.recallBotId === null ? [] : await recall.getRecordings(bot.recallBotId);
      return recordings === null ? { kind: 'gone' } : whatIsThere(recordings);
    });
  }

  async function remove(viewer: BotViewer, launchId: string): Promise<DeletionOutcome> {
    return withFinishedBot<DeletionOutcome>(viewer, launchId, async (bot) => {
      if (bot.recallBotId === null || bot.mediaDeletedAt !== undefined) return { kind: 'deleted', bot };
      const outcome = await recall.deleteMedia(bot.recallBotId);
      if (outcome.kind === 'not_ready') return { kind: 'processing' };
      log.info({ event: 'bot.media_deleted', bot: bot._id, outcome: outcome.kind }, 'The media of a bot are deleted');
      return { kind: 'deleted', bot: (await noteDeletion(bot._id, outcome.kind)) ?? bot };
    });
  }

  async function withFinishedBot<Outcome>(
    viewer: BotViewer,
    launchId: string,
    ask: (bot: BotDocument) => Promise<Outcome>,
  ): Promise<Outcome | NotNow> {
    const bot = await listing.find(viewer, launchId);
    if (bot === null) return { kind: 'unknown_bot' };
    if (!isOver(bot.life)) return { kind: 'not_over' };
    const asker = viewer.kind === 'person' ? viewer.person : viewer.name;
    if (!limits[viewer.kind].allows(asker)) return { kind: 'too_many_questions' };
    try {
      return await ask(bot);
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      const { code, status } = error;
      log.warn({ event: 'bot.media_failed', bot: bot._id, code, status }, 'Recall could not be asked for recordings');
      return { kind: 'recall_unavailable' };
    }
  }

  /** Once, however many ask at the same time. */
  async function noteDeletion(launchId: string, code: 'deleted' | 'gone'): Promise<BotDocument | null> {
    const at = new Date(now());
    const change = visibleChange(at, { at, kind: 'RECORDING', code, detail: null, tookMs: null });
    await bots.updateOne(
      { _id: launchId, mediaDeletedAt: { $exists: false } },
      { ...change, $set: { ...change.$set, mediaDeletedAt: at } },
    );
    onChange();
    return bots.findOne({ _id: launchId }).lean();
  }

  return { find, remove };
}

/**
 * Whether there may be something of a bot to see: it was in the call and is over, was not refused the recording to the end, and
 * nothing was deleted from here.
 */
export function mayHaveRecording({ life, timeline, recallBotId, mediaDeletedAt }: BotDocument): boolean {
  const hasRecorded = timeline.some(({ kind, code }) => kind === 'STATUS' && code === 'in_call_recording');
  const wasRefused = life.current?.code === 'recording_permission_denied' && !hasRecorded;
  return recallBotId !== null && isOver(life) && life.wasInCall && !wasRefused && mediaDeletedAt === undefined;
}

/**
 * | recordings | outcome |
 * |---|---|
 * | none | nothing was recorded |
 * | all are deleted | gone |
 * | none has a file that is ready or failed, and one is being made | processing |
 * | otherwise | those that are not deleted, each with its files as they stand |
 */
function whatIsThere(recordings: readonly RecallRecording[]): RecordingsOutcome {
  if (recordings.length === 0) return { kind: 'nothing_recorded' };
  const left = recordings.filter((recording) => !isDeleted(recording));
  if (left.length === 0) return { kind: 'gone' };
  return left.every(isBeingMade) ? { kind: 'processing' } : { kind: 'found', recordings: left };
}

function isDeleted({ status, video, transcript }: RecallRecording): boolean {
  const files = [video, transcript].filter((file) => file !== null);
  return status === 'deleted' || (files.length > 0 && files.every((file) => file.status === 'deleted'));
}

function isBeingMade({ status, video, transcript }: RecallRecording): boolean {
  const files = [video, transcript].filter((file) => file !== null);
  if (files.length === 0) return status === 'processing';
  return files.every((file) => file.status === 'processing');
}
