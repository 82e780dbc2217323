import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FaultEffect } from '../../../sandbox/simulator/faults.js';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { newPanelKey, Panel } from '../../support/panel.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { startServerProcess } from '../../support/serverProcess.js';
import { freePort, startWorld, type World } from '../../support/world.js';

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

async function panelOf(person: ZoomPerson | null, server = world.server): Promise<Panel> {
  return new Panel(server, world.zoom, { person: person?.id ?? null }).signedIn();
}

interface Begun {
  codeChallenge: string;
  state: string;
}

/** The code that the Zoom client hands to the panel once this person has consented to what the panel began. */
async function codeFor(person: ZoomPerson, { codeChallenge }: Begun, redirectUri?: string): Promise<string> {
  const input = { person: person.id, codeChallenge, ...(redirectUri === undefined ? {} : { redirectUri }) };
  return (await world.zoom.issueCode(input)).code;
}

/** A panel that began an authorization, and the code that its own person then gets. */
async function consented(person: ZoomPerson, server = world.server) {
  const panel = await panelOf(person, server);
  const begun = await panel.startAuthorization();
  return { panel, begun, code: await codeFor(person, begun) };
}

async function stored(person: ZoomPerson) {
  return world.server.database.connection
    .collection<{ _id: string; sealedRefreshToken: string; state: string; ownSignIn: boolean }>('connections')
    .findOne({ _id: person.id });
}

function grantOf(person: ZoomPerson) {
  return world.zoom.state.grants.find((grant) => grant.person === person.id);
}

function exchangesOf(person: ZoomPerson): number {
  return world.zoom.state.perPerson[person.id]?.exchanges ?? 0;
}

/** That Zoom still gives tokens for what is stored of them. */
async function expectToWork(person: ZoomPerson, externalUserId: string): Promise<void> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const { bot } = await world.server.api.launch(inviteUrl, externalUserId);
  await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
}

describe('an authorization in the panel', () => {
  test('connects whoever opened it, with a plain challenge', async () => {
    const person = await world.zoom.addPerson({ displayName: 'Grace Hopper' });
    const panel = await panelOf(person);
    const begun = await panel.startAuthorization();
    expect(begun).toEqual({
      __typename: 'StartZoomAuthorizationSuccess',
      codeChallenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.any(String),
    });
    const lifeMs = Date.parse(begun.expiresAt) - Date.now() - aheadMs;
    expect(Math.abs(lifeMs - 5 * MINUTE_MS)).toBeLessThan(10_000);

    const code = await codeFor(person, begun);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual({
      __typename: 'CompleteZoomAuthorizationSuccess',
      viewer: {
        guest: false,
        apiKey: null,
        person: { id: person.id, displayName: 'Grace Hopper' },
        connection: { state: 'CONNECTED', missingScopes: [] },
      },
    });
    expect(await stored(person)).toMatchObject({ state: 'CONNECTED', ownSignIn: true });
    expect((await (await panelOf(person)).viewer()).connection.state).toBe('CONNECTED');
  });

  test('leads to a launched bot', async () => {
    const person = await world.zoom.addPerson();
    const meeting = await world.zoom.addMeeting({ host: person.id });
    const panel = await new Panel(world.server, world.zoom, {
      person: person.id,
      meeting: meeting.number,
    }).signedIn();
    const launch = { meetingUrl: meeting.inviteUrl, appContext: await panel.appContext(), panelKey: panel.key };
    expect(await panel.launch(launch)).toMatchObject({ __typename: 'NotConnected' });
    const begun = await panel.startAuthorization();
    await panel.completeAuthorization({ code: await codeFor(person, begun), state: begun.state });
    expect(await panel.launch(launch)).toMatchObject({ __typename: 'LaunchBotSuccess' });
  });

  test('again replaces the grant, and mends a connection that Zoom had ended', async () => {
    const person = await world.zoom.addPerson();
    await world.connect(person, 'mended');
    await world.server.database.connection
      .collection<{ _id: string; state: string }>('connections')
      .updateOne({ _id: person.id }, { $set: { state: 'RECONNECT_REQUIRED' } });
    const { panel, begun, code } = await consented(person);
    expect(await panel.viewer()).toMatchObject({ connection: { state: 'RECONNECT_REQUIRED' } });
    await panel.completeAuthorization({ code, state: begun.state });
    expect(await panel.viewer()).toMatchObject({ connection: { state: 'CONNECTED' } });
    await expectToWork(person, 'mended');
  });

  test('without a state in the answer is the one that this panel was given last', async () => {
    const person = await world.zoom.addPerson();
    const panel = await panelOf(person);
    const other = await panelOf(person);
    await panel.startAuthorization();
    await advance(1_000);
    const last = await panel.startAuthorization();
    await advance(1_000);
    await other.startAuthorization();
    for (const state of [undefined, null]) {
      const code = await codeFor(person, last);
      const outcome = await panel.completeAuthorization({ code, ...(state === null ? { state } : {}) });
      // The first time it is used up; then the one before it is the last, of which this code is not.
      expect(outcome.__typename).toBe(state === undefined ? 'CompleteZoomAuthorizationSuccess' : 'ZoomCodeRefused');
    }
    expect(await panel.completeAuthorization({ code: 'x' })).toMatchObject({ __typename: 'ZoomAuthorizationUnknown' });
  });

  test('goes on when the session is renewed in the middle of it', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    await panel.startSession();
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'CompleteZoomAuthorizationSuccess',
    });
  });

  test('ends at another server than it began', async () => {
    const person = await world.zoom.addPerson();
    const second = await world.startServer();
    const { panel, begun, code } = await consented(person);
    expect(await panel.at(second).completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'CompleteZoomAuthorizationSuccess',
    });
    await second.stop();
  });

  test('stores neither state nor verifier in the clear', async () => {
    const { begun } = await consented(await world.zoom.addPerson());
    const found = await world.server.database.connection.collection('authorizations').find().toArray();
    for (const secret of [begun.state, begun.codeChallenge]) expect(JSON.stringify(found)).not.toContain(secret);
  });
});

