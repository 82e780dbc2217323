import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { REQUESTS_PER_MINUTE } from '../../../server/graphql/route.js';
import { MAX_SOCKETS, MAX_STREAMS_PER_SOCKET, SOCKETS_PER_MINUTE } from '../../../server/graphql/sockets.js';
import { PANEL_SESSION_MS } from '../../../server/people/sessions.js';
import type { Browser } from '../../support/browser.js';
import { exchange } from '../../support/exchange.js';
import { backend, BOT_UPDATED, Follower, pageOf, panelOf, type SocketOpener } from '../../support/follower.js';
import { Panel, shipDocument } from '../../support/panel.js';
import { PATIENCE_MS, SLACK_MS } from '../../support/patience.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { openRawSocket, type RawSocket } from '../../support/rawSocket.js';
import { API_KEY, startWorld, type World } from '../../support/world.js';

/** Two pings, and time to spare. */
const TWO_PINGS_MS = 60_000;
const ALL_BOTS = { type: 'subscribe', id: 'one', payload: { query: 'subscription { botUpdated { id status } }' } };

let world: World;
let person: ZoomPerson;
let aheadMs = 0;
const open: RawSocket[] = [];
/** Opened before everything else, because it takes a while: it answers no ping. */
let silent: RawSocket;

beforeAll(async () => {
  world = await startWorld({ now: () => Date.now() + aheadMs, env: { MAX_LIVE_BOTS_PER_PERSON: '50' } });
  await world.zoom.liftRateLimits();
  person = await world.zoom.addPerson({ displayName: 'Ada Lovelace' });
  await world.connect(person, 'ada');
  silent = await openRawSocket(world.server, backend(API_KEY), { autoPong: false });
  expect(await silent.init()).not.toBeNull();
});

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.terminate();
});

afterAll(async () => world.stop());

async function connect(opener: SocketOpener = {}, server = world.server): Promise<RawSocket> {
  const raw = await openRawSocket(server, opener);
  open.push(raw);
  return raw;
}

/** Connected, and let in. */
async function ready(opener: SocketOpener = backend(API_KEY), server = world.server): Promise<RawSocket> {
  const raw = await connect(opener, server);
  expect(await raw.init()).toEqual({ type: 'connection_ack' });
  return raw;
}

async function signedIn(server = world.server, who = person): Promise<Browser> {
  const browser = server.browser();
  await browser.connectZoom(world.zoom, who.id);
  return browser;
}

async function openPanel(who: string | null = person.id): Promise<Panel> {
  return new Panel(world.server, world.zoom, { person: who }).signedIn();
}

async function ownBot(server = world.server): Promise<string> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  return (await server.api.callbackUrl(inviteUrl, 'ada')).bot.id;
}

function extensions(hash: string) {
  return { persistedQuery: { version: 1, sha256Hash: hash } };
}

async function refusalOf(raw: RawSocket, id = 'one') {
  return (await raw.next((one) => one.id === id && one.type === 'error'))?.payload[0];
}

