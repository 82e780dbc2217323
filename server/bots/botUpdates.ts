import type { mongo } from 'mongoose';
import type { BotDocument, BotModel } from './model.js';

/** Updates a bot, if it is still there. */
export type UpdateBot = (id: string, update: mongo.UpdateFilter<BotDocument>) => Promise<void>;

/**
 * Updates of the hot path, for which nobody waits before answering. They go past Mongoose's casting, one command at a time, and
 * what comes meanwhile goes out together as the next: under load that saves most of the commands. The promise settles with the
 * command that carried the update.
 */
export function createBotUpdates(bots: BotModel): UpdateBot {
  const collection = bots.db.collection<BotDocument>(bots.collection.collectionName);
  let waiting: mongo.AnyBulkWriteOperation<BotDocument>[] = [];
  let next: Promise<void> | null = null;
  let underWay: Promise<unknown> = Promise.resolve();

  async function sendNext(): Promise<void> {
    await underWay.catch(() => undefined);
    const updates = waiting;
    waiting = [];
    next = null;
    underWay = collection.bulkWrite(updates, { ordered: false });
    await underWay;
  }

  return async (id, update) => {
    waiting.push({ updateOne: { filter: { _id: id }, update } });
    next ??= sendNext();
    return next;
  };
}
