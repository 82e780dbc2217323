import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { exchange, type Exchanged } from '../../support/exchange.js';
import { newcomer } from '../../support/newcomer.js';
import { SLACK_MS } from '../../support/patience.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { storedDocuments } from '../../support/storedDocuments.js';
import { CLIENT_ID, startWorld, type TestServer, type World } from '../../support/world.js';
import { deliverZoomWebhook, zoomSignatureHeaders, type ZoomSigning } from '../../support/zoomRequest.js';

const MINUTE_MS = 60_000;
const OTHER_SECRET = 'zoom-secret-token-0002';
/** How long Zoom waits for an answer. */
const ZOOM_WAITS_MS = 3_000;

let world: World;
let secretToken: string;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  await world.zoom.liftRateLimits();
  secretToken = world.env['ZOOM_WEBHOOK_SECRET_TOKEN'] ?? '';
});

afterAll(async () => world.stop());

async function deliver(
  body: unknown,
  { server = world.server, headers = {}, ...signing }: Partial<ZoomSigning> & Delivery = {},
): Promise<Exchanged> {
  return deliverZoomWebhook(originOf(server), body, { secretToken, ...signing }, headers);
}

interface Delivery {
  server?: TestServer;
  headers?: Record<string, string>;
}

function originOf(server: TestServer): string {
  return new URL(server.api.url).origin;
}

async function connected(): Promise<ZoomPerson> {
  return (await newcomer(world)).person;
}

function deauthorization(person: { id: string; accountId: string }, more: Record<string, unknown> = {}) {
  return {
    event: 'app_deauthorized',
    event_ts: Date.now(),
    payload: {
      account_id: person.accountId,
      user_id: person.id,
      signature: '827edc3452044f0bc86bdd5684afb7d1e6becfa1a767f24df1b287853cf73000',
      deauthorization_time: new Date().toISOString(),
      client_id: CLIENT_ID,
      ...more,
    },
  };
}

async function isConnected({ id }: { id: string }, { database } = world.server): Promise<boolean> {
  return (await database.connection.collection<{ _id: string }>('connections').findOne({ _id: id })) !== null;
}

/** The whole database, once nobody is at work on what a test before this one began. */
async function documentsAtRest() {
  const erasures = world.server.database.connection.collection<{ dueAt: Date }>('erasures');
  const atRestFrom = new Date(Date.now() + 50 * MINUTE_MS);
  await expect.poll(async () => erasures.countDocuments({ dueAt: { $lt: atRestFrom } })).toBe(0);
  return storedDocuments(world.server.database);
}

function logged(): string {
  return readFileSync(join(inject('logsFolder'), 'zoomWebhook.log'), 'utf8');
}

describe('the validation of the address', () => {
  test('as Zoom does it', async () => {
    expect(await world.zoom.validateWebhookUrl()).toEqual({ status: 200, valid: true });
  });

  test('is answered with the secret that signed, while secrets are rotated', async () => {
    const server = await world.startServer({
      env: { ZOOM_WEBHOOK_SECRET_TOKEN: `${OTHER_SECRET},zoom-secret-token-0001` },
    });
    const body = { event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' } };
    const answered = await deliver(body, { server, secretToken: 'zoom-secret-token-0001' });
    expect(answered.status).toBe(200);
    expect(JSON.parse(answered.body)).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: '4d38b48547a16d68b514aa94630c49d70633d2801f1818a04cca41f9576176a7',
    });
    const another = await deliver(body, { server, secretToken: OTHER_SECRET });
    expect(JSON.parse(another.body).encryptedToken).not.toBe(JSON.parse(answered.body).encryptedToken);
    expect((await deliver(body, { server })).status).toBe(401);
    await server.stop();
  });

  test.each([
    ['unsigned', {}],
    ['signed by somebody else', zoomSignatureHeaders({ secretToken: OTHER_SECRET }, '')],
  ])('%s is not answered: it would sign any text for anybody', async (_name, headers) => {
    const plainToken = `v0:${Math.floor(Date.now() / 1000)}:{}`;
    for (const token of ['qgg8vlvZRS6UYooatFL8Aw', plainToken]) {
      const answer = await exchange(world.server.baseUrl, '/zoom/webhook', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: token } }),
      });
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain('encryptedToken');
    }
  });

  test('is no way to have a report signed, even for who has a right signature', async () => {
    const plainToken = `v0:${Math.floor(Date.now() / 1000)}:{"event":"app_deauthorized"}`;
    const answer = await deliver({ event: 'endpoint.url_validation', payload: { plainToken } });
    expect(answer).toMatchObject({ status: 204, body: '' });
  });
});

