import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { botsOf, newcomer, type Newcomer } from '../../support/newcomer.js';
import { Panel } from '../../support/panel.js';
import { OTHER_API_KEY, startWorld, type World } from '../../support/world.js';

const DELETE_MEDIA = 'POST /api/v1/bot/:id/delete_media';
const GET_BOT = 'GET /api/v1/bot/:id';
const HOUR_MS = 3_600_000;
const RECORDINGS = `query ($id: ID!) { recordings(botId: $id) { __typename ... on Problem { message }
  ... on RecordingsSuccess { recordings { id startedAt completedAt expiresAt
    video { status url } transcript { status url } } } } }`;
const DELETE_RECORDINGS = `mutation ($id: ID!) { deleteRecordings(botId: $id) { __typename ... on Problem { message }
  ... on DeleteRecordingsSuccess { bot { id mayHaveRecording timeline { kind code message } } } } }`;

let world: World;
let aheadMs = 0;

beforeAll(async () => {
  const transcript = { provider: { meeting_captions: {} } };
  world = await startWorld({
    withoutRateLimits: true,
    now: () => Date.now() + aheadMs,
    env: { RECORDING_CONFIG: JSON.stringify({ transcript }), RECORDING_RETENTION_HOURS: '24' },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});
afterAll(async () => world.stop());

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.recall.clock.advance(ms), world.zoom.clock.advance(ms)]);
}

async function recordingBot(who: Newcomer) {
  const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
  return world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records');
}

/** A bot that recorded and has left, and what it was for. */
async function finishedBot() {
  const who = await newcomer(world);
  const { id } = await recordingBot(who);
  await world.zoom.endMeeting({ meeting: who.meeting.number });
  await world.recall.waitFor(() => botsOf(world, id)[0]?.status === 'done', 'it is done');
  const bot = await world.server.api.botOnce(id, ({ endedAt }) => endedAt !== null, 'it is over');
  return { who, bot };
}

async function recordings(id: string, api = world.server.api) {
  return (await api.ask(RECORDINGS, { id })).recordings;
}

/** Asks until the files are as wished. */
async function recordingsOnce(id: string, isAsWished: (result: { __typename: string }) => boolean) {
  let last: Awaited<ReturnType<typeof recordings>>;
  await expect.poll(async () => isAsWished((last = await recordings(id))), { timeout: 10_000 }).toBe(true);
  return last;
}

async function remove(id: string, api = world.server.api) {
  return (await api.ask(DELETE_RECORDINGS, { id })).deleteRecordings;
}

function timesAsked(route: string, recallBotId: string): number {
  return world.recall.calls.list({ route, about: recallBotId }).length;
}

