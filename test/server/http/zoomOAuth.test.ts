import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultEffect } from '../../../sandbox/simulator/faults.js';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import type { Browser } from '../../support/browser.js';
import { RETURN_ORIGIN, startWorld, type TestServer, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;
const EXCHANGE = { route: 'POST /oauth/token', match: { grant_type: 'authorization_code' } };

let world: World;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

/** Where Zoom would send a person who was asked for consent at this address. */
async function wayBack(authorizationUrl: string, person: ZoomPerson): Promise<string> {
  const { location } = await world.zoom.consent({ url: authorizationUrl, person: person.id });
  const { pathname, search } = new URL(location);
  return pathname + search;
}

async function begin(browser: Browser): Promise<string> {
  const { status, headers } = await browser.get('/zoom/oauth');
  expect(status).toBe(302);
  return headers.get('location') ?? '';
}

type Visit = Awaited<ReturnType<Browser['get']>>;

/** A page that says what happened and offers a way on, and signs nobody in. */
function expectPage(visit: Visit, status: number, words: string): void {
  const shown = visit.text.replace(/<style>[^]*<\/style>/, '');
  expect(shown).toContain(words);
  expect(shown).toMatch(/<a class="action" href="\/(zoom\/oauth|launch)"/);
  expect(visit.status).toBe(status);
  expect(visit.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(visit.headers.get('cache-control')).toBe('no-store');
  expect(visit.headers.getSetCookie().filter((line) => line.includes('session'))).toEqual([]);
}

async function stored(person: ZoomPerson) {
  return world.server.database.connection
    .collection<{ _id: string; sealedRefreshToken: string; createdAt: Date; state: string }>('connections')
    .findOne({ _id: person.id });
}

function exchanges(): number {
  return world.zoom.state.counters.exchanges;
}

describe('/zoom/oauth', () => {
  test("leads to Zoom's consent page, with a state and a challenge of its own each time", async () => {
    const browser = world.server.browser();
    const [first, second] = [new URL(await begin(browser)), new URL(await begin(browser))];
    expect(first.origin + first.pathname).toBe(`${world.zoom.url}/oauth/authorize`);
    const { state, code_challenge: challenge, ...rest } = Object.fromEntries(first.searchParams);
    expect(rest).toEqual({
      response_type: 'code',
      client_id: world.env['ZOOM_CLIENT_ID'],
      redirect_uri: `${world.server.baseUrl}/zoom/oauth-callback`,
      code_challenge_method: 'S256',
    });
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(challenge).toMatch(/^[\w-]{43}$/);
    expect(second.searchParams.get('state')).not.toBe(state);
    expect(second.searchParams.get('code_challenge')).not.toBe(challenge);
  });

  test('is kept by no cache, and stores neither state nor verifier nor cookie in the clear', async () => {
    const browser = world.server.browser();
    const { headers } = await browser.get('/zoom/oauth');
    expect(headers.get('cache-control')).toBe('no-store');
    const state = new URL(headers.get('location') ?? '').searchParams.get('state') ?? '';
    const authorizations = await world.server.database.connection.collection('authorizations').find().toArray();
    const text = JSON.stringify(authorizations);
    for (const secret of [state, ...browser.cookies.values()]) expect(text).not.toContain(secret);
  });
});

describe('coming back with consent', () => {
  test('signs the person in and leads to /launch', async () => {
    const person = await world.zoom.addPerson({ displayName: 'Grace Hopper' });
    const browser = world.server.browser();
    const back = await browser.connectZoom(world.zoom, person.id);
    expect(back).toMatchObject({ status: 302 });
    expect(back.headers.get('location')).toBe('/launch');
    expect(back.headers.get('cache-control')).toBe('no-store');
    expect((await browser.run('Viewer')).data.viewer.person).toEqual({ id: person.id, displayName: 'Grace Hopper' });
  });

  test('again as the same Zoom user: the same connection with the newer grant, and both browsers stay signed in', async () => {
    const person = await world.zoom.addPerson();
    const [one, two] = [world.server.browser(), world.server.browser()];
    await one.connectZoom(world.zoom, person.id);
    const before = await stored(person);
    await advance(MINUTE_MS);
    await two.connectZoom(world.zoom, person.id);
    const after = await stored(person);
    expect(after?.sealedRefreshToken).not.toBe(before?.sealedRefreshToken);
    expect(after?.createdAt).toEqual(before?.createdAt);
    for (const browser of [one, two]) expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
    expect(world.zoom.state.grants.filter((grant) => grant.person === person.id)).toHaveLength(1);
  });

  test('as another Zoom user in the same browser: that one is signed in, the first one keeps their connection', async () => {
    const [first, second] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, first.id);
    await browser.connectZoom(world.zoom, second.id);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(second.id);
    expect((await stored(first))?.state).toBe('CONNECTED');
  });

  test('with a permission withheld: connected, and told what is missing', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id, { withhold: ['user:read:token'] });
    expect((await browser.run('Viewer')).data.viewer.connection).toMatchObject({
      state: 'CONNECTED',
      missingScopes: ['user:read:token'],
    });
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    expect((await browser.run('LaunchBot', { input: { meetingUrl: inviteUrl } })).data.launchBot).toMatchObject({
      __typename: 'MissingScope',
      scopes: ['user:read:token'],
      connectUrl: `${world.server.baseUrl}/zoom/oauth`,
      message: expect.stringContaining('user:read:token'),
    });
  });
});

