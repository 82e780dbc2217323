import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../server/database/connect.js';
import { duplicateKeyIndex } from '../../../server/database/duplicateKey.js';
import { isRunning, type RecordedProcess } from '../../../server/database/embedded/processes.js';
import { startEmbeddedDatabase } from '../../../server/database/embedded/startEmbeddedDatabase.js';
import { temporaryFolder } from '../../support/fakeExecutables.js';
import { SLACK_MS } from '../../support/patience.js';
import { startEmbeddedServer } from '../../support/startEmbeddedServer.js';

const KILLS = 5;
const WRITERS = 10;
const RESTART_LIMIT_MS = 5_000 + 3 * SLACK_MS;
const searchPath = process.env.PATH ?? '';
const log = pino({ level: 'silent' });

async function engineProcesses(dataDir: string): Promise<RecordedProcess[]> {
  const lock = JSON.parse(await readFile(join(dataDir, 'server.lock'), 'utf8')) as { engine: RecordedProcess[] };
  return lock.engine;
}

async function start(dataDir: string) {
  const embedded = await startEmbeddedDatabase({ dataDir, searchPath, report: () => {} });
  onTestFinished(() => embedded.stop());
  return embedded;
}

// With MONGODB_URI set, it is that database which the tests are about.
describe.skipIf(process.env.MONGODB_URI)('the embedded engine', () => {
  test.for([
    ['the server', false],
    ['the server and its engine at once, as with a container', true],
  ] as const)(
    `nothing acknowledged is lost, and nothing half done kept, over ${KILLS} times kill -9 of %s`,
    async ([, all]) => {
      const dataDir = await temporaryFolder();
      for (let round = 1; round <= KILLS; round++) {
        const server = await startEmbeddedServer({ dataDir, searchPath, writers: WRITERS });
        const engine = all ? await engineProcesses(dataDir) : [];
        await server.untilAcknowledged(60 * round + 7);
        for (const { pid } of engine) process.kill(pid, 'SIGKILL');
        await server.kill();

        const killed = performance.now();
        const embedded = await startEmbeddedDatabase({ dataDir, searchPath, report: () => {} });
        const database = await openDatabase({ uri: embedded.uri, log });
        const writes = database.connection.collection<{ _id: string; key: string; lastOf?: string }>('writes');
        await writes.findOne({});
        expect(performance.now() - killed).toBeLessThan(RESTART_LIMIT_MS);

        for (const [writer, last] of server.acknowledged) {
          const ids = Array.from({ length: last + 1 }, (_, number) => `${server.pid}/${writer}/${number}`);
          const found = await writes.find({ _id: { $in: ids } }).toArray();
          expect(found.filter(({ _id, key, lastOf }) => key === _id && lastOf === _id)).toHaveLength(ids.length);

          // The write that was under way is there with its key, or not at all.
          const next = `${server.pid}/${writer}/${last + 1}`;
          const exists = (await writes.findOne({ _id: next })) !== null;
          const refusal = await writes.insertOne({ _id: `again ${next}`, key: next }).catch((error: unknown) => error);
          expect(duplicateKeyIndex(refusal)).toBe(exists ? 'key' : null);
        }
        await database.close();
        await embedded.stop();
      }
    },
  );

  test('kill -9 of the server leaves no engine behind', async () => {
    const dataDir = await temporaryFolder();
    const server = await startEmbeddedServer({ dataDir, searchPath, writers: WRITERS });
    await server.untilAcknowledged(50);
    const engine = await engineProcesses(dataDir);
    expect(engine.length).toBeGreaterThan(0);
    expect(await Promise.all(engine.map(isRunning))).not.toContain(false);

    await server.kill();
    await expect
      .poll(() => Promise.all(engine.map(isRunning)), { timeout: RESTART_LIMIT_MS })
      .toEqual(engine.map(() => false));
  });

  test('a second server on the folder is told how to share it, and can', async () => {
    const dataDir = await temporaryFolder();
    const server = await startEmbeddedServer({ dataDir, searchPath, writers: 0 });

    const refusal = await start(dataDir).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'EmbeddedDatabaseError' });
    expect((refusal as Error).message).toContain(`process ${server.pid}`);
    const address = /MONGODB_URI=(\S+)/.exec((refusal as Error).message)?.[1] ?? '';
    expect(address).toBe(server.uri);

    const database = await openDatabase({ uri: address, log });
    expect(await database.isReady()).toBe(true);
    await database.close();
    await server.stop();
  });

  test('of two servers that start at once on a new folder, one gets it', async () => {
    const dataDir = await temporaryFolder();
    const options = { dataDir, searchPath, writers: 0 };
    const servers = await Promise.allSettled([startEmbeddedServer(options), startEmbeddedServer(options)]);
    const refused = servers.filter((server) => server.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toMatch(/belongs to a server that is running/);
  });

  test('who shares the database by its address finds it there again after a restart, without reopening', async () => {
    const dataDir = await temporaryFolder();
    const server = await startEmbeddedServer({ dataDir, searchPath, writers: 0 });
    const sharer = await openDatabase({ uri: server.uri, log });
    onTestFinished(() => sharer.close());
    const notes = sharer.connection.collection<{ _id: string }>('notes');
    await notes.insertOne({ _id: 'before' });

    await server.kill();
    const embedded = await start(dataDir);
    expect(embedded.uri).toBe(server.uri);
    await expect.poll(() => sharer.isReady(), { timeout: RESTART_LIMIT_MS }).toBe(true);
    await notes.insertOne({ _id: 'after' });
    expect(await notes.countDocuments({})).toBe(2);
  });

  test('a graceful stop keeps everything, gives the folder back, and may be asked for twice', async () => {
    const dataDir = await temporaryFolder();
    const first = await start(dataDir);
    const database = await openDatabase({ uri: first.uri, log });
    await database.connection.collection<{ _id: string }>('notes').insertOne({ _id: 'kept' });
    await database.close();
    await Promise.all([first.stop(), first.stop()]);

    const second = await start(dataDir);
    const again = await openDatabase({ uri: second.uri, log });
    expect(await again.connection.collection<{ _id: string }>('notes').findOne({})).toEqual({ _id: 'kept' });
    await again.close();
  });
});