describe('what is sent as redirect_uri', () => {
  const settings: [string, string | undefined, string | null, string | undefined][] = [
    // setting, what the Zoom client says, what is sent
    ['the panel’s address, as the Zoom client says', undefined, '/panel', '/panel'],
    ['the callback’s address, as the Zoom client says', 'event', '/zoom/oauth-callback', '/zoom/oauth-callback'],
    ['nothing, where the Zoom client names an address that is not ours', undefined, 'https://evil.example/', undefined],
    ['nothing, where it names one that only begins like ours', undefined, '/panel?x', undefined],
    ['nothing, where it names none', undefined, null, undefined],
    ['nothing, by configuration', 'omit', '/panel', undefined],
    ['an address, by configuration', 'https://app.example/panel', '/panel', 'https://app.example/panel'],
  ];

  test.each(settings)('is %s', async (_what, setting, said, expected) => {
    const server = await world.startServer({ env: { ZOOM_IN_CLIENT_REDIRECT: setting } });
    onTestFinished(() => server.stop());
    const absolute = (path: string) => (path.startsWith('/') ? `${server.baseUrl}${path}` : path);
    const person = await world.zoom.addPerson();
    const panel = await panelOf(person, server);
    const begun = await panel.startAuthorization();
    const { __typename: outcome } = await panel.completeAuthorization({
      code: await codeFor(person, begun, expected === undefined ? undefined : absolute(expected)),
      state: begun.state,
      redirectUri: said === null ? null : absolute(said),
    });
    expect(outcome).toBe('CompleteZoomAuthorizationSuccess');
  });

  test('has to be what Zoom wants: it is tried once, because a code works once', async () => {
    const person = await world.zoom.addPerson();
    await world.zoom.setAssumptions({ inClientRedirectUri: 'required' });
    onTestFinished(() => world.zoom.setAssumptions({ inClientRedirectUri: 'either' }));
    const { panel, begun, code } = await consented(person);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'ZoomCodeRefused',
    });
    expect(await stored(person)).toBeNull();
  });
});

