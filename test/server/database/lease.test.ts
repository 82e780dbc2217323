import { expect, test } from 'vitest';
import { createLeases } from '../../../server/database/lease.js';
import { openTestDatabase } from '../../support/database.js';

const TTL_MS = 60_000;

async function twoServers() {
  const { connection } = await openTestDatabase();
  const clock = { now: Date.UTC(2026, 0, 1) };
  const now = () => clock.now;
  return {
    connection,
    clock,
    one: createLeases(connection, { owner: 'one', now }),
    two: createLeases(connection, { owner: 'two', now }),
  };
}

test('a lease that is held is not given to anybody else, the same process included', async () => {
  const { one, two } = await twoServers();
  expect(await one.acquire('sweep', TTL_MS)).not.toBeNull();
  expect(await two.acquire('sweep', TTL_MS)).toBeNull();
  expect(await one.acquire('sweep', TTL_MS)).toBeNull();
  expect(await two.acquire('refresh/p', TTL_MS)).not.toBeNull();
});

test('a lease that was released is free', async () => {
  const { one, two } = await twoServers();
  const lease = await one.acquire('sweep', TTL_MS);
  await lease?.release();
  expect(await two.acquire('sweep', TTL_MS)).not.toBeNull();
});

test('a lease that has run out is taken over, and its former holder can neither renew nor release it', async () => {
  const { one, two, clock } = await twoServers();
  const former = await one.acquire('sweep', TTL_MS);
  clock.now += TTL_MS;
  const present = await two.acquire('sweep', TTL_MS);
  expect(present).not.toBeNull();

  expect(await former?.renew(TTL_MS)).toBe(false);
  await former?.release();
  expect(await one.acquire('sweep', TTL_MS)).toBeNull();
  expect(await present?.renew(TTL_MS)).toBe(true);
});

test('a renewed lease lasts from the renewal on', async () => {
  const { one, two, clock } = await twoServers();
  const lease = await one.acquire('sweep', TTL_MS);
  clock.now += TTL_MS - 1;
  expect(await lease?.renew(TTL_MS)).toBe(true);
  clock.now += TTL_MS - 1;
  expect(await two.acquire('sweep', TTL_MS)).toBeNull();
  clock.now += 1;
  expect(await two.acquire('sweep', TTL_MS)).not.toBeNull();
});

test('of many that want a lease at once, one gets it, free or run out', async () => {
  const { one, two, clock } = await twoServers();
  for (let round = 0; round < 20; round++) {
    const contenders = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).acquire('sweep', TTL_MS));
    const winners = (await Promise.all(contenders)).filter((lease) => lease !== null);
    expect(winners).toHaveLength(1);
    clock.now += TTL_MS;
  }
});

test('the stored lease says who holds it, each time with a token of its own', async () => {
  const { connection, one, clock } = await twoServers();
  const owners: unknown[] = [];
  for (let round = 0; round < 2; round++) {
    const lease = await one.acquire('sweep', TTL_MS);
    const stored = await connection.collection<{ _id: string; owner: string }>('leases').findOne({ _id: 'sweep' });
    expect(stored).toMatchObject({ shape: 1, expiresAt: new Date(clock.now + TTL_MS) });
    expect(stored?.owner).toMatch(/^one\/.{36}$/);
    owners.push(stored?.owner);
    await lease?.release();
  }
  expect(owners[0]).not.toBe(owners[1]);
});
