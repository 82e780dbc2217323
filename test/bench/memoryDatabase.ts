import mongoose from 'mongoose';
import type { Database } from '../../server/database/connect.js';

type Stored = { _id: string } & Record<string, unknown>;
type Projection = Record<string, 1>;

interface Update {
  filter: { _id: string };
  update: { $push: Record<string, { $each: unknown[]; $slice: number }> };
}

export interface MemoryDatabase {
  database: Database;
  seed(documents: Record<string, Stored[]>): void;
  /** How many updates there were. */
  recorded(): number;
}

/**
 * Stands in for the driver, and for nothing above it: collections that know what a callback asks of them, a look-up by
 * `_id` and updates that append to arrays.
 */
export function createMemoryDatabase(): MemoryDatabase {
  const connection = mongoose.createConnection();
  const collections = new Map(['bots', 'connections'].map((name) => [name, new Map<string, Stored>()]));
  let updates = 0;
  for (const [name, documents] of collections) {
    Object.assign(connection.collection(name), {
      async findOne({ _id }: { _id: string }) {
        return read(documents, [_id])[0] ?? null;
      },
      find({ _id: { $in: ids } }: { _id: { $in: string[] } }, { projection }: { projection?: Projection }) {
        return { toArray: async () => read(documents, ids, projection) };
      },
      async bulkWrite(writes: { updateOne: Update }[]) {
        for (const { updateOne } of writes) push(documents.get(updateOne.filter._id), updateOne.update.$push);
        updates += writes.length;
      },
    });
  }

  return {
    database: { connection, isReady: async () => true, close: async () => undefined },
    seed(documents) {
      for (const [name, list] of Object.entries(documents)) {
        for (const document of list) collections.get(name)?.set(document._id, document);
      }
    },
    recorded: () => updates,
  };
}

/** New objects for each read, as the driver gives. */
function read(documents: Map<string, Stored>, ids: string[], projection?: Projection): Stored[] {
  return ids.flatMap((id) => {
    const document = documents.get(id);
    if (document === undefined) return [];
    if (projection === undefined) return [{ ...document }];
    const view: Stored = { _id: id };
    for (const field of Object.keys(projection)) view[field] = document[field];
    return [view];
  });
}

function push(document: Stored | undefined, pushes: Update['update']['$push']): void {
  if (document === undefined) return;
  for (const [field, { $each, $slice }] of Object.entries(pushes)) {
    document[field] = [...(document[field] as unknown[]), ...$each].slice($slice);
  }
}
