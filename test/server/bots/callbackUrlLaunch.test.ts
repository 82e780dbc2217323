import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newcomer, requestsFor, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { OTHER_API_KEY, startWorld, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let world: World;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});

afterAll(async () => world.stop());

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await world.zoom.clock.advance(ms);
  await world.recall.clock.advance(ms);
}

function inMs(ms: number): string {
  return new Date(Date.now() + aheadMs + ms).toISOString();
}

function callbackUrl(
  who: Newcomer,
  { expiresAt, url = who.meeting.inviteUrl }: { expiresAt?: string; url?: string } = {},
) {
  return world.server.api.callbackUrl(url, who.id, expiresAt);
}

async function fetchToken(url: string) {
  return world.recall.fetchCallback({ url });
}

async function ownBot(who: Newcomer, made: { url: string; metadata: Record<string, string> }): Promise<string> {
  return createOwnBot(world, {
    meetingUrl: who.meeting.inviteUrl,
    obfTokenUrl: made.url,
    metadata: { ...made.metadata, customer: '4711' },
  });
}

describe('a callback URL for a bot that its owner creates', () => {
  test('is the same for the same person and meeting, and another for another', async () => {
    const [who, somebody] = [await newcomer(world), await newcomer(world)];
    const made = await callbackUrl(who);
    expect(made).toMatchObject({
      __typename: 'CreateObfCallbackUrlSuccess',
      bot: { status: 'LAUNCHING', recallBotId: null, meeting: { number: who.meeting.number } },
    });
    for (const url of [who.meeting.inviteUrl, `https://zoom.us/j/${who.meeting.number}`]) {
      const again = await callbackUrl(who, { url, expiresAt: inMs(HOUR_MS) });
      expect(again).toMatchObject({ url: made.url, metadata: made.metadata, expiresAt: made.expiresAt });
      expect(again.bot.id).toBe(made.bot.id);
    }
    const elsewhere = await world.zoom.addMeeting({ host: who.person.id });
    const urls = [
      (await callbackUrl(who, { url: elsewhere.inviteUrl })).url,
      (await callbackUrl(somebody, { url: who.meeting.inviteUrl })).url,
    ];
    expect(new Set([made.url, ...urls]).size).toBe(3);
  });

  test('asked for twenty times at once is one', async () => {
    const who = await newcomer(world);
    const results = await Promise.all(Array.from({ length: 20 }, () => callbackUrl(who)));
    expect(new Set(results.map(({ url }) => url)).size).toBe(1);
  });

  test('gives its bot tokens, and the bot is followed by what its metadata names', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who);
    const recallBotId = await ownBot(who, made);
    const bot = await world.server.api.botOnce(made.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
    expect(bot).toMatchObject({ recallBotId, reason: null });
    expect(bot.timeline).toContainEqual(expect.objectContaining({ kind: 'OBF_REQUEST', code: 'token' }));
    expect(world.recall.state.bots.find(({ id }) => id === recallBotId)).toMatchObject({ broughtBy: who.person.id });
    expect(await callbackUrl(who)).toMatchObject({ url: made.url, bot: { status: 'RECORDING' } });
  });

  test('makes us create nothing, and knows no ten minutes', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who);
    await pass(11 * MINUTE_MS);
    // A launch that a sweep takes up shows that one has passed: its server is gone, as it were.
    const interrupted = await interruptedLaunch(await newcomer(world));
    await world.server.api.botOnce(interrupted, ({ recallBotId }) => recallBotId !== null, 'a round of the sweep');
    expect(requestsFor(world, made.bot.id)).toEqual([]);
    expect(await world.server.api.bot(made.bot.id)).toMatchObject({ status: 'LAUNCHING', endedAt: null });
    expect(await fetchToken(made.url)).toMatchObject({ status: 200 });
  });

  test('lives for a day unless said otherwise, and for 30 days at most', async () => {
    const who = await newcomer(world);
    expect(await callbackUrl(who, { expiresAt: inMs(30 * DAY_MS + MINUTE_MS) })).toMatchObject({
      __typename: 'InvalidExpiry',
      message: expect.stringContaining('30 days'),
    });
    expect(await callbackUrl(who, { expiresAt: inMs(-1) })).toMatchObject({ __typename: 'InvalidExpiry' });
    const { expiresAt } = await callbackUrl(who);
    expect(Math.abs(Date.parse(expiresAt) - Date.parse(inMs(DAY_MS)))).toBeLessThan(MINUTE_MS);
    const elsewhere = await world.zoom.addMeeting({ host: who.person.id });
    const long = inMs(30 * DAY_MS - MINUTE_MS);
    expect(await callbackUrl(who, { url: elsewhere.inviteUrl, expiresAt: long })).toMatchObject({ expiresAt: long });
  });

  test('says what keeps it from being made', async () => {
    const who = await newcomer(world);
    expect(await callbackUrl(who, { url: 'https://example.com/j/1' })).toMatchObject({
      __typename: 'InvalidMeetingLink',
    });
    expect(await world.server.api.callbackUrl(who.meeting.inviteUrl, 'nobody')).toMatchObject({
      __typename: 'UnknownExternalUser',
    });
    for (let place = 0; place < 3; place += 1) {
      const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
      expect(await callbackUrl(who, { url: inviteUrl })).toMatchObject({ __typename: 'CreateObfCallbackUrlSuccess' });
    }
    expect(await callbackUrl(who)).toMatchObject({ __typename: 'TooManyLiveBots' });
  });
});

