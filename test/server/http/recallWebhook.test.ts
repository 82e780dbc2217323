import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RecallWebhookEndpoint } from '../../../sandbox/recall/recallSimulator.js';
import type { ZoomMeeting, ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { exchange, type Exchanged } from '../../support/exchange.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { deliverWebhook, newWhsec, signatureHeaders, type Signing } from '../../support/recallRequest.js';
import { startWorld, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;

let world: World;
let person: ZoomPerson;
/** The secret of an endpoint, as accounts from before 2025-12-15 have it. */
const endpointSecret = newWhsec();
let workspaceSecret: string;
/** How far everybody's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({
    env: { RECALL_WEBHOOK_SECRET: endpointSecret, MAX_LIVE_BOTS_PER_PERSON: '100' },
    withoutRateLimits: true,
    now: () => Date.now() + aheadMs,
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  workspaceSecret = world.env['RECALL_VERIFICATION_SECRET'] ?? '';
  person = await world.zoom.addPerson();
  await world.connect(person, 'ada');
});

afterAll(async () => world.stop());

afterEach(async () => useEndpoint({}));

/** What Recall's dashboard sends from now on, and how. */
async function useEndpoint(endpoint: Partial<RecallWebhookEndpoint>): Promise<void> {
  await world.recall.setWebhookEndpoints({
    endpoints: [{ url: `${world.server.baseUrl}/recall/webhook`, ...endpoint }],
  });
}

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

function signing(more: Partial<Signing> = {}): Signing {
  return { secrets: [workspaceSecret], at: Date.now() + aheadMs, ...more };
}

async function deliver(
  body: unknown,
  how: Partial<Signing> = {},
  headers: Record<string, string> = {},
): Promise<Exchanged> {
  return deliverWebhook(world.server.baseUrl, body, signing(how), headers);
}

async function launch(
  meeting: Partial<Parameters<World['zoom']['addMeeting']>[0]> = {},
): Promise<{ id: string; meeting: ZoomMeeting }> {
  const made = await world.zoom.addMeeting({ host: person.id, ...meeting });
  const launched = await world.server.api.launch(made.inviteUrl, 'ada');
  expect(launched.__typename).toBe('LaunchBotSuccess');
  return { id: launched.bot.id, meeting: made };
}

async function once(id: string, wanted: string) {
  return world.server.api.botOnce(id, ({ status }) => status === wanted, `the bot is ${wanted}`);
}

/** A launch whose bot nobody but the test reports on. */
async function quietLaunch(): Promise<{ id: string; recallBotId: string }> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const { bot } = await world.server.api.callbackUrl(inviteUrl, 'ada');
  return { id: bot.id, recallBotId: randomUUID() };
}

interface StatusEvent {
  code: string;
  subCode?: string | null;
  atMs?: number;
}

/** As API version 1.11 reports a status. */
function statusEvent(
  { id, recallBotId }: { id: string; recallBotId: string },
  { code, subCode = null, atMs = Date.now() + aheadMs }: StatusEvent,
) {
  return {
    event: `bot.${code}`,
    data: {
      data: { code, sub_code: subCode, updated_at: new Date(atMs).toISOString() },
      bot: { id: recallBotId, metadata: { broughtby_launch: id } },
    },
  };
}

/** What the database holds of a bot. */
async function stored(id: string) {
  return world.server.database.connection.collection<{ _id: string }>('bots').findOne({ _id: id });
}

function logged(): string {
  return readFileSync(join(inject('logsFolder'), 'recallWebhook.log'), 'utf8');
}

describe('what Recall sends, in each of its forms', () => {
  test.each<[string, Partial<RecallWebhookEndpoint>]>([
    ['API version 1.11, signed with the workspace secret', {}],
    ['API version 1.10', { version: 'v1.10' }],
    ['svix-… headers', { headers: 'svix' }],
    [
      "the endpoint's own secret and svix-… headers, as older accounts have them",
      { headers: 'svix', secrets: [endpointSecret] },
    ],
    ["the endpoint's own secret, API version 1.10", { version: 'v1.10', secrets: [endpointSecret] }],
  ])('%s', async (_name, endpoint) => {
    await useEndpoint(endpoint);
    const { id, meeting } = await launch();
    await once(id, 'RECORDING');
    await world.zoom.endMeeting({ meeting: meeting.number });
    expect(await once(id, 'ENDED')).toMatchObject({
      reason: { code: 'call_ended_by_host', message: 'The host ended the meeting.' },
    });
  });

  test('while a secret is rotated, each of several counts, alone and beside others', async () => {
    const [first, second] = [newWhsec(), newWhsec()];
    const server = await world.startServer({
      env: { RECALL_VERIFICATION_SECRET: `${first},${second}`, RECALL_WEBHOOK_SECRET: undefined },
    });
    const origin = new URL(server.api.url).origin;
    const bot = await quietLaunch();
    const codes = ['joining_call', 'in_waiting_room', 'in_call_not_recording', 'in_call_recording'];
    const secrets = [[first], [second], [newWhsec(), second], [first, second]];
    for (const [place, code] of codes.entries()) {
      const delivered = await deliverWebhook(
        origin,
        statusEvent(bot, { code }),
        signing({ secrets: secrets[place] ?? [] }),
      );
      expect(delivered.status).toBe(204);
    }
    expect((await deliverWebhook(origin, statusEvent(bot, { code: 'done' }), signing())).status).toBe(401);
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
    await server.stop();
  });
});

function changed(body: string, change: (headers: Record<string, string>) => Record<string, string>) {
  const headers = signatureHeaders(signing(), body);
  return { headers: { ...headers, ...change(headers) }, body };
}

describe('401: what is not proven to come from Recall changes nothing', () => {
  test.each<[string, (body: string) => { headers: Record<string, string>; body: string }]>([
    ['no signature', (body) => ({ headers: {}, body })],
    [
      'the signature of another secret',
      (body) => ({ headers: signatureHeaders(signing({ secrets: [newWhsec()] }), body), body }),
    ],
    [
      'more than five minutes old',
      (body) => ({ headers: signatureHeaders(signing({ at: Date.now() + aheadMs - 5.1 * MINUTE_MS }), body), body }),
    ],
    [
      'more than five minutes ahead',
      (body) => ({ headers: signatureHeaders(signing({ at: Date.now() + aheadMs + 5.1 * MINUTE_MS }), body), body }),
    ],
    [
      'another body than the signed one',
      (body) => ({ headers: signatureHeaders(signing(), body.replace('fatal', 'done')), body }),
    ],
    ['one byte more', (body) => ({ headers: signatureHeaders(signing(), body), body: `${body} ` })],
    ['one byte less', (body) => ({ headers: signatureHeaders(signing(), `${body} `), body })],
    [
      'a signature that was cut',
      (body) =>
        changed(body, (headers) => ({ 'webhook-signature': (headers['webhook-signature'] ?? '').slice(0, -4) })),
    ],
    ['an empty signature', (body) => changed(body, () => ({ 'webhook-signature': '' }))],
    ['another id', (body) => changed(body, () => ({ 'webhook-id': 'msg_other' }))],
    [
      'another time',
      (body) => changed(body, () => ({ 'webhook-timestamp': String(Math.floor((Date.now() + aheadMs) / 1000) - 60) })),
    ],
    ['a time that is none', (body) => changed(body, () => ({ 'webhook-timestamp': 'NaN' }))],
    [
      'the signature of another version',
      (body) =>
        changed(body, (headers) => ({
          'webhook-signature': (headers['webhook-signature'] ?? '').replace('v1,', 'v2,'),
        })),
    ],
    ['the signature of a GET', (body) => ({ headers: signatureHeaders(signing(), ''), body })],
  ])('%s', async (_name, forge) => {
    const bot = await quietLaunch();
    const before = await stored(bot.id);
    const right = JSON.stringify(statusEvent(bot, { code: 'fatal', subCode: 'meeting_locked' }));
    const { headers, body } = forge(right);
    const answer = await exchange(world.server.baseUrl, '/recall/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({ error: "Recall's signature is missing, wrong or too old." });
    expect(await stored(bot.id)).toEqual(before);
    expect((await deliver(right)).status).toBe(204);
    expect(await world.server.api.bot(bot.id)).toMatchObject({ status: 'FAILED', reason: { code: 'meeting_locked' } });
  });
});

describe('503: Recall comes again', () => {
  test('no secret is configured: it says which to set, and takes nothing on trust', async () => {
    const server = await world.startServer({
      env: { RECALL_VERIFICATION_SECRET: undefined, RECALL_WEBHOOK_SECRET: undefined },
    });
    const bot = await quietLaunch();
    for (const how of [signing(), signing({ secrets: [] })]) {
      const answer = await deliverWebhook(new URL(server.api.url).origin, statusEvent(bot, { code: 'done' }), how);
      expect(answer.status).toBe(503);
      expect(answer.body).toContain('Set RECALL_VERIFICATION_SECRET or RECALL_WEBHOOK_SECRET');
    }
    expect((await world.server.api.bot(bot.id)).status).toBe('LAUNCHING');
    await server.stop();
  });

  test('the database is away: nothing is acknowledged, and what is delivered again is applied', async () => {
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    const origin = new URL(server.api.url).origin;
    const bot = await quietLaunch();
    const event = statusEvent(bot, { code: 'in_call_recording' });
    await proxy.cut();
    expect(await deliverWebhook(origin, event, signing())).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) },
    });
    await proxy.restore();
    await expect.poll(async () => (await deliverWebhook(origin, event, signing())).status).toBe(204);
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
    await server.stop();
    await proxy.close();
  });
});