describe('what a bot recorded', () => {
  test('is there once it is over: video and transcript, with the day on which Recall deletes them', async () => {
    const { bot } = await finishedBot();
    expect(bot.mayHaveRecording).toBe(true);
    const found = await recordingsOnce(bot.id, (result) => JSON.stringify(result).includes('/transcript'));
    expect(found).toMatchObject({
      __typename: 'RecordingsSuccess',
      recordings: [{ video: { status: 'READY' }, transcript: { status: 'READY' } }],
    });
    const [recording] = found.recordings;
    expect(Date.parse(recording.expiresAt) - Date.parse(recording.completedAt)).toBe(24 * HOUR_MS);
    expect((await fetch(recording.video.url)).headers.get('content-type')).toBe('video/mp4');
    expect((await fetch(recording.transcript.url)).status).toBe(200);
  });

  test('can be seen in part while Recall makes the rest', async () => {
    await world.recall.setAssumptions({ transcriptSeconds: 100_000 });
    onTestFinished(() => world.recall.setAssumptions({ transcriptSeconds: 1 }));
    const { bot } = await finishedBot();
    expect(await recordings(bot.id)).toMatchObject({
      recordings: [{ video: { status: 'READY' }, transcript: { status: 'PROCESSING', url: null } }],
    });
  });

  test('is asked for at Recall each time, by nobody who only looks at bots, and stored nowhere', async () => {
    const { bot } = await finishedBot();
    const before = timesAsked(GET_BOT, bot.recallBotId);
    await world.server.api.bot(bot.id);
    await world.server.api.ask('{ bots { nodes { id mayHaveRecording } } }');
    expect(timesAsked(GET_BOT, bot.recallBotId)).toBe(before);
    const found = [await recordings(bot.id), await recordings(bot.id)];
    expect(timesAsked(GET_BOT, bot.recallBotId)).toBe(before + 2);
    for (const { recordings: each } of found) expect(each[0].video.url).toContain('signature=');
    const bots = world.server.database.connection.collection<{ _id: string }>('bots');
    expect(JSON.stringify(await bots.findOne({ _id: bot.id }))).not.toMatch(/signature|media\//);
  });

  test('is not there before the bot is over', async () => {
    const { id, recallBotId } = await recordingBot(await newcomer(world));
    expect(await recordings(id)).toEqual({ __typename: 'BotNotOver', message: expect.stringContaining('not over') });
    expect(await remove(id)).toMatchObject({ __typename: 'BotNotOver' });
    expect(timesAsked(DELETE_MEDIA, recallBotId)).toBe(0);
  });

  test('is being made between the end of the call and the end of the bot', async () => {
    await world.recall.setAssumptions({ shutdownSeconds: 100_000 });
    const who = await newcomer(world);
    const { id } = await recordingBot(who);
    await world.zoom.endMeeting({ meeting: who.meeting.number });
    await world.server.api.botOnce(id, ({ endedAt }) => endedAt !== null, 'it is over');
    expect(await recordings(id)).toMatchObject({ __typename: 'RecordingProcessing' });
    expect(await remove(id)).toMatchObject({ __typename: 'RecordingProcessing' });
    await world.recall.setAssumptions({ shutdownSeconds: 1 });
  });

  test('is nothing where a bot never recorded', async () => {
    const who = await newcomer(world);
    const meeting = await world.zoom.addMeeting({ host: who.person.id, recordingPermission: 'pending' });
    const { bot } = await world.server.api.launch(meeting.inviteUrl, who.id, who.id);
    await world.server.api.botOnce(bot.id, ({ status }) => status === 'IN_CALL', 'it is in the call');
    await world.zoom.endMeeting({ meeting: meeting.number });
    await world.server.api.botOnce(bot.id, ({ endedAt }) => endedAt !== null, 'it is over');
    expect(await recordings(bot.id)).toEqual({ __typename: 'NothingRecorded', message: 'The bot recorded nothing.' });
  });

  test('is gone after its time, and once Recall no longer knows the bot', async () => {
    const { bot } = await finishedBot();
    await pass(25 * HOUR_MS);
    expect(await recordingsOnce(bot.id, ({ __typename }) => __typename === 'RecordingGone')).toBeDefined();
    const { bot: other } = await finishedBot();
    const unknown = {
      route: GET_BOT,
      match: { id: other.recallBotId },
      then: { status: 404, body: { detail: 'Not found.' } },
    };
    world.recall.faults.add(unknown);
    expect(await recordings(other.id)).toMatchObject({ __typename: 'RecordingGone' });
  });

  test.each([
    ['does not answer', 'reset'],
    ['answers 503', { status: 503, body: '' }],
    ['does not take the key', { status: 401, body: { code: 'authentication_failed' } }],
    ['answers nonsense', { status: 200, body: '[]' }],
  ] as const)('cannot be had while Recall %s, and that is said', async (_how, then) => {
    const { bot } = await finishedBot();
    for (const route of [GET_BOT, DELETE_MEDIA]) {
      const fault = world.recall.faults.add({ route, match: { id: bot.recallBotId }, then });
      onTestFinished(() => fault.remove());
    }
    expect(await recordings(bot.id)).toMatchObject({
      __typename: 'RecallUnavailable',
      message: expect.stringContaining('Try again'),
    });
  });
});

describe('deleting what a bot recorded', () => {
  test('deletes it at Recall, once and for all, and stands on the timeline', async () => {
    const { bot } = await finishedBot();
    const { recordings: found } = await recordingsOnce(bot.id, ({ __typename }) => __typename === 'RecordingsSuccess');
    const [first, ...others] = await Promise.all([remove(bot.id), remove(bot.id), remove(bot.id)]);
    expect(first).toMatchObject({ __typename: 'DeleteRecordingsSuccess', bot: { mayHaveRecording: false } });
    for (const other of others) expect(other).toMatchObject({ __typename: 'DeleteRecordingsSuccess' });
    expect((await fetch(found[0].video.url)).status).toBe(403);
    expect(await recordings(bot.id)).toMatchObject({ __typename: 'RecordingGone' });
    const { timeline } = await world.server.api.bot(bot.id);
    expect(timeline.filter(({ kind }: { kind: string }) => kind === 'RECORDING')).toMatchObject([
      { code: 'deleted', message: 'Recall was told to delete the recording, and did.' },
    ]);
  });

  test('that Recall does not hear of is not done, and can be tried again', async () => {
    const { bot } = await finishedBot();
    world.recall.faults.add({ route: DELETE_MEDIA, match: { id: bot.recallBotId }, then: 'reset', times: 1 });
    expect(await remove(bot.id)).toMatchObject({ __typename: 'RecallUnavailable' });
    expect(await world.server.api.bot(bot.id)).toMatchObject({ mayHaveRecording: true });
    expect(await remove(bot.id)).toMatchObject({ __typename: 'DeleteRecordingsSuccess' });
  });

  test('of a bot that Recall no longer knows is done', async () => {
    const { bot } = await finishedBot();
    world.recall.faults.add({
      route: DELETE_MEDIA,
      match: { id: bot.recallBotId },
      then: { status: 404, body: { detail: 'Not found.' } },
    });
    expect(await remove(bot.id)).toMatchObject({
      __typename: 'DeleteRecordingsSuccess',
      bot: { mayHaveRecording: false },
    });
  });
});

describe('whose it is', () => {
  test('another backend, another person and nobody at all learn nothing, and delete nothing', async () => {
    const { who, bot } = await finishedBot();
    const somebody = await newcomer(world);
    await world.connect(who.person, who.id, OTHER_API_KEY);
    const otherBackend = world.server.api.as(OTHER_API_KEY);
    expect(await recordings(bot.id, otherBackend)).toMatchObject({ __typename: 'BotNotFound' });
    expect(await remove(bot.id, otherBackend)).toMatchObject({ __typename: 'BotNotFound' });

    const stranger = world.server.browser();
    const nobody = world.server.browser();
    await stranger.connectZoom(world.zoom, somebody.person.id);
    expect((await stranger.run('Recordings', { id: bot.id })).data.recordings).toMatchObject({
      __typename: 'BotNotFound',
    });
    expect((await stranger.run('DeleteRecordings', { id: bot.id })).data.deleteRecordings).toMatchObject({
      __typename: 'BotNotFound',
    });
    for (const operation of ['Recordings', 'DeleteRecordings']) {
      expect((await nobody.run(operation, { id: bot.id })).errors).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED' } },
      ]);
    }
    expect(timesAsked(DELETE_MEDIA, bot.recallBotId)).toBe(0);
  });

  test('the person sees what a backend’s bot recorded on their behalf, in a browser and in the panel', async () => {
    const { who, bot } = await finishedBot();
    const owner = world.server.browser();
    await owner.connectZoom(world.zoom, who.person.id);
    const seen = (await owner.run('Recordings', { id: bot.id })).data.recordings;
    expect(seen).toMatchObject({ __typename: 'RecordingsSuccess' });
    const panel = await new Panel(world.server, world.zoom, { person: who.person.id }).signedIn();
    expect((await panel.ask(RECORDINGS, { id: bot.id })).data.recordings).toMatchObject({
      __typename: 'RecordingsSuccess',
    });
  });

  test('a person asks at most thirty times a minute, whichever bots it is about', async () => {
    const { who, bot } = await finishedBot();
    const owner = world.server.browser();
    await owner.connectZoom(world.zoom, who.person.id);
    const asked = timesAsked(GET_BOT, bot.recallBotId);
    for (let times = 0; times < 30; times += 1) {
      expect((await owner.run('Recordings', { id: bot.id })).errors).toBeUndefined();
    }
    expect((await owner.run('Recordings', { id: bot.id })).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ]);
    expect(timesAsked(GET_BOT, bot.recallBotId)).toBe(asked + 30);
    await pass(60_000);
    expect((await owner.run('Recordings', { id: bot.id })).errors).toBeUndefined();
  });
});
