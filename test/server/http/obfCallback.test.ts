import { randomBytes } from 'node:crypto';
import { METHODS } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { FaultEffect, FaultRule } from '../../../sandbox/simulator/faults.js';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import type { Exchanged } from '../../support/exchange.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { fetchCallback, newWhsec, type Signing } from '../../support/recallRequest.js';
import { secret, startWorld, type TestServer, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;

let world: World;
/** How far everybody's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

interface Launch {
  person: ZoomPerson;
  externalUserId: string;
  /** Digits. */
  meetingNumber: string;
  url: string;
  id: string;
}

/** A live launch of a new person whose bot is the test's own, so that nobody else fetches its tokens. */
async function liveLaunch(): Promise<Launch> {
  const person = await world.zoom.addPerson();
  const externalUserId = `user-${person.id}`;
  await world.connect(person, externalUserId);
  return anotherLaunch(person, externalUserId);
}

async function anotherLaunch(person: ZoomPerson, externalUserId: string): Promise<Launch> {
  const meeting = await world.zoom.addMeeting({ host: person.id });
  const { url, bot } = await world.server.api.callbackUrl(meeting.inviteUrl, externalUserId);
  return { person, externalUserId, meetingNumber: meeting.number, url, id: bot.id };
}

function rightSigning(): Signing {
  return { secrets: [world.env['RECALL_VERIFICATION_SECRET'] ?? ''], at: Date.now() + aheadMs };
}

async function fetchToken(url: string, more: Parameters<typeof fetchCallback>[2] = {}): Promise<Exchanged> {
  return fetchCallback(url, rightSigning(), more);
}

/** The same launch, asked for at another server. */
function at(server: TestServer, url: string): string {
  const { pathname, search } = new URL(url);
  return new URL(pathname + search, server.api.url).href;
}

function withParameter(url: string, name: string, value: string | null): string {
  const changed = new URL(url);
  if (value === null) changed.searchParams.delete(name);
  else changed.searchParams.set(name, value);
  return changed.href;
}

function expectToken(answer: Exchanged, { person, meetingNumber }: Launch): void {
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
  expect(world.zoom.inspectObfToken(answer.body), 'the body is the token, and nothing else').toMatchObject({
    person: person.id,
    meetingNumber,
  });
  expect(answer.headers['content-length']).toBe(String(answer.body.length));
}

