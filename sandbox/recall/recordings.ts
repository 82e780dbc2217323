import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Alarms } from '../simulator/simulatedClock.js';
import type { Store } from '../simulator/store.js';
import { type MediaFile, transcriptFile, videoFile } from './mediaFiles.js';
import type { BotLife, RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';
import type { RecallWebhooks } from './webhooks.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DEFAULT_RETENTION_HOURS = 168;
/** https://docs.recall.ai/reference/bot_retrieve : those that this simulation makes, and those that it does not. */
const FILES = ['video_mixed', 'transcript'] as const;
const OTHER_MEDIA = ['participant_events', 'meeting_metadata', 'audio_mixed'];

type FileName = (typeof FILES)[number];
type MediaCode = 'processing' | 'done' | 'deleted';

/** What bots recorded: how it is described, where its files are, and when it is deleted. */
export interface SimulatedRecordings {
  /** The `recordings` of a bot, as Recall's API shows them. */
  describe(bot: RecallBot): unknown[];
  /** The bot begins to record. */
  begin(bot: RecallBot): void;
  /** The bot has shut down. */
  complete(bot: RecallBot): void;
  /** Deletes what it recorded; false while it is not over. */
  remove(bot: RecallBot): boolean;
  /** What a link opens; null for one that is wrong, too old, or of something that is deleted. */
  open(link: { recordingId: string; file: string; expires?: string; signature?: string }): MediaFile | null;
  /** Goes on with what was pending when the simulator stopped. */
  resume(): void;
}

export function createRecordings(options: {
  store: Store<RecallData>;
  now: () => number;
  alarms: Alarms;
  secondMs: number;
  webhooks: RecallWebhooks;
  timestamp: () => string;
  url: () => string;
  /** Signs the links. */
  secret: string;
  noteSecret: NoteSecret;
}): SimulatedRecordings {
  const { store, now, alarms, webhooks, timestamp, secret } = options;
  const { visible, hidden } = store.data;

  function describe(bot: RecallBot): unknown[] {
    const life = hidden.lives[bot.id];
    if (life === undefined || life.recording === null) return [];
    const { id, startedAt, completedAt, deletedAt } = life.recording;
    const expiresAt = expiryOf(life);
    return [
      {
        id,
        created_at: startedAt,
        started_at: startedAt,
        completed_at: completedAt,
        expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
        status: {
          code: deletedAt !== undefined ? 'deleted' : completedAt === null ? 'processing' : 'done',
          sub_code: null,
          updated_at: deletedAt ?? completedAt ?? startedAt,
        },
        media_shortcuts: {
          ...Object.fromEntries(OTHER_MEDIA.map((name) => [name, null])),
          ...Object.fromEntries(FILES.map((file) => [file, describeFile(life, id, file)])),
        },
        metadata: {},
      },
    ];
  }

  function describeFile(life: BotLife, recordingId: string, file: FileName): unknown {
    if (!isWanted(life, file) || life.recording === null) return null;
    const { startedAt, completedAt, deletedAt } = life.recording;
    const code = codeOf(life, file);
    return {
      id: `${recordingId.slice(0, -1)}${FILES.indexOf(file)}`,
      created_at: startedAt,
      status: { code, sub_code: null, updated_at: deletedAt ?? completedAt ?? startedAt },
      metadata: {},
      data: { download_url: code === 'done' ? linkTo(recordingId, file) : null },
      format: file === 'video_mixed' ? 'mp4' : 'json',
    };
  }

  function codeOf(life: BotLife, file: FileName): MediaCode {
    const { completedAt = null, deletedAt } = life.recording ?? {};
    if (deletedAt !== undefined) return 'deleted';
    const readyAt = completedAt === null ? Number.POSITIVE_INFINITY : readyAtOf(completedAt, file);
    return now() >= readyAt ? 'done' : 'processing';
  }

  function readyAtOf(completedAt: string, file: FileName): number {
    const seconds = file === 'transcript' ? visible.assumptions.transcriptSeconds : 0;
    return Date.parse(completedAt) + seconds * options.secondMs;
  }

  /** The same for a minute; how long one is good does not follow the tempo. */
  function linkTo(recordingId: string, file: FileName): string {
    const minute = Math.ceil(now() / MINUTE_MS) * MINUTE_MS;
    const expires = String(minute + visible.assumptions.mediaLinkSeconds * 1000);
    const signature = sign(recordingId, file, expires);
    options.noteSecret('media_link', signature);
    return `${options.url()}/media/${recordingId}/${file}?expires=${expires}&signature=${signature}`;
  }

  function sign(recordingId: string, file: string, expires: string): string {
    return createHmac('sha256', secret).update(`${recordingId}/${file}/${expires}`).digest('hex');
  }

  function begin(bot: RecallBot): void {
    const life = hidden.lives[bot.id];
    if (life === undefined || life.recording !== null) return;
    life.recording = { id: randomUUID(), startedAt: timestamp(), completedAt: null };
    announce(bot, 'processing');
  }

  function complete(bot: RecallBot): void {
    const life = hidden.lives[bot.id];
    if (life === undefined || life.recording === null) return;
    life.recording.completedAt = timestamp();
    announce(bot, 'done');
    watch(bot, life);
  }

  /** Tells when each file is ready, and deletes them at their time. */
  function watch(bot: RecallBot, life: BotLife): void {
    const { completedAt = null, deletedAt } = life.recording ?? {};
    if (completedAt === null || deletedAt !== undefined) return;
    for (const file of FILES.filter((name) => isWanted(life, name))) {
      if (life.recording?.announced?.includes(file) === true) continue;
      alarms.at(readyAtOf(completedAt, file), () => {
        if (life.recording === null || life.recording.deletedAt !== undefined) return;
        life.recording.announced = [...(life.recording.announced ?? []), file];
        webhooks.announceMedia(bot, file, life.recording.id, 'done');
        store.changed();
      });
    }
    const expiresAt = expiryOf(life);
    if (expiresAt !== null) alarms.at(expiresAt, () => expire(bot));
  }

  function expire(bot: RecallBot): void {
    if (!erase(bot)) return;
    const change = { code: 'media_expired', message: null, created_at: timestamp(), sub_code: null };
    bot.statusChanges.push(change);
    webhooks.announce(bot, change);
    store.changed();
  }

  function remove(bot: RecallBot): boolean {
    if (!['done', 'fatal'].includes(bot.status)) return false;
    erase(bot);
    return true;
  }

  function erase(bot: RecallBot): boolean {
    const recording = hidden.lives[bot.id]?.recording ?? null;
    if (recording === null || recording.deletedAt !== undefined) return false;
    recording.deletedAt = timestamp();
    announce(bot, 'deleted');
    store.changed();
    return true;
  }

  function announce(bot: RecallBot, code: MediaCode): void {
    const recording = hidden.lives[bot.id]?.recording;
    if (recording) webhooks.announceMedia(bot, 'recording', recording.id, code);
  }

  function open({ recordingId, file, expires = '', signature = '' }: Parameters<SimulatedRecordings['open']>[0]) {
    const expected = Buffer.from(sign(recordingId, file, expires));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected) || now() > Number(expires)) return null;
    const life = Object.values(hidden.lives).find((one) => one.recording?.id === recordingId);
    const name = FILES.find((known) => known === file);
    if (life === undefined || life.recording === null || name === undefined || codeOf(life, name) !== 'done')
      return null;
    return name === 'video_mixed' ? videoFile() : transcriptFile(life.recording.startedAt);
  }

  return {
    describe,
    begin,
    complete,
    remove,
    open,
    resume() {
      for (const bot of visible.bots) {
        const life = hidden.lives[bot.id];
        if (life !== undefined) watch(bot, life);
      }
    },
  };
}

/** A video is made unless it is declined, a transcript only where a provider is named. */
function isWanted(life: BotLife, file: FileName): boolean {
  const config = configOf(life);
  return file === 'video_mixed' ? config['video_mixed_mp4'] !== null : Boolean(config['transcript']);
}

/** Null: nothing is kept. https://docs.recall.ai/docs/storage-and-playback */
function retentionOf(life: BotLife): { type: string; hours: number } | null {
  const retention = configOf(life)['retention'];
  if (retention === null) return null;
  const { type = 'timed', hours = DEFAULT_RETENTION_HOURS } = (retention ?? {}) as { type?: string; hours?: number };
  return { type, hours };
}

function configOf(life: BotLife): Record<string, unknown> {
  return (life.request.raw['recording_config'] ?? {}) as Record<string, unknown>;
}

/** Null: never, or not yet known. */
function expiryOf(life: BotLife): number | null {
  const completedAt = life.recording?.completedAt ?? null;
  const retention = retentionOf(life);
  if (completedAt === null || retention?.type === 'forever') return null;
  return Date.parse(completedAt) + (retention?.hours ?? 0) * HOUR_MS;
}
