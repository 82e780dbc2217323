import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RecallBot } from '../../../sandbox/recall/recallSimulator.js';
import type { Fault } from '../../../sandbox/simulator/faults.js';
import { botsOf, newcomer, requestsFor, type Newcomer } from '../../support/newcomer.js';
import { SLACK_MS } from '../../support/patience.js';
import { OTHER_API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;

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

/** Everybody's clock moves. */
async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await world.recall.clock.advance(ms);
}

function launch(who: Newcomer, { server = world.server, url = who.meeting.inviteUrl } = {}) {
  return server.api.launch(url, who.id, who.id);
}

function count(results: { __typename: string }[], typename: string): number {
  return results.filter((result) => result.__typename === typename).length;
}

function botsIn(meeting: string): RecallBot[] {
  return world.recall.state.bots.filter(({ meetingNumber }) => meetingNumber === meeting);
}

async function recording(launchId: string) {
  return world.server.api.botOnce(launchId, ({ status }) => status === 'RECORDING', 'the bot records');
}

/** Brings a bot, and lets it end without a word to us. */
async function endUnheard(who: Newcomer, url = who.meeting.inviteUrl): Promise<string> {
  const { bot } = await launch(who, { url });
  const { recallBotId } = await recording(bot.id);
  await world.recall.dropWebhooks({ botId: recallBotId, times: 10 });
  await world.recall.failBot({ botId: recallBotId, subCode: 'bot_errored' });
  await world.recall.waitFor(
    ({ bots }) => bots.find(({ id }) => id === recallBotId)?.status === 'fatal',
    'the bot broke down',
  );
  return bot.id;
}

async function another(who: Newcomer) {
  return world.zoom.addMeeting({ host: who.person.id });
}

function faultOn(recallBotId: string, then: 'hang' | { status: number; body: unknown }): Fault {
  return world.recall.faults.add({ route: 'GET /api/v1/bot/:id', match: { id: recallBotId }, then });
}

describe('a person has one live bot in a meeting', () => {
  test('a double click makes one bot, and the second answer shows it', async () => {
    const who = await newcomer(world);
    const results = await Promise.all([launch(who), launch(who)]);
    const success = results.find(({ __typename }) => __typename === 'LaunchBotSuccess');
    const there = results.find(({ __typename }) => __typename === 'BotAlreadyThere');
    expect(there?.present.id).toBe(success?.bot.id);
    await recording(success?.bot.id);
    expect(botsIn(who.meeting.number)).toHaveLength(1);
  });

  test('twenty launches at once at two servers make one bot, round after round', async () => {
    for (let round = 0; round < 5; round += 1) {
      const who = await newcomer(world);
      const servers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? world.server : other));
      const results = await Promise.all(servers.map((server) => launch(who, { server })));
      expect(count(results, 'LaunchBotSuccess')).toBe(1);
      expect(count(results, 'BotAlreadyThere')).toBe(19);
      const ids = new Set(results.map(({ bot, present }) => (bot ?? present).id));
      expect(ids.size).toBe(1);
      await recording([...ids][0] ?? '');
      expect(botsIn(who.meeting.number)).toHaveLength(1);
    }
  });

  test('however the link to the meeting is written', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    const { number } = who.meeting;
    for (const url of [
      `https://zoom.us/j/${number}`,
      `Join: <https://acme.zoom.us/wc/join/${number}?pwd=abc>, thanks`,
    ]) {
      expect(await launch(who, { url })).toMatchObject({ __typename: 'BotAlreadyThere', present: { id: bot.id } });
    }
    expect(botsIn(number)).toHaveLength(1);
  });

  test('while Recall has not answered yet, the launch under way stands for the bot', async () => {
    const who = await newcomer(world);
    const hanging = world.recall.faults.add({ route: 'POST /api/v1/bot', match: { bot_name: who.id }, then: 'hang' });
    const first = launch(who);
    await hanging.reached();
    const second = await launch(who, { server: other });
    expect(second).toMatchObject({ __typename: 'BotAlreadyThere', present: { status: 'LAUNCHING' } });
    hanging.remove();
    expect((await first).bot.id).toBe(second.present.id);
    await recording(second.present.id);
    expect(botsIn(who.meeting.number)).toHaveLength(1);
  });

  test('somebody else of the same backend in the same meeting has a bot of their own', async () => {
    const [one, two] = [await newcomer(world), await newcomer(world)];
    await world.zoom.joinMeeting({ meeting: one.meeting.number, person: two.person.id });
    const launched = await Promise.all([launch(one), launch(two, { url: one.meeting.inviteUrl })]);
    await Promise.all(launched.map(({ bot }) => recording(bot.id)));
    const broughtBy = botsIn(one.meeting.number).map((bot) => bot.broughtBy);
    expect(broughtBy).toHaveLength(2);
    expect(new Set(broughtBy)).toEqual(new Set([one.person.id, two.person.id]));
  });

  test('a backend learns that a bot is there, but not which, when another one brought it', async () => {
    const who = await newcomer(world);
    await world.connect(who.person, who.id, OTHER_API_KEY);
    const { bot } = await launch(who);
    const elsewhere = world.server.api.as(OTHER_API_KEY);
    expect(await elsewhere.launch(who.meeting.inviteUrl, who.id)).toMatchObject({
      __typename: 'BotAlreadyThere',
      present: null,
    });
    expect(await elsewhere.bot(bot.id)).toBeNull();
  });

  test('the person sees the bot that a backend brought for them', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, who.person.id);
    const answer = await browser.run('LaunchBot', { input: { meetingUrl: who.meeting.inviteUrl } });
    expect(answer.data.launchBot).toMatchObject({ __typename: 'BotAlreadyThere', present: { id: bot.id } });
  });

  test('once it has ended, the next launch brings a new one', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    await recording(bot.id);
    await world.zoom.removeBot({
      meeting: who.meeting.number,
      botId: botsOf(world, bot.id)[0]?.id ?? '',
    });
    const ended = await world.server.api.botOnce(bot.id, ({ status }) => status === 'ENDED', 'the bot ended');
    expect(ended.reason.code).toBe('bot_kicked_from_call');
    const again = await launch(who);
    expect(again.__typename).toBe('LaunchBotSuccess');
    expect(again.bot.id).not.toBe(bot.id);
    expect((await recording(again.bot.id)).recallBotId).not.toBe(ended.recallBotId);
  });
});