async function statusCodes(id: string): Promise<string[]> {
  const { timeline } = await world.server.api.bot(id);
  return timeline.filter(({ kind }: { kind: string }) => kind === 'STATUS').map(({ code }: { code: string }) => code);
}

describe('again, late and in disorder', () => {
  test('what is delivered four times is acknowledged four times and happened once', async () => {
    await world.recall.duplicateWebhooks({ copies: 3 });
    const { id, meeting } = await launch();
    await once(id, 'RECORDING');
    await world.zoom.endMeeting({ meeting: meeting.number });
    await once(id, 'ENDED');
    await world.recall.waitFor(
      ({ webhooks }) => webhooks.every(({ status }) => status !== 'pending'),
      'everything is delivered',
    );
    await world.recall.duplicateWebhooks({ copies: 0 });
    const codes = await statusCodes(id);
    expect(new Set(codes).size).toBe(codes.length);
    const { recallBotId } = await world.server.api.bot(id);
    const messages = world.recall.state.webhooks.filter(({ botId }) => botId === recallBotId);
    expect(
      messages.flatMap(({ attempts }) => attempts.map(({ status }) => status)).every((status) => status === 204),
    ).toBe(true);
    expect(Math.max(...messages.map(({ attempts }) => attempts.length))).toBe(4);
  });

  test('a whole life reported backwards ends as it does forwards', async () => {
    await world.recall.holdWebhooks();
    const { id, meeting } = await launch();
    await world.recall.waitFor(({ bots }) => bots.at(-1)?.status === 'in_call_recording', 'the bot records');
    await world.zoom.endMeeting({ meeting: meeting.number });
    await world.recall.waitFor(({ bots }) => bots.at(-1)?.status === 'done', 'the bot is done');
    expect((await world.server.api.bot(id)).status).toBe('LAUNCHING');
    await world.recall.releaseWebhooks({ order: 'reversed' });
    await world.recall.waitFor(
      ({ webhooks }) => webhooks.every(({ status }) => status === 'delivered'),
      'all is delivered',
    );
    expect(await world.server.api.bot(id)).toMatchObject({
      status: 'ENDED',
      canRemove: false,
      reason: { code: 'call_ended_by_host' },
    });
  });

  test('an end stays: what comes after it, or claims to be newer, changes nothing', async () => {
    const bot = await quietLaunch();
    await deliver(statusEvent(bot, { code: 'in_call_recording' }));
    await deliver(statusEvent(bot, { code: 'call_ended', subCode: 'call_ended_by_host' }));
    const ended = await world.server.api.bot(bot.id);
    expect(ended).toMatchObject({ status: 'ENDED' });
    for (const code of ['joining_call', 'in_call_recording', 'in_waiting_room']) {
      expect((await deliver(statusEvent(bot, { code, atMs: Date.now() + aheadMs + 1000 }))).status).toBe(204);
    }
    expect(await world.server.api.bot(bot.id)).toMatchObject({
      status: 'ENDED',
      endedAt: ended.endedAt,
      reason: ended.reason,
    });
  });

  test('a message that the dashboard sends again by hand changes nothing', async () => {
    const { id } = await launch();
    await once(id, 'RECORDING');
    const before = await stored(id);
    const { recallBotId } = await world.server.api.bot(id);
    for (const message of world.recall.state.webhooks.filter(({ botId }) => botId === recallBotId)) {
      expect(await world.recall.resendWebhook({ id: message.id })).toEqual({ status: 204 });
    }
    expect(await stored(id)).toEqual(before);
  });
});

