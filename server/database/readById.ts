import { setImmediate } from 'node:timers/promises';
import type { Model } from 'mongoose';

/** Reads a document by its `_id`; null when there is none. Callers of one turn may get the same object, so nobody may change it. */
export type ReadById<View> = (id: string) => Promise<View | null>;

/**
 * Look-ups for the hot path. They go past Mongoose's casting, and those of one turn of the event loop go out as one query: what
 * the driver does for a command, whatever it asks for, costs more CPU time than a callback's own work.
 *
 * @param projection the fields to read; all of them unless given
 */
export function createReadById<Document extends { _id: string }, View = Document>(
  model: Model<Document>,
  projection?: Readonly<Partial<Record<keyof Document, 1>>>,
): ReadById<View> {
  const collection = model.db.collection<{ _id: string }>(model.collection.collectionName);
  /** What was asked for in this turn. */
  let turn: { ids: Set<string>; found: Promise<Map<string, View>> } | null = null;

  async function readTurn(ids: Set<string>): Promise<Map<string, View>> {
    await setImmediate();
    turn = null;
    const query = collection.find<View & { _id: string }>({ _id: { $in: [...ids] } }, { projection });
    return new Map((await query.toArray()).map((document) => [document._id, document]));
  }

  return async (id) => {
    if (turn === null) {
      const ids = new Set<string>();
      turn = { ids, found: readTurn(ids) };
    }
    turn.ids.add(id);
    return (await turn.found).get(id) ?? null;
  };
}
