import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Fault, FaultRule } from '../../sandbox/simulator/faults.js';
import type { ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import type { ConnectionDocument } from '../../server/people/connections.js';
import { type Command, startDatabaseGate } from '../support/databaseGate.js';
import type { Exchanged } from '../support/exchange.js';
import { SLACK_MS } from '../support/patience.js';
import { startProxiedDatabase } from '../support/proxiedDatabase.js';
import { fetchCallback } from '../support/recallRequest.js';
import { type ServerProcess, startServerProcess } from '../support/serverProcess.js';
import { freePort, startWorld, type World } from '../support/world.js';

/** How long a dead server's lease may keep the others waiting. */
const LEASE_MS = 60_000;
/** What design promises, whatever Zoom or the database do. */
const ANSWER_WITHIN_MS = 8_000;
/** Starting a server, an answer of nearly eight seconds, and a database that comes back, on a machine with much to do. */
const TEST_TIMEOUT_MS = 180_000;
/** Linux: every write to it fails as on a disk without room. */
const FULL_DISK = '/dev/full';

let world: World;
/** How far the clock of the world's own server is ahead: leases of others have run out there. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
});

afterEach(() => {
  aheadMs = 0;
  world.zoom.faults.clear();
});

afterAll(async () => world.stop());

interface Launch {
  person: ZoomPerson;
  externalUserId: string;
  meetingNumber: string;
  url: string;
  id: string;
  /** Of the connection, before any refresh. */
  version: number;
}

/** A live launch of somebody whose access token is over by our clock, so that its next callback needs a refresh. */
async function launchBeforeRefresh(): Promise<Launch> {
  const person = await world.zoom.addPerson();
  const externalUserId = `user-${person.id}`;
  await world.connect(person, externalUserId);
  const { inviteUrl, number } = await world.zoom.addMeeting({ host: person.id });
  const { url, bot } = await world.server.api.callbackUrl(inviteUrl, externalUserId);
  await connections().updateOne({ _id: person.id }, { $set: { accessTokenExpiresAt: new Date() } });
  const { version } = await stored(person);
  return { person, externalUserId, meetingNumber: number, url, id: bot.id, version };
}

function connections() {
  return world.server.database.connection.collection<ConnectionDocument>('connections');
}

async function stored(person: ZoomPerson): Promise<ConnectionDocument> {
  const connection = await connections().findOne({ _id: person.id });
  if (connection === null) throw new Error('The connection is gone.');
  return connection;
}

async function leaseOf({ person }: Launch): Promise<unknown> {
  return world.server.database.connection
    .collection<{ _id: string }>('leases')
    .findOne({ _id: `refresh:${person.id}` });
}

async function startServer(databaseUri = world.databaseUri): Promise<ServerProcess> {
  return startServerProcess({ ...world.env, PORT: String(await freePort()), MONGODB_URI: databaseUri });
}

