import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { sendGraphQL } from '../../support/api.js';
import type { Browser } from '../../support/browser.js';
import { documentIdOf } from '../../support/documentIdOf.js';
import { exchange } from '../../support/exchange.js';
import { API_KEY, OTHER_API_KEY, startWorld, type World } from '../../support/world.js';

const DAY_MS = 24 * 3_600_000;
const VIEWER = { query: '{ viewer { apiKey person { id } guest } }' };

let world: World;
let person: ZoomPerson;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  person = await world.zoom.addPerson({ displayName: 'Ada Lovelace' });
});

afterAll(async () => world.stop());

async function signedIn(): Promise<Browser> {
  const browser = world.server.browser();
  expect((await browser.connectZoom(world.zoom, person.id)).status).toBe(302);
  return browser;
}

async function ask(headers: Record<string, string>, body: unknown = VIEWER) {
  return sendGraphQL(world.server.api.url, body, headers);
}

describe('an API key', () => {
  test('is known by its name', async () => {
    for (const authorization of [`Bearer ${API_KEY}`, `bearer ${API_KEY}`]) {
      expect((await ask({ authorization })).data.viewer).toEqual({ apiKey: 'backend', person: null, guest: false });
    }
    expect((await ask({ authorization: `Bearer ${OTHER_API_KEY}` })).data.viewer.apiKey).toBe('other');
  });

  test('needs neither Origin nor cookie, and no Origin keeps it out', async () => {
    expect((await ask({ authorization: `Bearer ${API_KEY}`, origin: 'https://elsewhere.example' })).status).toBe(200);
  });

  test('may stand twice under its name while it is rotated', async () => {
    const fresh = `rotated-key-${'a1b2c3d4'.repeat(6)}`;
    const server = await world.startServer({ env: { API_KEYS: `backend:${API_KEY},backend:${fresh}` } });
    for (const key of [API_KEY, fresh])
      expect((await server.api.as(key).ask(VIEWER.query)).viewer.apiKey).toBe('backend');
    await server.stop();
  });

  test.each([
    ['of nobody', `Bearer ${'x'.repeat(48)}`],
    ['cut', `Bearer ${API_KEY.slice(0, -1)}`],
    ['with something behind it', `Bearer ${API_KEY}x`],
    ['in capitals', `Bearer ${API_KEY.toUpperCase()}`],
    ['without its scheme', API_KEY],
    ['as a password', `Basic ${Buffer.from(`backend:${API_KEY}`).toString('base64')}`],
    ['that is empty', 'Bearer '],
    ['that is its name', 'Bearer backend'],
    ['longer than any', `Bearer ${'x'.repeat(5_000)}`],
  ])('%s is an error, never an anonymous request', async (_name, authorization) => {
    for (const body of [VIEWER, { documentId: documentIdOf('EndSession') }]) {
      const answer = await ask({ authorization }, body);
      expect(answer).toMatchObject({
        status: 401,
        errors: [
          {
            extensions: { code: 'UNAUTHENTICATED' },
            message: expect.stringContaining('Sign in with Zoom, or send an API key'),
          },
        ],
      });
      expect(answer.data).toBeUndefined();
    }
  });

  test('that is wrong is an error beside a right cookie too', async () => {
    const browser = await signedIn();
    const answer = await ask(
      { authorization: 'Bearer wrong', cookie: browser.cookieHeader(), origin: browser.origin },
      { documentId: documentIdOf('Viewer') },
    );
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('nobody in particular', () => {
  test('is told to sign in where it matters', async () => {
    for (const operation of ['Viewer', 'Bots']) {
      const { errors } = await world.server.browser().run(operation);
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  test('may sign out, which changes nothing', async () => {
    expect((await world.server.browser().run('EndSession')).data).toEqual({
      endSession: { __typename: 'EndSessionSuccess' },
    });
  });
});

describe('a session by its cookie', () => {
  test('is the person who signed in', async () => {
    const browser = await signedIn();
    expect((await browser.run('Viewer')).data.viewer).toMatchObject({
      person: { id: person.id, displayName: 'Ada Lovelace' },
      guest: false,
      connection: { state: 'CONNECTED', missingScopes: [] },
    });
  });

  test.each([
    ['no Origin', undefined],
    ['the Origin of another site', 'https://elsewhere.example'],
    ['the Origin null', 'null'],
    ['our Origin with a path', '/'],
    ['our host over another scheme', 'https'],
    ['our host on another port', 'port'],
  ])('counts only from our own pages: %s', async (_name, how) => {
    const browser = await signedIn();
    const { host, origin } = new URL(browser.origin);
    const sent = { '/': `${origin}/`, https: `https://${host}`, port: 'http://localhost:1' }[how ?? ''] ?? how;
    for (const operation of ['Viewer', 'EndSession']) {
      const headers = { cookie: browser.cookieHeader(), ...(sent === undefined ? {} : { origin: sent }) };
      expect(await ask(headers, { documentId: documentIdOf(operation) })).toMatchObject({
        status: 403,
        errors: [
          {
            extensions: { code: 'FORBIDDEN' },
            message: `Requests with the session's cookie have to come from ${browser.origin}.`,
          },
        ],
      });
    }
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', undefined])(
    'counts only with JSON: %s',
    async (type) => {
      const browser = await signedIn();
      const documentId = documentIdOf('EndSession');
      const body = type?.includes('urlencoded')
        ? new URLSearchParams({ documentId }).toString()
        : JSON.stringify({ documentId });
      const answer = await exchange(browser.reachedAt, '/graphql', {
        method: 'POST',
        headers: {
          origin: browser.origin,
          cookie: browser.cookieHeader(),
          ...(type === undefined ? {} : { 'content-type': type }),
        },
        body,
      });
      expect(answer.status).toBe(415);
      expect(JSON.parse(answer.body).errors).toEqual([
        {
          message: 'Send JSON, with the header Content-Type: application/json.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
      expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
    },
  );

  test('that nobody knows is nobody', async () => {
    const browser = await signedIn();
    for (const cookie of [
      `broughtby_session=${'x'.repeat(43)}`,
      'broughtby_session=',
      'broughtby_session=%00',
      '__Host-broughtby_session=x',
    ]) {
      const { errors } = await ask({ cookie, origin: browser.origin }, { documentId: documentIdOf('Viewer') });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });
});

describe("a session's life", () => {
  test('is prolonged by its use, and the cookie with it', async () => {
    const browser = await signedIn();
    for (let month = 0; month < 3; month += 1) {
      aheadMs += 29 * DAY_MS;
      const answer = await exchange(browser.reachedAt, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: browser.origin, cookie: browser.cookieHeader() },
        body: JSON.stringify({ documentId: documentIdOf('Viewer') }),
      });
      expect(JSON.parse(answer.body).data.viewer.person.id).toBe(person.id);
      expect(answer.headers['set-cookie']).toMatch(
        new RegExp(`^broughtby_session=[\\w-]{43}; Max-Age=${30 * 86_400};`),
      );
    }
    const again = await exchange(browser.reachedAt, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: browser.origin, cookie: browser.cookieHeader() },
      body: JSON.stringify({ documentId: documentIdOf('Viewer') }),
    });
    expect(again.headers['set-cookie'], 'no write each time').toBeUndefined();
  });

  test('ends thirty days after its last use', async () => {
    const browser = await signedIn();
    aheadMs += 30 * DAY_MS + 1000;
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await browser.get('/launch')).headers.getSetCookie(), 'nothing is prolonged').toEqual([]);
  });

  test('ends by signing out, for this browser alone, whatever copy of the cookie is left', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    const kept = browser.cookieHeader();
    const answer = await exchange(browser.reachedAt, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: browser.origin, cookie: kept },
      body: JSON.stringify({ documentId: documentIdOf('EndSession') }),
    });
    expect(answer.headers['set-cookie']).toMatch(/^broughtby_session=; Max-Age=0; Path=\/; /);
    expect(
      (await ask({ cookie: kept, origin: browser.origin }, { documentId: documentIdOf('Viewer') })).errors,
    ).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await other.run('Viewer')).data.viewer.person.id).toBe(person.id);
  });

  test('is as long as SESSION_DAYS says', async () => {
    const server = await world.startServer({ env: { SESSION_DAYS: '1' } });
    const browser = server.browser();
    await browser.connectZoom(world.zoom, person.id);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
    aheadMs += DAY_MS + 1000;
    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await server.stop();
  });

  test('is stored as a hash: no copy of the database signs anybody in', async () => {
    const browser = await signedIn();
    const token = browser.cookies.get('broughtby_session') ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    const sessions = await world.server.database.connection.collection('sessions').find().toArray();
    expect(JSON.stringify(sessions)).not.toContain(token);
  });
});