describe('coming back with what does not count', () => {
  test('a code without a state, as the Marketplace sends it: discarded, and no loop', async () => {
    const person = await world.zoom.addPerson();
    const { code } = await world.zoom.issueCode({
      person: person.id,
      redirectUri: `${world.server.baseUrl}/zoom/oauth-callback`,
    });
    const browser = world.server.browser();
    await begin(browser);
    const before = exchanges();
    expectPage(await browser.get(`/zoom/oauth-callback?code=${code}`), 400, 'One more step');
    expect(exchanges()).toBe(before);
    expect(await stored(person)).toBeNull();
  });

  test('the same state a second time', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const path = await wayBack(await begin(browser), person);
    expect((await browser.get(path)).status).toBe(302);
    const before = exchanges();
    expectPage(await browser.get(path), 400, 'works once');
    expect(exchanges()).toBe(before);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
  });

  test('the same answer twice at once: one counts', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const path = await wayBack(await begin(browser), person);
    const before = exchanges();
    const visits = await Promise.all([browser.get(path), browser.get(path), browser.get(path)]);
    expect(visits.filter(({ status }) => status === 302)).toHaveLength(1);
    expect(visits.filter(({ status }) => status === 400)).toHaveLength(2);
    expect(exchanges()).toBe(before + 1);
  });

  test('a state of more than five minutes ago', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const url = await begin(browser);
    await advance(5 * MINUTE_MS);
    const before = exchanges();
    expectPage(await browser.get(await wayBack(url, person)), 400, 'five minutes');
    expect(exchanges()).toBe(before);
  });

  test("a state of nobody's", async () => {
    const browser = world.server.browser();
    await begin(browser);
    expectPage(await browser.get(`/zoom/oauth-callback?code=x&state=${'a'.repeat(43)}`), 400, 'works once');
  });

  test('a state that began in another browser, which can still end it itself', async () => {
    const person = await world.zoom.addPerson();
    const [victim, attacker, withoutCookies] = [world.server.browser(), world.server.browser(), world.server.browser()];
    await begin(attacker);
    const path = await wayBack(await begin(victim), person);
    const before = exchanges();
    expectPage(await attacker.get(path), 400, 'another browser');
    expectPage(await withoutCookies.get(path), 400, 'another browser');
    expect(exchanges()).toBe(before);
    expect((await victim.get(path)).status).toBe(302);
  });

  test("a code of somebody else's authorization", async () => {
    const [attacker, victim] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const browser = world.server.browser();
    const mine = new URL(await wayBack(await begin(browser), victim), 'http://x');
    const theirs = new URL(await wayBack(await begin(world.server.browser()), attacker), 'http://x');
    mine.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    expectPage(await browser.get(mine.pathname + mine.search), 400, 'Zoom did not accept');
    expect(await stored(attacker)).toBeNull();
  });
});

