import mongoose from 'mongoose';

const DUPLICATE_KEY = 11000;

/**
 * The name of the unique index that refused a write, such as `_id_` or `person_1_slot_1`; null when the error is none of
 * a duplicate key. From the message, because the embedded mongo-java-server sends no `keyPattern`.
 */
export function duplicateKeyIndex(error: unknown): string | null {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== DUPLICATE_KEY) return null;
  return / index: (\S+)/.exec(error.message)?.[1] ?? 'unknown';
}