type Forgery = (body: string) => { headers: Record<string, string>; body: string };
const signed = (body: string, more: Partial<ZoomSigning> = {}) => zoomSignatureHeaders({ secretToken, ...more }, body);
const now = () => String(Math.floor(Date.now() / 1000));

describe('401: what is not proven to come from Zoom changes nothing', () => {
  test.each<[string, Forgery]>([
    ['no signature', (body) => ({ headers: {}, body })],
    ['the signature of another secret', (body) => ({ headers: signed(body, { secretToken: OTHER_SECRET }), body })],
    ['no secret at all', (body) => ({ headers: signed(body, { secretToken: '' }), body })],
    ['more than five minutes old', (body) => ({ headers: signed(body, { at: Date.now() - 5.1 * MINUTE_MS }), body })],
    ['more than five minutes ahead', (body) => ({ headers: signed(body, { at: Date.now() + 5.1 * MINUTE_MS }), body })],
    [
      'an old one with a new time: replayed',
      (body) => ({
        headers: { ...signed(body, { at: Date.now() - 6 * MINUTE_MS }), 'x-zm-request-timestamp': now() },
        body,
      }),
    ],
    ['another body', (body) => ({ headers: signed(body.replace('app_deauthorized', 'app_deauthorised')), body })],
    ['truncated', (body) => ({ headers: signed(body), body: body.slice(0, -1) })],
    ['truncated to nothing', (body) => ({ headers: signed(body), body: '' })],
    ['one byte more', (body) => ({ headers: signed(body), body: `${body}\n` })],
    ['the same JSON, written otherwise', (body) => ({ headers: signed(body), body: body.replace(':', ': ') })],
    [
      'a signature that was cut',
      (body) => ({
        headers: { ...signed(body), 'x-zm-signature': signed(body)['x-zm-signature']?.slice(0, -2) ?? '' },
        body,
      }),
    ],
    ['an empty signature', (body) => ({ headers: { ...signed(body), 'x-zm-signature': '' }, body })],
    ['an empty time', (body) => ({ headers: { ...signed(body), 'x-zm-request-timestamp': '' }, body })],
    ['the retired verification token', (body) => ({ headers: { authorization: secretToken }, body })],
  ])('%s', async (_name, forge) => {
    const person = await connected();
    const right = JSON.stringify(deauthorization(person));
    const before = await documentsAtRest();
    const { headers, body } = forge(right);
    const answer = await exchange(world.server.baseUrl, '/zoom/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({ error: "Zoom's signature is missing, wrong or too old." });
    expect(await storedDocuments(world.server.database)).toEqual(before);
    expect((await deliver(right)).status).toBe(204);
    await expect.poll(async () => isConnected(person)).toBe(false);
  });
});

describe('413', () => {
  test('larger than anything of Zoom’s: refused before it is looked at; large is fine', async () => {
    const person = await connected();
    const before = await documentsAtRest();
    const report = deauthorization(person);
    expect((await deliver({ ...report, padding: 'x'.repeat(300_000) })).status).toBe(413);
    expect(await storedDocuments(world.server.database)).toEqual(before);
    expect((await deliver({ ...report, padding: 'x'.repeat(200_000) })).status).toBe(204);
    await expect.poll(async () => isConnected(person)).toBe(false);
  });
});

describe('503: Zoom comes again', () => {
  test('no secret is configured: it says which to set, and takes nothing on trust', async () => {
    const server = await world.startServer({ env: { ZOOM_WEBHOOK_SECRET_TOKEN: undefined } });
    const person = await connected();
    for (const signing of [{ secretToken }, { secretToken: '' }]) {
      const answer = await deliver(deauthorization(person), { server, ...signing });
      expect(answer.status).toBe(503);
      expect(answer.body).toContain('Set ZOOM_WEBHOOK_SECRET_TOKEN');
    }
    expect(await isConnected(person)).toBe(true);
    await server.stop();
  });

  test('the database is away: within the time that Zoom waits, and what is delivered again is applied', async () => {
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    const person = await connected();
    const report = deauthorization(person);
    await proxy.cut();
    const askedAt = performance.now();
    expect((await deliver(report, { server })).status).toBe(503);
    expect(performance.now() - askedAt).toBeLessThan(ZOOM_WAITS_MS + SLACK_MS);
    await proxy.restore();
    await expect.poll(async () => (await deliver(report, { server })).status).toBe(204);
    await expect.poll(async () => isConnected(person)).toBe(false);
    await server.stop();
    await proxy.close();
  });

  test('the database is slow: Zoom is told to come again in time, and the work goes on', async () => {
    const gate = await startDatabaseGate(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: gate.uri } });
    const person = await connected();
    const held = gate.hold(({ name, collection }) => name === 'insert' && collection === 'erasures');
    const askedAt = performance.now();
    const answer = deliver(deauthorization(person), { server });
    const goOn = await held;
    expect(await answer).toMatchObject({ status: 503, body: expect.stringContaining('Deliver it again') });
    expect(performance.now() - askedAt).toBeLessThan(ZOOM_WAITS_MS + SLACK_MS);
    goOn();
    await expect.poll(async () => isConnected(person)).toBe(false);
    await server.stop();
  });
});