describe('somebody who may not', () => {
  test('is a guest: told so, nothing begun, nothing ended', async () => {
    const guest = await panelOf(null);
    const expected = { __typename: 'GuestNotAllowed', message: expect.stringContaining('add the app') };
    expect(await guest.startAuthorization()).toEqual(expected);
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    expect(await guest.completeAuthorization({ code, state: begun.state })).toEqual(expected);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'CompleteZoomAuthorizationSuccess',
    });
  });

  test('is a browser, a backend, nobody', async () => {
    const panel = new Panel(world.server, world.zoom, { person: null });
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, (await world.zoom.addPerson()).id);
    const begin = 'mutation { startZoomAuthorization { __typename } }';
    const complete = 'mutation { completeZoomAuthorization(input: { code: "x" }) { __typename } }';
    for (const text of [begin, complete]) {
      const cookie = { cookie: browser.cookieHeader(), origin: browser.origin };
      expect((await panel.send(text, {}, cookie)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect((await world.server.api.send(text)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect((await panel.send(text, {}, {})).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  test('is of an account that the operator does not allow: the grant is handed back, nothing is stored', async () => {
    const [insider, outsider] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const narrow = await world.startServer({ env: { ALLOWED_ZOOM_ACCOUNTS: insider.accountId } });
    onTestFinished(() => narrow.stop());
    const { panel, begun, code } = await consented(outsider, narrow);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual({
      __typename: 'AccountNotAllowed',
      message: expect.stringContaining('Ask whoever runs this server'),
    });
    expect(await stored(outsider)).toBeNull();
    expect(grantOf(outsider)).toBeUndefined();
    const inside = await consented(insider, narrow);
    expect(await inside.panel.completeAuthorization({ code: inside.code, state: inside.begun.state })).toMatchObject({
      __typename: 'CompleteZoomAuthorizationSuccess',
    });
  });
});

describe('a state', () => {
  const UNKNOWN = {
    __typename: 'ZoomAuthorizationUnknown',
    message: expect.stringContaining('Connect again'),
  };

  test('works once: what is sent again changes nothing', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    await panel.completeAuthorization({ code, state: begun.state });
    const before = await stored(person);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual(UNKNOWN);
    const fresh = await codeFor(person, begun);
    expect(await panel.completeAuthorization({ code: fresh, state: begun.state })).toEqual(UNKNOWN);
    expect(await stored(person)).toEqual(before);
    expect(exchangesOf(person)).toBe(1);
  });

  test('works once, however many try at the same moment', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => panel.completeAuthorization({ code, state: begun.state })),
    );
    const kinds = outcomes.map(({ __typename }) => __typename);
    expect(kinds.filter((kind) => kind === 'CompleteZoomAuthorizationSuccess')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'ZoomAuthorizationUnknown')).toHaveLength(9);
  });

  test('lives five minutes', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun } = await consented(person);
    await advance(5 * MINUTE_MS);
    const code = await codeFor(person, begun);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual(UNKNOWN);
    expect(await panel.completeAuthorization({ code })).toEqual(UNKNOWN);
    expect(await stored(person)).toBeNull();
    expect(exchangesOf(person)).toBe(0);
  });

  test('of another panel, of this person or of another, is refused, and stays good where it began', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    for (const other of [await panelOf(person), await panelOf(await world.zoom.addPerson())]) {
      expect(await other.completeAuthorization({ code, state: begun.state })).toEqual(UNKNOWN);
      expect(await other.completeAuthorization({ code })).toEqual(UNKNOWN);
    }
    expect(exchangesOf(person)).toBe(0);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'CompleteZoomAuthorizationSuccess',
    });
  });

  test('of the same panel, opened by another person, is refused', async () => {
    const [person, next] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const { panel, begun, code } = await consented(person);
    const other = new Panel(world.server, world.zoom, { person: next.id });
    await other.startSession(undefined, panel.key);
    expect(await other.completeAuthorization({ code, state: begun.state })).toEqual(UNKNOWN);
    expect(await other.completeAuthorization({ code })).toEqual(UNKNOWN);
  });

  test('of a backend’s connect link is refused in a panel, which would be somebody else’s answer to it', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const { pathname } = new URL(await world.server.api.connectLink('whoever'));
    await browser.get(pathname);
    const url = (await browser.post(pathname)).headers.get('location') ?? '';
    const { location } = await world.zoom.consent({ url, person: person.id });
    const { state = '', code = '' } = Object.fromEntries(new URL(location).searchParams);
    const panel = await panelOf(person);
    expect(await panel.completeAuthorization({ code, state })).toEqual(UNKNOWN);
    expect(await panel.completeAuthorization({ code })).toEqual(UNKNOWN);
    expect(exchangesOf(person)).toBe(0);
    expect(await stored(person)).toBeNull();
  });

  test('of a browser is refused in a panel, and stays good in the browser', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    const url = (await browser.get('/zoom/oauth')).headers.get('location') ?? '';
    const { location } = await world.zoom.consent({ url, person: person.id });
    const { state = '', code = '' } = Object.fromEntries(new URL(location).searchParams);
    expect(await (await panelOf(person)).completeAuthorization({ code, state })).toEqual(UNKNOWN);
    expect((await browser.get(`/zoom/oauth-callback?${new URLSearchParams({ state, code })}`)).status).toBe(302);
  });

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5_000)])('that nobody gave is refused: %j', async (state) => {
    expect(await (await panelOf(await world.zoom.addPerson())).completeAuthorization({ code: 'x', state })).toEqual(
      UNKNOWN,
    );
  });
});

