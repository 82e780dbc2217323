import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { Panel } from '../support/panel.js';
import { backend, Follower } from '../support/follower.js';
import { fetchCallback } from '../support/recallRequest.js';
import { collectionsWith } from '../support/storedDocuments.js';
import { API_KEY, CLIENT_ID, OTHER_API_KEY, startWorld, type World } from '../support/world.js';
import { deliverZoomWebhook } from '../support/zoomRequest.js';

const HOUR_MS = 3_600_000;
const PATIENCE = { timeout: 30_000, interval: 50 };

let world: World;
let people = 0;
/** How far everybody's clock is ahead. */
let aheadMs = 0;
const followers: Follower[] = [];

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});

afterEach(() => {
  for (const follower of followers.splice(0)) follower.leave();
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

/** Somebody with a name that is nobody else's, connected for two backends and signed in by themselves. */
async function connected() {
  people += 1;
  const person = await world.zoom.addPerson({ displayName: `Person ${people}, unforgettable` });
  const id = `user-${people}`;
  await world.connect(person, id, API_KEY);
  await world.connect(person, id, OTHER_API_KEY);
  const browser = world.server.browser();
  await browser.connectZoom(world.zoom, person.id);
  return { person, id, browser };
}

async function recordingBot(person: ZoomPerson, id: string, key = API_KEY) {
  const meeting = await world.zoom.addMeeting({ host: person.id });
  const api = world.server.api.as(key);
  const { bot } = await api.launch(meeting.inviteUrl, id);
  const shown = await api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records', PATIENCE.timeout);
  return { id: bot.id as string, recallBotId: shown.recallBotId as string };
}

/** What nothing may be found of. */
function tracesOf({ id, displayName, email }: ZoomPerson): string[] {
  const tokens = readFileSync(inject('secretsFile'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { value: string }).value)
    .filter((value) => ownerOf(value) === id);
  expect(tokens.length).toBeGreaterThan(0);
  return [id, displayName, email, ...tokens];
}

function ownerOf(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { uid?: unknown }).uid;
  } catch {
    return undefined;
  }
}

async function leftOf(person: ZoomPerson): Promise<string[]> {
  return collectionsWith(world.server.database, tracesOf(person));
}

/** Once the erasure has gone over all of it once, only the erasure itself is left, for an hour. */
async function expectErased(person: ZoomPerson): Promise<void> {
  await expect.poll(async () => leftOf(person), PATIENCE).toEqual(['erasures']);
}

function atRecall(recallBotId: string) {
  return world.recall.state.bots.find(({ id }) => id === recallBotId);
}

async function hasLeft(recallBotId: string): Promise<void> {
  await world.recall.waitFor(
    () => atRecall(recallBotId)?.statusChanges.some(({ sub_code }) => sub_code === 'bot_received_leave_call'),
    'the bot left',
    { timeoutMs: PATIENCE.timeout },
  );
}

/** As Zoom reports that somebody removed the app at this moment. */
async function deliver(person: ZoomPerson, at: number) {
  const payload = {
    account_id: person.accountId,
    user_id: person.id,
    deauthorization_time: new Date(at).toISOString(),
    client_id: CLIENT_ID,
  };
  return deliverZoomWebhook(
    world.server.baseUrl,
    { event: 'app_deauthorized', event_ts: at, payload },
    { secretToken: world.env['ZOOM_WEBHOOK_SECRET_TOKEN'] ?? '', at: Date.now() + aheadMs },
  );
}

function logged(): string {
  return readFileSync(join(inject('logsFolder'), 'deauthorization.log'), 'utf8');
}

function stored(name: string) {
  return world.server.database.connection.collection<{ _id: string }>(name);
}