/** Asks for a token as the launch's bot does, at the given server. */
async function fetchToken({ url }: Launch, server?: Pick<ServerProcess, 'url'>): Promise<Exchanged> {
  const { pathname, search } = new URL(url);
  const secrets = [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
  return fetchCallback(new URL(pathname + search, server?.url ?? world.server.api.url).href, { secrets });
}

/** A callback at a server that dies before it answers. */
async function fetchInVain(launch: Launch, server: ServerProcess): Promise<Exchanged | 'cut off'> {
  return fetchToken(launch, server).catch(() => 'cut off' as const);
}

function expectToken(answer: Exchanged, { person, meetingNumber }: Launch): void {
  expect(answer).toMatchObject({ status: 200 });
  expect(world.zoom.inspectObfToken(answer.body)).toMatchObject({ person: person.id, meetingNumber });
}

/** The grant lives: what is stored is the one pair that Zoom keeps, after this many refreshes. */
async function expectLiveGrant(launch: Launch, refreshes: { accepted: number; stale: number }): Promise<void> {
  const { person, version } = launch;
  expect(await stored(person)).toMatchObject({
    state: 'CONNECTED',
    reconnectReason: null,
    version: version + refreshes.accepted,
  });
  expect(refreshesAtZoom(person)).toEqual(refreshes);
  // Whether the stored refresh token is Zoom's newest shows when it is spent.
  await connections().updateOne({ _id: person.id }, { $set: { accessTokenExpiresAt: new Date() } });
  expectToken(await fetchToken(launch), launch);
  expect(refreshesAtZoom(person)).toEqual({ ...refreshes, accepted: refreshes.accepted + 1 });
}

function refreshesAtZoom(person: ZoomPerson): { accepted: number; stale: number } {
  const { refreshes = 0, staleRefreshes = 0 } = world.zoom.state.perPerson[person.id] ?? {};
  return { accepted: refreshes, stale: staleRefreshes };
}

/** What becomes of the person's next refresh at Zoom. */
function nextRefresh({ person }: Launch, rule: Pick<FaultRule, 'then' | 'hold'>): Fault {
  return world.zoom.faults.add({
    route: 'POST /oauth/token',
    match: { grant_type: 'refresh_token' },
    person: person.id,
    times: 1,
    ...rule,
  });
}

function isAbout(launch: Launch, name: string, collection: string) {
  return (command: Command) =>
    command.name === name && command.collection === collection && command.text.includes(launch.person.id);
}

describe('kill -9 of a server', () => {
  test(
    'that has taken the lease and not asked Zoom: the others wait for its 60 seconds at most, and say so',
    async () => {
      const launch = await launchBeforeRefresh();
      const gate = await startDatabaseGate(world.databaseUri);
      const server = await startServer(gate.uri);
      const leaseIsTaken = gate.stop('after', isAbout(launch, 'insert', 'leases'));
      const callback = fetchInVain(launch, server);
      await leaseIsTaken;
      await server.kill();
      expect(await callback).toBe('cut off');
      expect(await leaseOf(launch)).not.toBeNull();

      const askedAt = performance.now();
      expect(await fetchToken(launch)).toMatchObject({ status: 504, headers: { 'cache-control': 'no-store' } });
      expect(performance.now() - askedAt).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS);
      expect(refreshesAtZoom(launch.person)).toEqual({ accepted: 0, stale: 0 });
      expect(await stored(launch.person)).toMatchObject({ state: 'CONNECTED', version: launch.version });

      aheadMs = LEASE_MS;
      expectToken(await fetchToken(launch), launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 0 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'whose request Zoom has and has not accepted: the next one refreshes',
    async () => {
      const launch = await launchBeforeRefresh();
      const server = await startServer();
      const request = nextRefresh(launch, { then: 'hang' });
      const callback = fetchInVain(launch, server);
      await request.reached();
      await server.kill();
      request.remove();
      expect(await callback).toBe('cut off');
      expect(refreshesAtZoom(launch.person)).toEqual({ accepted: 0, stale: 0 });

      aheadMs = LEASE_MS;
      expectToken(await fetchToken(launch), launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 0 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'whose new pair the database has just stored: the next one uses it at once, whatever became of the lease',
    async () => {
      const launch = await launchBeforeRefresh();
      const gate = await startDatabaseGate(world.databaseUri);
      const server = await startServer(gate.uri);
      const pairIsStored = gate.stop('after', isAbout(launch, 'update', 'connections'));
      const callback = fetchInVain(launch, server);
      await pairIsStored;
      await server.kill();
      expect(await callback).toBe('cut off');
      expect(await leaseOf(launch)).not.toBeNull();

      expectToken(await fetchToken(launch), launch);
      aheadMs = LEASE_MS;
      await expectLiveGrant(launch, { accepted: 1, stale: 0 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'that knows the new pair to be stored, with the lease not released and the token not minted: a second process answers',
    async () => {
      const launch = await launchBeforeRefresh();
      const gate = await startDatabaseGate(world.databaseUri);
      const server = await startServer(gate.uri);
      const leaseIsToBeReleased = gate.stop('before', isAbout(launch, 'delete', 'leases'));
      const mint = world.zoom.faults.add({
        route: 'GET /v2/users/me/token',
        person: launch.person.id,
        times: 1,
        then: 'hang',
      });
      const callback = fetchInVain(launch, server);
      await Promise.all([leaseIsToBeReleased, mint.reached()]);
      await server.kill();
      expect(await callback).toBe('cut off');
      expect(await leaseOf(launch)).not.toBeNull();

      const second = await startServer();
      expectToken(await fetchToken(launch, second), launch);
      aheadMs = LEASE_MS;
      await expectLiveGrant(launch, { accepted: 1, stale: 0 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'in the window that cannot be closed: the person connects again, nothing else is harmed, and the launch goes on',
    async () => {
      const launch = await launchBeforeRefresh();
      const neighbour = await launchBeforeRefresh();
      const server = await startServer();
      const request = nextRefresh(launch, { then: 'answer', hold: 'before-answer' });
      const callback = fetchInVain(launch, server);
      await request.reached();
      await server.kill();
      request.remove();
      expect(await callback).toBe('cut off');

      // Nobody but Zoom says that a grant is over, and Zoom has not been asked yet.
      expect(await stored(launch.person)).toMatchObject({ state: 'CONNECTED', version: launch.version });
      aheadMs = LEASE_MS;
      expect(await fetchToken(launch)).toMatchObject({ status: 409, body: 'the person has to connect Zoom again' });
      expect(refreshesAtZoom(launch.person)).toEqual({ accepted: 1, stale: 1 });
      expect(await stored(launch.person)).toMatchObject({
        state: 'RECONNECT_REQUIRED',
        reconnectReason: expect.stringContaining('invalid_grant'),
        version: launch.version,
      });
      const bot = await world.server.api.botOnce(
        launch.id,
        ({ timeline }) => timeline.length > 0,
        'the attempt on the timeline',
      );
      expect(bot).toMatchObject({ endedAt: null, timeline: [{ kind: 'OBF_REQUEST', code: 'reconnect_required' }] });
      await expectLiveGrant(neighbour, { accepted: 0, stale: 0 });

      aheadMs = 0;
      await world.connect(launch.person, launch.externalUserId);
      expectToken(await fetchToken(launch), launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 1 });
    },
    TEST_TIMEOUT_MS,
  );
});

/** A server that has got a new pair from Zoom, with the database away. */
async function serverWithHomelessPair(launch: Launch) {
  const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
  const server = await startServer(uri);
  const request = nextRefresh(launch, { then: 'answer', hold: 'before-answer' });
  const callback = fetchToken(launch, server);
  await request.reached();
  await proxy.cut();
  request.release();
  await server.logged('zoom.refresh.not_stored');
  return { server, proxy, callback };
}

/** Another server meanwhile takes the lease over, and hears from Zoom that the stored refresh token is over. */
async function expectMarkedByAnother(launch: Launch): Promise<void> {
  aheadMs = LEASE_MS;
  expect(await fetchToken(launch)).toMatchObject({ status: 409 });
  expect(await stored(launch.person)).toMatchObject({ state: 'RECONNECT_REQUIRED', version: launch.version });
}

describe('a database that is away when the new pair arrives', () => {
  test(
    'for longer than the lease, with another server told that the grant is over: it gets the pair, and the grant lives',
    async () => {
      const launch = await launchBeforeRefresh();
      const { server, proxy, callback } = await serverWithHomelessPair(launch);
      await expectMarkedByAnother(launch);
      expect((await callback).status).toBeGreaterThanOrEqual(500);

      await proxy.restore();
      await server.logged('zoom.refresh.succeeded');
      expect(await stored(launch.person)).toMatchObject({ state: 'CONNECTED', version: launch.version + 1 });
      expectToken(await fetchToken(launch, server), launch);
      expectToken(await fetchToken(launch), launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 1 });
      await proxy.close();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'and a server told to stop: it waits for the database, stores the pair and only then ends',
    async () => {
      const launch = await launchBeforeRefresh();
      const { server, proxy, callback } = await serverWithHomelessPair(launch);
      server.signal('SIGTERM');
      await server.logged('server.stopping');
      expect((await callback).status).toBeGreaterThanOrEqual(500);
      await expectMarkedByAnother(launch);

      await proxy.restore();
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(eventsOf(server)).toEqual(['zoom.refresh.succeeded', 'server.stopped']);
      await expectLiveGrant(launch, { accepted: 1, stale: 1 });
      await proxy.close();
    },
    TEST_TIMEOUT_MS,
  );
});

/** In the order in which they were logged. */
function eventsOf(server: ServerProcess): (string | undefined)[] {
  return server.log
    .map(({ event }) => event)
    .filter((event) => event === 'zoom.refresh.succeeded' || event === 'server.stopped');
}

describe('a lease that runs out while Zoom answers slowly', () => {
  test(
    'with the refresh accepted: the other server is told that the grant is over, and the late pair proves it wrong',
    async () => {
      const launch = await launchBeforeRefresh();
      const server = await startServer();
      const request = nextRefresh(launch, { then: 'answer', hold: 'before-answer' });
      const callback = fetchToken(launch, server);
      await request.reached();
      await expectMarkedByAnother(launch);
      request.release();
      expectToken(await callback, launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 1 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'with the refresh not accepted yet: the other server’s pair is the newest, and both use it',
    async () => {
      const launch = await launchBeforeRefresh();
      const server = await startServer();
      const request = nextRefresh(launch, { then: 'answer', hold: 'before-work' });
      const callback = fetchToken(launch, server);
      await request.reached();
      aheadMs = LEASE_MS;
      expectToken(await fetchToken(launch), launch);
      request.release();
      expectToken(await callback, launch);
      await expectLiveGrant(launch, { accepted: 1, stale: 1 });
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a server that is told to stop during the refresh for a callback', () => {
  test.each([
    ['once', ['SIGTERM']],
    ['twice, impatiently', ['SIGTERM', 'SIGTERM']],
    ['with Ctrl-C and again', ['SIGINT', 'SIGINT']],
  ] satisfies [string, NodeJS.Signals[]][])(
    '%s, stores the pair and answers the callback',
    async (_how, signals) => {
      const launch = await launchBeforeRefresh();
      const server = await startServer();
      const request = nextRefresh(launch, { then: 'answer', hold: 'before-answer' });
      const callback = fetchToken(launch, server);
      await request.reached();
      for (const [place, signal] of signals.entries()) {
        server.signal(signal);
        await server.logged(place === 0 ? 'server.stopping' : 'server.hurried');
      }
      request.release();
      expectToken(await callback, launch);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(eventsOf(server)).toEqual(['zoom.refresh.succeeded', 'server.stopped']);
      await expectLiveGrant(launch, { accepted: 1, stale: 0 });
    },
    TEST_TIMEOUT_MS,
  );
});

test(
  'a server that waits for the lease of a dead one and is told to stop: sends nothing more, and does not wait it out',
  async () => {
    const launch = await launchBeforeRefresh();
    const gate = await startDatabaseGate(world.databaseUri);
    const [dead, server] = await Promise.all([startServer(gate.uri), startServer(gate.uri)]);
    const leaseIsTaken = gate.stop('after', isAbout(launch, 'insert', 'leases'));
    const callback = fetchInVain(launch, dead);
    await leaseIsTaken;
    await dead.kill();
    await callback;

    const itsTry = gate.hold(isAbout(launch, 'insert', 'leases'));
    const asked = fetchToken(launch, server);
    const goOn = await itsTry;
    server.signal('SIGTERM');
    await server.logged('server.stopping');
    const stoppingSince = performance.now();
    goOn();
    expect(await asked).toMatchObject({ status: 504 });
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppingSince).toBeLessThan(LEASE_MS / 3);
    expect(refreshesAtZoom(launch.person)).toEqual({ accepted: 0, stale: 0 });

    aheadMs = LEASE_MS;
    await expectLiveGrant(launch, { accepted: 0, stale: 0 });
  },
  TEST_TIMEOUT_MS,
);

test(
  'errors that nobody handles during a refresh end the server, once the pair is stored and the callback is answered',
  async () => {
    const launch = await launchBeforeRefresh();
    const server = await startServerProcess({
      ...world.env,
      PORT: String(await freePort()),
      NODE_OPTIONS: `--import "data:text/javascript,process.on('SIGUSR2',()=>{throw%20new%20Error('planted')})"`,
    });
    const request = nextRefresh(launch, { then: 'answer', hold: 'before-answer' });
    const callback = fetchToken(launch, server);
    await request.reached();
    server.signal('SIGUSR2');
    await server.logged('server.crashed');
    server.signal('SIGUSR2');
    await expect.poll(() => server.log.filter(({ event }) => event === 'server.crashed').length).toBe(2);
    request.release();
    expectToken(await callback, launch);
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(eventsOf(server)).toEqual(['zoom.refresh.succeeded', 'server.stopped']);
    await expectLiveGrant(launch, { accepted: 1, stale: 0 });
  },
  TEST_TIMEOUT_MS,
);

test.skipIf(!existsSync(FULL_DISK))(
  'a log on a full disk ends nothing: the server refreshes, answers and stops as ever',
  async () => {
    const launch = await launchBeforeRefresh();
    const env = { ...world.env, PORT: String(await freePort()) };
    const url = `http://localhost:${env.PORT}`;
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', openSync(FULL_DISK, 'w'), 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    await expect
      .poll(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status, { timeout: 30_000 })
      .toBe(200);

    expectToken(await fetchToken(launch, { url }), launch);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await expectLiveGrant(launch, { accepted: 1, stale: 0 });
  },
  TEST_TIMEOUT_MS,
);