describe('a forged answer with the code of another person', () => {
  const OTHER = { __typename: 'OtherZoomUser', message: expect.stringContaining('another Zoom user') };

  test('connects nobody, and the grant that nobody asked for is handed back', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const panel = await panelOf(mine);
    for (const withState of [true, false]) {
      const begun = await panel.startAuthorization();
      const code = await codeFor(theirs, begun);
      expect(await panel.completeAuthorization(withState ? { code, state: begun.state } : { code })).toEqual(OTHER);
      expect(await panel.viewer()).toMatchObject({ person: { id: mine.id }, connection: null });
      expect(await stored(mine)).toBeNull();
      expect(await stored(theirs)).toBeNull();
      expect(grantOf(theirs)).toBeUndefined();
      await advance(1_000);
    }
  });

  test('keeps that person connected, because Zoom has replaced their grant by this one', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    await world.connect(theirs, 'theirs');
    const before = await stored(theirs);
    const panel = await panelOf(mine);
    const begun = await panel.startAuthorization();
    expect(await panel.completeAuthorization({ code: await codeFor(theirs, begun), state: begun.state })).toEqual(
      OTHER,
    );
    expect(await stored(mine)).toBeNull();
    const after = await stored(theirs);
    expect(after?.sealedRefreshToken).not.toBe(before?.sealedRefreshToken);
    expect(after).toMatchObject({ state: 'CONNECTED', ownSignIn: false });
    await expectToWork(theirs, 'theirs');
  });

  test('leaves the panel’s own person connected, if they were', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    await world.connect(mine, 'mine');
    const panel = await panelOf(mine);
    const begun = await panel.startAuthorization();
    await panel.completeAuthorization({ code: await codeFor(theirs, begun), state: begun.state });
    expect(await panel.viewer()).toMatchObject({ connection: { state: 'CONNECTED' } });
    await expectToWork(mine, 'mine');
  });

  test('keeps that person connected too where the operator lets their account in no longer; it is not given back to them', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    await world.connect(theirs, 'no-longer');
    const narrow = await world.startServer({ env: { ALLOWED_ZOOM_ACCOUNTS: mine.accountId } });
    onTestFinished(() => narrow.stop());
    const panel = await panelOf(mine, narrow);
    const begun = await panel.startAuthorization();
    const code = await codeFor(theirs, begun);
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual(OTHER);
    expect(await stored(mine)).toBeNull();
    await expectToWork(theirs, 'no-longer');
  });

  test('that comes while the right one does: the right one connects or is to be got again, and nobody gets the other’s', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    await world.connect(theirs, 'in-a-race');
    const { panel, begun, code } = await consented(mine);
    const forged = await codeFor(theirs, begun);
    const [right, wrong] = await Promise.all(
      [code, forged].map(async (one) => panel.completeAuthorization({ code: one, state: begun.state })),
    );
    const isRight = right.__typename === 'CompleteZoomAuthorizationSuccess';
    expect([right.__typename, wrong.__typename]).toEqual(
      isRight
        ? ['CompleteZoomAuthorizationSuccess', 'ZoomAuthorizationUnknown']
        : ['ZoomAuthorizationUnknown', 'OtherZoomUser'],
    );
    expect(await panel.viewer()).toMatchObject({
      person: { id: mine.id },
      connection: isRight ? { state: 'CONNECTED' } : null,
    });
    await expectToWork(theirs, 'in-a-race');
  });

  test('that was used before, under a new state, is refused by Zoom, and harms no connection', async () => {
    const person = await world.zoom.addPerson();
    await world.connect(person, 'replayed');
    const { panel, begun, code } = await consented(person);
    await panel.completeAuthorization({ code, state: begun.state });
    const before = await stored(person);
    const { state } = await panel.startAuthorization();
    expect(await panel.completeAuthorization({ code, state })).toMatchObject({ __typename: 'ZoomCodeRefused' });
    expect(await stored(person)).toEqual(before);
    await expectToWork(person, 'replayed');
  });

  test('that was made for another challenge is refused by Zoom', async () => {
    const [mine, theirs] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    await world.connect(theirs, 'unharmed');
    const panel = await panelOf(mine);
    const begun = await panel.startAuthorization();
    const code = await codeFor(theirs, { ...begun, codeChallenge: newPanelKey() });
    expect(await panel.completeAuthorization({ code, state: begun.state })).toEqual({
      __typename: 'ZoomCodeRefused',
      message: expect.stringContaining('Connect again'),
    });
    await expectToWork(theirs, 'unharmed');
  });
});

