// A server process as far as its database goes: `embeddedServer.ts {"dataDir", "mongodPath"?, "searchPath", "writers"}`. Sends
// what happens to its parent. With writers, it writes on and on and sends each write that was acknowledged.
import { pino } from 'pino';
import { openDatabase } from '../../server/database/connect.js';
import { startEmbeddedDatabase } from '../../server/database/embedded/startEmbeddedDatabase.js';
import type { EmbeddedServerMessage, EmbeddedServerOptions } from './startEmbeddedServer.js';

const options = JSON.parse(process.argv[2] ?? '') as EmbeddedServerOptions;

function send(message: EmbeddedServerMessage): void {
  process.send?.(message);
}

async function run(): Promise<void> {
  const embedded = await startEmbeddedDatabase({ ...options, report: () => {} });
  process.once('SIGTERM', () => {
    void embedded.stop().then(() => process.exit(0));
  });
  send({ kind: 'ready', uri: embedded.uri, engine: embedded.engine });

  if (options.writers === 0) return;
  const { connection } = await openDatabase({ uri: embedded.uri, log: pino({ level: 'silent' }) });
  const writes = connection.collection<{ _id: string; key: string; lastOf?: string }>('writes');
  await writes.createIndex({ key: 1 }, { unique: true, name: 'key' });
  await Promise.all(
    Array.from({ length: options.writers }, async (_, writer) => {
      for (let number = 0; ; number++) {
        const id = `${process.pid}/${writer}/${number}`;
        await writes.insertOne({ _id: id, key: id });
        await writes.updateOne({ _id: id }, { $set: { lastOf: id } });
        send({ kind: 'acknowledged', writer, number });
      }
    }),
  );
}

run().catch((error: Error) => {
  send({ kind: 'failed', name: error.name, message: error.message });
  process.exit(1);
});
