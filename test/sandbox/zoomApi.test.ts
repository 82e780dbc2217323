import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANAS_MEETING, startZoomApp, type ZoomApp } from './support/zoomApp.js';

let app: ZoomApp;
let ana: string;

beforeEach(async () => {
  app = await startZoomApp();
  ana = app.zoom.cast.ana.id;
});
afterEach(() => app.zoom.close());

const INVALID_ACCESS_TOKEN = { code: 124, message: 'Invalid access token.' };

describe('GET /v2/users/me', () => {
  test('tells who the person is', async () => {
    const { access_token } = await app.connect(ana);
    expect(await app.get('/v2/users/me', access_token)).toMatchObject({
      status: 200,
      body: { id: ana, display_name: 'Ana Ferreira', account_id: app.zoom.cast.ana.accountId },
    });
  });

  test('refuses an expired access token, which a refresh repairs', async () => {
    const { access_token, refresh_token } = await app.connect(ana);
    await app.zoom.expireAccessToken({ person: ana });
    expect(await app.get('/v2/users/me', access_token)).toMatchObject({ status: 401, body: INVALID_ACCESS_TOKEN });
    const { body } = await app.refresh(refresh_token);
    expect((await app.get('/v2/users/me', body.access_token)).status).toBe(200);
  });

  test('refuses an access token after an hour', async () => {
    const { access_token } = await app.connect(ana);
    await app.zoom.clock.advance(3600 * 1000);
    expect((await app.get('/v2/users/me', access_token)).status).toBe(401);
  });
});

describe('GET /v2/users/me/token', () => {
  test('mints a different OBF token each time, bound to person, app and meeting', async () => {
    const { access_token } = await app.connect(ana);
    const one = await app.mint(access_token, ANAS_MEETING);
    const other = await app.mint(access_token);
    expect(one).not.toBe(other);
    expect(app.zoom.inspectObfToken(one)).toMatchObject({ person: ana, meetingNumber: ANAS_MEETING });
    expect(app.zoom.inspectObfToken(other)).not.toHaveProperty('meetingNumber');
    expect(app.zoom.state.perPerson[ana]?.obfTokensMinted).toBe(2);
  });

  test('lives two hours, or as long as ttl says', async () => {
    const { access_token } = await app.connect(ana);
    const lifeOf = (token: string) => {
      const facts = app.zoom.inspectObfToken(token);
      return facts === undefined ? undefined : (facts.expiresAt - facts.mintedAt) / 1000;
    };
    expect(lifeOf(await app.mint(access_token))).toBe(7200);
    const { body } = await app.get<{ token: string }>('/v2/users/me/token?type=onbehalf&ttl=60', access_token);
    expect(lifeOf(body.token)).toBe(60);
    expect((await app.get('/v2/users/me/token?type=onbehalf&ttl=40000000', access_token)).status).toBe(400);
  });

  test('names the scopes that are missing', async () => {
    const { access_token } = await app.connect(ana, ['user:read:token']);
    expect(await app.get('/v2/users/me/token?type=onbehalf', access_token)).toMatchObject({
      status: 400,
      body: {
        code: 4711,
        message: 'Invalid access token, does not contain scopes:[user:read:token, user:read:token:admin].',
      },
    });
  });

  test('takes a scope away from a grant that exists', async () => {
    const { access_token, refresh_token } = await app.connect(ana);
    await app.zoom.withholdScopes({ person: ana, scopes: ['user:read:token'] });
    expect((await app.get('/v2/users/me/token?type=onbehalf', access_token)).body).toMatchObject({ code: 4711 });
    expect((await app.refresh(refresh_token)).body.scope).toBe('zoomapp:inmeeting user:read:user');
  });

  test('answers the withdrawn default type as documented', async () => {
    const { access_token } = await app.connect(ana);
    expect(await app.get('/v2/users/me/token', access_token)).toMatchObject({
      status: 400,
      body: { message: 'Token is no longer supported. Please use ZAK token instead.' },
    });
  });

  test('refuses a meeting id that is no number', async () => {
    const { access_token } = await app.connect(ana);
    const answer = await app.get('/v2/users/me/token?type=onbehalf&meeting_id=98%20765', access_token);
    expect(answer).toMatchObject({ status: 400, body: { code: 300 } });
  });

  test('does not look whether the person is in the meeting, unless assumed otherwise', async () => {
    const { access_token } = await app.connect(app.zoom.cast.chiyo.id);
    const path = `/v2/users/me/token?type=onbehalf&meeting_id=${ANAS_MEETING}`;
    expect((await app.get(path, access_token)).status).toBe(200);
    await app.zoom.setAssumptions({ mintChecksPresence: true });
    expect((await app.get(path, access_token)).status).toBe(400);
  });

  test('knows nobody but "me"', async () => {
    const { access_token } = await app.connect(ana);
    expect(await app.get(`/v2/users/${ana}/token?type=onbehalf`, access_token)).toMatchObject({
      status: 404,
      body: { code: 1001 },
    });
  });
});