describe('when Zoom does not take the code', () => {
  test.each(['', 'made-up', 'x'.repeat(50_000)])('the person is told to begin again: %#', async (code) => {
    const panel = await panelOf(await world.zoom.addPerson());
    const { state } = await panel.startAuthorization();
    expect(await panel.completeAuthorization({ code, state })).toMatchObject({ __typename: 'ZoomCodeRefused' });
    expect(await panel.completeAuthorization({ code, state })).toMatchObject({
      __typename: 'ZoomAuthorizationUnknown',
    });
  });

  test.each<[string, FaultEffect, string]>([
    ['cuts the connection', 'reset', 'ZoomUnavailable'],
    ['fails', { status: 500, body: 'oops' }, 'ZoomUnavailable'],
    ['is asked too often', { status: 429, body: { code: 429, message: 'x' } }, 'ZoomUnavailable'],
    ['says something new', { status: 400, body: { reason: 'Nope', error: 'nope' } }, 'ZoomCodeRefused'],
  ])('because it %s: said as it is, nothing stored, a new beginning works', async (_what, then, outcome) => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    const fault = world.zoom.faults.add({ ...EXCHANGE, then });
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({ __typename: outcome });
    fault.remove();
    expect(await stored(person)).toBeNull();
    const again = await panel.startAuthorization();
    expect(await panel.completeAuthorization({ code: await codeFor(person, again), state: again.state })).toMatchObject(
      { __typename: 'CompleteZoomAuthorizationSuccess' },
    );
  });

  test('because it does not know this server: a fault of ours, told by its number only', async () => {
    const { panel, begun, code } = await consented(await world.zoom.addPerson());
    const then = { status: 401, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } };
    const fault = world.zoom.faults.add({ ...EXCHANGE, then });
    const text = `mutation ($input: CompleteZoomAuthorizationInput!) { completeZoomAuthorization(input: $input) { __typename } }`;
    const { errors } = await panel.ask(text, { input: { code, state: begun.state } });
    fault.remove();
    expect(errors).toMatchObject([
      { message: 'Something went wrong on this server.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });

  test('whose it is cannot be learnt: said so, and the grant that nobody holds is handed back', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    const fault = world.zoom.faults.add({ route: 'GET /v2/users/me', person: person.id, then: { status: 503 } });
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'ZoomUnavailable',
    });
    fault.remove();
    expect(grantOf(person)).toBeUndefined();
  });
});

describe('the new pair is not lost', () => {
  test('while the database is away when it arrives', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const port = String(await freePort());
    const server = await startServerProcess({ ...world.env, MONGODB_URI: uri, PORT: port });
    const exchange = world.zoom.faults.add({ ...EXCHANGE, times: 1, then: 'answer', hold: 'before-answer' });
    const completed = panel
      .at({ ...world.server, api: world.server.api.at(`${server.url}/graphql`) })
      .completeAuthorization({ code, state: begun.state });
    await exchange.reached();
    await proxy.cut();
    exchange.release();
    await server.logged('zoom.grant.not_stored');
    server.signal('SIGTERM');
    await server.logged('server.stopping');
    await proxy.restore();
    await server.logged('zoom.grant.stored');
    await completed.catch(() => undefined);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect((await panel.viewer()).connection.state).toBe('CONNECTED');
    await proxy.close();
  });

  test('when the server is told to stop while Zoom answers', async () => {
    const person = await world.zoom.addPerson();
    const second = await world.startServer();
    const { panel, begun, code } = await consented(person, second);
    const exchange = world.zoom.faults.add({ ...EXCHANGE, times: 1, then: 'answer', hold: 'before-answer' });
    const completed = panel.completeAuthorization({ code, state: begun.state });
    await exchange.reached();
    const stopped = second.stop();
    exchange.release();
    expect(await completed).toMatchObject({ __typename: 'CompleteZoomAuthorizationSuccess' });
    await stopped;
    expect(await stored(person)).toMatchObject({ state: 'CONNECTED' });
  });
});

