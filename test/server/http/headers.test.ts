import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentIdOf } from '../../support/documentIdOf.js';
import { exchange, type Exchange, type Exchanged } from '../../support/exchange.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import type { TcpProxy } from '../../support/tcpProxy.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const HTTPS_ORIGIN = 'https://broughtby.example';
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-protocol': 'graphql-transport-ws',
  'sec-websocket-version': '13',
};

let world: World;
/** Served as behind a proxy that speaks https; its database can be taken away. */
let behindHttps: TestServer;
let proxy: TcpProxy;
/** An address for each status that a person can be shown as a page. */
const pages: { name: string; status: number; visit: (server: TestServer) => Promise<Exchanged> }[] = [
  { name: 'a page', status: 200, visit: (server) => visit(server, '/launch') },
  { name: 'the panel', status: 200, visit: (server) => visit(server, '/panel') },
  { name: 'the page for developers', status: 200, visit: (server) => visit(server, '/graphql') },
  {
    name: 'the page of a connect link',
    status: 200,
    visit: async (server) => visit(server, new URL(await server.api.connectLink('x')).pathname),
  },
  {
    name: 'a callback that does not count',
    status: 400,
    visit: (server) => visit(server, '/zoom/oauth-callback?code=x'),
  },
  {
    name: 'a form of another site',
    status: 403,
    visit: async (server) =>
      visit(server, new URL(await server.api.connectLink('x')).pathname, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.example' },
      }),
  },
  { name: 'a link that is none', status: 404, visit: (server) => visit(server, '/connect/nothing') },
  { name: 'an address that is none', status: 404, visit: (server) => visit(server, '/nothing/here') },
  { name: 'an address that cannot be decoded', status: 404, visit: (server) => visit(server, '/launch%E0%A4%A') },
  { name: 'a link without end', status: 404, visit: (server) => visit(server, `/connect/${'a'.repeat(12_000)}`) },
  { name: 'a method that no page has', status: 404, visit: (server) => visit(server, '/panel', { method: 'DELETE' }) },
  {
    name: 'a form that is too large',
    status: 413,
    visit: (server) =>
      visit(server, '/connect/x', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'x'.repeat(1_200_000),
      }),
  },
  {
    name: 'a form that is none',
    status: 415,
    visit: (server) =>
      visit(server, '/connect/x', { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<x/>' }),
  },
];

beforeAll(async () => {
  world = await startWorld({ env: { GRAPHQL_PAGE: 'true' } });
  const proxied = await startProxiedDatabase(world.databaseUri);
  ({ proxy } = proxied);
  behindHttps = await world.startServer({
    env: {
      BASE_URL: HTTPS_ORIGIN,
      ZOOM_REDIRECT_URI: `${world.server.baseUrl}/zoom/oauth-callback`,
      MONGODB_URI: proxied.uri,
    },
  });
});

afterAll(async () => {
  await world.stop();
  await proxy.close();
});

async function visit(server: TestServer, path: string, more: Exchange = {}): Promise<Exchanged> {
  return exchange(new URL(server.api.url).origin, path, { ...more, headers: { accept: 'text/html', ...more.headers } });
}

/** Zoom's client refuses a page that lacks one of the first four: https://developers.zoom.us/docs/build-flow/security/owasp/ */
function expectSafe({ headers }: Exchanged, origin = world.server.baseUrl): void {
  expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toMatch(/^(same-origin|no-referrer)$/);
  const policy = policyOf(headers['content-security-policy'] ?? '');
  expect(policy['default-src']).toEqual(["'none'"]);
  expect(policy['base-uri']).toEqual(["'none'"]);
  expect(policy['frame-ancestors']).toEqual(["'none'"]);
  const sources = Object.entries(policy).filter(([name]) => name.endsWith('-src'));
  const ownSocket = origin.replace(/^http/, 'ws');
  for (const [name, values] of sources)
    for (const value of values) {
      if (name === 'connect-src' && value === ownSocket) continue;
      if (name === 'img-src' && value === 'data:') continue;
      expect(value, name).toMatch(/^'(none|self|sha256-[\w+/=]+)'$/);
    }
  // On http://localhost it would lead every form and address to an https that is not there.
  expect(policy).not.toHaveProperty('upgrade-insecure-requests');
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
}

/** What Zoom's client looks for, whatever kind of answer it is. */
function expectZoomsFour({ headers }: Exchanged, what: string): void {
  for (const name of [
    'strict-transport-security',
    'x-content-type-options',
    'content-security-policy',
    'referrer-policy',
  ])
    expect(headers[name], `${what}: ${name}`).toMatch(/^.{5,}/);
}

function policyOf(text: string): Record<string, string[]> {
  const directives = text.split(';').map((directive) => directive.trim().split(/\s+/));
  return Object.fromEntries(directives.map(([name = '', ...values]) => [name, values]));
}

describe.each(pages)('$name ($status)', ({ status, visit: open }) => {
  test.each([
    ['http', () => world.server],
    ['https', () => behindHttps],
  ])('carries every security header and is kept by no cache, over %s', async (_scheme, server) => {
    const answer = await open(server());
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expectSafe(answer, server().baseUrl);
  });
});

test('a page about a database that is away (503) carries them too', async () => {
  await proxy.cut();
  const answer = await visit(behindHttps, '/zoom/oauth');
  expect(answer.status).toBe(503);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expectSafe(answer);
  await proxy.restore();
});

test('a page about a fault of ours (500) carries them too', async () => {
  const browser = world.server.browser();
  const begun = await browser.get('/zoom/oauth');
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const authorizations = world.server.database.connection.collection('authorizations');
  await authorizations.updateMany({}, { $set: { sealedCodeVerifier: 'torn' } });
  const answer = await visit(world.server, `/zoom/oauth-callback?state=${state}&code=any`, {
    headers: { cookie: browser.cookieHeader() },
  });
  expect(answer.status).toBe(500);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expectSafe(answer);
});

test('whatever is asked for, and however: no answer lacks one of the four', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK'];
  const paths = [
    '/launch/',
    '/panel?%',
    '/panel%00',
    '/%',
    '//',
    '*',
    '/graphql',
    '/graphql/',
    '/connect/',
    '/connect/%FF',
    '/zoom/oauth-callback?state=x&code=%FF',
    '/zoom/webhook',
    '/recall/obf-callback/',
    '/recall/webhook',
    '/assets',
    '/assets/',
    '/assets/none.js',
    '/assets/%2e%2e%2findex.html',
    '/readyz',
    `/${'a'.repeat(12_000)}`,
    // Longer than what Node reads: 431.
    `/launch?${'a'.repeat(17_000)}`,
  ];
  for (const method of methods) {
    for (const path of paths) {
      const body = method === 'GET' ? undefined : '{';
      const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      expectZoomsFour(await visit(world.server, path, { method, headers, body }), `${method} ${path.slice(0, 40)}`);
    }
  }
});

