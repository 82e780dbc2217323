import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLeases } from '../../server/database/lease.js';
import { restAfter, type Round } from '../../server/round.js';
import { type Chore, createSweep, type Sweep } from '../../server/sweep.js';
import { openTestDatabase, testDatabaseUri } from '../support/database.js';

const NOTHING = async () => undefined;

/** Servers on one database whose chores do what a test says. */
async function startServers() {
  const uri = testDatabaseUri();
  const clock = { now: Date.now() };
  const events: { event: string; chore: string }[] = [];
  const log = pino(
    { level: 'trace' },
    { write: (line: string) => void events.push(JSON.parse(line) as { event: string; chore: string }) },
  );
  const server = async (work: Partial<Record<Chore, (round: Round) => Promise<void>>>, random = Math.random) => {
    const { connection } = await openTestDatabase({ uri });
    const leases = createLeases(connection, { owner: 'a server', now: () => clock.now });
    const all = {
      launches: NOTHING,
      erasures: NOTHING,
      grants: NOTHING,
      silentBots: NOTHING,
      idleConnections: NOTHING,
      sealedValues: NOTHING,
      expired: NOTHING,
      ...work,
    };
    const sweep: Sweep = createSweep({ leases, work: all, log, random });
    onTestFinished(async () => sweep.stop());
    return sweep;
  };
  const { connection: observer } = await openTestDatabase({ uri });
  const leases = observer.collection<{ _id: string; expiresAt: Date }>('leases');
  return { server, clock, events, leases };
}

/** Work that waits until the test lets it go on. */
function held() {
  const rounds: Round[] = [];
  const gate = new EventEmitter();
  let isOpen = false;
  return {
    rounds,
    goOn: () => {
      isOpen = true;
      gate.emit('open');
    },
    work: async (round: Round) => {
      rounds.push(round);
      if (!isOpen) await once(gate, 'open');
    },
    begun: async () => expect.poll(() => rounds.length, { timeout: 10_000 }).toBeGreaterThan(0),
  };
}

describe('a chore', () => {
  test('is done by one server at a time, and another chore meanwhile by any', async () => {
    const { server } = await startServers();
    const slow = held();
    const [one, two] = [await server({ silentBots: slow.work }), await server({ silentBots: slow.work })];
    const first = one.run('silentBots');
    await slow.begun();
    expect(await two.run('silentBots')).toBe(false);
    expect(await one.run('silentBots'), 'not twice in one server, either').toBe(false);
    expect(await two.run('expired')).toBe(true);
    slow.goOn();
    expect(await first).toBe(true);
    expect(await two.run('silentBots')).toBe(true);
    expect(slow.rounds).toHaveLength(2);
  });

  test('that takes long keeps its lease; one whose lease is lost is told so', async () => {
    const { server, clock, leases } = await startServers();
    const slow = held();
    const [one, two] = [await server({ launches: slow.work }), await server({})];
    const first = one.run('launches');
    await slow.begun();
    for (let turn = 0; turn < 2; turn += 1) {
      clock.now += 4_000;
      const renewed = async () => (await leases.findOne({ _id: 'sweep/launches' }))?.expiresAt.getTime();
      await expect.poll(renewed, { timeout: 15_000 }).toBeGreaterThan(clock.now + 4_000);
    }
    expect(await two.run('launches')).toBe(false);
    expect(slow.rounds[0]?.signal.aborted).toBe(false);
    await leases.deleteMany({});
    await expect.poll(() => slow.rounds[0]?.signal.aborted, { timeout: 15_000 }).toBe(true);
    expect(await two.run('launches')).toBe(true);
    slow.goOn();
    expect(await first).toBe(true);
  });

  test('rests for as long as it says, on all servers', async () => {
    const { server, clock, events } = await startServers();
    const [one, two] = [await server({ silentBots: async (round) => round.rest(60_000) }), await server({})];
    expect(await one.run('silentBots')).toBe(true);
    expect(events).toMatchObject([{ event: 'sweep.resting', chore: 'silentBots', restMs: 60_000 }]);
    clock.now += 59_000;
    expect(await two.run('silentBots')).toBe(false);
    expect(await one.run('silentBots')).toBe(false);
    clock.now += 1_000;
    expect(await two.run('silentBots')).toBe(true);
  });

  test('comes again by itself, also after a round that failed; what it did is counted', async () => {
    const { server, events } = await startServers();
    let rounds = 0;
    const sweep = await server({
      launches: async (round) => {
        rounds += 1;
        round.count('taken_up', 3);
        round.count('nothing', 0);
        if (rounds === 1) throw new Error('A chore that fails');
      },
    });
    sweep.start();
    await expect.poll(() => rounds, { timeout: 15_000 }).toBeGreaterThan(1);
    await sweep.stop();
    expect(events).toMatchObject([{ event: 'sweep.failed', chore: 'launches' }]);
    expect(sweep.counts.launches).toEqual({ taken_up: 3 * rounds, failed: 1 });
    expect(sweep.counts.expired).toEqual({});
  });

  test('is begun no more once the server stops, which waits for what is under way', async () => {
    const { server } = await startServers();
    const slow = held();
    const [sweep, two] = [await server({ expired: slow.work }), await server({})];
    sweep.start();
    await slow.begun();
    let hasStopped = false;
    const stopping = sweep.stop().then(() => (hasStopped = true));
    await expect.poll(() => slow.rounds[0]?.signal.aborted).toBe(true);
    expect(hasStopped).toBe(false);
    slow.goOn();
    await stopping;
    expect(await sweep.run('expired')).toBe(false);
    expect(await two.run('expired'), 'its lease was given back').toBe(true);
  });
});

test('servers that were started together drift apart', async () => {
  const { server } = await startServers();
  const moments: Record<'early' | 'late', number[]> = { early: [], late: [] };
  const startedAt = performance.now();
  const early = await server({ launches: async () => void moments.early.push(performance.now()) }, () => 0);
  early.start();
  await expect.poll(() => moments.early.length, { timeout: 15_000, interval: 10 }).toBeGreaterThan(2);
  await early.stop();
  const late = await server({ launches: async () => void moments.late.push(performance.now()) }, () => 0.999);
  late.start();
  await expect.poll(() => moments.late.length, { timeout: 15_000, interval: 10 }).toBeGreaterThan(2);
  const shortest = (times: number[]) =>
    Math.min(...times.slice(1).map((time, place) => time - (times[place] ?? startedAt)));
  expect(shortest(moments.early)).toBeGreaterThanOrEqual(1_450);
  expect(shortest(moments.late)).toBeGreaterThanOrEqual(2_450);
});

describe('a rest because of a vendor', () => {
  test.each([
    [1, null, 0, 30_000],
    [2, null, 0, 60_000],
    [5, null, 0, 480_000],
    [6, null, 0, 600_000],
    [60, null, 0, 600_000],
    [1, 5_000, 0, 30_000],
    [1, 120_000, 0, 120_000],
    [1, null, 1, 36_000],
    [1, 120_000, 0.5, 132_000],
  ])('after %i failures in a row, asked for %s ms, by chance %d: %i ms', (failures, retryAfterMs, chance, restMs) => {
    expect(restAfter(failures, retryAfterMs, () => chance)).toBe(restMs);
  });
});
