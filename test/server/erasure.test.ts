import { afterAll, beforeAll, expect, test } from 'vitest';
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