describe('204 and no change: nothing to learn', () => {
  test('a state that nobody knows yet; what follows is understood', async () => {
    const bot = await quietLaunch();
    await deliver(statusEvent(bot, { code: 'joining_call' }));
    expect((await deliver(statusEvent(bot, { code: 'dancing', subCode: 'tango' }))).status).toBe(204);
    expect((await world.server.api.bot(bot.id)).status).toBe('JOINING');
    await expect.poll(logged).toContain('"event":"recall.code_unknown","code":"dancing"');
    await deliver(statusEvent(bot, { code: 'in_call_recording' }));
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"event":"bot.done"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['an object without an event', '{}'],
    ['an event that is a number', '{"event":1,"data":{}}'],
    ['no data', '{"event":"bot.done"}'],
    ['data that is a text', '{"event":"bot.done","data":"x"}'],
    [
      'a bot without an id',
      '{"event":"bot.done","data":{"data":{"code":"done","updated_at":"2026-01-01T00:00:00Z"},"bot":{}}}',
    ],
    [
      'an id that is an object',
      '{"event":"bot.done","data":{"data":{"code":"done","updated_at":"2026-01-01T00:00:00Z"},"bot":{"id":{"$ne":null}}}}',
    ],
    [
      'a code that is an object',
      '{"event":"bot.done","data":{"data":{"code":{"$gt":""},"updated_at":"2026-01-01T00:00:00Z"},"bot":{"id":"x"}}}',
    ],
    [
      'a time that is none',
      '{"event":"bot.done","data":{"data":{"code":"done","updated_at":"yesterday"},"bot":{"id":"x"}}}',
    ],
    ['no time', '{"event":"bot.status_change","data":{"bot_id":"x","status":{"code":"done"}}}'],
  ])('signed, but %s: a repetition would not help, the log says so', async (_name, body) => {
    const before = logged().split('recall.webhook_unreadable').length;
    expect(await deliver(body)).toMatchObject({ status: 204, body: '' });
    await expect.poll(() => logged().split('recall.webhook_unreadable').length).toBe(before + 1);
  });

  test.each([
    [
      'a recording is done',
      {
        event: 'recording.done',
        data: {
          data: { code: 'done', sub_code: null, updated_at: '2026-01-01T00:00:00Z' },
          recording: { id: 'r', metadata: {} },
          bot: { id: 'x', metadata: {} },
        },
      },
    ],
    ['somebody joined', { event: 'participant_events.join', data: { data: { participant: { id: 1 } } } }],
    ['a breakout room', { event: 'bot.breakout_room_entered', data: { bot: { id: 'x', metadata: {} } } }],
    ['something that does not exist', { event: 'cake.baked' }],
    ['a name that is a key of objects', { event: '__proto__', data: { constructor: {} } }],
  ])('another event: %s', async (_name, body) => {
    expect(await deliver(body)).toMatchObject({ status: 204 });
  });

  test('bots of another deployment in the same workspace, and of nobody, leave no trace', async () => {
    const bots = world.server.database.connection.collection('bots');
    const before = await bots.countDocuments();
    const foreign = { id: randomUUID(), recallBotId: randomUUID() };
    expect((await deliver(statusEvent(foreign, { code: 'fatal' }))).status).toBe(204);
    const nobodys = {
      event: 'bot.done',
      data: {
        data: { code: 'done', sub_code: null, updated_at: '2026-01-01T00:00:00Z' },
        bot: { id: randomUUID(), metadata: {} },
      },
    };
    expect((await deliver(nobodys)).status).toBe(204);
    const old = {
      event: 'bot.status_change',
      data: {
        bot_id: randomUUID(),
        status: { code: 'done', created_at: '2026-01-01T00:00:00Z', sub_code: null, message: null },
      },
    };
    expect((await deliver(old)).status).toBe(204);
    expect(await bots.countDocuments()).toBe(before);
  });

  test('metadata that tries to be a query is a text like any other', async () => {
    const bot = await quietLaunch();
    const before = await stored(bot.id);
    for (const launchId of [{ $ne: null }, ['x'], 7, null, '$where', bot.id.toUpperCase()]) {
      const event = statusEvent(bot, { code: 'fatal' });
      const body = {
        ...event,
        data: { ...event.data, bot: { id: bot.recallBotId, metadata: { broughtby_launch: launchId } } },
      };
      expect((await deliver(body)).status).toBe(204);
    }
    expect(await stored(bot.id)).toEqual(before);
  });
});