describe('what never becomes a request', () => {
  test.each<[string, string, Exchange, number, RegExp]>([
    [
      'more cookies than are read',
      '/launch',
      { headers: { cookie: `a=${'x'.repeat(20_000)}` } },
      431,
      /delete the cook/,
    ],
    [
      'a length that is none',
      '/launch',
      { headers: { 'content-length': '1', 'transfer-encoding': 'chunked' } },
      400,
      /./,
    ],
    ['a WebSocket without a key', '/graphql', { headers: UPGRADE }, 400, /./],
    [
      'a WebSocket of another version',
      '/graphql',
      { headers: { ...UPGRADE, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '7' } },
      400,
      /./,
    ],
  ])('%s: said in words, as text, with the four headers', async (what, path, asked, status, words) => {
    const answer = await visit(world.server, path, asked);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body).toMatch(words);
    expect(answer.headers['cache-control']).toBe('no-store');
    expectZoomsFour(answer, what);
  });
});

test.each(['/recall/webhook', '/graphql', '/healthz', '/readyz'])(
  '%s carries them on what is no page',
  async (path) => {
    expectSafe(await visit(world.server, path, { method: path === '/recall/webhook' ? 'POST' : 'GET' }));
  },
);

test('the callback is text, and cannot be taken for a page', async () => {
  const { headers } = await visit(world.server, '/recall/obf-callback');
  expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
});

