import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { fetchCallback } from '../../support/recallRequest.js';
import { storedDocuments } from '../../support/storedDocuments.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';
import { deliverZoomWebhook } from '../../support/zoomRequest.js';

const MINUTE_MS = 60_000;
const PATIENCE = { timeout: 20_000, interval: 50 };

let world: World;
let other: TestServer;
/** How far everybody's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({
    withoutRateLimits: true,
    now: () => Date.now() + aheadMs,
    env: { MAX_LIVE_BOTS_PER_PERSON: '10' },
    zoomMeetingEvents: ['meeting.participant_joined', 'meeting.participant_left', 'meeting.ended'],
    // A bot that its person has left stays for as long as a test needs it.
    zoom: { assumptions: { removalAfterPersonLeftSeconds: 1e7 } },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  other = await world.startServer();
});

afterAll(async () => world.stop());

function now(): number {
  return Date.now() + aheadMs;
}

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

/** A launch whose bot is its owner's: it comes when the test creates it, so nothing else happens to it. */
async function launched(who?: Newcomer): Promise<Launch> {
  const ada = who ?? (await newcomer(world));
  const meeting = await world.zoom.addMeeting({ host: ada.person.id });
  const { bot, url, metadata } = await world.server.api.callbackUrl(meeting.inviteUrl, ada.id);
  await createOwnBot(world, { meetingUrl: meeting.inviteUrl, metadata, obfTokenUrl: url });
  await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records', PATIENCE.timeout);
  return { ...ada, meeting, botId: bot.id, url };
}

type Launch = Newcomer & { botId: string; url: string };

