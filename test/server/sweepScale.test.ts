import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { BotDocument } from '../../server/bots/model.js';
import type { SentCommand } from '../../server/database/connect.js';
import { createKeyRing, type KeyRing } from '../../server/encryption.js';
import type { ConnectionDocument } from '../../server/people/connectionModel.js';
import { newcomer } from '../support/newcomer.js';
import { secret, startWorld, type TestServer, type World } from '../support/world.js';

const MANY = 1_000;
const DAY_MS = 24 * 3_600_000;

let world: World;
let server: TestServer;
let keyRing: KeyRing;
let bot: BotDocument;
let connection: ConnectionDocument;
let sent: SentCommand[] = [];

beforeAll(async () => {
  const [k1, k2] = ['first', 'second'].map((name) =>
    secret(inject('secretsFile'), `${name} encryption key`, randomBytes(32).toString('base64')),
  );
  keyRing = createKeyRing([{ kid: 'k1', key: new Uint8Array(Buffer.from(k1 ?? '', 'base64')) }]);
  world = await startWorld({
    withoutRateLimits: true,
    env: { TOKEN_ENCRYPTION_KEYS: `k2:${k2},k1:${k1}` },
    withoutRounds: true,
    onCommand: (command) => void sent.push(command),
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  ({ server } = world);
  const who = await newcomer(world);
  const { bot: shown } = await server.api.launch(who.meeting.inviteUrl, who.id);
  await server.api.botOnce(shown.id, ({ status }) => status === 'RECORDING', 'it records');
  bot = (await bots().findOne({ _id: shown.id })) ?? missing();
  connection = (await connections().findOne({ _id: who.person.id })) ?? missing();
});

beforeEach(async () => {
  await Promise.all([bots().deleteMany({}), connections().deleteMany({})]);
  await server.database.connection.collection('leases').deleteMany({});
});

afterAll(async () => world.stop());

function missing(): never {
  throw new Error('nothing to copy');
}

function bots() {
  return server.database.connection.collection<BotDocument>('bots');
}

function connections() {
  return server.database.connection.collection<ConnectionDocument>('connections');
}

/** So many bots like that one. */
async function addBots(count: number, change: Partial<BotDocument>): Promise<void> {
  const copies = Array.from({ length: count }, (): BotDocument => {
    const id = randomUUID();
    return { ...bot, _id: id, activeKey: id, slot: id, recallBotId: id, ...change };
  });
  await bots().insertMany(copies);
}

async function addConnections(count: number, change: Partial<ConnectionDocument>, seals = false): Promise<void> {
  const copies = await Promise.all(
    Array.from({ length: count }, async (): Promise<ConnectionDocument> => {
      const _id = randomUUID();
      if (!seals) return { ...connection, _id, ...change };
      const [sealedAccessToken, sealedRefreshToken] = await Promise.all([
        keyRing.seal('an access token', `connections/${_id}/accessToken`),
        keyRing.seal('a refresh token', `connections/${_id}/refreshToken`),
      ]);
      return { ...connection, _id, sealedAccessToken, sealedRefreshToken, sealedWith: 'k1', ...change };
    }),
  );
  await connections().insertMany(copies);
}

/** The commands of one round, lease included: `find bots`, … And how many documents its queries could read. */
async function roundOf(chore: Parameters<TestServer['app']['sweep']['run']>[0]) {
  sent = [];
  expect(await server.app.sweep.run(chore)).toBe(true);
  // On a slow machine the lease is renewed meanwhile.
  const names = sent
    .map(({ name, command }) => `${name} ${String(command[name])}`)
    .filter((name) => name !== 'update leases');
  const limits = sent.filter(({ name }) => name === 'find').map(({ command }) => Number(command['limit'] ?? Infinity));
  return { names, mostRead: Math.max(...limits), counts: server.app.sweep.counts[chore] };
}

/** How many are left, after one more round. */
async function leftBehind(): Promise<number> {
  await server.app.sweep.run('launches');
  return bots().countDocuments({ dueAt: { $ne: null } });
}

const finished = { askAt: null, dueAt: null, status: 'ENDED' as const, endedAt: new Date() };
const inUse = { refreshedAt: new Date(), sealedWith: 'k2' };

describe('with a thousand of each that need nothing', () => {
  beforeEach(async () => {
    await addBots(MANY, finished);
    await addConnections(MANY, inUse);
  });

  test.each([
    ['silentBots', ['find bots']],
    ['idleConnections', ['find connections']],
    ['sealedValues', ['find connections', 'find revocations', 'find authorizations', 'find bots']],
  ] as const)('a round of %s is one look, which finds none', async (chore, looks) => {
    const before = { ...server.app.sweep.counts[chore] };
    const { names, mostRead, counts } = await roundOf(chore);
    expect(names).toEqual(['insert leases', ...looks, 'delete leases']);
    expect(mostRead).toBeLessThanOrEqual(200);
    expect(counts).toEqual(before);
  });
});

describe('of a thousand at once', { timeout: 60_000 }, () => {
  test('silent bots twenty are asked after in a round, and no more documents are read', async () => {
    await addBots(MANY, finished);
    await addBots(MANY, { askAt: new Date(Date.now() - 60_000) });
    world.recall.calls.clear();
    const { names, mostRead } = await roundOf('silentBots');
    expect(mostRead).toBe(20);
    expect(world.recall.calls.count({ route: 'GET /api/v1/bot/:id' })).toBe(20);
    expect(
      names.filter((name) => name === 'find bots').length,
      'the list, and a few looks at each',
    ).toBeLessThanOrEqual(81);
    expect(names.length).toBeLessThanOrEqual(3 + 20 * 8);
  });

  test('bots that a dead server left behind a hundred are worked on at once', async () => {
    await addBots(MANY, finished);
    await addBots(130, { ...finished, dueAt: new Date(Date.now() - 60_000), strays: ['somebody-elses'] });
    const leaving = world.recall.faults.add({
      route: 'POST /api/v1/bot/:id/leave_call',
      then: 'answer',
      hold: 'before-work',
    });
    const { mostRead, counts } = await roundOf('launches');
    expect([mostRead, counts['taken_up']]).toEqual([100, 100]);
    await roundOf('launches');
    expect(counts['taken_up'], 'these are at work').toBe(100);
    leaving.remove();
    await expect.poll(leftBehind, { timeout: 45_000 }).toBe(0);
    expect(counts['taken_up']).toBe(130);
    expect(world.recall.calls.count({ route: 'POST /api/v1/bot/:id/leave_call' })).toBe(130);
  });

  test('idle connections fifty are used in a round', async () => {
    await addConnections(MANY, inUse);
    await addConnections(MANY, { refreshedAt: new Date(Date.now() - 31 * DAY_MS), sealedRefreshToken: 'damaged' });
    const before = server.app.sweep.counts.idleConnections['unreadable'] ?? 0;
    const { names, mostRead, counts } = await roundOf('idleConnections');
    expect(mostRead).toBe(50);
    expect(counts['unreadable']).toBe(before + 50);
    expect(names.length).toBeLessThanOrEqual(3 + 50 * 5);
  });

  test('values of a former key all are sealed again, two hundred at a time', async () => {
    await addConnections(MANY, inUse);
    await addConnections(MANY, {}, true);
    const before = server.app.sweep.counts.sealedValues['resealed'] ?? 0;
    const { names, mostRead, counts } = await roundOf('sealedValues');
    expect(mostRead).toBe(200);
    expect(counts['resealed']).toBe(before + MANY);
    expect(names.filter((name) => name === 'update connections')).toHaveLength(5);
    expect(names.length).toBe(2 + 5 + 6 + 3);
  });
});
