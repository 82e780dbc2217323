import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backend, Follower, pageOf } from '../../support/follower.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { API_KEY, OTHER_API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

let world: World;
let other: TestServer;
const followers: Follower[] = [];

beforeAll(async () => {
  // As in production: what a server waits for is not shortened, so that the other one has the time that it needs.
  world = await startWorld({ withoutRateLimits: true, serverTempo: 1 });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  other = await world.startServer();
});

beforeEach(async () => {
  await world.recall.releaseWebhooks();
});

afterEach(() => {
  for (const follower of followers.splice(0)) follower.leave();
});

afterAll(async () => world.stop());

async function recording({ meeting, id }: Newcomer, key = API_KEY): Promise<string> {
  const api = world.server.api.as(key);
  const { bot } = await api.launch(meeting.inviteUrl, id);
  await api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records', PATIENCE_MS);
  return bot.id;
}

/** Somebody who follows a bot here, and somebody who does at the other server. */
async function followedTwice(botId: string, key = API_KEY): Promise<Follower[]> {
  return Promise.all([world.server, other].map(async (server) => follow(new Follower(server, backend(key)), botId)));
}

async function follow(follower: Follower, botId: string): Promise<Follower> {
  followers.push(follower);
  await follower.follow(botId, 'text');
  await follower.until(({ status }) => status === 'RECORDING', 'its state');
  // What Recall would say of the bot's end comes too late.
  await world.recall.holdWebhooks();
  return follower;
}

async function expectLastWord(following: Follower[]): Promise<void> {
  for (const follower of following) {
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    expect(follower.told.at(-1)).toMatchObject({ status: 'ENDED', canRemove: false, reason: null });
    expect(follower.told.at(-1).timeline).toContainEqual({ kind: 'STATUS', code: 'disconnected' });
  }
}

describe('whoever follows a bot that is erased is told of its end first, on every server', () => {
  test('when its backend disconnects the user, whom nobody else needs', async () => {
    const ada = await newcomer(world);
    const botId = await recording(ada);
    const following = await followedTwice(botId);
    expect(await world.server.api.disconnect(ada.id)).toMatchObject({ erased: true, revoked: true });
    expect(await world.server.api.bot(botId)).toBeNull();
    await expectLastWord(following);
  });

  test('when its backend disconnects the user, whom another backend needs: that one’s bot lives on', async () => {
    const ada = await newcomer(world);
    await world.connect(ada.person, ada.id, OTHER_API_KEY);
    const botId = await recording(ada);
    const meeting = await world.zoom.addMeeting({ host: ada.person.id });
    const theirs = await recording({ ...ada, meeting }, OTHER_API_KEY);
    const following = await followedTwice(botId);
    const theirFollowers = await followedTwice(theirs, OTHER_API_KEY);
    expect(await world.server.api.disconnect(ada.id)).toMatchObject({ erased: false, revoked: null });
    await expectLastWord(following);
    for (const follower of theirFollowers) expect(follower.statusesOf(theirs)).toEqual(['RECORDING']);
    expect((await world.server.api.as(OTHER_API_KEY).bot(theirs)).status).toBe('RECORDING');
  });

  test('when the person disconnects, in the page that does it and at the backend', async () => {
    const ada = await newcomer(world);
    const botId = await recording(ada);
    const browser = other.browser();
    await browser.connectZoom(world.zoom, ada.person.id);
    const page = new Follower(other, pageOf(browser));
    followers.push(page);
    await page.follow(botId);
    await page.until(({ status }) => status === 'RECORDING', 'its state');
    const following = [page, ...(await followedTwice(botId))];
    expect((await browser.run('DisconnectZoom')).data.disconnectZoom).toMatchObject({ erased: true });
    await expectLastWord(following);
  });

  test('when the person removes the app at Zoom', async () => {
    const ada = await newcomer(world);
    const following = await followedTwice(await recording(ada));
    await world.zoom.deauthorize({ person: ada.person.id });
    await expectLastWord(following);
  });
});

test('a backend’s disconnect while Recall is away: the bot is told to leave as soon as it can be', async () => {
  const ada = await newcomer(world);
  await world.connect(ada.person, ada.id, OTHER_API_KEY);
  const botId = await recording(ada);
  const { recallBotId } = await world.server.api.bot(botId);
  await world.recall.setDown('unavailable');
  expect(await world.server.api.disconnect(ada.id)).toMatchObject({ erased: false });
  await world.recall.setDown('up');
  await world.recall.waitFor(
    ({ bots }) => bots.find(({ id }) => id === recallBotId)?.status === 'done',
    'the bot has left',
    { timeoutMs: 60_000 },
  );
});
