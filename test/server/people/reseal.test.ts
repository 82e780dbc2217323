import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { createKeyRing } from '../../../server/encryption.js';
import type { Browser } from '../../support/browser.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { fetchCallback } from '../../support/recallRequest.js';
import { secret, startWorld, type TestServer, type World } from '../../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';
const TOKEN = 'POST /oauth/token';
const REVOKE = 'POST /oauth/revoke';

type Stored = { _id: string } & Record<string, unknown>;

let world: World;
/** Key rings, as they follow each other when a key is changed: the new one is appended, then moved first, then alone. */
let rings: { appended: string; moved: string; alone: string };

beforeAll(async () => {
  const [first, second] = ['the first', 'the second'].map((name) =>
    secret(inject('secretsFile'), `${name} encryption key`, randomBytes(32).toString('base64')),
  );
  rings = { appended: `k1:${first},k2:${second}`, moved: `k2:${second},k1:${first}`, alone: `k2:${second}` };
  world = await startWorld({
    withoutRateLimits: true,
    env: { TOKEN_ENCRYPTION_KEYS: rings.appended, MAX_LIVE_BOTS_PER_PERSON: '50' },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  // It would seal again with the old key what the others sealed with the new one.
  await world.server.app.sweep.stop();
});

afterEach(async () => {
  world.recall.faults.clear();
  world.zoom.faults.clear();
  const collections = ['connections', 'revocations', 'erasures', 'authorizations', 'leases'];
  await Promise.all(collections.map(async (name) => stored(name).deleteMany({})));
});

afterAll(async () => world.stop());

function stored(collection: string) {
  return world.server.database.connection.collection<Stored>(collection);
}

async function withRing(ring: keyof typeof rings, env: Record<string, string> = {}): Promise<TestServer> {
  return world.startServer({ env: { TOKEN_ENCRYPTION_KEYS: rings[ring], ...env } });
}

/** The keys that a document's values are sealed with. */
async function kidsIn(collection: string, id: string): Promise<string[]> {
  const document = (await stored(collection).findOne({ _id: id })) ?? {};
  return Object.entries(document).flatMap(([field, value]) =>
    field.startsWith('sealed') && field !== 'sealedWith' && typeof value === 'string'
      ? [decodeProtectedHeader(value).kid ?? '']
      : [],
  );
}

async function sealedWithout(server: TestServer, kid: string, of: [collection: string, id: string][]): Promise<void> {
  const look = async () => {
    await server.app.sweep.run('sealedValues');
    return (await Promise.all(of.map(async ([collection, id]) => kidsIn(collection, id)))).flat();
  };
  await expect.poll(look, { timeout: 15_000 }).not.toContain(kid);
}

async function fetchToken(who: Newcomer, server: TestServer) {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  const { url } = await world.server.api.callbackUrl(inviteUrl, who.id);
  const { pathname, search } = new URL(url);
  return fetchCallback(`${new URL(server.api.url).origin}${pathname}${search}`, {
    secrets: [world.env['RECALL_VERIFICATION_SECRET'] ?? ''],
  });
}

/** Begins to connect Zoom, as far as Zoom's page. */
async function beginAuthorization(browser: Browser): Promise<{ url: string; id: string }> {
  const begun = await browser.get('/zoom/oauth');
  const [newest] = await stored('authorizations').find({}).sort({ expiresAt: -1 }).limit(1).toArray();
  return { url: begun.headers.get('location') ?? '', id: newest?._id ?? '' };
}

test('when a key is retired, whatever it had sealed goes on: connections, authorizations and launches', async () => {
  const [ada, ben] = [await newcomer(world), await newcomer(world)];
  const browser = world.server.browser();
  const authorization = await beginAuthorization(browser);
  const noBots = { status: 507, headers: { 'retry-after': '60' }, body: { code: 'adhoc_pool_depleted' } };
  const full = world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: ada.id }, then: noBots });
  const { bot } = await world.server.api.launch(ada.meeting.inviteUrl, ada.id, ada.id);
  await full.reached();
  const sealed: [string, string][] = [
    ['connections', ada.person.id],
    ['connections', ben.person.id],
    ['authorizations', authorization.id],
    ['bots', bot.id],
  ];
  for (const [collection, id] of sealed) expect(new Set(await kidsIn(collection, id))).toEqual(new Set(['k1']));

  const moved = await withRing('moved');
  await sealedWithout(moved, 'k1', sealed);
  expect(moved.app.sweep.counts.sealedValues['resealed']).toBe(sealed.length);
  await moved.app.sweep.run('sealedValues');
  expect(moved.app.sweep.counts.sealedValues['resealed'], 'nothing is left to do').toBe(sealed.length);
  await moved.stop();

  const alone = await withRing('alone');
  expect(await fetchToken(ben, alone)).toMatchObject({ status: 200 });
  await world.zoom.expireAccessToken({ person: ben.person.id });
  expect(await fetchToken(ben, alone), 'the refresh token, too').toMatchObject({ status: 200 });
  const { location } = await world.zoom.consent({ url: authorization.url, person: ben.person.id });
  const { pathname, search } = new URL(location);
  const returned = await fetch(`${new URL(alone.api.url).origin}${pathname}${search}`, {
    headers: { cookie: browser.cookieHeader() },
    redirect: 'manual',
  });
  expect([returned.status, returned.headers.get('location')]).toEqual([302, expect.stringContaining('/launch')]);
  full.remove();
  await alone.api.botOnce(bot.id, ({ recallBotId }) => recallBotId !== null, 'the launch goes on', 15_000);
  await alone.stop();
});

