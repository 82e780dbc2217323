import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { botsOf, newcomer, requestsFor, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { OTHER_API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';
const LEAVE_CALL = 'POST /api/v1/bot/:id/leave_call';
const DELETE_BOT = 'DELETE /api/v1/bot/:id';
/** When Recall was away, the rest is taken up again after this. */
const SECOND_LOOK_MS = 30_000;
const MINUTE_MS = 60_000;

const WAIT = { status: 429, headers: { 'retry-after': '150' }, body: { code: 'throttled' } };

let world: World;
let other: TestServer;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  other = await world.startServer();
});

afterAll(async () => world.stop());

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await world.recall.clock.advance(ms);
}

function launch(who: Newcomer) {
  return world.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
}

async function bringABot(who: Newcomer) {
  const { bot } = await launch(who);
  return world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
}

/** Recall's report of the end may come before the server that told the bot to leave has noted that. */
async function ended(launchId: string) {
  await world.server.api.botOnce(launchId, ({ endedAt }) => endedAt !== null, 'the bot is over');
  await givenBack(launchId);
  return world.server.api.bot(launchId);
}

/** Whether a server works on a bot is nothing that the API tells. */
async function givenBack(launchId: string): Promise<void> {
  const bots = world.server.database.connection.collection<{ _id: string; worker: string | null }>('bots');
  const look = async () => expect((await bots.findOne({ _id: launchId }))?.worker).toBeNull();
  await vi.waitFor(look, { timeout: PATIENCE_MS, interval: 20 });
}

function entries(bot: { timeline: { kind: string; code: string }[] }, kind: string): string[] {
  return bot.timeline.filter((entry) => entry.kind === kind).map(({ code }) => code);
}

function outcomes(route: string, recallBotId: string): unknown[] {
  return world.recall.calls.list({ route, about: recallBotId }).map(({ outcome }) => outcome);
}

