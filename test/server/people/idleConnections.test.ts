import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import type { ConnectionDocument } from '../../../server/people/connectionModel.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const DAY_MS = 24 * 3_600_000;
const TOKEN = 'POST /oauth/token';

let world: World;
let other: TestServer;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  other = await world.startServer();
});

beforeEach(async () => {
  world.zoom.faults.clear();
  // Each test has the people to itself.
  await Promise.all([storedConnections().deleteMany({}), storedLeases().deleteMany({})]);
  world.zoom.calls.clear();
});

afterAll(async () => world.stop());

async function pass(days: number): Promise<void> {
  aheadMs += days * DAY_MS;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

function storedConnections() {
  return world.server.database.connection.collection<ConnectionDocument>('connections');
}

function storedLeases() {
  return world.server.database.connection.collection<{ _id: string }>('leases');
}

async function connected(): Promise<ZoomPerson> {
  const person = await world.zoom.addPerson();
  await world.connect(person, `user-${person.id}`);
  return person;
}

async function connectedPeople(count: number): Promise<ZoomPerson[]> {
  const people: ZoomPerson[] = [];
  while (people.length < count) people.push(await connected());
  world.zoom.calls.clear();
  return people;
}

async function stateOf(person: ZoomPerson): Promise<string | undefined> {
  return (await storedConnections().findOne({ _id: person.id }))?.state;
}

function refreshes(): number {
  return world.zoom.calls.count({ route: TOKEN, about: 'refresh_token' });
}

/** What both servers counted. */
function counted(outcome: string): number {
  return [world.server, other].reduce((sum, { app }) => sum + (app.sweep.counts.idleConnections[outcome] ?? 0), 0);
}

async function sweep(): Promise<boolean[]> {
  return Promise.all([world.server, other].map(async ({ app }) => app.sweep.run('idleConnections')));
}

/** Rounds of both servers, whoever else is at it, until it is as wished. */
async function sweepUntil(isAsWished: () => boolean | Promise<boolean>): Promise<void> {
  const look = async () => {
    await sweep();
    return isAsWished();
  };
  await expect.poll(look, { timeout: 15_000, interval: 50 }).toBe(true);
}

describe('a grant that nobody uses', () => {
  test('is used once in 30 days, and so outlives by far what Zoom gives it', async () => {
    const [person] = await connectedPeople(1);
    if (person === undefined) throw new Error('nobody');
    for (let month = 1; month <= 4; month += 1) {
      await pass(29);
      await sweep();
      expect(refreshes()).toBe(month - 1);
      await pass(1.01);
      await sweepUntil(() => refreshes() === month);
    }
    await sweep();
    expect(refreshes()).toBe(4);
    expect(counted('refreshed')).toBe(4);
    expect(await stateOf(person)).toBe('CONNECTED');
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    expect(await world.server.api.launch(inviteUrl, `user-${person.id}`)).toMatchObject({
      __typename: 'LaunchBotSuccess',
    });
  });

  test('would be over after 90 days; then Zoom says so, and the person has to connect again', async () => {
    const [person] = await connectedPeople(1);
    if (person === undefined) throw new Error('nobody');
    await pass(91);
    await sweepUntil(async () => (await stateOf(person)) === 'RECONNECT_REQUIRED');
    await pass(2);
    await sweep();
    expect(refreshes()).toBe(1);
  });

  test('is refreshed once by many servers at the same time, whoever has the lease', async () => {
    const people = await connectedPeople(5);
    await pass(31);
    const rounds = Array.from({ length: 4 }, async () => {
      await storedLeases().deleteMany({ _id: 'sweep/idleConnections' });
      await sweep();
    });
    await Promise.all(rounds);
    await sweepUntil(() => refreshes() >= people.length);
    expect(refreshes()).toBe(people.length);
    expect(await Promise.all(people.map(stateOf))).toEqual(people.map(() => 'CONNECTED'));
  });
});

describe('a connection stays as it is', () => {
  test.each([
    ['Zoom is away', { status: 503, body: '' }],
    ['Zoom asks to wait', { status: 429, body: { code: 429, message: 'You have reached the rate limit' } }],
    [
      'Zoom does not accept our client',
      { status: 400, body: { error: 'invalid_client', reason: 'Invalid client_id' } },
    ],
    ['the connection breaks', 'reset' as const],
  ])('when %s; all servers leave Zoom alone for a while, then go on', async (_why, then) => {
    const people = await connectedPeople(3);
    const away = world.zoom.faults.add({ route: TOKEN, then });
    await pass(31);
    await sweepUntil(() => away.hits > 0);
    expect(await sweep()).toEqual([false, false]);
    expect(away.hits).toBe(1);
    expect(await Promise.all(people.map(stateOf))).toEqual(people.map(() => 'CONNECTED'));
    away.remove();
    world.zoom.calls.clear();
    await pass(0.1);
    await sweepUntil(() => refreshes() === people.length - 1);
    // The one that failed has its turn a day later.
    await pass(1);
    await sweepUntil(() => refreshes() === people.length);
    expect(await Promise.all(people.map(stateOf))).toEqual(people.map(() => 'CONNECTED'));
  });

  test('when its tokens do not open; it is not in the way of the others, and is tried again a day later', async () => {
    const people = await connectedPeople(3);
    const [broken, ...others] = people;
    const sealedRefreshToken = 'not a sealed value';
    await storedConnections().updateOne({ _id: broken?.id ?? '' }, { $set: { sealedRefreshToken } });
    await pass(31);
    const before = counted('unreadable');
    await sweepUntil(() => refreshes() === others.length);
    await sweepUntil(() => counted('unreadable') === before + 1);
    await sweep();
    expect(counted('unreadable')).toBe(before + 1);
    await pass(1.01);
    await sweepUntil(() => counted('unreadable') === before + 2);
    expect(await Promise.all(people.map(stateOf))).toEqual(people.map(() => 'CONNECTED'));
  });

  test('when somebody has used it in the meantime', async () => {
    const [person] = await connectedPeople(1);
    if (person === undefined) throw new Error('nobody');
    await pass(20);
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const { bot } = await world.server.api.launch(inviteUrl, `user-${person.id}`);
    await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records');
    expect(refreshes()).toBe(1);
    await pass(29);
    await sweep();
    expect(refreshes()).toBe(1);
  });
});