test('connections from before the key was noted are found, too', async () => {
  const [ada, ben] = [await newcomer(world), await newcomer(world)];
  for (const { person } of [ada, ben])
    await stored('connections').updateOne({ _id: person.id }, { $set: { shape: 1 }, $unset: { sealedWith: '' } });
  const moved = await withRing('moved');
  await sealedWithout(moved, 'k1', [
    ['connections', ada.person.id],
    ['connections', ben.person.id],
  ]);
  expect(await stored('connections').countDocuments({ sealedWith: 'k2' })).toBe(2);
  await moved.stop();
});

test('a grant that Zoom could not be reached to end is ended without the key that had sealed its tokens', async () => {
  const { id, person } = await newcomer(world);
  const away = world.zoom.faults.add({ route: REVOKE, person: person.id, then: { status: 503 } });
  expect(await world.server.api.disconnect(id)).toMatchObject({ erased: true, revoked: false });
  expect(new Set(await kidsIn('revocations', person.id))).toEqual(new Set(['k1']));
  const moved = await withRing('moved');
  await sealedWithout(moved, 'k1', [['revocations', person.id]]);
  await moved.stop();

  away.remove();
  const alone = await withRing('alone');
  const isEnded = async () => {
    await stored('revocations').updateOne({ _id: person.id }, { $set: { dueAt: new Date(0) } });
    await alone.app.sweep.run('grants');
    return (await stored('revocations').findOne({ _id: person.id })) === null;
  };
  await expect.poll(isEnded, { timeout: 15_000 }).toBe(true);
  expect(world.zoom.state.grants.filter((grant) => grant.person === person.id)).toEqual([]);
  await alone.stop();
});

describe('a pair that is refreshed meanwhile', () => {
  test('stands, though it was read before: what is written goes in the place of what was read, or nowhere', async () => {
    const who = await newcomer(world);
    const gate = await startDatabaseGate(world.databaseUri);
    const isWriting = gate.hold(({ name, collection }) => name === 'update' && collection === 'connections');
    const moved = await withRing('moved', { MONGODB_URI: gate.uri });
    const goOn = await isWriting;
    await world.zoom.expireAccessToken({ person: who.person.id });
    expect(await fetchToken(who, world.server)).toMatchObject({ status: 200 });
    const refreshed = await stored('connections').findOne({ _id: who.person.id });
    goOn();
    await moved.app.sweep.stop();
    expect(await stored('connections').findOne({ _id: who.person.id })).toEqual(refreshed);
    await moved.stop();
    expect(await fetchToken(who, world.server)).toMatchObject({ status: 200 });
  });

  test('is stored, though the one that it was made from was sealed again before', async () => {
    const who = await newcomer(world);
    const held = world.zoom.faults.add({
      route: TOKEN,
      match: { grant_type: 'refresh_token' },
      then: 'answer',
      hold: 'before-answer',
      times: 1,
    });
    await world.zoom.expireAccessToken({ person: who.person.id });
    const fetching = fetchToken(who, world.server);
    await held.reached();
    const moved = await withRing('moved');
    await sealedWithout(moved, 'k1', [['connections', who.person.id]]);
    held.release();
    expect(await fetching).toMatchObject({ status: 200 });
    await world.zoom.expireAccessToken({ person: who.person.id });
    expect(await fetchToken(who, moved), 'the newest pair is the one that is stored').toMatchObject({ status: 200 });
    await moved.stop();
  });
});

test('a value that does not open is left as it is, counted, and in nobody’s way', async () => {
  const [ada, ben] = [await newcomer(world), await newcomer(world)];
  const damaged = `${String((await stored('connections').findOne({ _id: ada.person.id }))?.['sealedRefreshToken'])}x`;
  await stored('connections').updateOne({ _id: ada.person.id }, { $set: { sealedRefreshToken: damaged } });
  const moved = await withRing('moved');
  await sealedWithout(moved, 'k1', [['connections', ben.person.id]]);
  await expect.poll(() => moved.app.sweep.counts.sealedValues['unreadable']).toBeGreaterThan(0);
  expect(await stored('connections').findOne({ _id: ada.person.id })).toMatchObject({ sealedRefreshToken: damaged });
  await moved.stop();
});

test('more than fit on a page are all sealed again, once, by two servers at the same time', async () => {
  const who = await newcomer(world);
  const document = await stored('connections').findOne({ _id: who.person.id });
  const [, key = ''] = /^k1:([^,]+)/.exec(rings.appended) ?? [];
  const keyRing = createKeyRing([{ kid: 'k1', key: new Uint8Array(Buffer.from(key, 'base64')) }]);
  const others = await Promise.all(
    Array.from({ length: 450 }, async (_, place) => ({
      ...document,
      _id: `person-${place}`,
      sealedAccessToken: await keyRing.seal('an access token', `connections/person-${place}/accessToken`),
      sealedRefreshToken: await keyRing.seal('a refresh token', `connections/person-${place}/refreshToken`),
    })),
  );
  const servers = await Promise.all([withRing('moved'), withRing('moved')]);
  for (const { app } of servers) await app.sweep.run('sealedValues');
  await stored('connections').insertMany(others);
  await Promise.all(
    servers.map(async ({ app }) => {
      await stored('leases').deleteMany({ _id: 'sweep/sealedValues' });
      await app.sweep.run('sealedValues');
    }),
  );
  const left = () => stored('connections').countDocuments({ sealedWith: { $ne: 'k2' } });
  await expect.poll(left, { timeout: 15_000 }).toBe(0);
  const [resealed, unreadable] = ['resealed', 'unreadable'].map((outcome) =>
    servers.reduce((sum, { app }) => sum + (app.sweep.counts.sealedValues[outcome] ?? 0), 0),
  );
  expect([resealed, unreadable]).toEqual([others.length + 1, 0]);
  await Promise.all(servers.map(async (server) => server.stop()));
});
