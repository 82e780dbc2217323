import mongoose from 'mongoose';
import type { Database } from '../../server/database/connect.js';

type Stored = { _id: string } & Record<string, unknown>;
type Pushes = Record<string, { $each: unknown[]; $slice: number }>;

export interface MemoryDatabase {
  database: Database;
  seed(documents: Record<string, Stored[]>): void;
  /** How many updates there were. */
  recorded(): number;
}

/**
 * Stands in for the driver, and for nothing above it: collections that know what a callback asks of them, a look-up by
 * `_id` and an update that appends to arrays.
 */
export function createMemoryDatabase(): MemoryDatabase {
  const connection = mongoose.createConnection();
  const collections = new Map(['bots', 'connections'].map((name) => [name, new Map<string, Stored>()]));
  let updates = 0;
  for (const [name, documents] of collections) {
    Object.assign(connection.collection(name), {
      async findOne(filter: { _id: string }, options?: { projection?: Record<string, 1> }) {
        return project(documents.get(filter._id), options?.projection);
      },
      async updateOne(filter: { _id: string }, update: { $push: Pushes }) {
        const document = documents.get(filter._id);
        if (document !== undefined) push(document, update.$push);
        updates += 1;
        return { acknowledged: true, matchedCount: 1, modifiedCount: 1, upsertedCount: 0, upsertedId: null };
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

/** A new object for each read, as the driver gives. */
function project(document: Stored | undefined, projection: Record<string, 1> | undefined): unknown {
  if (document === undefined) return null;
  if (projection === undefined) return { ...document };
  const view: Record<string, unknown> = { _id: document._id };
  for (const key of Object.keys(projection)) view[key] = document[key];
  return view;
}

function push(document: Stored, pushes: Pushes): void {
  for (const [field, { $each, $slice }] of Object.entries(pushes)) {
    document[field] = [...(document[field] as unknown[]), ...$each].slice($slice);
  }
}