describe('when a callback URL has expired', () => {
  test('it ends by itself, honestly, gives no token, and its place is free', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who, { expiresAt: inMs(MINUTE_MS) });
    await pass(MINUTE_MS);
    const ended = await world.server.api.botOnce(made.bot.id, ({ endedAt }) => endedAt !== null, 'it ends');
    expect(ended).toMatchObject({ status: 'FAILED', reason: { code: 'callback_expired' } });
    expect(ended.reason.nextStep).toContain('new callback URL');
    expect((await fetchToken(made.url)).status).toBe(401);
    expect(await world.server.api.launch(who.meeting.inviteUrl, who.id)).toMatchObject({
      __typename: 'LaunchBotSuccess',
    });
  });

  test('the next one does not wait for that', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who, { expiresAt: inMs(MINUTE_MS) });
    await pass(MINUTE_MS);
    const next = await callbackUrl(who);
    expect(next.__typename).toBe('CreateObfCallbackUrlSuccess');
    expect(next.url).not.toBe(made.url);
    expect(await world.server.api.bot(made.bot.id)).toMatchObject({
      status: 'FAILED',
      timeline: [expect.objectContaining({ kind: 'STATUS', code: 'callback_expired' })],
    });
  });

  test('its bot that is in the meeting stays, and stands for the person’s bot there', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who, { expiresAt: inMs(MINUTE_MS) });
    await ownBot(who, made);
    await world.server.api.botOnce(made.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
    await pass(3 * MINUTE_MS);
    expect(await world.server.api.launch(who.meeting.inviteUrl, who.id)).toMatchObject({
      __typename: 'BotAlreadyThere',
      present: { id: made.bot.id, status: 'RECORDING' },
    });
  });
});

describe('a callback URL beside other bots of the person', () => {
  test('is not made where a launched bot is there', async () => {
    const who = await newcomer(world);
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    expect(await callbackUrl(who)).toMatchObject({ __typename: 'BotAlreadyThere' });
    await world.server.api.remove(bot.id);
    await world.server.api.botOnce(bot.id, ({ endedAt }) => endedAt !== null, 'the bot is over');
    expect(await callbackUrl(who)).toMatchObject({ __typename: 'CreateObfCallbackUrlSuccess' });
  });

  test('stands in the way of a launch', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who);
    expect(await world.server.api.launch(who.meeting.inviteUrl, who.id)).toMatchObject({
      __typename: 'BotAlreadyThere',
      present: { id: made.bot.id },
    });
  });

  test('is nobody else’s', async () => {
    const who = await newcomer(world);
    await world.connect(who.person, who.id, OTHER_API_KEY);
    const made = await callbackUrl(who);
    const elsewhere = world.server.api.as(OTHER_API_KEY);
    expect(await elsewhere.callbackUrl(who.meeting.inviteUrl, who.id)).toMatchObject({ __typename: 'BotAlreadyThere' });
    expect(await elsewhere.bot(made.bot.id)).toBeNull();
  });
});

describe('removing a launch whose bot its owner creates', () => {
  test('ends its URL before a bot is there; the next URL is another', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who);
    await world.server.api.remove(made.bot.id);
    const ended = await world.server.api.botOnce(made.bot.id, ({ endedAt }) => endedAt !== null, 'it ends');
    expect(ended).toMatchObject({ status: 'ENDED', reason: null });
    expect((await fetchToken(made.url)).status).toBe(404);
    const next = await callbackUrl(who);
    expect(next.url).not.toBe(made.url);
  });

  test('makes its bot leave', async () => {
    const who = await newcomer(world);
    const made = await callbackUrl(who);
    await ownBot(who, made);
    await world.server.api.botOnce(made.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
    await world.server.api.remove(made.bot.id);
    await world.server.api.botOnce(made.bot.id, ({ status }) => status === 'ENDED', 'the bot left');
    expect((await fetchToken(made.url)).status).toBe(404);
  });
});

/** A launch as a server leaves it that is killed before it has asked Recall. @returns its id */
async function interruptedLaunch(who: Newcomer): Promise<string> {
  const then = { status: 429, headers: { 'retry-after': '170' }, body: { code: 'throttled' } };
  const refusing = world.recall.faults.add({ route: 'POST /api/v1/bot', match: { bot_name: who.id }, then, times: 1 });
  const short = await world.startServer();
  const launching = short.api.launch(who.meeting.inviteUrl, who.id, who.id);
  await refusing.reached();
  await short.stop();
  const { bot } = await launching;
  await pass(3 * MINUTE_MS);
  return bot.id;
}
