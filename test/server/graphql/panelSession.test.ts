import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { exchange } from '../../support/exchange.js';
import { newPanelKey, Panel, shipDocument } from '../../support/panel.js';
import { API_KEY, startWorld, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const VIEWER = '{ viewer { guest apiKey person { id } } }';
const SIGN_OUT = 'mutation { endSession { __typename } }';
const SIGNED_OUT = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

let world: World;
let person: ZoomPerson;
let meeting: ZoomMeeting;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  person = await world.zoom.addPerson({ displayName: 'Ada Lovelace' });
  meeting = await world.zoom.addMeeting({ host: person.id });
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

function panelOf(opener: string | null = person.id, inMeeting = true): Panel {
  return new Panel(world.server, world.zoom, { person: opener, ...(inMeeting && { meeting: meeting.number }) });
}

describe('a panel', () => {
  test('has a session by its app context, as whoever opened it, before they have connected anything', async () => {
    const stranger = await world.zoom.addPerson();
    const panel = panelOf(stranger.id);
    const before = Date.now() + aheadMs;
    const outcome = await panel.startSession();
    const viewer = { guest: false, person: { id: stranger.id, displayName: '' }, connection: null, apiKey: null };
    expect(outcome).toEqual({
      __typename: 'StartSessionSuccess',
      session: { token: expect.stringMatching(/^[\w-]{43}$/), expiresAt: expect.any(String) },
      viewer,
    });
    const lifeMs = Date.parse(outcome.session.expiresAt) - before;
    expect(lifeMs).toBeGreaterThanOrEqual(30 * MINUTE_MS);
    expect(lifeMs).toBeLessThan(31 * MINUTE_MS);
    expect(await panel.viewer()).toEqual(viewer);
  });

  test('of somebody who is connected shows their name and how the connection stands', async () => {
    await world.server.browser().connectZoom(world.zoom, person.id);
    expect((await panelOf().startSession()).viewer).toMatchObject({
      person: { id: person.id, displayName: 'Ada Lovelace' },
      connection: { state: 'CONNECTED', missingScopes: [] },
    });
  });

  test('outside of a meeting has one too', async () => {
    expect(await panelOf(person.id, false).startSession()).toMatchObject({ viewer: { person: { id: person.id } } });
  });

  test('lives thirty minutes whatever its use, and goes on with a fresh app context', async () => {
    const panel = await panelOf().signedIn();
    for (const ms of [20 * MINUTE_MS, 9 * MINUTE_MS]) {
      await advance(ms);
      expect((await panel.viewer()).person.id).toBe(person.id);
    }
    await advance(MINUTE_MS);
    expect(await panel.ask(VIEWER)).toMatchObject(SIGNED_OUT);
    expect(await panel.startSession()).toMatchObject({ __typename: 'StartSessionSuccess' });
    expect((await panel.viewer()).person.id).toBe(person.id);
  });

  test('signs out: the other panel and the browser of the same person stay signed in', async () => {
    const [panel, other] = [await panelOf().signedIn(), await panelOf().signedIn()];
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    expect((await panel.ask(SIGN_OUT)).data.endSession.__typename).toBe('EndSessionSuccess');
    expect(await panel.ask(VIEWER)).toMatchObject(SIGNED_OUT);
    expect((await other.viewer()).person.id).toBe(person.id);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
  });

  test('sees and removes the bots of its person, and nobody else’s', async () => {
    await world.connect(person, 'ada');
    const { bot } = await world.server.api.launch(meeting.inviteUrl, 'ada');
    const [panel, stranger] = [await panelOf().signedIn(), await panelOf((await world.zoom.addPerson()).id).signedIn()];
    const remove = `mutation { removeBot(id: "${bot.id}") { __typename } }`;
    expect((await stranger.ask('{ bots { nodes { id } } }')).data.bots.nodes).toEqual([]);
    expect((await stranger.ask(remove)).data.removeBot.__typename).toBe('BotNotFound');
    expect((await panel.ask('{ bots { nodes { id } } }')).data.bots.nodes).toEqual([{ id: bot.id }]);
    expect((await panel.ask(remove)).data.removeBot.__typename).toBe('RemoveBotSuccess');
  });

  test('disconnects its person, which ends its own session and no cookie', async () => {
    const leaver = await world.zoom.addPerson();
    await world.server.browser().connectZoom(world.zoom, leaver.id);
    const panel = await panelOf(leaver.id).signedIn();
    expect((await panel.ask('mutation { disconnectZoom { __typename } }')).data.disconnectZoom.__typename).toBe(
      'DisconnectZoomSuccess',
    );
    expect(await panel.ask(VIEWER)).toMatchObject(SIGNED_OUT);
    expect((await panel.startSession()).viewer).toMatchObject({ person: { id: leaver.id }, connection: null });
  });

  test('is stored by hashes only', async () => {
    const panel = await panelOf().signedIn();
    const { connection } = world.server.database;
    const stored = JSON.stringify([
      await connection.collection('sessions').find().toArray(),
      await connection.collection('claims').find().toArray(),
    ]);
    for (const secret of [panel.key, panel.token ?? '']) expect(stored).not.toContain(secret);
  });
});

describe('a guest, of whom Zoom does not say who they are,', () => {
  test('is told so, and may read that again', async () => {
    const guest = panelOf(null);
    const viewer = { guest: true, person: null, connection: null, apiKey: null };
    expect((await guest.startSession()).viewer).toEqual(viewer);
    expect(await guest.viewer()).toEqual(viewer);
  });

  test.each([
    ['{ bots { nodes { id } } }'],
    ['{ bot(id: "x") { id } }'],
    ['mutation { disconnectZoom { __typename } }'],
    ['mutation { removeBot(id: "x") { __typename } }'],
    ['mutation { launchBot(input: { meetingUrl: "https://zoom.us/j/98765432101" }) { __typename } }'],
    [
      'mutation { createConnectLink(input: { externalUserId: "x", returnUrl: "http://backend.example" }) { __typename } }',
    ],
  ])('may do nothing else: %s', async (text) => {
    const guest = await panelOf(null).signedIn();
    expect((await guest.ask(text)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('may leave', async () => {
    const guest = await panelOf(null).signedIn();
    await guest.ask(SIGN_OUT);
    expect(await guest.ask(VIEWER)).toMatchObject(SIGNED_OUT);
  });

  test('is asked to slow down by themselves, not together with everybody else', async () => {
    const limited = await startWorld();
    const [one, other] = await Promise.all(
      [1, 2].map(async () => new Panel(limited.server, limited.zoom, { person: null }).signedIn()),
    );
    const answers = await Promise.all(Array.from({ length: 61 }, async () => one?.ask(VIEWER)));
    expect(answers.filter((answer) => answer?.status === 429)).toHaveLength(1);
    expect(await other?.viewer()).toMatchObject({ guest: true });
    await limited.stop();
  });
});

describe('an app context', () => {
  test('belongs to the first panel: it may come again, another may not use it, and is told to bring a fresh one', async () => {
    const [panel, thief] = [panelOf(), panelOf()];
    const appContext = await panel.appContext();
    for (let time = 0; time < 3; time += 1) {
      expect(await panel.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
    }
    expect(await thief.startSession(appContext)).toEqual({
      __typename: 'AppContextRefused',
      reason: 'CLAIMED',
      message: expect.stringContaining('another panel'),
    });
    expect(thief.token).toBeNull();
    expect(await thief.startSession()).toMatchObject({ __typename: 'StartSessionSuccess' });
    expect((await panel.viewer()).person.id).toBe(person.id);
  });

  test('is the same however it is written', async () => {
    const [panel, thief] = [panelOf(), panelOf()];
    const appContext = await panel.appContext();
    await panel.startSession(appContext);
    const bytes = Buffer.from(appContext, 'base64url');
    for (const written of [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), `${appContext}=`]) {
      expect(await thief.startSession(written)).toMatchObject({ reason: 'CLAIMED' });
    }
  });

  test('belongs to one panel, whichever of two servers is asked first', async () => {
    const second = await world.startServer();
    for (let round = 0; round < 5; round += 1) {
      const panels = Array.from(
        { length: 10 },
        (_, place) => new Panel(place % 2 === 0 ? world.server : second, world.zoom, { person: person.id }),
      );
      const appContext = (await panels[0]?.appContext()) ?? '';
      await shipDocument(world.server, VIEWER);
      const outcomes = await Promise.all(panels.map((panel) => panel.startSession(appContext)));
      expect(outcomes.filter(({ __typename }) => __typename === 'StartSessionSuccess')).toHaveLength(1);
      expect(outcomes.filter(({ reason }) => reason === 'CLAIMED')).toHaveLength(9);
    }
    await second.stop();
  });

  test('that was used stays refused to others until it expires, even by a server whose clock is late', async () => {
    const [panel, thief] = [panelOf(), panelOf()];
    const appContext = await panel.appContext();
    await panel.startSession(appContext);
    await advance(2 * MINUTE_MS + 30_000);
    expect(await panel.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
    expect(await thief.startSession(appContext)).toMatchObject({ reason: 'CLAIMED' });
    await advance(MINUTE_MS);
    for (const late of [panel, thief]) {
      expect(await late.startSession(appContext)).toEqual({
        __typename: 'AppContextRefused',
        reason: 'EXPIRED',
        message: expect.stringContaining('no longer fresh'),
      });
    }
    aheadMs -= 2 * MINUTE_MS;
    expect(await thief.startSession(appContext)).toMatchObject({ reason: 'CLAIMED' });
    aheadMs += 2 * MINUTE_MS;
  });

  test('that is cut, turned, of another app, or made up: refused, explained, and nobody is signed in', async () => {
    const panel = panelOf();
    const appContext = await panel.appContext();
    const another = await world.zoom.appContext({ person: person.id, claims: { aud: 'anotherClient' } });
    const future = await world.zoom.appContext({ person: person.id, claims: { ts: Date.now() + aheadMs + 120_000 } });
    for (const wrong of [
      '',
      'x',
      appContext.slice(0, -16),
      `${appContext.slice(0, 60)}${appContext[60] === 'A' ? 'B' : 'A'}${appContext.slice(61)}`,
      'A'.repeat(60_000),
      another.context,
      future.context,
    ]) {
      expect(await panel.startSession(wrong)).toEqual({
        __typename: 'AppContextRefused',
        reason: 'INVALID',
        message: expect.stringContaining('open it again'),
      });
    }
    expect(panel.token).toBeNull();
    expect(await panel.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
  });

  test('that ended with its session opens another for its own panel only', async () => {
    const [panel, thief] = [panelOf(), panelOf()];
    const appContext = await panel.appContext();
    await panel.startSession(appContext);
    await panel.ask(SIGN_OUT);
    expect(await thief.startSession(appContext)).toMatchObject({ reason: 'CLAIMED' });
    expect(await panel.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
  });

  test.each(['', 'short', 'x'.repeat(31), 'x'.repeat(129), `${'x'.repeat(40)}!`, `${'x'.repeat(40)}\n`])(
    'needs a panel’s key that nobody can guess: %j',
    async (panelKey) => {
      const panel = panelOf();
      const text = `mutation ($appContext: String!, $panelKey: String!) {
        startSession(appContext: $appContext, panelKey: $panelKey) { __typename } }`;
      const { errors } = await panel.send(text, { appContext: await panel.appContext(), panelKey }, {});
      expect(errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('32 to 128 characters') },
      ]);
    },
  );

  test('is taken while the client secret is rotated, with either', async () => {
    const secrets = ['the-secret-that-comes-next', world.env['ZOOM_CLIENT_SECRET'] ?? ''];
    const rotating = await world.startServer({ env: { ZOOM_CLIENT_SECRET: secrets.join(',') } });
    for (const current of secrets) {
      await world.zoom.setClientSecrets({ secrets: [current] });
      const panel = new Panel(rotating, world.zoom, { person: person.id });
      expect(await panel.startSession()).toMatchObject({ __typename: 'StartSessionSuccess' });
    }
    await rotating.stop();
  });

  test('expired claims are removed by the sweep', async () => {
    const claims = world.server.database.connection.collection<{ _id: string }>('claims');
    const id = `app_context:${newPanelKey()}`;
    await claims.insertOne({ _id: id, shape: 1, owner: 'x', expiresAt: new Date(Date.now() - DAY_MS) } as never);
    const sweeper = await world.startServer();
    await expect.poll(async () => claims.findOne({ _id: id })).toBeNull();
    await sweeper.stop();
  });
});

describe('the bearer of a panel', () => {
  test('counts before a cookie, in any page of any origin, and touches no cookie', async () => {
    const other = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, other.id);
    // Long enough that the browser's session would be prolonged.
    await advance(61 * MINUTE_MS);
    const panel = await panelOf().signedIn();
    const headers = { authorization: `Bearer ${panel.token}`, cookie: browser.cookieHeader() };
    for (const origin of [undefined, browser.origin, 'https://elsewhere.example']) {
      const sent = { ...headers, ...(origin === undefined ? {} : { origin }) };
      expect((await panel.send(VIEWER, {}, sent)).data.viewer.person.id).toBe(person.id);
    }
    for (const text of [VIEWER, SIGN_OUT]) {
      const documentId = await shipDocument(world.server, text);
      const answer = await exchange(browser.reachedAt, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: browser.origin, ...headers },
        body: JSON.stringify({ documentId }),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(other.id);
  });

  test('that is over or unknown is an error beside a right cookie too', async () => {
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const panel = await panelOf().signedIn();
    await panel.ask(SIGN_OUT);
    for (const bearer of [panel.token, newPanelKey()]) {
      const headers = {
        authorization: `Bearer ${bearer}`,
        cookie: browser.cookieHeader(),
        origin: browser.origin,
      };
      expect(await panel.send(VIEWER, {}, headers)).toMatchObject(SIGNED_OUT);
    }
  });

  test('is none of a browser’s, and a browser’s cookie none of a panel’s', async () => {
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const panel = await panelOf().signedIn();
    const cookie = browser.cookies.get('broughtby_session') ?? '';
    expect(await panel.send(VIEWER, {}, { authorization: `Bearer ${cookie}` })).toMatchObject(SIGNED_OUT);
    browser.cookies.set('broughtby_session', panel.token ?? '');
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await browser.get('/launch')).status).toBe(200);
  });

  test('may run only what clients ship, as a browser may', async () => {
    const panel = await panelOf().signedIn();
    const answer = await exchange(world.server.baseUrl, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${panel.token}` },
      body: JSON.stringify({ query: VIEWER }),
    });
    expect(JSON.parse(answer.body).errors).toMatchObject([{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }]);
  });

  test('is not an API key: it makes no connect links', async () => {
    const panel = await panelOf().signedIn();
    const text = 'mutation { createConnectLink(input: { externalUserId: "x" }) { __typename } }';
    expect((await panel.ask(text)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

test('a session from before panels is read as a browser’s', async () => {
  const browser = world.server.browser();
  await browser.connectZoom(world.zoom, person.id);
  const sessions = world.server.database.connection.collection('sessions');
  await sessions.updateMany({ person: person.id }, { $set: { shape: 1 }, $unset: { panelKeyHash: '' } });
  expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
});

function expectNotProven(outcome: unknown, reason: string): void {
  expect(outcome).toEqual({
    __typename: 'PresenceNotProven',
    reason,
    message: expect.stringMatching(/^[A-Z].{30,}\.$/),
  });
}

describe('launching from a panel', () => {
  let host: ZoomPerson;
  let room: ZoomMeeting;
  let panel: Panel;

  beforeAll(async () => {
    host = await world.zoom.addPerson();
    await world.connect(host, 'host');
    room = await world.zoom.addMeeting({ host: host.id });
    panel = await new Panel(world.server, world.zoom, { person: host.id, meeting: room.number }).signedIn();
  });

  test('needs an app context and the panel’s key', async () => {
    const appContext = await panel.appContext();
    for (const given of [
      {},
      { appContext },
      { panelKey: panel.key },
      { appContext: null, panelKey: panel.key },
      { appContext, panelKey: null },
    ]) {
      expectNotProven(await panel.launch({ meetingUrl: room.inviteUrl, ...given }), 'MISSING');
    }
  });

  test('needs one of a meeting', async () => {
    const { context: appContext } = await world.zoom.appContext({ person: host.id });
    expectNotProven(
      await panel.launch({ meetingUrl: room.inviteUrl, appContext, panelKey: panel.key }),
      'NOT_IN_MEETING',
    );
  });

  test('needs one of the same person; that of another is not used up by it', async () => {
    const stranger = panelOf();
    for (const theirs of [stranger, new Panel(world.server, world.zoom, { person: null, meeting: room.number })]) {
      const appContext = await theirs.appContext();
      expectNotProven(
        await panel.launch({ meetingUrl: room.inviteUrl, appContext, panelKey: panel.key }),
        'OTHER_PERSON',
      );
      expect(await theirs.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
    }
  });

  test('needs one that no other panel has used', async () => {
    const other = new Panel(world.server, world.zoom, panel.opener);
    const appContext = await other.appContext();
    await other.startSession(appContext);
    expectNotProven(await panel.launch({ meetingUrl: room.inviteUrl, appContext, panelKey: panel.key }), 'CLAIMED');
  });

  test('claims its app context: no other panel has a session by it any more', async () => {
    const [launching, thief] = [panel, new Panel(world.server, world.zoom, panel.opener)];
    const { inviteUrl } = await world.zoom.addMeeting({ host: host.id });
    const appContext = await launching.appContext();
    const launch = { meetingUrl: inviteUrl, appContext, panelKey: launching.key };
    expect(await launching.launch(launch)).toMatchObject({ __typename: 'LaunchBotSuccess' });
    expect(await thief.startSession(appContext)).toMatchObject({ __typename: 'AppContextRefused', reason: 'CLAIMED' });
    expect(thief.token).toBeNull();
    expect(await launching.startSession(appContext)).toMatchObject({ __typename: 'StartSessionSuccess' });
  });

  test('needs a whole and fresh one', async () => {
    const appContext = await panel.appContext();
    const launch = { meetingUrl: room.inviteUrl, panelKey: panel.key };
    expectNotProven(await panel.launch({ ...launch, appContext: appContext.slice(0, -16) }), 'INVALID');
    await advance(3 * MINUTE_MS);
    expectNotProven(await panel.launch({ ...launch, appContext }), 'EXPIRED');
  });

  test('brings the bot with the app context of the session too, after a mistyped link as well', async () => {
    const appContext = await panel.appContext();
    await panel.startSession(appContext);
    const launch = { appContext, panelKey: panel.key };
    expect(await panel.launch({ ...launch, meetingUrl: 'nonsense' })).toMatchObject({
      __typename: 'InvalidMeetingLink',
    });
    expect(await panel.launch({ ...launch, meetingUrl: room.inviteUrl })).toMatchObject({
      __typename: 'LaunchBotSuccess',
    });
  });

  test('is not asked of browsers and backends, and refused where they give it, because it proves nothing of them', async () => {
    const appContext = await panel.appContext();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, host.id);
    const answers = [
      await browser.run('LaunchBot', { input: { meetingUrl: room.inviteUrl, appContext } }),
      await browser.run('LaunchBot', { input: { meetingUrl: room.inviteUrl, panelKey: panel.key } }),
      await world.server.api
        .as(API_KEY)
        .send('mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename } }', {
          input: { meetingUrl: room.inviteUrl, onBehalfOf: 'host', appContext, panelKey: panel.key },
        }),
    ];
    for (const { errors } of answers) {
      expect(errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('for panels') },
      ]);
    }
    const other = await world.zoom.addMeeting({ host: host.id });
    const plain = await browser.run('LaunchBot', {
      input: { meetingUrl: other.inviteUrl, appContext: null, panelKey: null },
    });
    expect(plain.data.launchBot.__typename).toBe('LaunchBotSuccess');
  });

  test('names nobody else', async () => {
    const text = 'mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename } }';
    const input = { meetingUrl: room.inviteUrl, onBehalfOf: 'ada' };
    expect((await panel.ask(text, { input })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