describe('removing a bot', () => {
  test('takes it out of the meeting: ended, without a reason', async () => {
    const who = await newcomer(world);
    const { id, recallBotId } = await bringABot(who);
    expect(await world.server.api.remove(id)).toMatchObject({
      __typename: 'RemoveBotSuccess',
      bot: { canRemove: false },
    });
    const bot = await ended(id);
    expect(bot).toMatchObject({ status: 'ENDED', reason: null, canRemove: false });
    expect(entries(bot, 'REMOVAL')).toEqual(['requested', 'leaving']);
    await world.zoom.waitFor(
      ({ meetings }) => meetings.find(({ number }) => number === who.meeting.number)?.bots.length === 0,
      'nobody of ours is in the meeting',
    );
    expect(outcomes(LEAVE_CALL, recallBotId)).toEqual([200]);
  });

  const PLACES: [place: string, status: string, meeting: { waitingRoom?: boolean; inProgress?: boolean }][] = [
    ['waits for its person to come', 'JOINING', { inProgress: false }],
    ['waits to be admitted', 'WAITING_ROOM', { waitingRoom: true }],
  ];
  test.each(PLACES)(
    'that %s makes it leave: it never came in, and yet has not failed',
    async (_place, status, wish) => {
      const who = await newcomer(world);
      const meeting = await world.zoom.addMeeting({ host: who.person.id, ...wish });
      const { bot } = await world.server.api.launch(meeting.inviteUrl, who.id, who.id);
      const { recallBotId } = await world.server.api.botOnce(bot.id, (now) => now.status === status, `it is ${status}`);
      expect(await world.server.api.remove(bot.id)).toMatchObject({ bot: { canRemove: false } });
      expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null });
      expect(outcomes(LEAVE_CALL, recallBotId)).toEqual([200]);
    },
  );

  test('several times at once, at two servers, tells Recall once', async () => {
    const { id, recallBotId } = await bringABot(await newcomer(world));
    const servers = [world.server, other, world.server, other];
    const results = await Promise.all(servers.map(({ api }) => api.remove(id)));
    for (const result of results) expect(result).toMatchObject({ __typename: 'RemoveBotSuccess', bot: { id } });
    const bot = await ended(id);
    expect(entries(bot, 'REMOVAL')).toEqual(['requested', 'leaving']);
    expect(outcomes(LEAVE_CALL, recallBotId)).toEqual([200]);
  });

  test('that is over changes nothing', async () => {
    const { id, recallBotId } = await bringABot(await newcomer(world));
    await world.recall.failBot({ botId: recallBotId, subCode: 'bot_errored' });
    const before = await ended(id);
    expect(await world.server.api.remove(id)).toEqual({ __typename: 'RemoveBotSuccess', bot: before });
    expect(before).toMatchObject({ status: 'ENDED', canRemove: false, reason: { code: 'bot_errored' } });
    expect(outcomes(LEAVE_CALL, recallBotId)).toEqual([]);
  });

  test('that left without our hearing of it succeeds, and tells what Recall knows', async () => {
    const { id, recallBotId } = await bringABot(await newcomer(world));
    await world.recall.dropWebhooks({ botId: recallBotId, times: 10 });
    await world.recall.failBot({ botId: recallBotId, subCode: 'bot_errored' });
    await world.recall.waitFor(() => botsOf(world, id)[0]?.status === 'fatal', 'it broke down');
    await world.server.api.remove(id);
    const bot = await ended(id);
    expect(bot).toMatchObject({ status: 'ENDED', reason: null });
    expect(entries(bot, 'REMOVAL')).toEqual(['requested', 'gone']);
    expect(entries(bot, 'STATUS')).toContain('fatal');
  });

  test('that Recall no longer knows succeeds', async () => {
    const { id, recallBotId } = await bringABot(await newcomer(world));
    const notFound = { status: 404, body: { code: 'not_found', detail: 'Not found.' } };
    for (const route of [LEAVE_CALL, 'GET /api/v1/bot/:id']) {
      world.recall.faults.add({ route, match: { id: recallBotId }, then: notFound });
    }
    await world.server.api.remove(id);
    expect(await ended(id)).toMatchObject({ status: 'ENDED', reason: null });
  });

  test('that has not set out yet waits until it can be told', async () => {
    await world.recall.setAssumptions({ launchSeconds: 3_000 });
    const { bot } = await launch(await newcomer(world));
    await world.server.api.remove(bot.id);
    await world.recall.waitFor(() => botsOf(world, bot.id).length === 1, 'it is made');
    const recallBotId = botsOf(world, bot.id)[0]?.id ?? '';
    await vi.waitFor(() => expect(outcomes(DELETE_BOT, recallBotId)).toContain(405), { timeout: PATIENCE_MS });
    await world.recall.setAssumptions({ launchSeconds: 1 });
    await pass(MINUTE_MS);
    expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null });
    expect(outcomes(LEAVE_CALL, recallBotId)[0]).toBe(400);
    expect(outcomes(LEAVE_CALL, recallBotId).at(-1)).toBe(200);
  });

  test('that its owner has scheduled for later deletes it', async () => {
    const who = await newcomer(world);
    const { bot, url, metadata } = await world.server.api.callbackUrl(who.meeting.inviteUrl, who.id);
    const joinAt = new Date(world.recall.clock.now() + 3_600_000);
    const wish = { meetingUrl: who.meeting.inviteUrl, metadata, obfTokenUrl: url, joinAt };
    const recallBotId = await createOwnBot(world, wish);
    await world.server.api.remove(bot.id);
    expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null, recallBotId });
    expect(outcomes(DELETE_BOT, recallBotId)).toEqual([204]);
    expect(world.recall.state.bots.find(({ id }) => id === recallBotId)).toMatchObject({ deleted: true });
  });
});

