import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RecallBot } from '../../../sandbox/recall/recallSimulator.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { botsOf, newcomer, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { startWorld, type World } from '../../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';
const LEAVE_CALL = 'POST /api/v1/bot/:id/leave_call';
/** When Recall was away, the rest is taken up again after this. */
const SECOND_LOOK_MS = 30_000;
const MINUTE_MS = 60_000;

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
  await world.recall.clock.advance(ms);
}

/** Of the account whose app it is: there a bot gets in without a token, and stays until somebody says something. */
function insider(): Promise<Newcomer> {
  return newcomer(world, world.zoom.cast.ana.accountId);
}

function launch(who: Newcomer) {
  return world.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
}

async function recording(launchId: string) {
  return world.server.api.botOnce(launchId, ({ status }) => status === 'RECORDING', 'the bot records');
}

/** The address that gives tokens to the bots of a launch of ours is known to Recall only; a stray comes without one. */
function stray(who: Newcomer, metadata: Record<string, string>): Promise<string> {
  return createOwnBot(world, { meetingUrl: who.meeting.inviteUrl, metadata });
}

function wasToldToLeave(bot: RecallBot | undefined): boolean {
  return bot?.statusChanges.some(({ sub_code }) => sub_code === 'bot_received_leave_call') ?? false;
}

async function sentAway(recallBotId: string): Promise<void> {
  await world.recall.waitFor(({ bots }) => wasToldToLeave(bots.find(({ id }) => id === recallBotId)), 'it leaves');
}

function attempts(bot: { timeline: { kind: string; code: string }[] }): string[] {
  return bot.timeline.filter(({ kind }) => kind === 'LAUNCH_ATTEMPT').map(({ code }) => code);
}

/** Who works on a launch, and what is left to do, is nothing that the API tells. */
async function storedOnce(launchId: string, wished: object): Promise<void> {
  const bots = world.server.database.connection.collection<{ _id: string }>('bots');
  const look = async () => expect(await bots.findOne({ _id: launchId })).toMatchObject(wished);
  await vi.waitFor(look, { timeout: PATIENCE_MS, interval: 20 });
}

/** A launch to which Recall says "not for ten minutes" and that has failed, although Recall has made the bot, which sets out later. */
async function failedLaunchWithABot(who: Newcomer) {
  await world.recall.setAssumptions({ launchSeconds: 3_000 });
  const then = { status: 429, headers: { 'retry-after': '600' }, body: { code: 'throttled' }, afterWork: true };
  world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then, times: 1 });
  const { bot } = await launch(who);
  const failed = await world.server.api.botOnce(bot.id, ({ status }) => status === 'FAILED', 'the launch fails');
  expect(failed.reason.code).toBe('rate_limited');
  await world.recall.setAssumptions({ launchSeconds: 1 });
  return failed;
}

/** All that wait for it set out. */
async function setOut(): Promise<void> {
  await pass(MINUTE_MS);
}

describe('a second bot of a launch', () => {
  test('is told to leave, and the first one stays', async () => {
    const who = await insider();
    const { bot } = await launch(who);
    const { recallBotId } = await recording(bot.id);
    const second = await stray(who, { broughtby_launch: bot.id });
    await sentAway(second);
    const shown = await world.server.api.botOnce(
      bot.id,
      (shown) => attempts(shown).includes('second_bot'),
      'it says so',
    );
    expect(shown).toMatchObject({ status: 'RECORDING', recallBotId, reason: null });
    expect(attempts(shown)).toEqual(['created', 'second_bot']);
  });

  test('that a repeated request made, because Recall had made one and said it had not, is told to leave', async () => {
    const who = await insider();
    await world.recall.setAssumptions({ launchSeconds: 3_000 });
    const then = { status: 429, headers: { 'retry-after': '1' }, body: { code: 'throttled' }, afterWork: true };
    world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then, times: 1 });
    const { bot } = await launch(who);
    await world.recall.waitFor(() => botsOf(world, bot.id).length === 2, 'Recall has made two');
    await world.recall.setAssumptions({ launchSeconds: 1 });
    await setOut();
    const { recallBotId } = await recording(bot.id);
    const second = botsOf(world, bot.id).find(({ id }) => id !== recallBotId);
    await sentAway(second?.id ?? '');
    expect(await world.server.api.bot(bot.id)).toMatchObject({ status: 'RECORDING', recallBotId });
  });

  test('is told again when Recall was away, until it is done', async () => {
    const who = await insider();
    const { bot } = await launch(who);
    await recording(bot.id);
    const away = world.recall.faults.add({ route: LEAVE_CALL, then: { status: 503, body: '' } });
    await world.recall.setAssumptions({ launchSeconds: 3_000 });
    const second = await stray(who, { broughtby_launch: bot.id });
    await world.recall.setAssumptions({ launchSeconds: 1 });
    // It reports once: nothing else reminds us.
    for (const code of ['in_call_not_recording', 'recording_permission_allowed', 'in_call_recording']) {
      await world.recall.dropWebhooks({ botId: second, code, times: 1 });
    }
    await setOut();
    await away.reached();
    await storedOnce(bot.id, { worker: null, strays: [second] });
    away.remove();
    await pass(SECOND_LOOK_MS);
    await sentAway(second);
    await storedOnce(bot.id, { strays: [] });
  });
});