/** An answer without a token: its status, its words, and that no cache keeps it. */
function expectRefusal(answer: Exchanged, status: number, words: string): void {
  expect(answer).toMatchObject({
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
  expect(answer.body).toContain(words);
  expect(answer.body).not.toContain('\n');
}

/** The entry that the newest request left on the bot's timeline, once it is there: recorded after the answer. */
async function recorded(launch: Launch, code: string) {
  const isIt = (entry: { kind: string; code: string }) => entry.kind === 'OBF_REQUEST' && entry.code === code;
  const bot = await world.server.api.botOnce(
    launch.id,
    ({ timeline }) => timeline.some(isIt),
    `${code} on the timeline`,
  );
  return bot.timeline.findLast(isIt);
}

async function connectionState(externalUserId: string): Promise<string> {
  const data = await world.server.api.ask(`query ($id: ID!) { externalUser(id: $id) { connection { state } } }`, {
    id: externalUserId,
  });
  return data.externalUser.connection.state;
}

function faultAtZoom(person: ZoomPerson, then: FaultEffect, more: Partial<FaultRule> = {}) {
  return world.zoom.faults.add({ route: 'GET /v2/users/me/token', person: person.id, then, ...more });
}

describe('200: a token', () => {
  test('the body is exactly the token, as plain text that nobody stores', async () => {
    const launch = await liveLaunch();
    expectToken(await fetchToken(launch.url), launch);
  });

  test('each request gets a token of its own', async () => {
    const launch = await liveLaunch();
    const answers = await Promise.all(Array.from({ length: 5 }, async () => fetchToken(launch.url)));
    for (const answer of answers) expectToken(answer, launch);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(5);
  });

  test('the timeline says how long Zoom took', async () => {
    const launch = await liveLaunch();
    faultAtZoom(launch.person, 'answer', { delayMs: 300, times: 1 });
    await fetchToken(launch.url);
    expect((await recorded(launch, 'token')).tookMs).toBeGreaterThanOrEqual(299);
  });

  test('the timeline says that a token was given and how long it took, and holds no token', async () => {
    const launch = await liveLaunch();
    const { body } = await fetchToken(launch.url);
    const entry = await recorded(launch, 'token');
    expect(entry).toMatchObject({ message: 'Recall fetched a token and was given a fresh one.', nextStep: null });
    expect(entry.tookMs).toBeGreaterThanOrEqual(0);
    const stored = await world.server.database.connection
      .collection<{ _id: string }>('bots')
      .findOne({ _id: launch.id });
    expect(JSON.stringify(stored)).not.toContain(body.slice(-20));
  });

  test('either spelling of the signature headers counts, and parameters that nobody knows do not matter', async () => {
    const launch = await liveLaunch();
    expectToken(
      await fetchCallback(`${launch.url}&utm_source=recall`, { ...rightSigning(), spelling: 'svix' }),
      launch,
    );
  });

  test('without a verification secret the URL alone decides', async () => {
    const launch = await liveLaunch();
    const server = await world.startServer({ env: { RECALL_VERIFICATION_SECRET: undefined } });
    expectToken(await fetchCallback(at(server, launch.url), { secrets: [] }), launch);
    expectRefusal(
      await fetchCallback(at(server, withParameter(launch.url, 'user_id', 'somebody')), { secrets: [] }),
      401,
      'auth_token',
    );
    await server.stop();
  });

  test('an access token with less than two minutes left is refreshed first', async () => {
    const launch = await liveLaunch();
    const before = world.zoom.state.perPerson[launch.person.id]?.refreshes ?? 0;
    await advance(57 * MINUTE_MS);
    expectToken(await fetchToken(launch.url), launch);
    expect(world.zoom.state.perPerson[launch.person.id]?.refreshes ?? 0).toBe(before);
    await advance(1.5 * MINUTE_MS);
    expectToken(await fetchToken(launch.url), launch);
    expect(world.zoom.state.perPerson[launch.person.id]?.refreshes).toBe(before + 1);
  });
});

describe('401: who asks has not proven it', () => {
  test.each([
    ['is missing', null],
    ['is empty', ''],
    ['is no token of ours', 'x'],
    ['is longer than any of ours', 'a'.repeat(10_000)],
  ])('auth_token %s', async (_name, token) => {
    const launch = await liveLaunch();
    expectRefusal(
      await fetchToken(withParameter(launch.url, 'auth_token', token)),
      401,
      'auth_token is missing, wrong or expired',
    );
    expectToken(await fetchToken(launch.url), launch);
  });

  test('a single character of auth_token is missing, added or different, wherever it is', async () => {
    const { url } = await liveLaunch();
    const token = new URL(url).searchParams.get('auth_token') ?? '';
    const places = [0, 9, 20, token.indexOf('.') + 1, token.lastIndexOf('.') + 1, token.length - 2];
    const changed = places.flatMap((place) => [
      token.slice(0, place) + token.slice(place + 1),
      `${token.slice(0, place)}A${token.slice(place)}`,
      token.slice(0, place) + (token[place] === 'b' ? 'c' : 'b') + token.slice(place + 1),
    ]);
    const answers = await Promise.all(
      changed.map(async (value) => fetchToken(withParameter(url, 'auth_token', value))),
    );
    expect(answers.map(({ status }) => status)).toEqual(changed.map(() => 401));
    const counted = world.zoom.state.perPerson[new URL(url).searchParams.get('user_id') ?? '']?.obfTokensMinted ?? 0;
    expect(counted).toBe(0);
  });

  test('another person, another meeting, or another launch than auth_token was made for', async () => {
    const [one, other] = [await liveLaunch(), await liveLaunch()];
    const tokenOfOther = new URL(other.url).searchParams.get('auth_token');
    for (const url of [
      withParameter(one.url, 'user_id', other.person.id),
      withParameter(one.url, 'user_id', null),
      withParameter(one.url, 'meeting_id', other.meetingNumber),
      withParameter(one.url, 'meeting_id', `${one.meetingNumber}0`),
      withParameter(one.url, 'meeting_id', ''),
      withParameter(one.url, 'auth_token', tokenOfOther),
      `${one.url}&user_id=${other.person.id}`,
      `${one.url}&auth_token=${tokenOfOther}`,
    ]) {
      expectRefusal(await fetchToken(url), 401, 'auth_token');
    }
  });

  test('the URL has expired', async () => {
    const person = await world.zoom.addPerson();
    await world.connect(person, 'brief');
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const expiresAt = new Date(Date.now() + aheadMs + 2 * MINUTE_MS).toISOString();
    const { url } = await world.server.api.callbackUrl(inviteUrl, 'brief', expiresAt);
    expect((await fetchToken(url)).status).toBe(200);
    await advance(2 * MINUTE_MS);
    expectRefusal(await fetchToken(url), 401, 'auth_token is missing, wrong or expired');
  });

  test.each<[string, (right: Signing) => Signing, Record<string, string>]>([
    ['there is none', () => ({ secrets: [] }), {}],
    ['it is of another secret', (right) => ({ ...right, secrets: [newWhsec()] }), {}],
    ['it is more than five minutes old', (right) => ({ ...right, at: (right.at ?? 0) - 5.1 * MINUTE_MS }), {}],
    ['it is more than five minutes ahead', (right) => ({ ...right, at: (right.at ?? 0) + 5.2 * MINUTE_MS }), {}],
    ['its id was changed', (right) => right, { 'webhook-id': 'msg_other' }],
    ['its time was changed', (right) => right, { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 1) }],
    ['it was cut', (right) => right, { 'webhook-signature': 'v1,AAAA' }],
    ['it is of another version', (right) => right, { 'webhook-signature': `v1a,${'A'.repeat(43)}=` }],
  ])("Recall's signature is not right: %s", async (_name, wrong, headers) => {
    const launch = await liveLaunch();
    expectRefusal(
      await fetchCallback(launch.url, wrong(rightSigning()), { headers }),
      401,
      "Recall's signature is missing, wrong or older than five minutes",
    );
    expect(await recorded(launch, 'unsigned')).toMatchObject({
      message: expect.stringMatching(
        /without Recall’s right signature.*\((not signed|wrong signature|too old|too new)\)/,
      ),
      nextStep: expect.stringContaining('RECALL_VERIFICATION_SECRET'),
    });
    expectToken(await fetchToken(launch.url), launch);
  });

  test('a signature of just under five minutes ago still counts', async () => {
    const launch = await liveLaunch();
    expectToken(
      await fetchCallback(launch.url, { ...rightSigning(), at: Date.now() + aheadMs - 4.9 * MINUTE_MS }),
      launch,
    );
  });

  test('requests with a wrong signature leave one entry a minute on the timeline, not one each', async () => {
    const launch = await liveLaunch();
    const refused = () => fetchCallback(launch.url, { secrets: [newWhsec()] });
    for (const { status } of await Promise.all([refused(), refused(), refused(), refused()])) expect(status).toBe(401);
    await recorded(launch, 'unsigned');
    await fetchToken(launch.url);
    await recorded(launch, 'token');
    const { timeline } = await world.server.api.bot(launch.id);
    expect(timeline.filter(({ code }: { code: string }) => code === 'unsigned')).toHaveLength(1);
  });
});

describe('the order of the checks', () => {
  test('auth_token comes before the signature, and the signature before the launch', async () => {
    const launch = await liveLaunch();
    await world.server.api.remove(launch.id);
    const forged = withParameter(launch.url, 'meeting_id', '123456789');
    expectRefusal(await fetchCallback(forged, { secrets: [newWhsec()] }), 401, 'auth_token');
    expectRefusal(await fetchCallback(launch.url, { secrets: [newWhsec()] }), 401, "Recall's signature");
    expectRefusal(await fetchToken(launch.url), 404, 'no live launch');
  });

  test('too many requests are told so before anything is asked of Zoom', async () => {
    const launch = await liveLaunch();
    await exhaust(launch);
    await world.zoom.revokeGrant({ person: launch.person.id });
    expect((await fetchToken(launch.url)).status).toBe(429);
  });
});

describe('404: nothing to give a token for', () => {
  test('the bot is over', async () => {
    const launch = await liveLaunch();
    expectToken(await fetchToken(launch.url), launch);
    await world.server.api.remove(launch.id);
    expectRefusal(await fetchToken(launch.url), 404, 'no live launch for this URL');
    expect(await recorded(launch, 'no_launch')).toMatchObject({ message: expect.stringContaining('over') });
  });

  test('the launch is gone', async () => {
    const launch = await liveLaunch();
    await world.server.api.disconnect(launch.externalUserId);
    expectRefusal(await fetchToken(launch.url), 404, 'no live launch for this URL');
  });
});

describe('405: only GET', () => {
  const others = METHODS.filter((method) => !['GET', 'CONNECT'].includes(method));

  test.each(others)('%s is not allowed, with a right URL or without', async (method) => {
    const launch = await sharedLaunch();
    const minted = world.zoom.state.counters.obfTokensMinted;
    for (const url of [launch.url, withParameter(launch.url, 'auth_token', null)]) {
      const answer = await fetchToken(url, { method });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    }
    expect(world.zoom.state.counters.obfTokensMinted).toBe(minted);
  });

  test('whatever body comes with it', async () => {
    const { url } = await sharedLaunch();
    const bodies = [
      { headers: { 'content-type': 'application/json' }, body: '{' },
      { headers: { 'content-type': 'application/x-nothing' }, body: 'x' },
      { headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(2_000_000) },
    ];
    for (const body of bodies) {
      expect(await fetchToken(url, { method: 'POST', ...body })).toMatchObject({
        status: 405,
        headers: { allow: 'GET' },
      });
    }
  });

  let shared: Launch | undefined;
  async function sharedLaunch(): Promise<Launch> {
    return (shared ??= await liveLaunch());
  }
});

describe('409: the person has to do something', () => {
  test.each(['invalid-token', '4741'] as const)(
    'Zoom has ended the grant and says so of its refresh token (%s)',
    async (replacedGrantAnswer) => {
      const launch = await liveLaunch();
      await world.zoom.setAssumptions({ replacedGrantAnswer });
      await world.zoom.revokeGrant({ person: launch.person.id });
      expectRefusal(await fetchToken(launch.url), 409, 'connect Zoom again');
      expect(await recorded(launch, 'reconnect_required')).toMatchObject({
        message: expect.stringContaining('Zoom has ended the authorization of the person it came for'),
        nextStep: 'Connect Zoom again, then bring the bot again.',
      });
      expect(await connectionState(launch.externalUserId)).toBe('RECONNECT_REQUIRED');

      const asked = world.zoom.calls.count({ person: launch.person.id });
      expectRefusal(await fetchToken(launch.url), 409, 'connect Zoom again');
      expect(world.zoom.calls.count({ person: launch.person.id }), 'Zoom is not asked again').toBe(asked);

      await world.connect(launch.person, launch.externalUserId);
      expectToken(await fetchToken(launch.url), launch);
    },
  );

  test('a scope is missing, by the word of Zoom', async () => {
    const launch = await liveLaunch();
    await world.zoom.withholdScopes({ person: launch.person.id, scopes: ['user:read:token'] });
    expectRefusal(await fetchToken(launch.url), 409, 'grant user:read:token');
    expect(await recorded(launch, 'missing_scope')).toMatchObject({
      message:
        'The permission to bring bots was not granted at Zoom, so there was no token to let the bot in. (user:read:token)',
      nextStep: 'Connect Zoom again and leave every permission ticked.',
    });
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
  });

  test('a scope is missing since the person connected again without it', async () => {
    const launch = await liveLaunch();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, launch.person.id, { withhold: ['user:read:token'] });
    const minted = world.zoom.calls.count({ route: 'GET /v2/users/me/token', person: launch.person.id });
    expectRefusal(await fetchToken(launch.url), 409, 'grant user:read:token');
    expect(world.zoom.calls.count({ route: 'GET /v2/users/me/token', person: launch.person.id })).toBe(minted);
  });

  test('the person has disconnected, and their bot could not be told to leave yet', async () => {
    const person = await world.zoom.addPerson();
    await world.connect(person, 'leaving');
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const launched = await world.server.api.launch(inviteUrl, 'leaving');
    await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
    const url = await callbackUrlAtRecall(launched.bot.recallBotId);
    await world.recall.setDown('unavailable');
    await world.server.api.disconnect('leaving');
    const answer = await fetchToken(url);
    await world.recall.setDown('up');
    expectRefusal(answer, 409, 'the person has disconnected Zoom');
  });
});

