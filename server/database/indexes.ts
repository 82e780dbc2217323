import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { isDatabaseUnavailable } from './unavailable.js';

interface DeclaredIndex {
  key: Record<string, 1 | -1>;
  unique?: true;
}

/**
 * Every index beside `_id`, by collection. Uniquely indexed fields always hold a value: the embedded engines know no partial
 * indexes. A test holds every filter of the code against this list.
 */
export const INDEXES: Readonly<Record<string, readonly DeclaredIndex[]>> = {
  bots: [
    { key: { person: 1, activeKey: 1 }, unique: true },
    { key: { person: 1, slot: 1 }, unique: true },
    { key: { person: 1, _id: -1 } },
    { key: { person: 1, endedAt: 1 } },
    { key: { apiKey: 1, _id: -1 } },
    { key: { apiKey: 1, endedAt: 1, _id: -1 } },
    { key: { meetingNumber: 1, endedAt: 1 } },
    { key: { recallBotId: 1 } },
    { key: { dueAt: 1 } },
    { key: { askAt: 1 } },
    { key: { sealedWith: 1 } },
    { key: { updatedAt: 1 } },
  ],
  links: [{ key: { person: 1 } }],
  sessions: [{ key: { person: 1 } }, { key: { expiresAt: 1 } }],
  authorizations: [
    { key: { browserKeyHash: 1, expiresAt: -1 } },
    { key: { panelPerson: 1 } },
    { key: { expiresAt: 1 } },
    { key: { sealedWith: 1 } },
  ],
  claims: [{ key: { person: 1 } }, { key: { expiresAt: 1 } }],
  connections: [{ key: { state: 1, refreshedAt: 1 } }, { key: { sealedWith: 1 } }],
  revocations: [{ key: { dueAt: 1 } }, { key: { sealedWith: 1 } }],
  erasures: [{ key: { dueAt: 1 } }],
  leases: [{ key: { expiresAt: 1 } }],
  documents: [],
};

/** How long an index may be in the making. A write is given up much sooner, but the database goes on building. */
const BUILD_WITHIN_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 1_000;

/** Creates what is missing; existing indexes stay. Safe to run on several servers at once. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const [collection, indexes] of Object.entries(INDEXES)) {
    for (const { key, unique } of indexes) {
      await untilBuilt(() => connection.collection(collection).createIndex(key, unique === true ? { unique } : {}));
    }
  }
}

/** Asking for an index that is being built joins the build. */
async function untilBuilt(build: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    try {
      await build();
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() - startedAt > BUILD_WITHIN_MS) throw error;
      await wait(LOOK_AGAIN_MS);
    }
  }
}
