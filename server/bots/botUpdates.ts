import type { mongo } from 'mongoose';
import { createBatches } from '../database/batches.js';
import type { BotDocument, BotModel } from './model.js';

/** Short beside a stop, which waits for it, and long enough that attempts of one moment are written together. */
const GATHER_MS = 25;

/** Updates a bot, if it is still there. */
export type UpdateBot = (id: string, update: mongo.UpdateFilter<BotDocument>) => Promise<unknown>;

/** Updates for which no answer waits: past Mongoose's casting, and in batches. A promise settles with the batch of its update. */
export function createBotUpdates(bots: BotModel): UpdateBot {
  const collection = bots.db.collection<BotDocument>(bots.collection.collectionName);
  const updateBatch = createBatches(
    async (updates: mongo.AnyBulkWriteOperation<BotDocument>[]) => collection.bulkWrite(updates, { ordered: false }),
    { gatherMs: GATHER_MS },
  );

  return async (_id, update) => updateBatch({ updateOne: { filter: { _id }, update } });
}