describe('an answer that lands in a browser tab', () => {
  const CALLBACK = '/zoom/oauth-callback';

  async function land(query: Record<string, string>, browser = world.server.browser()) {
    const visit = await browser.get(`${CALLBACK}?${new URLSearchParams(query)}`);
    const shown = visit.text.replace(/<style>[^]*<\/style>/, '');
    expect(visit.headers.get('cache-control')).toBe('no-store');
    expect(visit.headers.getSetCookie()).toEqual([]);
    return { status: visit.status, shown, browser };
  }

  test('connects the panel’s person, signs nobody in in that tab, and leads back to Zoom', async () => {
    const person = await world.zoom.addPerson();
    const panel = await panelOf(person);
    const begun = await panel.startAuthorization();
    const code = await codeFor(person, begun, `${world.server.baseUrl}${CALLBACK}`);
    expect(await panel.viewer()).toMatchObject({ connection: null });
    const { status, shown, browser } = await land({ code, state: begun.state });
    expect(status).toBe(200);
    expect(shown).toContain('Your Zoom account is connected');
    expect(shown).toContain('Go back to Zoom');
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);

    expect(await panel.viewer()).toMatchObject({ connection: { state: 'CONNECTED' } });
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'ZoomAuthorizationUnknown',
    });
    expect((await land({ code, state: begun.state })).shown).toContain('Already done, or too late');
  });

  test('leaves whoever is signed in in that browser signed in', async () => {
    const [person, other] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, other.id);
    const { begun, code } = await consented(person);
    expect((await land({ code, state: begun.state }, browser)).status).toBe(200);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(other.id);
  });

  test('of somebody who was lured there connects nobody: what they had is theirs still', async () => {
    const [attacker, victim, other] = [
      await world.zoom.addPerson(),
      await world.zoom.addPerson(),
      await world.zoom.addPerson(),
    ];
    await world.connect(victim, 'victim');
    const panel = await panelOf(attacker);
    for (const lured of [victim, other]) {
      const begun = await panel.startAuthorization();
      const url = new URL(`${world.zoom.url}/oauth/authorize`);
      for (const [name, value] of Object.entries({
        response_type: 'code',
        client_id: world.env['ZOOM_CLIENT_ID'] ?? '',
        redirect_uri: `${world.server.baseUrl}${CALLBACK}`,
        state: begun.state,
        code_challenge: begun.codeChallenge,
      })) {
        url.searchParams.set(name, value);
      }
      const { location } = await world.zoom.consent({ url: url.href, person: lured.id });
      const { status, shown, browser } = await land(Object.fromEntries(new URL(location).searchParams));
      expect(status).toBe(403);
      expect(shown).toContain('This is another Zoom account');
      expect(shown).not.toContain(attacker.id);
      expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(await panel.viewer()).toMatchObject({ person: { id: attacker.id }, connection: null });
    }
    expect(grantOf(other)).toBeUndefined();
    expect(await stored(other)).toBeNull();
    await expectToWork(victim, 'victim');
  });

  test('declined is explained, and the state is spent', async () => {
    const person = await world.zoom.addPerson();
    const { panel, begun, code } = await consented(person);
    const { status, shown } = await land({ error: 'access_denied', state: begun.state });
    expect(status).toBe(200);
    expect(shown).toContain('from the panel in Zoom');
    expect(shown).not.toContain('/zoom/oauth"');
    expect(await panel.completeAuthorization({ code, state: begun.state })).toMatchObject({
      __typename: 'ZoomAuthorizationUnknown',
    });
  });

  test('with a code that Zoom does not take leads back to the panel', async () => {
    const { begun } = await consented(await world.zoom.addPerson());
    expect(await land({ code: 'made-up', state: begun.state })).toMatchObject({
      status: 400,
      shown: expect.stringContaining('connect again in the panel there'),
    });
  });

  test('too late is said to be late', async () => {
    const { begun, code } = await consented(await world.zoom.addPerson());
    await advance(5 * MINUTE_MS);
    expect((await land({ code, state: begun.state })).shown).toContain('Already done, or too late');
  });
});
