import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LifeEvent } from '../../../server/bots/lifecycle.js';
import { arrivalOf, toldLife } from '../../support/botLives.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { deliverWebhook } from '../../support/recallRequest.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const GET_BOT = 'GET /api/v1/bot/:id';
const LEAVE_CALL = 'POST /api/v1/bot/:id/leave_call';
const HOUR_MS = 3_600_000;
const LIVES = 24;
/** All bots of the test stay on their way at Recall, so that nobody but the test reports on them. */
const NEVER_SECONDS = 1e9;

let world: World;
let servers: TestServer[];
let who: Newcomer;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({
    withoutRateLimits: true,
    env: { MAX_LIVE_BOTS_PER_PERSON: '500' },
    now: () => Date.now() + aheadMs,
    recall: { assumptions: { launchSeconds: NEVER_SECONDS } },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  await world.recall.setWebhookEndpoints({ endpoints: [] });
  servers = [world.server, await world.startServer()];
  who = await newcomer(world);
});

afterAll(async () => world.stop());

/** A launch whose bot Recall has made, and which has been told to leave where its life says so. */
async function launched({ isRemoved }: { isRemoved: boolean }): Promise<{ id: string; recallBotId: string }> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  const { bot } = await world.server.api.launch(inviteUrl, who.id);
  expect(bot.recallBotId).not.toBeNull();
  if (isRemoved) {
    world.recall.faults.add({ route: LEAVE_CALL, match: { id: bot.recallBotId }, then: { status: 200, body: {} } });
    await world.server.api.remove(bot.id);
  }
  return bot;
}

/** By any of the servers, in this order. */
async function report({ id, recallBotId }: { id: string; recallBotId: string }, events: readonly LifeEvent[]) {
  for (const [place, { code, subCode, at }] of events.entries()) {
    const server = servers[place % servers.length] ?? world.server;
    const answer = await deliverWebhook(
      new URL(server.api.url).origin,
      {
        event: `bot.${code}`,
        data: {
          data: { code, sub_code: subCode, updated_at: new Date(at).toISOString() },
          bot: { id: recallBotId, metadata: { broughtby_launch: id } },
        },
      },
      { secrets: [world.env['RECALL_VERIFICATION_SECRET'] ?? ''], at: Date.now() + aheadMs },
    );
    expect(answer.status).toBe(204);
  }
}

/** What Recall answers from now on when it is asked about a bot. */
function recallKnows({ id, recallBotId }: { id: string; recallBotId: string }, events: readonly LifeEvent[]) {
  const changes = events.map(({ code, subCode, at }) => ({
    code,
    sub_code: subCode,
    message: null,
    created_at: new Date(at).toISOString(),
  }));
  const body = { id: recallBotId, metadata: { broughtby_launch: id }, status_changes: changes };
  return world.recall.faults.add({ route: GET_BOT, match: { id: recallBotId }, then: { status: 200, body } });
}

async function stateOf(id: string) {
  const { status, reason, endedAt } = await world.server.api.bot(id);
  return { status, reason: reason?.code ?? null, endedAt };
}

test(
  'whatever order reports come in, twice or not at all, both servers know in the end what the ordered ones tell',
  { timeout: 120_000 },
  async () => {
    const life = fc
      .constant(Date.now())
      .chain((startsAt) => toldLife(startsAt))
      .chain((told) => fc.tuple(fc.constant(told), arrivalOf(told.events)));
    await fc.assert(
      fc.asyncProperty(life, async ([{ events, isRemoved, kind }, arrived]) => {
        const [ordered, shuffled] = [await launched({ isRemoved }), await launched({ isRemoved })];
        await report(ordered, events);
        const told = await stateOf(ordered.id);
        await report(shuffled, arrived);
        const asked = recallKnows(shuffled, events);
        aheadMs += HOUR_MS;
        const sweep = async () => {
          await Promise.all(servers.map(async ({ app }) => app.sweep.run('silentBots')));
          return stateOf(shuffled.id);
        };
        await expect.poll(sweep, { timeout: 15_000, interval: 50, message: kind }).toEqual(told);
        expect(asked.hits).toBeLessThanOrEqual(1);
        asked.remove();
      }),
      { numRuns: LIVES, endOnFailure: true },
    );
  },
);