describe('declining', () => {
  test('is explained, spends the state, and signs nobody in', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    expectPage(await browser.connectZoom(world.zoom, person.id, { decline: true }), 200, 'Zoom was not connected');
    expect(await stored(person)).toBeNull();
  });

  test('whatever Zoom writes about it is not shown', async () => {
    const browser = world.server.browser();
    const state = new URL(await begin(browser)).searchParams.get('state') ?? '';
    const query = new URLSearchParams({
      state,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
    });
    const visit = await browser.get(`/zoom/oauth-callback?${query}`);
    expectPage(visit, 200, 'Zoom was not connected');
    expect(visit.text).not.toContain('alert(1)');
  });
});

describe('Zoom fails at the exchange', () => {
  test.each<[string, FaultEffect, number, string]>([
    ['cuts the connection', 'reset', 502, 'Zoom did not answer'],
    ['fails', { status: 500, body: 'oops' }, 502, 'Zoom did not answer'],
    [
      'is behind a proxy without it',
      { status: 503, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      502,
      'Zoom did not answer',
    ],
    ['is asked too often', { status: 429, body: { code: 429, message: 'x' } }, 502, 'Zoom did not answer'],
    [
      'answers 200 with a page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      502,
      'Zoom did not answer',
    ],
    ['answers 200 without a token', { status: 200, body: { token_type: 'bearer' } }, 502, 'Zoom did not answer'],
    [
      'says invalid_grant',
      { status: 400, body: { reason: 'Invalid authorization code', error: 'invalid_grant' } },
      400,
      'Zoom did not accept',
    ],
    ['says something new', { status: 400, body: { reason: 'Nope', error: 'nope' } }, 400, 'Zoom did not accept'],
    [
      'does not know the client',
      { status: 401, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } },
      500,
      'ZOOM_CLIENT_SECRET',
    ],
  ])('%s: said as it is, nothing stored, and a new beginning works', async (_name, effect, status, words) => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const fault = world.zoom.faults.add({ ...EXCHANGE, then: effect });
    expectPage(await browser.connectZoom(world.zoom, person.id), status, words);
    fault.remove();
    expect(await stored(person)).toBeNull();
    expect((await browser.connectZoom(world.zoom, person.id)).status).toBe(302);
  });

  test('and a person who was connected before stays so', async () => {
    const person = await world.zoom.addPerson();
    await world.connect(person, 'steady');
    const fault = world.zoom.faults.add({ ...EXCHANGE, then: { status: 503 } });
    await world.server.browser().connectZoom(world.zoom, person.id);
    fault.remove();
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const { bot } = await world.server.api.launch(inviteUrl, 'steady');
    await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
  });

  test('a moment of weakness when it is asked whose the new grant is: asked again, because the grant before is gone by then', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const fault = world.zoom.faults.add({
      route: 'GET /v2/users/me',
      person: person.id,
      then: { status: 503 },
      times: 2,
    });
    expect((await browser.connectZoom(world.zoom, person.id)).status).toBe(302);
    expect(fault.hits).toBe(2);
    fault.remove();
  });

  test('whose the new grant is cannot be learnt: said so, and the grant that nobody holds is handed back', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const fault = world.zoom.faults.add({ route: 'GET /v2/users/me', person: person.id, then: { status: 503 } });
    expectPage(await browser.connectZoom(world.zoom, person.id), 502, 'Zoom did not answer');
    fault.remove();
    expect(world.zoom.state.grants.find((grant) => grant.person === person.id)).toBeUndefined();
  });
});