describe('rate limits', () => {
  test('count per account and plan, and can be lifted', async () => {
    // Dmitri's account is a free one: four requests a second.
    const { access_token } = await app.connect(app.zoom.cast.dmitri.id);
    const burst = () => Promise.all(Array.from({ length: 5 }, () => app.get('/v2/users/me', access_token)));
    const refused = (await burst()).filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body).toMatchObject({
      message: 'You have reached the maximum per-second rate limit for this API. Try again later.',
    });
    expect(refused[0]?.headers.get('retry-after')).toBeNull();
    const anas = await app.connect(ana);
    expect((await app.get('/v2/users/me', anas.access_token)).status).toBe(200);
    await app.zoom.liftRateLimits();
    expect((await burst()).every(({ status }) => status === 200)).toBe(true);
  });
});

test('an unknown endpoint is answered with 2300', async () => {
  const { access_token } = await app.connect(ana);
  expect(await app.get('/v2/nothing/here', access_token)).toMatchObject({ status: 400, body: { code: 2300 } });
});

test('the start page shows people, meetings and who brought which bot, and its buttons work', async () => {
  const { access_token } = await app.connect(ana);
  const meeting = app.zoom.state.meetings[0];
  await fetch(`${app.zoom.url}/sdk/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      botId: 'bot-1',
      botName: 'Notetaker',
      clientId: 'client-id-01',
      meetingNumber: ANAS_MEETING,
      passcode: meeting?.passcode,
      obfToken: await app.mint(access_token),
    }),
  });
  const page = await (await fetch(app.zoom.url)).text();
  expect(page).toContain('Weekly planning');
  expect(page).toContain(meeting?.inviteUrl);
  expect(page).toContain('Brought by Ana Ferreira');

  const press = (headers: Record<string, string>) =>
    fetch(`${app.zoom.url}/play/leave`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ meeting: ANAS_MEETING, person: ana }),
      redirect: 'manual',
    });
  expect((await press({ origin: 'https://evil.example' })).status).toBe(403);
  expect(meeting?.participants).toContain(ana);
  expect((await press({ origin: app.zoom.url })).status).toBe(303);
  expect(meeting?.participants).not.toContain(ana);
  expect(meeting?.bots).toEqual([]);
});

test('a meeting can be started on the page, and what is not there is refused', async () => {
  const press = (action: string, fields: Record<string, string>) =>
    fetch(`${app.zoom.url}/play/${action}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  expect((await press('start', { person: ana, waitingRoom: 'yes' })).status).toBe(303);
  expect(app.zoom.state.meetings.at(-1)).toMatchObject({ host: ana, waitingRoom: true, status: 'in-progress' });
  expect((await press('join', { person: 'nobody', meeting: ANAS_MEETING })).status).toBe(400);
  expect((await press('nothing', {})).status).toBe(404);
});
