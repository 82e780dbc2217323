import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const GET_BOT = 'GET /api/v1/bot/:id';
const MINUTE_MS = 60_000;

let world: World;
let other: TestServer;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({
    withoutRateLimits: true,
    env: { MAX_LIVE_BOTS_PER_PERSON: '50' },
    now: () => Date.now() + aheadMs,
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  other = await world.startServer();
});

beforeEach(() => world.recall.calls.clear());

afterEach(async () => {
  world.recall.faults.clear();
  // Nothing that was left silent is to be in the way of the next test.
  await storedBots().updateMany({}, { $set: { askAt: null } });
  await storedLeases().deleteMany({});
});

afterAll(async () => world.stop());

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.recall.clock.advance(ms), world.zoom.clock.advance(ms)]);
}

function storedBots() {
  return world.server.database.connection.collection<{ _id: string; askAt: Date | null }>('bots');
}

function storedLeases() {
  return world.server.database.connection.collection<{ _id: string }>('leases');
}

/** In a meeting of the app's own account a bot stays without its person. */
async function insider(): Promise<Newcomer> {
  return newcomer(world, world.zoom.cast.ana.accountId);
}

async function launch(who: Newcomer, meetingUrl = who.meeting.inviteUrl) {
  const { bot } = await world.server.api.launch(meetingUrl, who.id, who.id);
  return bot;
}

async function once(id: string, wanted: string) {
  return world.server.api.botOnce(id, ({ status }) => status === wanted, `the bot is ${wanted}`, 15_000);
}

async function recording(who: Newcomer) {
  return once((await launch(who)).id, 'RECORDING');
}

/** None of these is ever delivered for this bot. */
async function lose(botId: string, ...codes: string[]): Promise<void> {
  for (const code of codes) await world.recall.dropWebhooks({ botId, code, times: 10 });
}

async function overAtRecall(botId: string): Promise<void> {
  await world.recall.waitFor(
    ({ bots }) => ['done', 'fatal'].includes(bots.find(({ id }) => id === botId)?.status ?? ''),
    'Recall’s bot is over',
  );
}

/** Rounds of both servers, until one of them has done what it should. */
async function sweepUntil(isDone: () => Promise<boolean>): Promise<void> {
  const look = async () => {
    await Promise.all([world.server, other].map(async ({ app }) => app.sweep.run('silentBots')));
    return isDone();
  };
  await expect.poll(look, { timeout: 15_000, interval: 50 }).toBe(true);
}

async function sweepUntilStatus(id: string, status: string) {
  await sweepUntil(async () => (await world.server.api.bot(id)).status === status);
  return world.server.api.bot(id);
}

function questions(about: string): number {
  return world.recall.calls.count({ route: GET_BOT, about });
}

/** What both servers counted. */
function counted(outcome: string): number {
  return [world.server, other].reduce((sum, { app }) => sum + (app.sweep.counts.silentBots[outcome] ?? 0), 0);
}