describe('ALLOWED_ZOOM_ACCOUNTS', () => {
  let narrow: TestServer;
  let insider: ZoomPerson;
  let outsider: ZoomPerson;

  beforeAll(async () => {
    insider = await world.zoom.addPerson();
    outsider = await world.zoom.addPerson();
    narrow = await world.startServer({ env: { ALLOWED_ZOOM_ACCOUNTS: `another,${insider.accountId}` } });
  });

  afterAll(async () => narrow.stop());

  test('people of these accounts come in', async () => {
    expect((await narrow.browser().connectZoom(world.zoom, insider.id)).status).toBe(302);
  });

  test('others do not: the grant is handed back, nothing is stored', async () => {
    expectPage(await narrow.browser().connectZoom(world.zoom, outsider.id), 403, 'not allowed here');
    expect(world.zoom.state.grants.find(({ person }) => person === outsider.id)).toBeUndefined();
    expect(await stored(outsider)).toBeNull();
  });

  test('a connect link brings them back with that status, and no code', async () => {
    const link = await narrow.api.connectLink('outsider', `${RETURN_ORIGIN}/back`);
    const location = new URL((await throughLink(narrow, link, outsider)).headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(`${RETURN_ORIGIN}/back`);
    expect(Object.fromEntries(location.searchParams)).toEqual({ status: 'not_allowed' });
  });

  test('somebody who was connected before the list: no bot in their name', async () => {
    await world.connect(outsider, 'outsider');
    const { inviteUrl } = await world.zoom.addMeeting({ host: outsider.id });
    expect(await narrow.api.launch(inviteUrl, 'outsider')).toMatchObject({ __typename: 'AccountNotAllowed' });
  });
});

describe('a connect link', () => {
  test('with a return URL: back there, its own query kept, with the status and a code that the backend redeems', async () => {
    const person = await world.zoom.addPerson();
    const link = await world.server.api.connectLink(
      'returning',
      `${RETURN_ORIGIN}/back?step=2&status=old&code=old#top`,
    );
    const visit = await throughLink(world.server, link, person);
    expect(visit.status).toBe(302);
    expect(visit.headers.get('referrer-policy')).toBe('no-referrer');
    expect(visit.headers.get('cache-control')).toBe('no-store');
    const location = new URL(visit.headers.get('location') ?? '');
    const { code = '', ...rest } = Object.fromEntries(location.searchParams);
    expect(location.href.startsWith(`${RETURN_ORIGIN}/back?`)).toBe(true);
    expect(rest).toEqual({ step: '2', status: 'connected' });
    expect(location.hash).toBe('#top');
    expect(await world.server.api.redeem(code)).toMatchObject({
      externalUserId: 'returning',
      person: { id: person.id },
    });
  });

  test('declined: back with that status, and no code', async () => {
    const person = await world.zoom.addPerson();
    const link = await world.server.api.connectLink('declining', `${RETURN_ORIGIN}/back`);
    const location = (await throughLink(world.server, link, person, { decline: true })).headers.get('location');
    expect(location).toBe(`${RETURN_ORIGIN}/back?status=declined`);
  });

  test('signs nobody in, with a return URL or without', async () => {
    const person = await world.zoom.addPerson();
    for (const returnUrl of [undefined, `${RETURN_ORIGIN}/back`]) {
      const browser = world.server.browser();
      await throughLink(world.server, await world.server.api.connectLink('unsigned', returnUrl), person, {}, browser);
      expect(browser.cookies.has('broughtby_session')).toBe(false);
      expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  test('leaves whoever is signed in in that browser signed in', async () => {
    const [owner, other] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, owner.id);
    await throughLink(world.server, await world.server.api.connectLink('guest'), other, {}, browser);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(owner.id);
  });

  test('that is damaged, cut, or of a server with other keys leads to a page, not further', async () => {
    const link = new URL(await world.server.api.connectLink('damaged')).pathname;
    const browser = world.server.browser();
    const changed = `${link.slice(0, -3)}${link.endsWith('AAA') ? 'BBB' : 'AAA'}`;
    for (const path of [
      changed,
      link.slice(0, -1),
      link.slice(0, 60),
      `${link}x`,
      '/connect/eyJhbGciOiJub25lIn0..x.x.x',
    ]) {
      for (const visit of [await browser.get(path), await browser.post(path)]) {
        expect(visit.status).toBe(404);
        expect(visit.text).toContain('This link no longer works');
      }
    }
  });
});

/** Opens a connect link, presses its button, and comes back from Zoom. */
async function throughLink(
  server: TestServer,
  link: string,
  person: ZoomPerson,
  choice: { decline?: boolean } = {},
  browser = server.browser(),
): Promise<Visit> {
  const path = new URL(link).pathname;
  await browser.get(path);
  const pressed = await browser.post(path);
  expect(pressed.status).toBe(303);
  return browser.returnFromZoom(world.zoom, pressed.headers.get('location') ?? '', person.id, choice);
}