describe('the upgrade', () => {
  test.each([
    ['of another site', 'https://elsewhere.example'],
    ['null', 'null'],
    ['ours over another scheme', 'https'],
    ['ours with a path', '/'],
  ])('is refused to a page with the Origin %s, whoever asks', async (_name, how) => {
    const { host, origin } = new URL(world.server.baseUrl);
    const sent = { https: `https://${host}`, '/': `${origin}/` }[how] ?? how;
    const browser = await signedIn();
    for (const opener of [backend(API_KEY), pageOf(browser)]) {
      const headers = { ...opener.headers, origin: sent };
      await expect(connect({ ...opener, headers })).rejects.toThrow('Unexpected server response: 403');
    }
  });

  test.each([[[]], [['graphql-ws']], [['chat', 'x']]])('is refused with the protocols %j', async (protocols) => {
    await expect(openRawSocket(world.server, {}, { protocols })).rejects.toThrow('Unexpected server response: 400');
  });

  test('chooses our protocol among several', async () => {
    const raw = await openRawSocket(world.server, {}, { protocols: ['graphql-ws', 'graphql-transport-ws'] });
    expect(raw.socket.protocol).toBe('graphql-transport-ws');
    raw.socket.terminate();
  });

  test('takes no compression, which would let little become much', async () => {
    const raw = await connect(backend(API_KEY));
    expect(raw.socket.extensions).toBe('');
  });

  test('is refused to an address that opens too many in a minute, whoever asks there', async () => {
    const crowd = await startWorld();
    onTestFinished(() => crowd.stop());
    for (let count = 0; count < SOCKETS_PER_MINUTE; count += 1) {
      // With nothing said over it, and of a page that has no session.
      const { socket } = await openRawSocket(crowd.server, { headers: { origin: crowd.server.baseUrl } });
      socket.terminate();
    }
    const refused = openRawSocket(crowd.server, backend(API_KEY));
    await expect(refused).rejects.toThrow('Unexpected server response: 429');
    expect((await crowd.server.api.send('{ viewer { apiKey } }')).status, 'requests go on').toBe(200);
  });

  test('is there at /graphql only; everywhere else it is passed over', async () => {
    for (const path of ['/healthz', '/launch', '/nowhere', '/graphql/']) {
      const asked = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
      const [plain, proposing] = await Promise.all([
        exchange(world.server.baseUrl, path),
        exchange(world.server.baseUrl, path, { headers: asked }),
      ]);
      expect(proposing.status, path).toBe(plain.status);
    }
  });

  test('to HTTP/2, which some clients propose with each request, is passed over', async () => {
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'content-type': 'application/json',
      authorization: `Bearer ${API_KEY}`,
    };
    for (const padding of ['', 'x'.repeat(60_000)]) {
      const body = JSON.stringify({ query: '{ viewer { apiKey } }', variables: { padding } });
      const answer = await exchange(world.server.baseUrl, '/graphql', { method: 'POST', headers, body });
      expect(JSON.parse(answer.body)).toEqual({ data: { viewer: { apiKey: 'backend' } } });
    }
  });

  test('is for GET: a POST that proposes it is answered as a POST', async () => {
    const answer = await exchange(world.server.baseUrl, '/graphql', {
      method: 'POST',
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
  });
});

describe('who is let in', () => {
  test('an API key with or without our Origin, a page by its cookie, a panel by its bearer', async () => {
    const [browser, panel] = [await signedIn(), await openPanel()];
    const ours = { headers: { origin: world.server.baseUrl } };
    for (const opener of [backend(API_KEY), { ...ours, ...backend(API_KEY) }, pageOf(browser), panelOf(panel)])
      await ready(opener);
  });

  test.each<[string, () => SocketOpener | Promise<SocketOpener>]>([
    ['nobody in particular', () => ({})],
    ['a page without a session', () => ({ headers: { origin: world.server.baseUrl } })],
    [
      'a page with an unknown cookie',
      () => ({ headers: { origin: world.server.baseUrl, cookie: 'broughtby_session=x' } }),
    ],
    ['a wrong API key', () => backend('wrong')],
    ['a wrong API key beside a right cookie', async () => ({ ...pageOf(await signedIn()), ...backend('wrong') })],
    ['a bearer that is no text', () => ({ connectionParams: { authorization: { $ne: null } } })],
    ['a browser’s session as a bearer', async () => backend((await signedIn()).cookies.get('broughtby_session') ?? '')],
    ['an API key that came as a header only', () => ({ headers: { authorization: `Bearer ${API_KEY}` } })],
  ])('not %s: 4401', async (_name, opener) => {
    const raw = await connect(await opener());
    expect(await raw.init()).toBeNull();
    expect((await raw.closed).code).toBe(4401);
  });

  test('not a guest, and without an Origin no session: 4403', async () => {
    const [browser, panel, guest] = [await signedIn(), await openPanel(), await openPanel(null)];
    for (const opener of [
      { headers: { cookie: browser.cookieHeader() } },
      { connectionParams: { authorization: `Bearer ${panel.token}` } },
      panelOf(guest),
    ]) {
      const raw = await connect(opener);
      expect(await raw.init()).toBeNull();
      expect((await raw.closed).code).toBe(4403);
    }
  });

  test('nobody who does not say who they are within a few seconds: 4408', async () => {
    expect((await (await connect()).closed).code).toBe(4408);
  });
});

describe('what is said over it', () => {
  test.each<[string, (raw: RawSocket) => void, number]>([
    ['more than 64 kB', (raw) => raw.send({ ...ALL_BOTS, payload: { query: 'x'.repeat(65_536) } }), 1009],
    [
      'more than 64 kB in pieces',
      (raw) => {
        for (let piece = 0; piece < 5; piece += 1) raw.socket.send('x'.repeat(16_000), { fin: false });
      },
      1009,
    ],
    ['binary', (raw) => raw.send(Buffer.from(JSON.stringify(ALL_BOTS))), 1003],
    ['no JSON', (raw) => raw.send('{'), 4400],
    ['no message', (raw) => raw.send({ type: 'hello' }), 4400],
    ['another connection_init', (raw) => raw.send({ type: 'connection_init' }), 4429],
    ['the id of a subscription that is open', (raw) => [raw.send(ALL_BOTS), raw.send(ALL_BOTS)], 4409],
    ['too much', (raw) => Array.from({ length: 301 }, () => raw.send({ type: 'ping' })), 1008],
  ])('%s ends it', async (_name, act, code) => {
    const raw = await ready();
    act(raw);
    expect((await raw.closed).code).toBe(code);
    await expect.poll(() => world.server.app.followers()).toBe(0);
  });

  test('a subscription before connection_init ends it: 4401', async () => {
    const raw = await connect(backend(API_KEY));
    raw.send(ALL_BOTS);
    expect((await raw.closed).code).toBe(4401);
  });

  test('60 kB are fine, and a ping is answered', async () => {
    const raw = await ready();
    raw.send({ ...ALL_BOTS, payload: { ...ALL_BOTS.payload, variables: { padding: 'x'.repeat(60_000) } } });
    raw.send({ type: 'ping', payload: { n: 1 } });
    expect(await raw.next(({ type }) => type === 'pong')).toEqual({ type: 'pong', payload: { n: 1 } });
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
  });

  test.each([
    ['a query', '{ viewer { apiKey } }', 'BAD_USER_INPUT', /Only a subscription/],
    ['a mutation', 'mutation { endSession { __typename } }', 'BAD_USER_INPUT', /Only a subscription/],
    ['what does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    [
      'an unknown field',
      'subscription { botUpdated { size } }',
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "size"/,
    ],
    [
      'what is too deep',
      `subscription { ${'... on Subscription { '.repeat(8)} botUpdated { id } ${'}'.repeat(8)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /depth limit of 8/i,
    ],
    [
      'too many aliases',
      `subscription { botUpdated { ${Array.from({ length: 16 }, (_, place) => `a${place}: id`).join(' ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      /aliases limit of 15/i,
    ],
    [
      'too many tokens',
      `subscription { botUpdated { ${'id '.repeat(1_000)} } }`,
      'GRAPHQL_PARSE_FAILED',
      /more tha[nt] 1000 tokens/,
    ],
    [
      'two subscriptions in one',
      'subscription { botUpdated { id } b: botUpdated { id } }',
      'GRAPHQL_VALIDATION_FAILED',
      /one top level field/,
    ],
    ['nothing', '', 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ])('%s is refused, and the socket stays', async (_name, query, code, message) => {
    const raw = await ready();
    raw.send({ type: 'subscribe', id: 'one', payload: { query } });
    expect(await refusalOf(raw)).toEqual(
      expect.objectContaining({ message: expect.stringMatching(message), extensions: { code } }),
    );
    const id = await ownBot();
    raw.send({ ...ALL_BOTS, id: 'two' });
    expect(await raw.next((one) => one.id === 'two' && one.payload?.data.botUpdated.id === id)).not.toBeNull();
    await world.server.api.remove(id);
  });

  test('a page may follow by the documents of its client only, and by their hash', async () => {
    const raw = await ready(pageOf(await signedIn()));
    const sha256Hash = (await shipDocument(world.server, BOT_UPDATED)).replace('sha256:', '');
    const refused = [
      { query: BOT_UPDATED },
      { query: BOT_UPDATED, extensions: extensions(sha256Hash) },
      { query: '', extensions: extensions('0'.repeat(64)) },
      { query: '' },
    ];
    for (const [place, payload] of refused.entries()) {
      raw.send({ type: 'subscribe', id: `refused ${place}`, payload });
      expect(await refusalOf(raw, `refused ${place}`)).toMatchObject({ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } });
    }
    const id = await ownBot();
    raw.send({ type: 'subscribe', id: 'right', payload: { query: '', extensions: extensions(sha256Hash) } });
    expect(await raw.next((one) => one.id === 'right' && one.payload?.data.botUpdated.id === id)).not.toBeNull();
    await world.server.api.remove(id);
  });

  test('a document that is newer than this server can be tried again', async () => {
    const raw = await ready(pageOf(await signedIn()));
    const newer = 'subscription Newer { botUpdated { id shoeSize } }';
    const sha256Hash = (await shipDocument(world.server, newer)).replace('sha256:', '');
    raw.send({ type: 'subscribe', id: 'one', payload: { query: '', extensions: { persistedQuery: { sha256Hash } } } });
    expect(await refusalOf(raw)).toMatchObject({ extensions: { code: 'SERVER_OLDER' } });
  });

  test('a fault of ours is told by an id, and nothing of the inside', async () => {
    const id = await ownBot();
    const bots = world.server.database.connection.collection<{ _id: string }>('bots');
    await bots.updateOne({ _id: id }, { $unset: { life: 1 } });
    const raw = await ready();
    raw.send({ ...ALL_BOTS, payload: { query: BOT_UPDATED, variables: { id } } });
    const told = await raw.next((one) => one.type === 'next');
    expect(told?.payload.errors[0]).toMatchObject({
      message: 'Something went wrong on this server.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[\w-]{36}$/) },
    });
    await bots.deleteOne({ _id: id });
  });
});

describe('limits', () => {
  test('sockets of one person at once, in all their browsers and panels; others are not concerned', async () => {
    const one = await world.zoom.addPerson();
    const browsers = [await signedIn(world.server, one), await signedIn(world.server, one)];
    for (let turn = 0; turn < MAX_SOCKETS.person; turn += 1) await ready(pageOf(browsers[turn % 2] as Browser));
    const panel = await openPanel(one.id);
    const raw = await connect(panelOf(panel));
    expect(await raw.init()).toBeNull();
    expect(await raw.closed).toEqual({ code: 1013, reason: 'Too many sockets of this caller are open' });
    await ready(pageOf(await signedIn()));
    open[0]?.socket.close();
    await open[0]?.closed;
    await ready(panelOf(panel));
  });

  test('subscriptions of one socket at once, however they are begun and ended', async () => {
    const raw = await ready();
    for (let place = 0; place <= MAX_STREAMS_PER_SOCKET; place += 1) raw.send({ ...ALL_BOTS, id: `s${place}` });
    expect(await refusalOf(raw, `s${MAX_STREAMS_PER_SOCKET}`)).toMatchObject({
      message: `One socket carries at most ${MAX_STREAMS_PER_SOCKET} subscriptions.`,
      extensions: { code: 'RATE_LIMITED' },
    });
    await expect.poll(() => world.server.app.followers()).toBe(MAX_STREAMS_PER_SOCKET);
    raw.send({ type: 'complete', id: 's0' });
    await expect.poll(() => world.server.app.followers()).toBe(MAX_STREAMS_PER_SOCKET - 1);
    raw.send({ ...ALL_BOTS, id: 's0' });
    await expect.poll(() => world.server.app.followers()).toBe(MAX_STREAMS_PER_SOCKET);
    raw.socket.terminate();
    await expect.poll(() => world.server.app.followers()).toBe(0);
  });

  test('an id that is used again before its subscription has begun leaves nothing behind', async () => {
    const raw = await ready();
    for (let turn = 0; turn < 20; turn += 1) {
      raw.send(ALL_BOTS);
      raw.send({ type: 'complete', id: 'one' });
    }
    raw.send(ALL_BOTS);
    await wait(500);
    raw.socket.terminate();
    await expect.poll(() => world.server.app.followers()).toBe(0);
  });

  test('subscriptions of one person in a minute', async () => {
    const one = await world.zoom.addPerson();
    const raw = await ready(pageOf(await signedIn(world.server, one)));
    const payload = { query: '', extensions: { persistedQuery: { sha256Hash: '0'.repeat(64) } } };
    for (let place = 0; place <= REQUESTS_PER_MINUTE.person; place += 1)
      raw.send({ type: 'subscribe', id: `s${place}`, payload });
    expect(await refusalOf(raw, 's0')).toMatchObject({ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } });
    expect(await refusalOf(raw, `s${REQUESTS_PER_MINUTE.person}`)).toMatchObject({
      extensions: { code: 'RATE_LIMITED' },
    });
    raw.socket.close();
  });
});

describe('a session that ends', () => {
  test('takes its sockets with it, and no others', async () => {
    const [browser, other, panel] = [await signedIn(), await signedIn(), await openPanel()];
    const [ending, staying, inZoom] = [
      await ready(pageOf(browser)),
      await ready(pageOf(other)),
      await ready(panelOf(panel)),
    ];
    await browser.run('EndSession');
    const closed = await Promise.race([ending.closed, wait(PATIENCE_MS, null)]);
    expect(closed).toEqual({ code: 4401, reason: 'The session is over' });
    expect([staying, inZoom].map(({ socket }) => socket.readyState)).toEqual([1, 1]);
  });

  test('because its person disconnected: in every browser and panel of theirs', async () => {
    const one = await world.zoom.addPerson();
    const [browser, other] = [await signedIn(world.server, one), await signedIn(world.server, one)];
    const sockets = [await ready(pageOf(other)), await ready(panelOf(await openPanel(one.id)))];
    expect((await browser.run('DisconnectZoom')).data.disconnectZoom.__typename).toBe('DisconnectZoomSuccess');
    for (const { closed } of sockets) expect((await Promise.race([closed, wait(PATIENCE_MS, null)]))?.code).toBe(4401);
  });

  test('by its time does so too, as a panel’s after half an hour', async () => {
    const [browser, panel] = [await signedIn(), await openPanel()];
    const [page, inZoom] = [await ready(pageOf(browser)), await ready(panelOf(panel))];
    aheadMs += PANEL_SESSION_MS + 1000;
    expect((await Promise.race([inZoom.closed, wait(PATIENCE_MS, null)]))?.code).toBe(4401);
    expect(page.socket.readyState).toBe(page.socket.OPEN);
    aheadMs = 0;
  });
});

describe('a server that stops', () => {
  test('sends its followers away so that they come back, and is not held up by those that do not answer', async () => {
    const server = await world.startServer();
    const id = await ownBot();
    const port = Number(new URL(server.api.url).port);
    const follower = new Follower(server, backend(API_KEY), { retries: 100 });
    await follower.follow(id);
    await follower.until(() => true, 'its state');
    const deaf = await ready(backend(API_KEY), server);
    deaf.socket.pause();
    const leaving = await ready(backend(API_KEY), server);
    const startedAt = performance.now();
    const [{ code }] = await Promise.all([leaving.closed, server.stop()]);
    expect(code).toBe(1012);
    expect(performance.now() - startedAt).toBeLessThan(5_000 + SLACK_MS);

    const successor = await world.startServer({ port });
    await follower.until((bot) => follower.told.indexOf(bot) === 1, 'its state again');
    await successor.api.remove(id);
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    follower.leave();
    await successor.stop();
  });
});

describe('the database is away', () => {
  test('who begins to follow is told to try again, and leaves nothing behind', async () => {
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    const raw = await ready(backend(API_KEY), server);
    await proxy.cut();
    raw.send(ALL_BOTS);
    raw.send({ ...ALL_BOTS, id: 'two', payload: { query: BOT_UPDATED, variables: { id: 'x' } } });
    for (const id of ['one', 'two'])
      expect(await refusalOf(raw, id)).toMatchObject({ extensions: { code: 'DATABASE_UNAVAILABLE' } });
    expect(server.app.followers()).toBe(0);
    await proxy.restore();
    const id = await ownBot();
    await expect
      .poll(
        async () => {
          raw.send({ ...ALL_BOTS, id: `again ${raw.received.length}` });
          return raw.next((one) => one.type === 'next' || one.id?.startsWith('again') === true);
        },
        { interval: 500 },
      )
      .toMatchObject({ type: 'next', payload: { data: { botUpdated: { id } } } });
    await world.server.api.remove(id);
    await server.stop();
  });

  test('nothing is told until it is back; then all of it', async () => {
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    const id = await ownBot();
    const follower = new Follower(server, backend(API_KEY));
    await follower.follow(id);
    await follower.until(() => true, 'its state');
    const idle = await ready(backend(API_KEY), server);
    await proxy.cut();
    idle.send(ALL_BOTS);
    idle.send({ ...ALL_BOTS, id: 'two', payload: { query: '', extensions: extensions('0'.repeat(64)) } });
    await world.server.api.remove(id);
    for (const refused of ['one', 'two'])
      expect(await refusalOf(idle, refused)).toMatchObject({ extensions: { code: 'DATABASE_UNAVAILABLE' } });
    const raw = await connect({ headers: { origin: server.baseUrl, cookie: 'broughtby_session=x' } }, server);
    await raw.init();
    expect((await raw.closed).code).toBe(1013);
    await proxy.restore();
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    follower.leave();
    await server.stop();
  });
});

test('a socket that answers no ping is cut', async () => {
  const closed = await Promise.race([silent.closed, wait(TWO_PINGS_MS, null)]);
  expect(closed?.code).toBe(1006);
});
