import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CONNECT_LINK_TTL_MS } from '../../../server/people/connectLinks.js';
import { action, html } from '../../../server/http/page.js';
import { recordedFetch } from '../../support/answers.js';
import type { Browser } from '../../support/browser.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { startWorld, type World } from '../../support/world.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const PAGES_PER_MINUTE = 120;

let world: World;
let browser: Browser;
/** How far the server's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
});
afterAll(async () => {
  await world.stop();
});
beforeEach(() => {
  aheadMs = 0;
  browser = world.server.browser();
});

describe('the template', () => {
  test.each([
    ['markup', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['quotes', `" onclick='x'`, '&quot; onclick=&#39;x&#39;'],
    ['what looks escaped', '&amp;', '&amp;amp;'],
  ])('escapes %s', (_what, value, escaped) => {
    expect(html`<p title="${value}">${value}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  test('leaves HTML as it is, joins several, and leaves out null', () => {
    const items = ['a', 'b & c'].map((item) => html`<li>${item}</li>`);
    expect(
      html`<ul>
          ${items}
        </ul>
        ${null}`.text.replace(/\s*\n\s*/g, ''),
    ).toBe('<ul><li>a</li><li>b &amp; c</li></ul>');
    expect(action('/a?b=c&d=e', '1 < 2').text).toBe('<a class="action" href="/a?b=c&amp;d=e">1 &lt; 2</a>');
  });
});

describe('every page but the app', () => {
  test.each(['/zoom/oauth-callback', '/connect/nothing', '/elsewhere'])(
    '%s is kept by no cache, framed by nobody, and runs nothing but its own style',
    async (path) => {
      const { headers, text } = await browser.get(path);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => hashOf(style));
      expect(styles).toHaveLength(1);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain(`default-src 'none';style-src 'sha256-${styles[0]}'`);
      expect(policy).toContain(`frame-ancestors 'none'`);
      expect(text).not.toMatch(/<script|javascript:| style=| on\w+=/i);
    },
  );
});