describe('a person has at most three live bots', () => {
  test('ten launches for ten meetings at once bring three, which run side by side', async () => {
    const who = await newcomer(world);
    const meetings = await Promise.all(
      Array.from({ length: 10 }, async () => world.zoom.addMeeting({ host: who.person.id })),
    );
    const results = await Promise.all(
      meetings.map(({ inviteUrl }, index) => launch(who, { url: inviteUrl, server: index % 2 ? world.server : other })),
    );
    expect(count(results, 'LaunchBotSuccess')).toBe(3);
    const refused = results.filter(({ __typename }) => __typename === 'TooManyLiveBots');
    expect(refused).toHaveLength(7);
    expect(refused[0]).toMatchObject({ limit: 3, message: expect.stringContaining('Remove one of them') });

    const brought = results.flatMap(({ bot }) => bot ?? []);
    await Promise.all(brought.map(({ id }) => recording(id)));
    await world.server.api.remove(brought[0].id);
    await world.server.api.botOnce(brought[0].id, ({ status }) => status === 'ENDED', 'the bot ended');
    expect(await launch(who)).toMatchObject({ __typename: 'LaunchBotSuccess' });
  });

  test('or one, where the operator says so, and is told that as people say it', async () => {
    const who = await newcomer(world);
    const strict = await world.startServer({ env: { MAX_LIVE_BOTS_PER_PERSON: '1' } });
    onTestFinished(() => strict.stop());
    const { inviteUrl } = await another(who);
    expect(await launch(who, { server: strict })).toMatchObject({ __typename: 'LaunchBotSuccess' });
    expect(await launch(who, { server: strict, url: inviteUrl })).toMatchObject({
      __typename: 'TooManyLiveBots',
      limit: 1,
      message: 'Only one bot may be live at a time. Remove it first.',
    });
  });
});

describe('a bot that has been silent for two minutes', () => {
  test('is asked after before it stands in the way, and its end that nobody heard of frees the meeting', async () => {
    const who = await newcomer(world);
    const first = await endUnheard(who);
    expect(await launch(who)).toMatchObject({ __typename: 'BotAlreadyThere', present: { id: first } });
    await pass(2 * MINUTE_MS + 1);
    const again = await launch(who);
    expect(again.__typename).toBe('LaunchBotSuccess');
    expect(await world.server.api.bot(first)).toMatchObject({ status: 'ENDED', reason: { code: 'bot_errored' } });
  });

  test('and lives stands, and is not asked after at every launch', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    const { recallBotId } = await recording(bot.id);
    await pass(2 * MINUTE_MS + 1);
    const inquiries = () => world.recall.calls.count({ route: 'GET /api/v1/bot/:id', about: recallBotId });
    expect(await launch(who)).toMatchObject({ __typename: 'BotAlreadyThere', present: { status: 'RECORDING' } });
    expect(inquiries()).toBe(1);
    expect(await launch(who)).toMatchObject({ __typename: 'BotAlreadyThere' });
    expect(inquiries()).toBe(1);
  });

  test('is asked after as well when the person has too many', async () => {
    const who = await newcomer(world);
    const meetings = [who.meeting, await another(who), await another(who)];
    for (const { inviteUrl } of meetings) await endUnheard(who, inviteUrl);
    const { inviteUrl } = await another(who);
    expect(await launch(who, { url: inviteUrl })).toMatchObject({ __typename: 'TooManyLiveBots' });
    await pass(2 * MINUTE_MS + 1);
    expect(await launch(who, { url: inviteUrl })).toMatchObject({ __typename: 'LaunchBotSuccess' });
  });

  test('and is unknown at Recall frees its place', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    const { recallBotId } = await recording(bot.id);
    await pass(2 * MINUTE_MS + 1);
    const forgotten = faultOn(recallBotId, { status: 404, body: { code: 'not_found', detail: 'Not found.' } });
    expect(await launch(who)).toMatchObject({ __typename: 'LaunchBotSuccess' });
    forgotten.remove();
    expect(await world.server.api.bot(bot.id)).toMatchObject({ status: 'ENDED', reason: { code: 'gone_at_recall' } });
  });

  test('stands where Recall can’t be asked, and the launch is answered within ten seconds', async () => {
    const who = await newcomer(world);
    const { bot } = await launch(who);
    const { recallBotId } = await recording(bot.id);
    await pass(2 * MINUTE_MS + 1);
    const silent = faultOn(recallBotId, 'hang');
    const askedAt = Date.now();
    expect(await launch(who)).toMatchObject({ __typename: 'BotAlreadyThere', present: { id: bot.id } });
    expect(Date.now() - askedAt).toBeLessThan(10_000 + SLACK_MS);
    silent.remove();
  });
});