describe('removing a bot during its launch', () => {
  test('while Recall works on it: the wish is kept, and carried out as soon as the bot has an id', async () => {
    const who = await newcomer(world);
    const slow = world.recall.faults.add({
      route: CREATE_BOT,
      match: { bot_name: who.id },
      then: 'answer',
      hold: 'before-work',
      times: 1,
    });
    const launching = launch(who);
    await slow.reached();
    const [bot] = (await world.server.api.ask('{ bots(first: 1) { nodes { id } } }')).bots.nodes;
    const removed = await world.server.api.remove(bot.id);
    expect(removed).toMatchObject({ __typename: 'RemoveBotSuccess', bot: { status: 'LAUNCHING', canRemove: false } });
    slow.release();
    await launching;
    expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null });
    expect(botsOf(world, bot.id)).toHaveLength(1);
    await world.recall.waitFor(() => botsOf(world, bot.id)[0]?.status === 'done', 'the bot is gone');
  });

  test('while it waits for its next attempt: at once, and none is made', async () => {
    const who = await newcomer(world);
    world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then: WAIT });
    const { bot } = await launch(who);
    await world.server.api.remove(bot.id);
    // The wait would go on for seven seconds.
    const gone = await world.server.api.botOnce(bot.id, ({ endedAt }) => endedAt !== null, 'the bot is over', 5_000);
    expect(gone).toMatchObject({ status: 'ENDED', reason: null });
    expect(requestsFor(world, bot.id)).toHaveLength(1);
    expect(await launch(who)).toMatchObject({ __typename: 'LaunchBotSuccess' });
  });

  test('while another server waits for the next attempt: that server hears of it', async () => {
    const who = await newcomer(world);
    world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then: WAIT });
    const { bot } = await launch(who);
    await other.api.remove(bot.id);
    // The wait would go on for seven seconds.
    const gone = await world.server.api.botOnce(bot.id, ({ endedAt }) => endedAt !== null, 'the bot is over', 5_000);
    expect(gone).toMatchObject({ status: 'ENDED', reason: null });
    expect(requestsFor(world, bot.id)).toHaveLength(1);
  });

  test('just when another server has nothing left to do for it: that server looks again', async () => {
    const who = await newcomer(world);
    const gate = await startDatabaseGate(world.databaseUri);
    const launching = await world.startServer({ env: { MONGODB_URI: gate.uri } });
    const isGivenBack = gate.hold(({ name, text }) => name === 'update' && text.includes('$size'));
    const launch = launching.api.launch(who.meeting.inviteUrl, who.id);
    const giveBack = await isGivenBack;
    const [bot] = (await world.server.api.ask('{ bots(first: 1) { nodes { id } } }')).bots.nodes;
    await other.api.remove(bot.id);
    giveBack();
    await launch;
    expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null });
    await launching.stop();
  });

  test('while an attempt is unanswered: the bot that it made is found and leaves', async () => {
    const who = await newcomer(world);
    await world.recall.holdWebhooks();
    const lost = { status: 503, headers: { 'retry-after': '150' }, body: '', afterWork: true };
    world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then: lost });
    const { bot } = await launch(who);
    expect(bot).toMatchObject({ status: 'LAUNCHING', recallBotId: null });
    await world.server.api.remove(bot.id);
    await world.recall.waitFor(
      () => botsOf(world, bot.id)[0]?.statusChanges.some((change) => change.sub_code === 'bot_received_leave_call'),
      'the bot leaves',
    );
    await world.recall.releaseWebhooks();
    expect(await ended(bot.id)).toMatchObject({ status: 'ENDED', reason: null });
    expect(requestsFor(world, bot.id)).toHaveLength(1);
  });
});

describe('while Recall is away', () => {
  test.each(['unavailable', 'reset'] as const)('a removal is kept and tried until it is done (%s)', async (how) => {
    const { id, recallBotId } = await bringABot(await newcomer(world));
    await world.recall.setDown(how);
    world.recall.calls.clear();
    expect(await world.server.api.remove(id)).toMatchObject({
      __typename: 'RemoveBotSuccess',
      bot: { status: 'RECORDING', canRemove: false },
    });
    for (let tries = 1; tries <= 3; tries += 1) {
      await vi.waitFor(() => expect(world.recall.calls.count({ route: LEAVE_CALL })).toBe(tries), {
        timeout: PATIENCE_MS,
      });
      await givenBack(id);
      if (tries === 2) await world.recall.setDown('up');
      await pass(SECOND_LOOK_MS);
    }
    const bot = await ended(id);
    expect(bot).toMatchObject({ status: 'ENDED', reason: null });
    expect(entries(bot, 'REMOVAL')).toEqual(['requested', 'retrying', 'leaving']);
    expect(outcomes(LEAVE_CALL, recallBotId)).toEqual([200]);
  });
});

describe('whose bot it is', () => {
  test('another backend’s bot is none, and stays', async () => {
    const who = await newcomer(world);
    await world.connect(who.person, who.id, OTHER_API_KEY);
    const { id } = await bringABot(who);
    expect(await world.server.api.as(OTHER_API_KEY).remove(id)).toMatchObject({ __typename: 'BotNotFound' });
    expect(await world.server.api.bot(id)).toMatchObject({ status: 'RECORDING', canRemove: true });
  });

  test('another person’s bot is none; one’s own that a backend brought can be removed', async () => {
    const [who, somebody] = [await newcomer(world), await newcomer(world)];
    const { id } = await bringABot(who);
    const stranger = world.server.browser();
    await stranger.connectZoom(world.zoom, somebody.person.id);
    expect((await stranger.run('RemoveBot', { id })).data.removeBot).toMatchObject({ __typename: 'BotNotFound' });
    expect(await world.server.api.bot(id)).toMatchObject({ status: 'RECORDING' });

    const owner = world.server.browser();
    await owner.connectZoom(world.zoom, who.person.id);
    expect((await owner.run('RemoveBot', { id })).data.removeBot).toMatchObject({ __typename: 'RemoveBotSuccess' });
    expect(await ended(id)).toMatchObject({ status: 'ENDED', reason: null });
  });

  test.each(['no-such-bot', '0195d1f0-0000-7000-8000-000000000000', ''])('there is no bot “%s”', async (id) => {
    expect(await world.server.api.remove(id)).toMatchObject({
      __typename: 'BotNotFound',
      message: 'There is no such bot among yours.',
    });
  });
});