describe('whatever it says it is', () => {
  test.each([
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/vnd.api+json',
  ])('%s: the bytes count', async (type) => {
    const bot = await quietLaunch();
    expect((await deliver(statusEvent(bot, { code: 'in_waiting_room' }), {}, { 'content-type': type })).status).toBe(
      204,
    );
    expect((await world.server.api.bot(bot.id)).status).toBe('WAITING_ROOM');
  });

  test('large is fine, huge is refused before it is looked at', async () => {
    const bot = await quietLaunch();
    const event = (padding: number) => ({
      ...statusEvent(bot, { code: 'in_call_recording' }),
      padding: 'x'.repeat(padding),
    });
    expect((await deliver(event(600_000))).status).toBe(413);
    expect((await world.server.api.bot(bot.id)).status).toBe('LAUNCHING');
    expect((await deliver(event(400_000))).status).toBe(204);
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
  });

  test('JSON as deep as it fits neither fails nor changes anything', async () => {
    const deep = `${'{"event":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect((await deliver(deep)).status).toBe(204);
  });
});

describe("a bot's life, through the API, with its reasons", () => {
  test('from the waiting room, admitted, to the end of the meeting', async () => {
    const { id, meeting } = await launch({ waitingRoom: true });
    expect(await once(id, 'WAITING_ROOM')).toMatchObject({ reason: null, canRemove: true, endedAt: null });
    await world.zoom.admitBots({ meeting: meeting.number });
    expect(await once(id, 'RECORDING')).toMatchObject({ reason: null });
    await world.zoom.endMeeting({ meeting: meeting.number });
    const ended = await once(id, 'ENDED');
    expect(ended).toMatchObject({
      reason: { code: 'call_ended_by_host', message: 'The host ended the meeting.', nextStep: null },
      canRemove: false,
    });
    const codes = ended.timeline.map(({ kind, code }: { kind: string; code: string }) => `${kind} ${code}`);
    expect(codes).toEqual(
      expect.arrayContaining([
        'LAUNCH_ATTEMPT created',
        'STATUS joining_call',
        'OBF_REQUEST token',
        'STATUS in_waiting_room',
        'STATUS in_call_not_recording',
        'STATUS in_call_recording',
        'STATUS call_ended',
      ]),
    );
    expect(Date.parse(ended.endedAt)).toBeGreaterThan(Date.parse(ended.createdAt));
  });

  test('never admitted', async () => {
    const { id } = await launch({ waitingRoom: true });
    await once(id, 'WAITING_ROOM');
    await advance(MINUTE_MS);
    expect(await once(id, 'FAILED')).toMatchObject({
      reason: {
        code: 'timeout_exceeded_waiting_room',
        message: 'The bot waited to be let in for as long as it may, and left.',
        nextStep: expect.stringContaining('ask the host'),
      },
    });
  });

  test('sent away from the waiting room', async () => {
    const { id, meeting } = await launch({ waitingRoom: true });
    const { recallBotId } = await once(id, 'WAITING_ROOM');
    await world.zoom.removeBot({ meeting: meeting.number, botId: recallBotId });
    expect(await once(id, 'FAILED')).toMatchObject({
      reason: { code: 'bot_kicked_from_waiting_room', nextStep: expect.any(String) },
    });
  });

  test('in the meeting, and not allowed to record', async () => {
    const { id } = await launch({ recordingPermission: 'denied' });
    const denied = await world.server.api.botOnce(id, ({ reason }) => reason !== null, 'a reason is given');
    expect(denied).toMatchObject({
      status: 'IN_CALL',
      reason: { code: 'zoom_local_recording_request_denied_by_host', nextStep: expect.any(String) },
      canRemove: true,
    });
  });

  test('allowed to record after all', async () => {
    const { id, meeting } = await launch({ recordingPermission: 'pending' });
    expect(await once(id, 'IN_CALL')).toMatchObject({ reason: null });
    await world.zoom.setRecordingPermission({ meeting: meeting.number, permission: 'granted' });
    expect(await once(id, 'RECORDING')).toMatchObject({ reason: null });
  });

  test('removed by the host', async () => {
    const { id, meeting } = await launch();
    const { recallBotId } = await once(id, 'RECORDING');
    await world.zoom.removeBot({ meeting: meeting.number, botId: recallBotId });
    expect(await once(id, 'ENDED')).toMatchObject({
      reason: {
        code: 'bot_kicked_from_call',
        message: expect.stringContaining('removed from the meeting'),
        nextStep: expect.any(String),
      },
    });
  });

  test('gone with its person, who left', async () => {
    const { id, meeting } = await launch();
    await once(id, 'RECORDING');
    await world.zoom.leaveMeeting({ meeting: meeting.number, person: person.id });
    expect(await once(id, 'ENDED')).toMatchObject({
      reason: { code: 'bot_kicked_from_call', message: expect.stringContaining('because the person it came for left') },
    });
  });

  test.each([
    ['call_ended', 'timeout_exceeded_waiting_room'],
    ['fatal', 'zoom_obf_user_not_in_meeting'],
  ] as const)('its person never came, which Recall tells as %s', async (personNeverCame, code) => {
    await world.recall.setAssumptions({ personNeverCame });
    const { id } = await launch({ inProgress: false });
    expect(await once(id, 'JOINING')).toMatchObject({ reason: null });
    await advance(MINUTE_MS);
    expect(await once(id, 'FAILED')).toMatchObject({
      reason: { code, message: expect.any(String), nextStep: expect.any(String) },
    });
  });

  test('its person comes late, and it comes in', async () => {
    const { id, meeting } = await launch({ inProgress: false });
    await once(id, 'JOINING');
    await world.zoom.joinMeeting({ meeting: meeting.number, person: person.id });
    await once(id, 'RECORDING');
  });

  test('failed for a reason that nobody knew: the code stands as Recall wrote it', async () => {
    const { id } = await launch({ inProgress: false });
    const { recallBotId } = await once(id, 'JOINING');
    await world.recall.failBot({ botId: recallBotId, subCode: 'zoom_moon_phase_wrong' });
    expect(await once(id, 'FAILED')).toMatchObject({
      reason: { code: 'zoom_moon_phase_wrong', message: expect.stringMatching(/\w+/) },
    });
  });

  test('removed by its person: ended, and no reason is needed', async () => {
    const { id } = await launch();
    await once(id, 'RECORDING');
    await world.server.api.remove(id);
    expect(await once(id, 'ENDED')).toMatchObject({ reason: null, canRemove: false });
  });
});
