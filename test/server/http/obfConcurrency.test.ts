import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import type { Exchanged } from '../../support/exchange.js';
import { SLACK_MS } from '../../support/patience.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import { fetchCallback } from '../../support/recallRequest.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const LAUNCHES = 200;
const HOUR_MS = 3_600_000;
/** What design promises, whatever Zoom or the database do. */
const ANSWER_WITHIN_MS = 8_000;
const REFRESH = { route: 'POST /oauth/token', match: { grant_type: 'refresh_token' } };

let world: World;
/** How far everybody's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({
    env: { MAX_LIVE_BOTS_PER_PERSON: String(LAUNCHES) },
    withoutRateLimits: true,
    now: () => Date.now() + aheadMs,
    // The bots set out when the test moves Recall's clock on, all at once.
    // Their reports are another matter, and would be a thousand.
    recall: { assumptions: { launchSeconds: 1_000_000 }, webhookEndpoints: [] },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

async function fetchToken(server: TestServer, url: string): Promise<Exchanged> {
  const { pathname, search } = new URL(url);
  const signing = { secrets: [world.env['RECALL_VERIFICATION_SECRET'] ?? ''], at: Date.now() + aheadMs };
  return fetchCallback(new URL(pathname + search, server.api.url).href, signing);
}

describe(`${LAUNCHES} launches of one person whose access token has run out`, () => {
  let person: ZoomPerson;
  let other: TestServer;
  let launches: { url: string; meetingNumber: string }[];

  beforeAll(async () => {
    other = await world.startServer();
    person = await world.zoom.addPerson();
    await world.connect(person, 'busy');
    for (let count = 0; count < LAUNCHES; count += 1) {
      const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
      const launched = await world.server.api.launch(inviteUrl, 'busy');
      expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess' });
    }
    launches = await callbacksAtRecall();
    expect(launches).toHaveLength(LAUNCHES);
  });

  test('their callbacks arrive at once: one refresh, and a valid token of its own for each', async () => {
    await advance(HOUR_MS);
    const refreshes = await refreshesDuring(async () => {
      const fault = world.zoom.faults.add({ ...REFRESH, person: person.id, then: 'answer', delayWorkMs: 200 });
      expectTokens(await Promise.all(launches.map(async ({ url }) => fetchToken(world.server, url))));
      fault.remove();
    });
    expect(refreshes).toBe(1);
  });

  test('spread over two servers: still one refresh, and nobody is sent away', async () => {
    await advance(HOUR_MS);
    const refreshes = await refreshesDuring(async () => {
      const fault = world.zoom.faults.add({ ...REFRESH, person: person.id, then: 'answer', delayWorkMs: 200 });
      const servers = [world.server, other];
      const answers = launches.map(async ({ url }, place) => fetchToken(servers[place % 2] ?? other, url));
      expectTokens(await Promise.all(answers));
      fault.remove();
    });
    expect(refreshes).toBe(1);
  });

  test('the bots themselves set out at once: each joins with a token of its own, after one refresh', async () => {
    await advance(HOUR_MS);
    const refreshes = await refreshesDuring(async () => {
      await advance(10 * HOUR_MS);
      await world.recall.waitFor(
        ({ bots }) => bots.every(({ broughtBy }) => broughtBy === person.id),
        'every bot joined on behalf of the person',
      );
    });
    expect(refreshes).toBe(1);
    for (const { tokenFetches, joinAttempts } of world.recall.state.bots) {
      expect(tokenFetches.at(-1)).toMatchObject({ status: 200, outcome: 'token' });
      expect(joinAttempts.map(({ result }) => result)).toEqual(['joined']);
    }
  });

  function expectTokens(answers: Exchanged[]): void {
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(LAUNCHES);
    answers.forEach(({ body }, place) => {
      expect(world.zoom.inspectObfToken(body)).toMatchObject({
        person: person.id,
        meetingNumber: launches[place]?.meetingNumber,
      });
    });
  }

  async function refreshesDuring(act: () => Promise<void>): Promise<number> {
    const before = world.zoom.state.perPerson[person.id]?.refreshes ?? 0;
    await act();
    expect(world.zoom.state.perPerson[person.id]?.staleRefreshes).toBe(0);
    return (world.zoom.state.perPerson[person.id]?.refreshes ?? 0) - before;
  }
});

/** A callback that something kept from being answered as it should. */
interface Late {
  launch: { url: string; id: string; person: ZoomPerson };
  answer: Exchanged;
  tookMs: number;
  /** Lets Zoom, or the database, answer from now on. */
  restore(): Promise<void> | void;
}