describe('two servers', () => {
  test('one creates the bot, the other one hears of it', async () => {
    const who = await newcomer(world);
    // Webhooks and callbacks go to the first server.
    const { bot } = await launch(who, { server: other });
    await other.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
    expect(await world.server.api.bot(bot.id)).toMatchObject({ status: 'RECORDING' });
  });

  test('one is stopped during a wait: the other one waits for the rest of it, and sends what the first would have sent', async () => {
    const who = await newcomer(world);
    const refusing = world.recall.faults.add({
      route: 'POST /api/v1/bot',
      match: { bot_name: who.id },
      then: { status: 429, headers: { 'retry-after': '100' }, body: { code: 'throttled' } },
      times: 1,
    });
    const leaving = await world.startServer({ env: { BOT_NAME: 'Before', WAIT_FOR_PERSON_SECONDS: '300' } });
    const launching = leaving.api.launch(who.meeting.inviteUrl, who.id, who.id);
    await refusing.reached();
    await stored(who, ({ nextAttemptAt }) => nextAttemptAt !== null);
    await leaving.stop();
    const { bot } = await launching;
    expect(bot).toMatchObject({ status: 'LAUNCHING' });

    // Taken up, and put off until Recall's wait is over.
    const { nextAttemptAt } = await stored(
      who,
      ({ worker, dueAt, nextAttemptAt }) => worker === null && dueAt?.getTime() === nextAttemptAt?.getTime(),
    );
    expect(requestsFor(world, bot.id)).toHaveLength(1);
    await pass((nextAttemptAt?.getTime() ?? 0) - Date.now() - aheadMs);
    await recording(bot.id);
    expect(requestsFor(world, bot.id).map(({ about }) => about)).toEqual([`${bot.id}:1`, `${bot.id}:2`]);
    expect(botsOf(world, bot.id)).toMatchObject([{ botName: who.id }]);
  });

  test('one is stopped after an unanswered request: the other one, configured otherwise, sends the same again', async () => {
    const who = await newcomer(world);
    const resetting = world.recall.faults.add({
      route: 'POST /api/v1/bot',
      match: { bot_name: 'Before' },
      then: 'reset',
      times: 1,
    });
    const leaving = await world.startServer({ env: { BOT_NAME: 'Before' } });
    const launching = leaving.api.launch(who.meeting.inviteUrl, who.id);
    await resetting.reached();
    await leaving.stop();
    const { bot } = await launching;
    await recording(bot.id);
    expect(botsOf(world, bot.id)).toMatchObject([{ botName: 'Before' }]);
    expect(new Set(requestsFor(world, bot.id).map(({ about }) => about))).toEqual(new Set([`${bot.id}:1`]));
    expect(world.recall.state.counters.replaysWithOtherBody).toBe(0);
  });

  interface Stored {
    worker: string | null;
    dueAt: Date | null;
    nextAttemptAt: Date | null;
  }

  /** The launch as it is stored, once it is as wished: who works on it is nothing that the API tells. */
  async function stored(who: Newcomer, isAsWished: (bot: Stored) => boolean): Promise<Stored> {
    const bots = world.server.database.connection.collection<Stored & { person: string }>('bots');
    return expect
      .poll(async () => bots.findOne({ person: who.person.id }), { interval: 20 })
      .toSatisfy((bot: Stored | null) => bot !== null && isAsWished(bot))
      .then(async () => (await bots.findOne({ person: who.person.id })) as Stored);
  }
});

describe('one server alone', () => {
  test('waits that together exceed three minutes end the launch', async () => {
    // Or it would take the launch for a dead server's: its claim lapses when the clocks jump.
    await other.stop();
    const who = await newcomer(world);
    const refusing = world.recall.faults.add({
      route: 'POST /api/v1/bot',
      match: { bot_name: who.id },
      then: { status: 429, headers: { 'retry-after': '100' }, body: { code: 'throttled' } },
    });
    const { bot } = await launch(who);
    await refusing.reached();
    await pass(100_000);
    await refusing.reached(2);
    const failed = await world.server.api.botOnce(bot.id, ({ status }) => status === 'FAILED', 'it fails');
    expect(failed.reason.code).toBe('rate_limited');
    expect(requestsFor(world, bot.id)).toHaveLength(2);
  });
});