describe('a person who removes the app at Zoom', () => {
  test('has nothing left here: live bots go, and after an hour the last trace; twice told, once done', async () => {
    const { person, id, browser } = await connected();
    const bystander = await connected();
    const theirs = await recordingBot(bystander.person, bystander.id);
    const [one, two] = [await recordingBot(person, id), await recordingBot(person, id, OTHER_API_KEY)];
    const panel = await new Panel(world.server, world.zoom, { person: person.id }).signedIn();
    await panel.ask('mutation { startZoomAuthorization { __typename } }');
    const link = await world.server.api.connectLink(`${id}-second`);
    await world.server.browser().completeConnectLink(link, world.zoom, person.id);
    const follower = new Follower(world.server, backend(API_KEY));
    followers.push(follower);
    await follower.follow(one.id, 'text');
    await follower.until(({ status }) => status === 'RECORDING', 'its state');
    const kept = ['authorizations', 'bots', 'claims', 'connections', 'links', 'sessions'];
    expect((await leftOf(person)).toSorted()).toEqual(kept);
    const url = await callbackUrlAt(one.recallBotId);

    await world.zoom.deauthorize({ person: person.id, times: 2 });
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    await Promise.all([one, two].map(async ({ recallBotId }) => hasLeft(recallBotId)));
    await expectErased(person);
    await world.zoom.waitFor(({ pendingWebhooks }) => pendingWebhooks === 0, 'both were taken');
    expect(follower.told.at(-1)).toMatchObject({ status: 'ENDED', reason: null, canRemove: false });
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const secrets = [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
    expect((await fetchCallback(url, { secrets, at: Date.now() + aheadMs })).status).toBe(404);
    expect(await world.server.api.launch('https://zoom.us/j/1234567890', id)).toMatchObject({
      __typename: 'UnknownExternalUser',
    });
    expect((await world.server.api.bot(theirs.id)).status).toBe('RECORDING');

    await advance(HOUR_MS);
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual([]);
    expect(world.zoom.calls.count({ route: 'POST /oauth/revoke', person: person.id }), 'Zoom had ended it').toBe(0);
    expect((await bystander.browser.run('Viewer')).data.viewer.person.id).toBe(bystander.person.id);
  });

  test('is told by Zoom again when all is done: nothing more happens', async () => {
    const { person } = await connected();
    const at = Date.now() + aheadMs;
    expect((await deliver(person, at)).status).toBe(204);
    await expectErased(person);
    await advance(HOUR_MS);
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual([]);
    expect((await deliver(person, at)).status).toBe(204);
    await expectErased(person);
    await advance(HOUR_MS);
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual([]);
  });

  test('leaves nothing of what was under way when it was gone over for the first time', async () => {
    const { person, id } = await connected();
    const bot = await recordingBot(person, id);
    const [launch, link, session] = await Promise.all([
      stored('bots').findOne({ _id: bot.id }),
      stored('links').findOne({ person: person.id }),
      stored('sessions').findOne({ person: person.id }),
    ]);
    await world.zoom.deauthorize({ person: person.id });
    await expectErased(person);
    await hasLeft(bot.recallBotId);
    // As of another server that had read what it needed just before.
    const over = { endedAt: new Date(), leaveSent: true, activeKey: bot.id, slot: bot.id };
    if (launch === null || link === null || session === null) throw new Error('There was nothing to begin with');
    await stored('bots').insertOne({ ...launch, ...over });
    await stored('links').insertOne(link);
    await stored('sessions').insertOne(session);
    await advance(HOUR_MS);
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual([]);
  });

  test('whose bot Recall could not be told about: it is told as soon as it can be, and the erasure waits for that', async () => {
    const { person, id } = await connected();
    const bot = await recordingBot(person, id);
    await world.recall.setDown('unavailable');
    await world.zoom.deauthorize({ person: person.id });
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual(expect.arrayContaining(['bots', 'erasures']));
    await expect.poll(async () => (await leftOf(person)).length, PATIENCE).toBe(2);
    await advance(HOUR_MS);
    expect(await stored('erasures').findOne({ _id: person.id })).not.toBeNull();
    await world.recall.setDown('up');
    await hasLeft(bot.recallBotId);
    await expect.poll(async () => leftOf(person), { ...PATIENCE, timeout: 60_000 }).toEqual([]);
  }, 150_000);
});

describe('a person who is back', () => {
  test('before Zoom’s report of their going comes: it changes nothing', async () => {
    const { person, id } = await connected();
    const removedAt = Date.now() + aheadMs;
    await world.zoom.revokeGrant({ person: person.id });
    await expect.poll(() => Date.now() + aheadMs).toBeGreaterThan(removedAt);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const bot = await recordingBot(person, id);
    const before = await leftOf(person);
    for (let time = 0; time < 2; time += 1) expect((await deliver(person, removedAt)).status).toBe(204);
    expect(await stored('erasures').findOne({ _id: person.id })).toBeNull();
    expect(await leftOf(person)).toEqual(before);
    expect((await browser.run('Viewer')).data.viewer).toMatchObject({ connection: { state: 'CONNECTED' } });
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
  });

  test('while the erasure still waits for Recall, and when it goes over all once more: what is new stays', async () => {
    const { person, id, browser: oldBrowser } = await connected();
    const old = await recordingBot(person, id);
    await world.recall.setDown('unavailable');
    await world.zoom.deauthorize({ person: person.id });
    await expect.poll(async () => stored('connections').findOne({ _id: person.id }), PATIENCE).toBeNull();

    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    await world.connect(person, id, API_KEY);
    await world.recall.setDown('up');
    await hasLeft(old.recallBotId);
    await expect.poll(async () => stored('bots').findOne({ _id: old.id }), { ...PATIENCE, timeout: 60_000 }).toBeNull();
    const bot = await recordingBot(person, id);
    await advance(HOUR_MS);
    await expect.poll(async () => stored('erasures').findOne({ _id: person.id }), PATIENCE).toBeNull();

    expect((await browser.run('Viewer')).data.viewer).toMatchObject({
      person: { id: person.id },
      connection: { state: 'CONNECTED' },
    });
    expect((await oldBrowser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await world.server.api.bot(bot.id)).status).toBe('RECORDING');
    expect(await stored('links').countDocuments({ person: person.id }), 'not that of the other backend').toBe(1);
  }, 150_000);

  test('and goes again: that counts', async () => {
    const { person } = await connected();
    await world.zoom.deauthorize({ person: person.id });
    await expectErased(person);
    await world.server.browser().connectZoom(world.zoom, person.id);
    await world.zoom.deauthorize({ person: person.id });
    await expectErased(person);
    await advance(HOUR_MS);
    await expect.poll(async () => leftOf(person), PATIENCE).toEqual([]);
  });
});

test('what Recall still reports of an erased bot is acknowledged and logged, and not stored', async () => {
  const { person, id } = await connected();
  const bot = await recordingBot(person, id);
  await world.recall.holdWebhooks();
  await world.zoom.deauthorize({ person: person.id });
  await hasLeft(bot.recallBotId);
  await expectErased(person);
  await world.recall.releaseWebhooks();
  await world.recall.waitFor(
    ({ webhooks }) =>
      webhooks.filter(({ botId }) => botId === bot.recallBotId).every(({ status }) => status === 'delivered'),
    'all was acknowledged',
    { timeoutMs: PATIENCE.timeout },
  );
  await expect
    .poll(logged, PATIENCE)
    .toContain(`"event":"recall.webhook_of_nobody","recallBotId":"${bot.recallBotId}"`);
  await expectErased(person);
});

/** The callback URL that a bot was given. */
async function callbackUrlAt(recallBotId: string): Promise<string> {
  const answer = await fetch(`${world.recall.url}/api/v1/bot/${recallBotId}/`, {
    headers: { authorization: world.env['RECALL_API_KEY'] ?? '' },
  });
  const { zoom } = (await answer.json()) as { zoom: { obf_token_url: string } };
  return zoom.obf_token_url;
}