describe('/launch', () => {
  test('is where the root leads', async () => {
    const { status, headers } = await browser.get('/');
    expect([status, headers.get('location')]).toEqual([302, '/launch']);
  });

  test.each(['', 'not-a-token', 'a'.repeat(4000)])(
    'takes a cookie "%.12s" that is no session for a visitor',
    async (value) => {
      browser.cookies.set('broughtby_session', value);
      const { status, headers, text } = await browser.get('/launch');
      expect(status).toBe(200);
      expect(text).toContain('<div id="root">');
      expect(headers.getSetCookie()).toEqual([]);
      expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    },
  );

  test('keeps a person signed in as long as they come back within the days of a session, and no longer', async () => {
    await browser.connectZoom(world.zoom, world.zoom.cast.ana.id);
    aheadMs = HOUR_MS / 2;
    expect((await browser.get('/launch')).headers.getSetCookie()).toEqual([]);

    for (const days of [29, 58]) {
      aheadMs = days * DAY_MS;
      const { headers } = await browser.get('/launch');
      expect((await browser.run('Viewer')).data).toMatchObject({ viewer: { person: { displayName: 'Ana Ferreira' } } });
      expect(headers.getSetCookie().join()).toMatch(
        /broughtby_session=[^;]+; Max-Age=2592000;.*HttpOnly; SameSite=Lax/,
      );
    }
    aheadMs = 89 * DAY_MS;
    expect((await browser.get('/launch')).headers.getSetCookie()).toEqual([]);
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('tells nothing about the person in the page itself: the app asks for it', async () => {
    const person = await world.zoom.addPerson({ displayName: 'Somebody Special' });
    await browser.connectZoom(world.zoom, person.id);
    const { text } = await browser.get('/launch');
    expect(text).toBe((await world.server.browser().get('/launch')).text);
    expect(text).not.toContain('Somebody');
  });

  test('names every permission that is missing, to the app', async () => {
    const withhold = ['user:read:token', 'zoomapp:inmeeting'];
    await browser.connectZoom(world.zoom, world.zoom.cast.ben.id, { withhold });
    const { data } = await browser.run('Viewer');
    expect(data.viewer.connection.missingScopes.toSorted()).toEqual(withhold);
  });

  test('turns away a person whose account was taken off the list, and keeps them signed in for when it is back', async () => {
    await browser.connectZoom(world.zoom, world.zoom.cast.chiyo.id);
    const strict = await world.startServer({ env: { ALLOWED_ZOOM_ACCOUNTS: world.zoom.cast.ana.accountId } });
    const there = strict.browser();
    for (const [name, value] of browser.cookies) there.cookies.set(name, value);
    const { status, text } = await there.get('/launch');
    expect(status).toBe(403);
    expect(text).toContain('<h1>Your Zoom account is not allowed here</h1>');
    expect((await there.run('Viewer')).data.viewer.connection.state).toBe('ACCOUNT_NOT_ALLOWED');
    expect((await browser.get('/launch')).status).toBe(200);
    expect((await browser.run('Viewer')).data.viewer.connection.state).toBe('CONNECTED');
  });
});

describe('/connect', () => {
  test('opened by a scanner, any number of times, spends and stores nothing', async () => {
    const path = new URL(await world.server.api.connectLink('user-1')).pathname;
    const before = await stored();
    for (let visit = 0; visit < 3; visit += 1) expect((await world.server.browser().get(path)).status).toBe(200);
    expect(await stored()).toEqual(before);
  });

  test.each(['x-x', 'a.b.c.d.e', 'a'.repeat(8000), '%00', '%3Cscript%3E'])(
    'answers what is no link (%.16s) with what to do',
    async (token) => {
      for (const answer of [await browser.get(`/connect/${token}`), await browser.post(`/connect/${token}`)]) {
        expect(answer.status).toBe(404);
        expect(answer.text).toContain('ask for a new one');
        expect(answer.text).not.toContain(decodeURIComponent(token));
      }
    },
  );

  test('ends after an hour, for the button of a page that was opened before, too', async () => {
    const path = new URL(await world.server.api.connectLink('user-1')).pathname;
    expect((await browser.get(path)).status).toBe(200);
    aheadMs = CONNECT_LINK_TTL_MS;
    for (const answer of [await browser.get(path), await browser.post(path)]) {
      expect(answer.status).toBe(404);
      expect(answer.text).toContain('This link no longer works');
    }
  });

  test.each([
    ['no origin', {}],
    ['an origin that is hidden', { origin: 'null' }],
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['an origin that begins like ours', { origin: 'http://localhost' }],
  ])('begins nothing for a form with %s', async (_what, headers) => {
    const path = new URL(await world.server.api.connectLink('user-1')).pathname;
    await browser.get(path);
    const before = await stored();
    const { status, text } = await browser.post(path, headers);
    expect(status).toBe(403);
    expect(text).toContain('Open the link again');
    expect(await stored()).toEqual(before);
  });

  test('begins nothing for a browser that keeps no cookies', async () => {
    const path = new URL(await world.server.api.connectLink('user-1')).pathname;
    await browser.get(path);
    browser.cookies.clear();
    expect((await browser.post(path)).status).toBe(403);
  });
});

describe('what comes back from Zoom', () => {
  test.each([
    ['nothing', ''],
    ['a code twice', '?code=a&code=b'],
    ['a state twice', '?state=a&state=b&code=c'],
    ['an empty state', '?state=&code=c'],
    ['a state without end', `?state=${'s'.repeat(5000)}&code=c`],
    ['an object', '?state[a]=b&code=c'],
    ['a null byte', '?state=%00&code=%00'],
    ['an error alone', '?error=access_denied'],
  ])('with %s leads to a page with a way on, and signs nobody in', async (_what, query) => {
    const { status, headers, text } = await browser.get(`/zoom/oauth-callback${query}`);
    expect(status).toBe(400);
    expect(text).toMatch(/class="action" href="\/(zoom\/oauth|launch)"/);
    expect(headers.getSetCookie()).toEqual([]);
  });
});

describe('over https', () => {
  test('cookies are bound to the host and sent over https only', async () => {
    const origin = 'https://broughtby.example';
    const server = await world.startServer({ env: { BASE_URL: origin } });
    const { headers } = await server.browser().get('/zoom/oauth');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-broughtby_browser=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect(new URL(headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(
      `${origin}/zoom/oauth-callback`,
    );
  });
});

describe('what goes wrong is a page, too', () => {
  test('a database that is away: 503, with when to try again', async () => {
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    onTestFinished(async () => {
      await server.stop();
      await proxy.close();
    });
    await proxy.cut();
    const { status, headers, text } = await server.browser().get('/zoom/oauth');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(text).toContain('<a class="action" href="">Try again</a>');
  });

  test('a fault of ours: 500, with the request that the log knows', async () => {
    const otherKey = `k2:${Buffer.alloc(32, 7).toString('base64')}`;
    const server = await world.startServer({ env: { TOKEN_ENCRYPTION_KEYS: otherKey } });
    const begun = await browser.get('/zoom/oauth');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const there = server.browser();
    for (const [name, value] of browser.cookies) there.cookies.set(name, value);
    const { status, headers, text } = await there.get(`/zoom/oauth-callback?state=${state}&code=any`);
    expect(status).toBe(500);
    expect(text).toContain(headers.get('x-request-id'));
    expect(text).not.toMatch(/SealError|UNKNOWN_KEY|at .*\.[jt]s/);
  });

  test('a form of a kind that no page sends: 415', async () => {
    const { status, text } = await recordedFetch(`${world.server.baseUrl}/connect/any`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<form/>',
    });
    expect(status).toBe(415);
    expect(text).toContain('<h1>That did not work</h1>');
  });

  test('more pages than a person opens: 429, with when to try again', async () => {
    const limited = await startWorld();
    onTestFinished(() => limited.stop());
    const visitor = limited.server.browser();
    for (let visit = 0; visit < PAGES_PER_MINUTE; visit += 1) await visitor.get('/launch');
    const { status, headers, text } = await visitor.get('/launch');
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).toContain('One moment, please');
  });
});

/** How many documents there are that an authorization makes. */
async function stored(): Promise<number[]> {
  const { connection } = world.server.database;
  return Promise.all(['authorizations', 'links', 'claims'].map((name) => connection.collection(name).countDocuments()));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