describe('an answer within eight seconds', () => {
  let mint: Late;
  let refresh: Late;
  let database: Late;

  // All at once, since each takes nearly the eight seconds.
  beforeAll(async () => {
    [mint, refresh, database] = await Promise.all([hangingMint(), hangingRefresh(), hangingDatabase()]);
  });

  test('504 when Zoom does not answer the request for a token', async () => {
    expect(mint.tookMs).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS);
    expect(mint.answer).toMatchObject({
      status: 504,
      body: 'Zoom did not answer in time',
      headers: { 'cache-control': 'no-store' },
    });
    await mint.restore();
    const { id, url } = mint.launch;
    const bot = await world.server.api.botOnce(
      id,
      ({ timeline }) => timeline.length > 0,
      'the attempt on the timeline',
    );
    expect(bot.timeline).toMatchObject([
      { kind: 'OBF_REQUEST', code: 'zoom_timeout', nextStep: 'Bring the bot again in a few minutes.' },
    ]);
    expect((await fetchToken(world.server, url)).status).toBe(200);
  });

  test('504 when Zoom does not answer a refresh; the refresh goes on, and its pair is the one that serves', async () => {
    expect(refresh.tookMs).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS);
    expect(refresh.answer).toMatchObject({ status: 504, body: 'Zoom did not answer in time' });
    await refresh.restore();
    const { person, url } = refresh.launch;
    expect((await fetchToken(world.server, url)).status).toBe(200);
    expect(world.zoom.state.perPerson[person.id]).toMatchObject({ refreshes: 1, staleRefreshes: 0 });
  });

  test('503 when the database takes requests and never answers them', async () => {
    expect(database.tookMs).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS);
    expect(database.answer).toMatchObject({ status: 503, body: 'the database is away' });
    await database.restore();
  });
});

async function hangingMint(): Promise<Late> {
  const launch = await liveLaunch('hanging mint');
  const fault = world.zoom.faults.add({ route: 'GET /v2/users/me/token', person: launch.person.id, then: 'hang' });
  return { launch, ...(await timed(world.server, launch.url)), restore: () => fault.remove() };
}

async function hangingRefresh(): Promise<Late> {
  const launch = await liveLaunch('hanging refresh');
  await world.zoom.expireAccessToken({ person: launch.person.id });
  const fault = world.zoom.faults.add({
    ...REFRESH,
    person: launch.person.id,
    then: 'answer',
    hold: 'before-answer',
  });
  return { launch, ...(await timed(world.server, launch.url)), restore: () => fault.release() };
}

async function hangingDatabase(): Promise<Late> {
  const launch = await liveLaunch('hanging database');
  const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
  const server = await world.startServer({ env: { MONGODB_URI: uri } });
  expect((await fetchToken(server, launch.url)).status).toBe(200);
  proxy.stall();
  const late = await timed(server, launch.url);
  return {
    launch,
    ...late,
    async restore() {
      await proxy.restore();
      await expect.poll(async () => (await fetchToken(server, launch.url)).status).toBe(200);
      await server.stop();
      await proxy.close();
    },
  };
}

async function liveLaunch(externalUserId: string): Promise<Late['launch']> {
  const person = await world.zoom.addPerson();
  await world.connect(person, externalUserId);
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const { url, bot } = await world.server.api.callbackUrl(inviteUrl, externalUserId);
  return { url, id: bot.id, person };
}

async function timed(server: TestServer, url: string): Promise<Pick<Late, 'answer' | 'tookMs'>> {
  const startedAt = performance.now();
  const answer = await fetchToken(server, url);
  return { answer, tookMs: performance.now() - startedAt };
}

/** Where each bot at Recall fetches its token, for which meeting. */
async function callbacksAtRecall(): Promise<{ url: string; meetingNumber: string }[]> {
  const callbacks: { url: string; meetingNumber: string }[] = [];
  let next: string | null = `${world.recall.url}/api/v1/bot/`;
  while (next !== null) {
    const answer = await fetch(next, { headers: { authorization: world.env['RECALL_API_KEY'] ?? '' } });
    const page = (await answer.json()) as {
      next: string | null;
      results: { meeting_url: { meeting_id: string }; zoom: { obf_token_url: string } }[];
    };
    callbacks.push(
      ...page.results.map((bot) => ({ url: bot.zoom.obf_token_url, meetingNumber: bot.meeting_url.meeting_id })),
    );
    ({ next } = page);
  }
  return callbacks;
}
