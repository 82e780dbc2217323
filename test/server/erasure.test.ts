import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectionsWith } from '../support/storedDocuments.js';
import { startWorld, type World } from '../support/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  await world.zoom.liftRateLimits();
});

afterAll(async () => world.stop());

test('an erasure that had to wait for Recall spares a person who has connected again', async () => {
  const person = await world.zoom.addPerson();
  await world.connect(person, 'user-1');
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const launched = await world.server.api.launch(inviteUrl, 'user-1');
  await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
  const stored = (name: string) => world.server.database.connection.collection<{ _id: string }>(name);

  await world.recall.setDown('unavailable');
  expect(await world.server.api.disconnect('user-1')).toMatchObject({ erased: true, revoked: true });
  expect(await stored('connections').findOne({ _id: person.id })).toBeNull();
  expect(await stored('erasures').countDocuments()).toBe(1);

  await world.connect(person, 'user-1');
  await world.recall.setDown('up');
  await world.recall.waitFor(({ bots }) => bots.every(({ status }) => status === 'done'), 'the old bot has left', {
    timeoutMs: 60_000,
  });
  await expect.poll(() => stored('erasures').countDocuments(), { timeout: 60_000 }).toBe(0);

  expect(await stored('bots').countDocuments()).toBe(0);
  expect(await stored('connections').findOne({ _id: person.id })).not.toBeNull();
  expect(await world.server.api.launch(inviteUrl, 'user-1')).toMatchObject({ __typename: 'LaunchBotSuccess' });
}, 150_000);

test('the connection that is there when a person is erased goes, also if another server, whose clock is ahead, stored it', async () => {
  const person = await world.zoom.addPerson();
  await world.connect(person, 'user-2');
  const connections = world.server.database.connection.collection<{ _id: string }>('connections');
  const ahead = new Date(Date.now() + 30_000);
  await connections.updateOne({ _id: person.id }, { $set: { grantedAt: ahead, createdAt: ahead } });
  expect(await world.server.api.disconnect('user-2')).toMatchObject({ erased: true, revoked: true });
  expect(await connections.findOne({ _id: person.id })).toBeNull();
});

test('an erasure that an older server stored is gone on with', async () => {
  const person = await world.zoom.addPerson();
  await world.connect(person, 'user-3');
  const erasures = world.server.database.connection.collection<{ _id: string; shape: number; since: Date }>('erasures');
  await erasures.insertOne({ _id: person.id, shape: 1, since: new Date() });
  await expect.poll(async () => erasures.findOne({ _id: person.id }), { timeout: 60_000 }).toBeNull();
  expect(await collectionsWith(world.server.database, [person.id, person.displayName, person.email])).toEqual([]);
});

test('one whose grant Zoom could not be asked to end waits for that, and goes last', async () => {
  const person = await world.zoom.addPerson();
  await world.connect(person, 'user-4');
  const fault = world.zoom.faults.add({ route: 'POST /oauth/revoke', person: person.id, then: { status: 503 } });
  expect(await world.server.api.disconnect('user-4')).toMatchObject({ erased: true, revoked: false });
  const left = async () => collectionsWith(world.server.database, [person.id, person.displayName, person.email]);
  expect((await left()).toSorted()).toEqual(['erasures', 'revocations']);
  fault.remove();
  const revocations = world.server.database.connection.collection<{ _id: string }>('revocations');
  await revocations.updateOne({ _id: person.id }, { $set: { dueAt: new Date() } });
  await expect.poll(left, { timeout: 60_000 }).toEqual([]);
  expect(world.zoom.state.grants.filter((grant) => grant.person === person.id)).toEqual([]);
});
