import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A method of the driver's `Collection`, and its arguments. */
export type Call = [method: 'insertOne' | 'updateOne' | 'findOneAndUpdate' | 'findOneAndDelete', ...args: unknown[]];

/** What the driver returned, or its error's code and message. */
export interface Outcome {
  value?: unknown;
  code?: number;
  message?: string;
}

export interface DatabaseClient {
  /** All calls at once, their outcomes in the same order. */
  run(collection: string, calls: Call[]): Promise<Outcome[]>;
  stop(): Promise<void>;
}

/** A process of its own with its own connections to a database. */
export async function startDatabaseClient(uri: string): Promise<DatabaseClient> {
  const child = fork(fileURLToPath(new URL('databaseClient.mjs', import.meta.url)), [uri], {
    serialization: 'advanced',
    execArgv: [],
  });
  const waiting = new Map<number, (outcomes: Outcome[]) => void>();
  let lastId = 0;
  await once(child, 'message');
  child.on('message', ({ id, outcomes }: { id: number; outcomes: Outcome[] }) => {
    waiting.get(id)?.(outcomes);
    waiting.delete(id);
  });

  return {
    run(collection, calls) {
      const id = ++lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, collection, calls });
      });
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