async function askForToken({ url }: { url: string }) {
  const secrets = [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
  const { status, body } = await fetchCallback(url, { secrets, at: now() });
  return { status, text: status === 200 ? 'a token' : body };
}

const A_TOKEN = { status: 200, text: 'a token' };
const PERSON_LEFT = { status: 404, text: 'the person has left the meeting' };
const MEETING_ENDED = { status: 404, text: 'the meeting has ended' };

interface Report {
  event: 'participant_joined' | 'participant_left' | 'ended';
  meetingNumber: string | number;
  /** As `participant.id` and as `participant_user_id`. */
  id?: string;
  userId?: string;
  at?: number;
}

async function report({ event, meetingNumber, id, userId, at = now() }: Report, server = world.server): Promise<void> {
  const participant = { user_id: '16778240', user_name: 'Somebody', id, participant_user_id: userId };
  const object = { id: meetingNumber, uuid: 'x==', host_id: 'z', ...(event === 'ended' ? {} : { participant }) };
  const answer = await deliverZoomWebhook(
    new URL(server.api.url).origin,
    { event: `meeting.${event}`, event_ts: at, payload: { account_id: 'a', object } },
    { secretToken: world.env['ZOOM_WEBHOOK_SECRET_TOKEN'] ?? '', at: now() },
  );
  expect(answer.status).toBe(204);
}

async function timelineOf(botId: string): Promise<string[]> {
  const { timeline } = await world.server.api.bot(botId);
  return timeline.filter(({ kind }: { kind: string }) => kind === 'PRESENCE').map(({ code }: { code: string }) => code);
}

describe('a person who leaves the meeting, as Zoom reports it', () => {
  test('keeps their bot’s right to tokens for five minutes; being back within them they lose nothing', async () => {
    const ada = await launched();
    const people = await world.zoom.joinMeeting({ person: world.zoom.cast.ben.id, meeting: ada.meeting.number });
    expect(people.participants).toContain(ada.person.id);
    await world.zoom.leaveMeeting({ person: ada.person.id, meeting: ada.meeting.number });
    const away = await world.server.api.botOnce(ada.botId, ({ reason }) => reason !== null, 'it is told', 20_000);
    expect(away).toMatchObject({
      status: 'RECORDING',
      canRemove: true,
      reason: {
        code: 'person_left',
        message: 'The person it came for left the meeting, and Zoom lets a bot stay only beside them.',
        nextStep: 'Join the meeting again with the connected Zoom account.',
      },
    });
    await advance(4.5 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
    await world.zoom.joinMeeting({ person: ada.person.id, meeting: ada.meeting.number });
    await expect.poll(async () => timelineOf(ada.botId), PATIENCE).toEqual(['person_left', 'person_joined']);
    expect(await world.server.api.bot(ada.botId)).toMatchObject({ status: 'RECORDING', reason: null });
    await advance(20 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
  });

  test('loses it after five minutes, whatever becomes of servers meanwhile, and has it again when back', async () => {
    const ada = await launched();
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ada.person.id });
    await advance(5 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(PERSON_LEFT);
    const { timeline } = await world.server.api.botOnce(
      ada.botId,
      (bot) =>
        bot.timeline.some(({ kind, code }: Record<string, string>) => kind === 'OBF_REQUEST' && code === 'person_left'),
      'the request is on its timeline',
    );
    expect(timeline.at(-1)).toMatchObject({ nextStep: expect.stringContaining('Join the meeting again') });
    await report({ event: 'participant_joined', meetingNumber: ada.meeting.number, id: ada.person.id }, other);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
  });

  test.each<[string, (ada: Launch) => Omit<Report, 'event'>]>([
    [
      'the meeting’s number as a number',
      ({ meeting, person }) => ({ meetingNumber: Number(meeting.number), id: person.id }),
    ],
    [
      'the person as participant_user_id',
      ({ meeting, person }) => ({ meetingNumber: meeting.number, id: '', userId: person.id }),
    ],
  ])('is known by %s', async (_name, make) => {
    const ada = await launched();
    await report({ event: 'participant_left', ...make(ada) });
    expect(await timelineOf(ada.botId)).toEqual(['person_left']);
  });

  test('is not mistaken for: somebody else, a guest, the same person in another meeting, or a bot of somebody else', async () => {
    const [ada, ben] = [await launched(), await newcomer(world)];
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ben.person.id });
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: '', userId: '' });
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number });
    await report({ event: 'participant_left', meetingNumber: ben.meeting.number, id: ada.person.id });
    await advance(6 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
    expect(await timelineOf(ada.botId)).toEqual([]);
  });

  test('before the launch: that is older than it, and counts for nothing', async () => {
    const at = now() - 1_000;
    const ada = await launched();
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ada.person.id, at });
    await report({ event: 'ended', meetingNumber: ada.meeting.number, at });
    await advance(6 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
  });

  test('in any order, twice, and at two servers at once: it comes to the same', async () => {
    const ada = await launched();
    const about = { meetingNumber: ada.meeting.number, id: ada.person.id };
    const start = now() + 10;
    const reports: Report[] = [
      { event: 'participant_joined', ...about, at: start + 3 },
      { event: 'participant_left', ...about, at: start + 2 },
      { event: 'participant_joined', ...about, at: start + 1 },
      { event: 'participant_left', ...about, at: start },
    ];
    await Promise.all(
      [...reports, ...reports].map(async (one, place) => report(one, place % 2 === 0 ? other : world.server)),
    );
    await advance(6 * MINUTE_MS);
    expect(await askForToken(ada)).toEqual(A_TOKEN);
    expect(await world.server.api.bot(ada.botId)).toMatchObject({ reason: null });
  });

  test('again, told again: nothing changes', async () => {
    const ada = await launched();
    const at = now();
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ada.person.id, at });
    const before = (await storedDocuments(world.server.database))['bots']?.filter(({ _id }) => _id === ada.botId);
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ada.person.id, at });
    const after = (await storedDocuments(world.server.database))['bots']?.filter(({ _id }) => _id === ada.botId);
    expect(after).toEqual(before);
  });
});

