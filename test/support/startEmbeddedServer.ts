import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../server/database/embedded/engineMarker.js';

export interface EmbeddedServerOptions {
  dataDir: string;
  mongodPath?: string;
  searchPath: string;
  /** How many write at the same time, for as long as it runs. */
  writers: number;
}

export type EmbeddedServerMessage =
  | { kind: 'ready'; uri: string; engine: Engine }
  | { kind: 'acknowledged'; writer: number; number: number }
  | { kind: 'failed'; name: string; message: string };

export interface EmbeddedServer {
  pid: number;
  uri: string;
  engine: Engine;
  /** For each writer the number of its last write that was acknowledged. */
  acknowledged: Map<number, number>;
  /** Resolves after so many acknowledged writes. */
  untilAcknowledged(count: number): Promise<void>;
  /** `kill -9`. What it had sent before has arrived. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A process of its own that owns an embedded database. Rejects with the message of one that fails to start. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const child = fork(fileURLToPath(new URL('embeddedServer.ts', import.meta.url)), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
  });
  const closed = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));

  const acknowledged = new Map<number, number>();
  let count = 0;
  let awaited = { count: Infinity, resolve: () => {} };
  const { uri, engine } = await new Promise<{ uri: string; engine: Engine }>((resolve, reject) => {
    child.once('exit', () => reject(new Error('it ended')));
    child.on('message', (message: EmbeddedServerMessage) => {
      if (message.kind === 'ready') resolve(message);
      else if (message.kind === 'failed') reject(new Error(message.message));
      else {
        acknowledged.set(message.writer, message.number);
        if (++count >= awaited.count) awaited.resolve();
      }
    });
  });

  return {
    pid: child.pid ?? 0,
    uri,
    engine,
    acknowledged,
    untilAcknowledged(wanted) {
      return new Promise((resolve) => {
        awaited = { count: wanted, resolve };
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