describe('the panel', () => {
  test.each([
    ['http', () => world.server, () => world.server.baseUrl.replace('http:', 'ws:')],
    ['https', () => behindHttps, () => 'wss://broughtby.example'],
  ])('over %s may open a socket to this server and to no other', async (_scheme, server, socket) => {
    const { headers } = await visit(server(), '/panel');
    expect(policyOf(headers['content-security-policy'] ?? '')['connect-src']).toEqual(["'self'", socket()]);
  });

  test('is framed by nobody, and sets no cookie', async () => {
    const { headers } = await visit(world.server, '/panel', { headers: { cookie: 'broughtby_session=any' } });
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('is framed by those alone whom the operator names; other pages still are not', async () => {
    const ancestors = ['http://127.0.0.1:9568', 'https://*.example.com'];
    const framed = await world.startServer({ env: { PANEL_FRAME_ANCESTORS: ancestors.join(',') } });
    const { headers } = await visit(framed, '/panel');
    expect(policyOf(headers['content-security-policy'] ?? '')['frame-ancestors']).toEqual(ancestors);
    // It knows no other origins, and older browsers would obey it.
    expect(headers['x-frame-options']).toBeUndefined();
    for (const path of ['/launch', '/nothing', '/zoom/oauth-callback']) expectSafe(await visit(framed, path));
  });
});

describe('cookies', () => {
  test('over http: for scripts and other sites out of reach, with plain names, since browsers drop the others there', async () => {
    const browser = world.server.browser();
    const { headers } = await browser.get('/zoom/oauth');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^broughtby_browser=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const person = await world.zoom.addPerson();
    const back = await world.server.browser().connectZoom(world.zoom, person.id);
    expect(back.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^broughtby_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('over https: bound to the host and to https as well', async () => {
    const browser = behindHttps.browser();
    await expect.poll(async () => (await browser.get('/zoom/oauth')).status).toBe(302);
    const { headers } = await browser.get('/zoom/oauth');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-broughtby_browser=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const person = await world.zoom.addPerson();
    const back = await browser.connectZoom(world.zoom, person.id);
    expect(back.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-broughtby_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const cookie = browser.cookieHeader();
    const answer = await exchange(browser.reachedAt, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: HTTPS_ORIGIN, cookie },
      body: JSON.stringify({ documentId: documentIdOf('EndSession') }),
    });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-broughtby_session=; Max-Age=0; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('of the other scheme do not count', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const token = browser.cookies.get('broughtby_session') ?? '';
    const asked = {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        origin: HTTPS_ORIGIN,
        cookie: `broughtby_session=${token}`,
      },
      body: JSON.stringify({ documentId: documentIdOf('Viewer') }),
    };
    const { status, body } = await visit(behindHttps, '/graphql', asked);
    expect(status).toBe(401);
    expect(body).toContain('UNAUTHENTICATED');
    const same = { ...asked, headers: { ...asked.headers, cookie: `__Host-${asked.headers.cookie}` } };
    expect((await visit(behindHttps, '/graphql', same)).status, 'the same token where it counts').toBe(200);
  });
});

// The last, since it uses up the minute.
test('a page about too many requests (429) carries them too', async () => {
  const answers = await Promise.all(Array.from({ length: 150 }, async () => visit(world.server, '/launch')));
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(refused?.headers['cache-control']).toBe('no-store');
  if (refused) expectSafe(refused);
});