describe('once', () => {
  test('the same request again, as from somebody who has recorded it, changes nothing', async () => {
    const person = await connected();
    const body = JSON.stringify(deauthorization(person));
    const at = Date.now();
    expect((await deliver(body, { at })).status).toBe(204);
    await expect.poll(async () => isConnected(person)).toBe(false);
    const before = await documentsAtRest();
    expect((await deliver(body, { at })).status).toBe(204);
    expect(await storedDocuments(world.server.database)).toEqual(before);
    expect(before['claims']?.filter(({ _id }) => String(_id).startsWith('zoom_webhook:')).length).toBeGreaterThan(0);
  });

  test('two servers that get the same at the same moment both take it, and it happened once', async () => {
    const other = await world.startServer();
    const person = await connected();
    const body = JSON.stringify(deauthorization(person));
    const at = Date.now();
    const answers = await Promise.all(
      [world.server, other, world.server, other].map((server) => deliver(body, { server, at })),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    await expect.poll(async () => isConnected(person)).toBe(false);
    const documents = await storedDocuments(world.server.database);
    expect(documents['erasures']?.filter(({ _id }) => _id === person.id)).toHaveLength(1);
    await other.stop();
  });
});

describe('204 and no change', () => {
  test.each<[string, (person: ZoomPerson) => unknown]>([
    ['nothing', () => ''],
    ['no JSON', () => '{"event":"app_deauth'],
    ['a list', () => '[]'],
    ['no event', () => ({})],
    ['nobody', () => ({ event: 'app_deauthorized', payload: {} })],
    ['a person who is a query', () => deauthorization({ id: '', accountId: '' }, { user_id: { $ne: null } })],
    ['no time', ({ id }) => ({ event: 'app_deauthorized', payload: { user_id: id } })],
    ['a deauthorization of another app', (person) => deauthorization(person, { client_id: 'anotherClientId' })],
    ['a deauthorization by another account', (person) => deauthorization(person, { account_id: 'another' })],
    ['another event', ({ id }) => ({ event: 'user.deleted', payload: { object: { id } } })],
    ['a name that is a key of objects', () => ({ event: '__proto__', payload: {} })],
    ['as deep as it fits', () => `${'{"event":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('signed, but %s', async (_name, make) => {
    const person = await connected();
    const before = await documentsAtRest();
    expect(await deliver(make(person))).toMatchObject({ status: 204, body: '' });
    expect(await storedDocuments(world.server.database)).toEqual(before);
  });

  test('the log says what could not be read', async () => {
    const before = logged().split('zoom.webhook_unreadable').length;
    await deliver('{"event":');
    await expect.poll(() => logged().split('zoom.webhook_unreadable').length).toBe(before + 1);
  });
});

test.each(['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
  'whatever it says it is, the bytes count: %s',
  async (type) => {
    const person = await connected();
    expect((await deliver(deauthorization(person), { headers: { 'content-type': type } })).status).toBe(204);
    await expect.poll(async () => isConnected(person)).toBe(false);
  },
);
