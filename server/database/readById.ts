import type { Model } from 'mongoose';
import { createBatches } from './batches.js';

/** Reads a document by its `_id`; null when there is none. Several callers may get the same object, so nobody may change it. */
export type ReadById<View> = (id: string) => Promise<View | null>;

/**
 * Look-ups for the hot path: past Mongoose's casting, and in batches.
 *
 * @param projection the fields to read; all of them unless given
 */
export function createReadById<Document extends { _id: string }, View = Document>(
  model: Model<Document>,
  projection?: Readonly<Partial<Record<keyof Document, 1>>>,
): ReadById<View> {
  const collection = model.db.collection<{ _id: string }>(model.collection.collectionName);
  const readBatch = createBatches(async (ids: string[]) => {
    const query = collection.find<View & { _id: string }>({ _id: { $in: ids } }, { projection });
    return new Map((await query.toArray()).map((document) => [document._id, document]));
  });

  return async (id) => (await readBatch(id)).get(id) ?? null;
}
