import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DatabaseUnreachableError, openDatabase, type Database } from '../../../server/database/connect.js';
import { isDatabaseUnavailable } from '../../../server/database/unavailable.js';
import { openTestDatabase, testDatabaseUri } from '../../support/database.js';
import { PATIENCE_MS, SLACK_MS } from '../../support/patience.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { startTcpProxy } from '../../support/tcpProxy.js';

const log = pino({ level: 'silent' });
const UNUSED_PORT = 1;

const IMPATIENT = { selectionTimeoutMs: 300 };

async function failureToOpen(uri: string, patience = {}): Promise<DatabaseUnreachableError> {
  const started = performance.now();
  try {
    await (await openDatabase({ uri, log, ...patience })).close();
  } catch (error) {
    expect(performance.now() - started).toBeLessThan(5_000 + SLACK_MS);
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
    if (error instanceof DatabaseUnreachableError) return error;
  }
  throw new Error('it opened');
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('a database that is not there is reported within five seconds: where, why, and what to do', async () => {
  const error = await failureToOpen(`mongodb://127.0.0.1:${UNUSED_PORT}/broughtby`);
  expect(error.message).toBe(
    `Can't reach the database at 127.0.0.1:${UNUSED_PORT}: connect ECONNREFUSED 127.0.0.1:${UNUSED_PORT}. ` +
      'Start MongoDB there, or correct MONGODB_URI (host, port, firewall, TLS options).',
  );
});

test('a database that accepts and never answers is reported within five seconds', async () => {
  const port = await listening(createServer((socket) => socket.on('error', () => {})));
  const error = await failureToOpen(`mongodb://127.0.0.1:${port}/broughtby`);
  expect(error.message).toContain(`Can't reach the database at 127.0.0.1:${port}: `);
});

test('a host without an address is reported within five seconds, a cluster by its hosts', async () => {
  const error = await failureToOpen(
    'mongodb://one.invalid:27017,two.invalid:27018/broughtby?replicaSet=rs0',
    IMPATIENT,
  );
  expect(error.message).toContain('at one.invalid:27017,two.invalid:27018: ');
});

test('a database that is too old is told apart, with what is needed', async () => {
  const port = await listening(ancientServer());
  const error = await failureToOpen(`mongodb://127.0.0.1:${port}/broughtby`, IMPATIENT);
  expect(error.message).toMatch(/^The database at 127\.0\.0\.1:\d+ is too old .* Use MongoDB 4\.4 or later/);
});

test.for([
  ['a connection string', `mongodb://bob:hunter2@127.0.0.1:${UNUSED_PORT}/broughtby`],
  ['one with an unencoded password', `mongodb://bob:hunt@er2/x?y:z@127.0.0.1:${UNUSED_PORT}/broughtby`],
  ['one that is not valid', 'mongodb://bob:hunter2@:::/broughtby'],
  ['one with an unknown option', 'mongodb://bob:hunter2@127.0.0.1:1/broughtby?hunter2=hunter2'],
  ['one of an unknown kind', 'postgres://bob:hunter2@127.0.0.1/broughtby'],
] as const)('the error for %s shows neither user nor password', async ([, uri]) => {
  const error = await failureToOpen(uri, IMPATIENT);
  const shown = `${error.message} ${error.stack} ${JSON.stringify(pino.stdSerializers.errWithCause(error))}`;
  expect(shown).not.toMatch(/bob|hunt|er2|y:z/);
  expect(error.message).toMatch(/MONGODB_URI/);
});

test('writes are acknowledged by a majority and journaled, reads go to the primary', async () => {
  const { connection } = await openTestDatabase();
  const { options } = connection.getClient();
  expect(options.writeConcern).toMatchObject({ w: 'majority', journal: true });
  expect(options.readPreference.mode).toBe('primary');
  expect(options.appName).toBe('broughtby');
});

test('a database that goes away and comes back is used again without reopening', async () => {
  const { database, proxy } = await openThroughProxy();
  const notes = database.connection.collection<{ _id: string }>('notes');
  await notes.insertOne({ _id: 'before' });
  expect(await database.isReady()).toBe(true);

  await proxy.cut();
  const failure = await notes.insertOne({ _id: 'meanwhile' }).catch((error: unknown) => error);
  expect(isDatabaseUnavailable(failure)).toBe(true);
  expect(await database.isReady()).toBe(false);

  await proxy.restore();
  await notes.insertOne({ _id: 'after' });
  expect(await database.isReady()).toBe(true);
  expect(await notes.countDocuments({})).toBe(2);
});

test('a database that falls silent makes every operation fail within seconds', async () => {
  const { database, proxy } = await openThroughProxy();
  const notes = database.connection.model('Note', new mongoose.Schema({ _id: String }, { autoIndex: false }), 'notes');
  await notes.create({ _id: 'before' });

  proxy.stall();
  const started = performance.now();
  const [ready, ...failures] = await Promise.all([
    database.isReady().then((isReady) => ({ isReady, after: performance.now() - started })),
    notes.create({ _id: 'a' }).catch((error: unknown) => error),
    notes.findOne({ _id: 'b' }).catch((error: unknown) => error),
    notes.find({ other: 'c' }).catch((error: unknown) => error),
    notes.findOneAndUpdate({ _id: 'd' }, { $set: { _id: 'd' } }).catch((error: unknown) => error),
  ]);
  expect(ready.isReady).toBe(false);
  expect(ready.after).toBeLessThan(1_500 + SLACK_MS);
  expect(failures.map(isDatabaseUnavailable)).toEqual([true, true, true, true]);
  expect(performance.now() - started).toBeLessThan(11_000 + SLACK_MS);

  await proxy.restore();
  expect(await notes.findOne({ _id: 'before' }).lean()).toMatchObject({ _id: 'before' });
});

test('a closed database is away', async () => {
  const database = await openDatabase({ uri: testDatabaseUri(), log });
  await database.close();
  const failure = await database.connection
    .collection('notes')
    .findOne({})
    .catch((error: unknown) => error);
  expect(isDatabaseUnavailable(failure)).toBe(true);
  expect(await database.isReady()).toBe(false);
});

async function openThroughProxy(): Promise<{ database: Database; proxy: Awaited<ReturnType<typeof startTcpProxy>> }> {
  const uri = testDatabaseUri();
  const address = /^(mongodb:\/\/(?:[^@/]*@)?)([^:/,]+):(\d+)\//.exec(uri);
  if (!address) throw new Error('This test needs a MONGODB_URI with one host and port.');
  const [prefix, scheme = '', host = '', port] = address;
  const proxy = await startTcpProxy({ host, port: Number(port) });
  const rest = new URL(uri.slice(prefix.length), 'path://h/');
  rest.searchParams.set('directConnection', 'true');
  const through = `${scheme}127.0.0.1:${proxy.port}${rest.pathname}${rest.search}`;
  const database = await openTestDatabase({ uri: through });
  onTestFinished(() => proxy.close());
  return { database, proxy };
}

/** Answers the driver's first question as a MongoDB 3.6 would: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
function ancientServer(): Server {
  const { BSON } = mongoose.mongo;
  return createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (question) => {
        const body = BSON.serialize({ ok: 1, ismaster: true, minWireVersion: 0, maxWireVersion: 6 });
        const reply = Buffer.alloc(36);
        reply.writeInt32LE(reply.length + body.length, 0);
        reply.writeInt32LE(question.readInt32LE(4), 8);
        reply.writeInt32LE(1, 12);
        reply.writeInt32LE(1, 32);
        socket.write(Buffer.concat([reply, body]));
      });
  });
}

test('an operation ends although the other side has closed the connection a moment before', async () => {
  const { uri, proxy } = await startProxiedDatabase(testDatabaseUri());
  onTestFinished(async () => proxy.close());
  const database = await openDatabase({ uri, log, ...IMPATIENT, operationTimeoutMs: 2_000 });
  onTestFinished(async () => database.close());
  const notes = database.connection.collection<{ _id: string; text?: string }>('notes');
  const operations: Record<string, () => Promise<unknown>> = {
    findOne: async () => notes.findOne({ _id: 'a' }),
    find: async () => notes.find({ _id: 'a' }).sort({ _id: 1 }).toArray(),
    insertOne: async () => notes.insertOne({ _id: 'b' }),
    updateOne: async () => notes.updateOne({ _id: 'a' }, { $set: { text: 'x' } }),
    bulkWrite: async () => notes.bulkWrite([{ deleteOne: { filter: { _id: 'a' } } }]),
  };
  for (const [name, run] of Object.entries(operations)) {
    // The driver notices the end of a connection two or three turns of the event loop later, by when it has taken it for good.
    for (const turns of [1, 2, 3]) {
      await vi.waitFor(async () => notes.findOne({ _id: 'a' }), { timeout: PATIENCE_MS });
      await proxy.cut();
      for (let passed = 0; passed < turns; passed += 1) await turn();
      const error = await run().then(
        () => null,
        (failure: unknown) => failure,
      );
      expect(isDatabaseUnavailable(error), `${name} after ${turns} turns: ${String(error)}`).toBe(true);
      await proxy.restore();
    }
  }
});