describe('a bot that turns up when its launch is over', () => {
  test('is told to leave, gets no token, and the launch stays as it ended', async () => {
    const who = await insider();
    const failed = await failedLaunchWithABot(who);
    await setOut();
    const [late] = botsOf(world, failed.id);
    await sentAway(late?.id ?? '');
    expect(late?.tokenFetches.map(({ status }) => status)).toContain(404);
    expect(late?.tokenFetches.some(({ outcome }) => outcome === 'token')).toBe(false);
    const shown = await world.server.api.botOnce(failed.id, (bot) => attempts(bot).includes('late_bot'), 'it says so');
    expect(shown).toMatchObject({
      status: 'FAILED',
      recallBotId: null,
      reason: failed.reason,
      endedAt: failed.endedAt,
    });
    expect(attempts(shown)).toEqual(['rate_limited', 'late_bot']);
  });

  test('does not disturb the launch that came after it', async () => {
    const who = await insider();
    const failed = await failedLaunchWithABot(who);
    const { bot } = await launch(who);
    expect(bot.id).not.toBe(failed.id);
    await setOut();
    await sentAway(botsOf(world, failed.id)[0]?.id ?? '');
    expect(await recording(bot.id)).toMatchObject({ recallBotId: botsOf(world, bot.id)[0]?.id });
  });

  test('and is over itself by then is left alone', async () => {
    const who = await insider();
    await world.recall.holdWebhooks();
    const failed = await failedLaunchWithABot(who);
    const botId = botsOf(world, failed.id)[0]?.id ?? '';
    await world.recall.failBot({ botId, subCode: 'bot_errored' });
    await world.recall.waitFor(() => botsOf(world, failed.id)[0]?.status === 'fatal', 'it broke down');
    await world.recall.releaseWebhooks();
    await world.recall.waitFor(
      ({ webhooks }) => webhooks.find((sent) => sent.botId === botId)?.status === 'delivered',
      'we were told',
    );
    expect(await world.server.api.bot(failed.id)).toMatchObject({ status: 'FAILED', recallBotId: null });
    expect(world.recall.calls.count({ route: LEAVE_CALL, about: botId })).toBe(0);
  });
});

describe('a bot that turns up just as its launch is being given up', () => {
  test('is the launch’s bot, and the launch goes on', async () => {
    const who = await insider();
    const gate = await startDatabaseGate(world.databaseUri);
    const givingUp = await world.startServer({ env: { MONGODB_URI: gate.uri } });
    const isEnding = gate.hold(({ name, text }) => name === 'findAndModify' && text.includes('rate_limited'));
    const then = { status: 429, headers: { 'retry-after': '600' }, body: { code: 'throttled' } };
    world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then, times: 1 });
    const launching = givingUp.api.launch(who.meeting.inviteUrl, who.id, who.id);
    const goOn = await isEnding;
    const [{ id }] = (await world.server.api.ask('{ bots(first: 1) { nodes { id } } }')).bots.nodes;
    const recallBotId = await stray(who, { broughtby_launch: id });
    await world.server.api.botOnce(id, (bot) => bot.recallBotId === recallBotId, 'it has reported');
    goOn();
    expect((await launching).__typename).toBe('LaunchBotSuccess');
    expect(await recording(id)).toMatchObject({ recallBotId, reason: null });
    await givingUp.stop();
  });
});

/** As it stands in the metadata of our bots. */
async function deploymentIdOf(who: Newcomer): Promise<string> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  const { metadata } = await world.server.api.callbackUrl(inviteUrl, who.id);
  return metadata.broughtby_deployment;
}

describe('a bot whose launch was erased before Recall had made it', () => {
  test('is told to leave when it turns up, also if Recall is away at first, and nothing is stored of it', async () => {
    const who = await insider();
    await world.recall.holdWebhooks();
    const isWorking = world.recall.faults.add({
      route: CREATE_BOT,
      match: { bot_name: who.id },
      then: 'reset',
      hold: 'before-work',
      times: 1,
    });
    const launching = launch(who);
    await isWorking.reached();
    const [{ id }] = (await world.server.api.ask('{ bots(first: 1) { nodes { id } } }')).bots.nodes;
    const deploymentId = await deploymentIdOf(who);
    const disconnecting = world.server.api.disconnect(who.id);
    isWorking.release();
    await Promise.all([launching, disconnecting]);
    expect(await world.server.api.bot(id)).toBeNull();

    const botId = await stray(who, { broughtby_launch: id, broughtby_deployment: deploymentId });
    const away = world.recall.faults.add({ route: LEAVE_CALL, match: { id: botId }, then: { status: 503 }, times: 1 });
    await world.recall.releaseWebhooks();
    await away.reached();
    await sentAway(botId);
    expect(await world.server.api.bot(id)).toBeNull();
    const messages = () => world.recall.state.webhooks.filter((sent) => sent.botId === botId);
    await world.recall.waitFor(() => messages().every(({ status }) => status === 'delivered'), 'all is acknowledged');
    expect(messages().flatMap(({ attempts }) => attempts.map(({ status }) => status))).toContain(503);
  });
});

describe('a bot that is none of ours', () => {
  test.each([
    ['of another deployment', { broughtby_launch: '0195d1f0-0000-7000-8000-000000000000', broughtby_deployment: 'x' }],
    ['with metadata of others', { launch: 'x' }],
    ['without metadata', {}],
  ])('%s is left alone, and its reports are acknowledged', async (_whose, metadata) => {
    const who = await insider();
    const botId = await stray(who, metadata);
    await world.recall.failBot({ botId, subCode: 'bot_errored' });
    await world.recall.waitFor(
      ({ webhooks }) => webhooks.find((sent) => sent.botId === botId && sent.code === 'fatal')?.status === 'delivered',
      'we were told of its end',
    );
    const messages = world.recall.state.webhooks.filter((sent) => sent.botId === botId);
    expect(messages.flatMap(({ attempts }) => attempts.map(({ status }) => status))).not.toContain(null);
    for (const { attempts } of messages) expect(attempts).toMatchObject([{ status: 204 }]);
    expect(world.recall.calls.count({ route: LEAVE_CALL, about: botId })).toBe(0);
  });
});