describe('what was lost is found out by asking, once', () => {
  test('the end of a bot that recorded', async () => {
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    await lose(recallBotId, 'call_ended', 'done');
    await world.zoom.endMeeting({ meeting: who.meeting.number });
    await overAtRecall(recallBotId);
    const before = counted('news');
    await pass(19 * MINUTE_MS);
    await world.server.app.sweep.run('silentBots');
    expect(await world.server.api.bot(id), 'it is too early to ask').toMatchObject({ status: 'RECORDING' });
    expect(questions(recallBotId)).toBe(0);
    await pass(2 * MINUTE_MS);
    expect(await sweepUntilStatus(id, 'ENDED')).toMatchObject({ reason: { code: 'call_ended_by_host' } });
    expect(counted('news')).toBe(before + 1);
    await pass(120 * MINUTE_MS);
    await Promise.all([world.server, other].map(async ({ app }) => app.sweep.run('silentBots')));
    expect(questions(recallBotId)).toBe(1);
    const { timeline } = await world.server.api.bot(id);
    expect(
      timeline.map(({ code }: { code: string }) => code).filter((code: string) => code === 'call_ended'),
    ).toHaveLength(1);
  });

  test('the end of a bot in the waiting room', async () => {
    const who = await insider();
    const meeting = await world.zoom.addMeeting({ host: who.person.id, waitingRoom: true });
    const { id, recallBotId } = await once((await launch(who, meeting.inviteUrl)).id, 'WAITING_ROOM');
    await lose(recallBotId, 'call_ended', 'done');
    await world.zoom.removeBot({ meeting: meeting.number, botId: recallBotId });
    await overAtRecall(recallBotId);
    await pass(5 * MINUTE_MS + 1);
    const bot = await sweepUntilStatus(id, 'FAILED');
    expect(bot.reason.code).toBe('bot_kicked_from_waiting_room');
    expect(questions(recallBotId)).toBe(1);
  });

  test('that a bot has come in and records', async () => {
    const who = await insider();
    const meeting = await world.zoom.addMeeting({ host: who.person.id, waitingRoom: true });
    const { id, recallBotId } = await once((await launch(who, meeting.inviteUrl)).id, 'WAITING_ROOM');
    await lose(recallBotId, 'in_call_not_recording', 'recording_permission_allowed', 'in_call_recording');
    await world.zoom.admitBots({ meeting: meeting.number });
    await world.recall.waitFor(
      ({ bots }) => bots.find((bot) => bot.id === recallBotId)?.status === 'in_call_recording',
      'it records',
    );
    await pass(5 * MINUTE_MS + 1);
    await sweepUntilStatus(id, 'RECORDING');
    expect(questions(recallBotId)).toBe(1);
  });

  test('everything after the launch', async () => {
    const who = await insider();
    await world.recall.setAssumptions({ launchSeconds: 50 });
    const { id, recallBotId } = await world.server.api.botOnce(
      (await launch(who)).id,
      (bot) => bot.recallBotId !== null,
      'Recall has made it',
    );
    await lose(
      recallBotId,
      'joining_call',
      'in_call_not_recording',
      'recording_permission_allowed',
      'in_call_recording',
    );
    await world.recall.setAssumptions({ launchSeconds: 1 });
    await pass(2 * MINUTE_MS + 1);
    await world.recall.waitFor(
      ({ bots }) => bots.find((bot) => bot.id === recallBotId)?.status === 'in_call_recording',
      'it records',
    );
    await sweepUntilStatus(id, 'RECORDING');
  });

  test('the end of a bot that was told to leave, a minute later', async () => {
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    await lose(recallBotId, 'call_ended', 'done');
    await world.server.api.remove(id);
    await overAtRecall(recallBotId);
    expect(await world.server.api.bot(id)).toMatchObject({ status: 'RECORDING' });
    await pass(MINUTE_MS + 1);
    expect(await sweepUntilStatus(id, 'ENDED')).toMatchObject({ reason: null });
    expect(questions(recallBotId)).toBe(1);
  });

  test('why a bot ended, of which only `done` was heard', async () => {
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    await lose(recallBotId, 'call_ended');
    await world.zoom.endMeeting({ meeting: who.meeting.number });
    expect((await once(id, 'ENDED')).reason.code).toBe('done');
    await pass(2 * MINUTE_MS + 1);
    await sweepUntil(async () => (await world.server.api.bot(id)).reason.code === 'call_ended_by_host');
    await pass(120 * MINUTE_MS);
    await world.server.app.sweep.run('silentBots');
    expect(questions(recallBotId)).toBe(1);
  });

  test('that a bot had been in the call, of which only the end was heard', async () => {
    const who = await insider();
    const meeting = await world.zoom.addMeeting({ host: who.person.id, waitingRoom: true });
    const { id, recallBotId } = await once((await launch(who, meeting.inviteUrl)).id, 'WAITING_ROOM');
    await lose(recallBotId, 'in_call_not_recording', 'recording_permission_allowed', 'in_call_recording');
    await world.zoom.admitBots({ meeting: meeting.number });
    await world.recall.waitFor(
      ({ bots }) => bots.find((bot) => bot.id === recallBotId)?.status === 'in_call_recording',
      'it records',
    );
    await world.zoom.endMeeting({ meeting: meeting.number });
    await once(id, 'FAILED');
    await pass(2 * MINUTE_MS + 1);
    await sweepUntilStatus(id, 'ENDED');
    expect(questions(recallBotId)).toBe(1);
  });

  test('that Recall knows the bot no more: it ended, and that is said', async () => {
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    const then = { status: 404, body: { code: 'not_found', detail: 'Not found.' } };
    world.recall.faults.add({ route: GET_BOT, match: { id: recallBotId }, then });
    await pass(20 * MINUTE_MS + 1);
    const before = counted('gone');
    const bot = await sweepUntilStatus(id, 'ENDED');
    expect(bot.reason).toMatchObject({ code: 'gone_at_recall', message: expect.stringContaining('no longer knows') });
    expect(counted('gone')).toBe(before + 1);
  });
});

