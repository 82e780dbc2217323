import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { createReadById } from '../database/readById.js';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import { type BotDocument, type BotModel, revisionOf } from './model.js';

/** So that a change of another server is told within a second, the look itself and a busy machine included. */
const LOOK_EVERY_MS = 400;
/** A change of this server is looked at sooner, together with those that follow it closely. */
const LOOK_SOON_MS = 50;
const PAUSE_AFTER_FAILURE_MS = 2_000;
/**
 * Each look goes over this much of the past again, and knows by the revisions what is new. A change carries the moment at which its
 * writer sent it, by the writer's clock. It can be seen up to 9 s later (`boundedOperations.ts`), so servers' clocks may be 20 s apart.
 */
const OVERLAP_MS = 30_000;
const ROWS_PER_BATCH = 1_000;

/** What a look reads of each bot that has changed. */
export type ChangedBot = Pick<BotDocument, '_id' | 'revision' | 'person' | 'apiKey'>;

/** Follows what becomes of all bots, whoever changes them: one query a look, however many followers. */
export interface Tail {
  /** Resolves once it is known what was there before: from then on every change is told. */
  ready: Promise<void>;
  /** Something was changed here: looks soon. */
  hasten(): void;
  /** Tells a bot as it was just written here, unless something newer was told. */
  take(bot: BotDocument): void;
  /** Resolves when no query is under way. */
  stop(): Promise<void>;
}

/**
 * @param deps.isWanted whether anybody follows that bot: only then it is read
 * @param deps.tell is told each state once, never an older one after a newer
 */
export function startTail(deps: {
  bots: BotModel;
  isWanted: (bot: ChangedBot) => boolean;
  tell: (bot: BotDocument) => void;
  now: Clock;
  log: Logger;
}): Tail {
  const { bots, isWanted, tell, now, log } = deps;
  const readBot = createReadById(bots);
  /** What was told of the bots that a look may still come across, and when it was last met. */
  const known = new Map<string, { revision: number; metAt: number }>();
  let since = now() - OVERLAP_MS;
  let isReady = false;
  let isStopped = false;
  /** Whether the next look is to follow soon. */
  let isSoon = false;
  let isAway = false;
  let timer: NodeJS.Timeout | null = null;

  const ready = begin();
  let underWay: Promise<unknown> = ready.catch(() => undefined);

  async function begin(): Promise<void> {
    await look();
    isReady = true;
    schedule(isSoon ? LOOK_SOON_MS : LOOK_EVERY_MS);
  }

  async function look(): Promise<void> {
    const startedAt = now();
    const changed: ChangedBot[] = await bots
      .find({ updatedAt: { $gt: new Date(since) } }, { revision: 1, person: 1, apiKey: 1 })
      .batchSize(ROWS_PER_BATCH)
      .lean();
    const wanted = isReady ? changed.filter((bot) => isNew(bot) && isWanted(bot)) : [];
    const read = await Promise.all(wanted.map(async ({ _id }) => readBot(_id)));
    if (isStopped) return;
    for (const bot of read) if (bot !== null) take(bot);
    for (const bot of changed) remember(bot);
    since = startedAt - OVERLAP_MS;
    for (const [id, { metAt }] of known) if (metAt < since) known.delete(id);
  }

  function isNew(bot: ChangedBot): boolean {
    return revisionOf(bot) > (known.get(bot._id)?.revision ?? -1);
  }

  function remember(bot: ChangedBot): void {
    const revision = Math.max(revisionOf(bot), known.get(bot._id)?.revision ?? 0);
    known.set(bot._id, { revision, metAt: now() });
  }

  function take(bot: BotDocument): void {
    if (isStopped || !isNew(bot)) return;
    remember(bot);
    tell(bot);
  }

  function schedule(afterMs: number): void {
    if (isStopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      underWay = lookAgain();
    }, afterMs).unref();
  }

  async function lookAgain(): Promise<void> {
    timer = null;
    isSoon = false;
    try {
      await look();
      if (isAway) log.info({ event: 'feed.back' }, 'Changes of bots are told again');
      isAway = false;
      schedule(isSoon ? LOOK_SOON_MS : LOOK_EVERY_MS);
    } catch (error) {
      noteFailure(error);
      schedule(PAUSE_AFTER_FAILURE_MS);
    }
  }

  function noteFailure(error: unknown): void {
    if (isAway || isStopped) return;
    isAway = true;
    const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
    log[level]({ event: 'feed.away', err: error }, 'Changes of bots cannot be read; nothing is told until they can');
  }

  return {
    ready,
    take,
    hasten() {
      if (isAway || isSoon) return;
      isSoon = true;
      // A look that is under way may have missed it: then the next one follows soon.
      if (timer !== null) schedule(LOOK_SOON_MS);
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await underWay;
    },
  };
}