describe('429: more than 60 in a minute', () => {
  test('the 61st is told to wait, for this launch only, and a minute later all is well', async () => {
    const launch = await liveLaunch();
    const sibling = await anotherLaunch(launch.person, launch.externalUserId);
    await exhaust(launch);
    const asked = world.zoom.calls.count({ person: launch.person.id });
    for (let request = 0; request < 5; request += 1) {
      const answer = await fetchToken(launch.url);
      expectRefusal(answer, 429, 'more than 60 requests in a minute');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(world.zoom.calls.count({ person: launch.person.id })).toBe(asked);
    expectToken(await fetchToken(sibling.url), sibling);

    expect(await recorded(launch, 'too_many_requests')).toMatchObject({
      message: expect.stringContaining('more than 60'),
    });
    await advance(MINUTE_MS + 1);
    expectToken(await fetchToken(launch.url), launch);
    const { timeline } = await world.server.api.bot(launch.id);
    expect(timeline.filter(({ code }: { code: string }) => code === 'too_many_requests')).toHaveLength(1);
  });

  test('requests that arrive at once are counted too', async () => {
    const launch = await liveLaunch();
    const answers = await Promise.all(Array.from({ length: 80 }, async () => fetchToken(launch.url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });
});

describe('502: Zoom said no, or nothing that makes sense', () => {
  test.each<[string, FaultEffect, { code: string; words: string; timeline: RegExp; asks: number }]>([
    [
      'an invalid parameter',
      { status: 400, body: { code: 300, message: 'Validation Failed.' } },
      {
        code: 'zoom_refused',
        words: 'Zoom refused the token',
        timeline: /HTTP 400, 300, "Validation Failed\."/,
        asks: 1,
      },
    ],
    [
      'an unknown user',
      { status: 404, body: { code: 1001, message: 'User does not exist: me.' } },
      { code: 'zoom_refused', words: 'Zoom refused the token', timeline: /HTTP 404, 1001/, asks: 1 },
    ],
    [
      'an unknown meeting',
      { status: 404, body: { code: 3001, message: 'Meeting does not exist: 1.' } },
      { code: 'zoom_refused', words: 'Zoom refused the token', timeline: /HTTP 404, 3001/, asks: 1 },
    ],
    [
      'a code that nobody knows',
      { status: 418, body: { code: 987654, message: 'New.' } },
      { code: 'zoom_refused', words: 'Zoom refused the token', timeline: /HTTP 418, 987654, "New\."/, asks: 1 },
    ],
    [
      'its rate limit',
      {
        status: 429,
        body: {
          code: 429,
          message: 'You have reached the maximum per-second rate limit for this API. Try again later.',
        },
      },
      { code: 'zoom_rate_limited', words: "Zoom's rate limit was reached", timeline: /rate limit/, asks: 1 },
    ],
    [
      'a fault',
      { status: 500, body: 'oops' },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'a page of a proxy',
      { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>503</html>' },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'a page with 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>sign in</html>' },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'nothing with 200',
      { status: 200, body: '' },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'the word undefined with 200',
      { status: 200, body: 'undefined' },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'JSON without a token',
      { status: 200, body: { tokens: [] } },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'an empty token',
      { status: 200, body: { token: '' } },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'the token undefined',
      { status: 200, body: { token: 'undefined' } },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'a token with a line break',
      { status: 200, body: { token: `${'a'.repeat(40)}\n` } },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://zoom.us/' } },
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 1 },
    ],
    [
      'a cut connection',
      'reset',
      { code: 'zoom_unavailable', words: 'Zoom could not be reached', timeline: /could not be reached/, asks: 2 },
    ],
  ])('%s', async (_name, effect, { code, words, timeline, asks }) => {
    const launch = await liveLaunch();
    const fault = faultAtZoom(launch.person, effect);
    expectRefusal(await fetchToken(launch.url), 502, words);
    expect(fault.hits).toBe(asks);
    const entry = await recorded(launch, code);
    expect(entry.message).toMatch(timeline);
    expect(entry.nextStep).toEqual(expect.any(String));
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
    fault.remove();
    expectToken(await fetchToken(launch.url), launch);
  });

  test('the refresh that comes first meets a fault at Zoom', async () => {
    const launch = await liveLaunch();
    await world.zoom.expireAccessToken({ person: launch.person.id });
    const fault = world.zoom.faults.add({
      route: 'POST /oauth/token',
      match: { grant_type: 'refresh_token' },
      person: launch.person.id,
      then: { status: 503, body: '<html>' },
    });
    expectRefusal(await fetchToken(launch.url), 502, 'Zoom could not be reached');
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
    fault.remove();
    expectToken(await fetchToken(launch.url), launch);
  });
});

describe('error 124, "Invalid access token."', () => {
  test.each([400, 401] as const)('with %i: one forced refresh and one more try', async (invalidAccessTokenStatus) => {
    const launch = await liveLaunch();
    await world.zoom.setAssumptions({ invalidAccessTokenStatus });
    await world.zoom.expireAccessToken({ person: launch.person.id });
    const mints = mintsOf(launch.person);
    expectToken(await fetchToken(launch.url), launch);
    expect(mintsOf(launch.person)).toBe(mints + 2);
    expect(world.zoom.state.perPerson[launch.person.id]?.refreshes).toBe(1);
  });

  test('a new access token that is refused as well is the end of it: 502, and the connection stands', async () => {
    const launch = await liveLaunch();
    const fault = faultAtZoom(launch.person, { status: 401, body: { code: 124, message: 'Invalid access token.' } });
    expectRefusal(await fetchToken(launch.url), 502, 'Zoom refused the token');
    expect(fault.hits).toBe(2);
    expect(world.zoom.state.perPerson[launch.person.id]?.refreshes).toBe(1);
    expect((await recorded(launch, 'zoom_refused')).message).toContain('124');
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
    fault.remove();
  });

  test('twenty bots whose token is refused at once cause one refresh', async () => {
    const launch = await liveLaunch();
    const fault = faultAtZoom(launch.person, 'answer', { hold: 'before-work', times: 20 });
    const answers = Promise.all(Array.from({ length: 20 }, async () => fetchToken(launch.url)));
    await fault.reached(20);
    await world.zoom.expireAccessToken({ person: launch.person.id });
    fault.release();
    for (const answer of await answers) expectToken(answer, launch);
    expect(world.zoom.state.perPerson[launch.person.id]).toMatchObject({ refreshes: 1, staleRefreshes: 0 });
  });
});

describe('500: ours to mend, and never the end of a connection', () => {
  test('the key that sealed the tokens is not there', async () => {
    const launch = await liveLaunch();
    const otherKey = newSecret('encryption key', 'base64');
    const server = await world.startServer({ env: { TOKEN_ENCRYPTION_KEYS: `k2:${otherKey}` } });
    expectRefusal(await fetchToken(at(server, launch.url)), 500, 'not set up rightly');
    expect(await recorded(launch, 'sealing_key')).toMatchObject({
      message: expect.stringContaining('lacks the key'),
      nextStep: expect.stringContaining('TOKEN_ENCRYPTION_KEYS'),
    });
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
    expectToken(await fetchToken(launch.url), launch);
    await server.stop();
  });

  test("Zoom does not accept the server's own credentials", async () => {
    const launch = await liveLaunch();
    const { ZOOM_CLIENT_SECRET: right = '' } = world.env;
    await world.zoom.setClientSecrets({ secrets: ['another-client-secret-of-zoom'] });
    await world.zoom.expireAccessToken({ person: launch.person.id });
    expectRefusal(await fetchToken(launch.url), 500, 'not set up rightly');
    expect(await recorded(launch, 'client_credentials')).toMatchObject({
      nextStep: expect.stringContaining('ZOOM_CLIENT_SECRET'),
    });
    expect(await connectionState(launch.externalUserId)).toBe('CONNECTED');
    await world.zoom.setClientSecrets({ secrets: [right] });
    expectToken(await fetchToken(launch.url), launch);
  });
});

describe('503: the database is away', () => {
  test('the answer says so and asks to come again; afterwards the same server serves', async () => {
    const launch = await liveLaunch();
    const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: uri } });
    expectToken(await fetchToken(at(server, launch.url)), launch);
    await proxy.cut();
    const answer = await fetchToken(at(server, launch.url));
    expectRefusal(answer, 503, 'the database is away');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expectRefusal(await fetchToken(at(server, withParameter(launch.url, 'user_id', 'x'))), 401, 'auth_token');
    await proxy.restore();
    await expect.poll(async () => (await fetchToken(at(server, launch.url))).status).toBe(200);
    await server.stop();
    await proxy.close();
  });
});

describe('secrets are lists', () => {
  test('RECALL_CALLBACK_SECRET: URLs of the old one count while the new one signs, and no longer than it is listed', async () => {
    const launch = await liveLaunch();
    const { RECALL_CALLBACK_SECRET: old = '' } = world.env;
    const fresh = newSecret('callback secret', 'hex');
    const rotating = await world.startServer({ env: { RECALL_CALLBACK_SECRET: `${fresh},${old}` } });
    expectToken(await fetchToken(at(rotating, launch.url)), launch);

    const { inviteUrl, number: meetingNumber } = await world.zoom.addMeeting({ host: launch.person.id });
    const { url } = await rotating.api.callbackUrl(inviteUrl, launch.externalUserId);
    const rotated = await world.startServer({ env: { RECALL_CALLBACK_SECRET: fresh } });
    expectToken(await fetchToken(at(rotated, url)), { ...launch, meetingNumber });
    expectRefusal(await fetchToken(at(rotated, launch.url)), 401, 'auth_token');
    expectRefusal(await fetchToken(at(world.server, url)), 401, 'auth_token');
    await Promise.all([rotating.stop(), rotated.stop()]);
  });

  test('RECALL_VERIFICATION_SECRET: either of two counts, alone or together, in any order', async () => {
    const launch = await liveLaunch();
    const { RECALL_VERIFICATION_SECRET: old = '' } = world.env;
    const fresh = newWhsec();
    const rotating = await world.startServer({ env: { RECALL_VERIFICATION_SECRET: `${old},${fresh}` } });
    for (const secrets of [[old], [fresh], [old, fresh], [fresh, old], [newWhsec(), fresh]]) {
      expectToken(await fetchCallback(at(rotating, launch.url), { ...rightSigning(), secrets }), launch);
    }
    expectRefusal(
      await fetchCallback(at(rotating, launch.url), { ...rightSigning(), secrets: [newWhsec()] }),
      401,
      "Recall's signature",
    );
    await rotating.stop();
  });

  test("an endpoint's own secret signs webhooks, not callbacks", async () => {
    const launch = await liveLaunch();
    const ofEndpoint = newWhsec();
    const server = await world.startServer({ env: { RECALL_WEBHOOK_SECRET: ofEndpoint } });
    expectRefusal(
      await fetchCallback(at(server, launch.url), { ...rightSigning(), secrets: [ofEndpoint] }),
      401,
      "Recall's signature",
    );
    await server.stop();
  });
});

function mintsOf({ id }: ZoomPerson): number {
  return world.zoom.calls.count({ route: 'GET /v2/users/me/token', person: id });
}

/** Uses up the minute's 60 requests; each is recorded when this returns. */
async function exhaust(launch: Launch): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 60 }, async () => fetchToken(launch.url)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await world.server.api.botOnce(launch.id, ({ timeline }) => timeline.length >= 60, 'sixty requests on the timeline');
}

/** Under which address a bot at Recall fetches its tokens. */
async function callbackUrlAtRecall(recallBotId: string): Promise<string> {
  const answer = await fetch(`${world.recall.url}/api/v1/bot/${recallBotId}/`, {
    headers: { authorization: world.env['RECALL_API_KEY'] ?? '' },
  });
  const { zoom } = (await answer.json()) as { zoom: { obf_token_url: string } };
  return zoom.obf_token_url;
}

function newSecret(kind: string, encoding: 'base64' | 'hex'): string {
  return secret(inject('secretsFile'), kind, randomBytes(32).toString(encoding));
}