describe('a meeting that ended, as Zoom reports it', () => {
  test('ends the right to tokens at once, of everybody’s bots in it and of no others', async () => {
    const ada = await launched();
    const [elsewhere, ben] = [await launched(ada), await newcomer(world)];
    const { bot, url, metadata } = await world.server.api.callbackUrl(ada.meeting.inviteUrl, ben.id);
    await createOwnBot(world, { meetingUrl: ada.meeting.inviteUrl, metadata, obfTokenUrl: url });
    await world.server.api.botOnce(bot.id, ({ recallBotId }) => recallBotId !== null, 'it is heard of', 20_000);
    await report({ event: 'ended', meetingNumber: Number(ada.meeting.number) });
    expect(await askForToken(ada)).toEqual(MEETING_ENDED);
    expect(await askForToken({ url })).toEqual(MEETING_ENDED);
    expect(await askForToken(elsewhere)).toEqual(A_TOKEN);
    expect(await world.server.api.bot(ada.botId)).toMatchObject({
      status: 'RECORDING',
      reason: { code: 'meeting_ended', message: 'The meeting ended.', nextStep: null },
    });
  });

  test('and goes on under the same number: who joins it again has tokens again, and a later launch is not concerned', async () => {
    const ada = await launched();
    const at = now();
    await report({ event: 'ended', meetingNumber: ada.meeting.number, at });
    expect(await askForToken(ada)).toEqual(MEETING_ENDED);
    await report({ event: 'participant_joined', meetingNumber: ada.meeting.number, id: ada.person.id });
    expect(await askForToken(ada)).toEqual(A_TOKEN);

    await world.server.api.remove(ada.botId);
    await world.server.api.botOnce(ada.botId, ({ endedAt }) => endedAt !== null, 'it is over', PATIENCE.timeout);
    const next = await world.server.api.callbackUrl(ada.meeting.inviteUrl, ada.id);
    expect(next.bot.id).not.toBe(ada.botId);
    await report({ event: 'ended', meetingNumber: ada.meeting.number, at });
    expect(await askForToken(next)).toEqual(A_TOKEN);
    expect(await timelineOf(ada.botId), 'a bot that is over is left as it is').toEqual([
      'meeting_ended',
      'person_joined',
    ]);
  });

  test('leaves alone a callback URL whose bot nobody has heard of: it is for a later meeting', async () => {
    const ada = await newcomer(world);
    const { bot, url } = await world.server.api.callbackUrl(ada.meeting.inviteUrl, ada.id);
    await report({ event: 'ended', meetingNumber: ada.meeting.number });
    await report({ event: 'participant_left', meetingNumber: ada.meeting.number, id: ada.person.id });
    await advance(6 * MINUTE_MS);
    expect(await askForToken({ url })).toEqual(A_TOKEN);
    expect(await timelineOf(bot.id)).toEqual([]);
  });

  test('before Recall has made the bot: no more is asked for, and the launch says why', async () => {
    const ada = await newcomer(world);
    const busy = world.recall.faults.add({
      route: 'POST /api/v1/bot',
      match: { bot_name: ada.id },
      then: { status: 507, headers: { 'retry-after': '30' }, body: { code: 'adhoc_pool_depleted' } },
    });
    const asked = world.server.api.launch(ada.meeting.inviteUrl, ada.id, ada.id);
    await busy.reached();
    await world.zoom.endMeeting({ meeting: ada.meeting.number });
    await asked;
    const nodes = async () =>
      (await world.server.api.ask('{ bots(first: 100) { nodes { id externalUserId } } }')).bots.nodes;
    const { id } = (await nodes()).find(({ externalUserId }: { externalUserId: string }) => externalUserId === ada.id);
    const bot = await world.server.api.botOnce(id, ({ status }) => status === 'FAILED', 'it ends', 30_000);
    expect(bot).toMatchObject({
      recallBotId: null,
      reason: { code: 'meeting_over', message: 'The meeting ended before the bot was made.', nextStep: null },
    });
    busy.remove();
  });
});