describe('a bot that has nothing new', () => {
  test('stays as it is, and is asked after ever more seldom', async () => {
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    const waits: number[] = [];
    for (const minutes of [20, 20, 40, 60, 60]) {
      await pass((minutes - 1) * MINUTE_MS);
      await world.server.app.sweep.run('silentBots');
      expect(questions(recallBotId), `after ${waits.join(' + ')} and ${minutes - 1} minutes`).toBe(waits.length);
      await pass(MINUTE_MS + 1_000);
      waits.push(minutes);
      await sweepUntil(async () => questions(recallBotId) === waits.length);
    }
    expect(await world.server.api.bot(id)).toMatchObject({ status: 'RECORDING', reason: null });
    expect(counted('nothing_new')).toBeGreaterThanOrEqual(5);
  });
});

describe('two servers that sweep at the same time', () => {
  test('ask about each of many bots once', async () => {
    const who = await insider();
    const [host] = [who.person.id];
    const bots: { id: string; recallBotId: string }[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const { inviteUrl } = await world.zoom.addMeeting({ host });
      bots.push(await once((await launch(who, inviteUrl)).id, 'RECORDING'));
    }
    await pass(20 * MINUTE_MS + 1);
    await sweepUntil(async () => bots.every(({ recallBotId }) => questions(recallBotId) > 0));
    expect(bots.map(({ recallBotId }) => questions(recallBotId))).toEqual(bots.map(() => 1));
  });

  test('ask once even where the lease of one ran out when it was about to ask', async () => {
    const gate = await startDatabaseGate(world.databaseUri);
    const slow = await world.startServer({ env: { MONGODB_URI: gate.uri } });
    const who = await insider();
    const { id, recallBotId } = await recording(who);
    await lose(recallBotId, 'call_ended', 'done');
    await world.zoom.endMeeting({ meeting: who.meeting.number });
    await overAtRecall(recallBotId);
    await Promise.all([world.server, other].map(async ({ app }) => app.sweep.run('silentBots')));
    const before = counted('news');
    const isClaiming = gate.hold(({ name, text }) => name === 'update' && text.includes(id) && text.includes('askAt'));
    await pass(20 * MINUTE_MS + 1);
    let held: (() => void) | boolean = false;
    while (typeof held === 'boolean') held = await Promise.race([isClaiming, slow.app.sweep.run('silentBots')]);
    await storedLeases().deleteMany({ _id: 'sweep/silentBots' });
    await sweepUntilStatus(id, 'ENDED');
    held();
    await slow.stop();
    expect(questions(recallBotId)).toBe(1);
    expect(counted('news')).toBe(before + 1);
    expect(slow.app.sweep.counts.silentBots['news'] ?? 0).toBe(0);
  });
});

describe('a Recall that does not answer', () => {
  test.each([
    ['is away', { status: 503, body: '' }, 30],
    ['asks to wait', { status: 429, headers: { 'retry-after': '240' }, body: { code: 'throttled' } }, 240],
    ['refuses the key', { status: 401, body: { code: 'authentication_failed' } }, 30],
  ])('because it %s is left alone by all servers, and asked again later', async (_why, then, restSeconds) => {
    const who = await insider();
    const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
    const bots = [await recording(who), await once((await launch(who, inviteUrl)).id, 'RECORDING')];
    for (const { recallBotId } of bots) {
      await lose(recallBotId, 'fatal');
      await world.recall.failBot({ botId: recallBotId, subCode: 'bot_errored' });
      await overAtRecall(recallBotId);
    }
    const away = world.recall.faults.add({ route: GET_BOT, then });
    await pass(21 * MINUTE_MS);
    await sweepUntil(async () => away.hits > 0);
    for (const { app } of [world.server, other, world.server]) expect(await app.sweep.run('silentBots')).toBe(false);
    expect(away.hits).toBe(1);
    away.remove();
    await pass((restSeconds - 15) * 1_000);
    expect(await world.server.app.sweep.run('silentBots')).toBe(false);
    await pass(restSeconds * 1_000);
    // One of the two had its turn, and comes again when it is due.
    await pass(25 * MINUTE_MS);
    for (const { id } of bots) await sweepUntilStatus(id, 'ENDED');
  });
});
