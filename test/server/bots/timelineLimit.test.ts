import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createBotModel } from '../../../server/bots/model.js';
import { visibleChange } from '../../../server/bots/visibleChange.js';
import { newcomer } from '../../support/newcomer.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

const ENTRIES = 1_000;
const KEPT = 200;
/** At once; a pool of connections makes more of them wait. */
const WRITERS = 40;

vi.setConfig({ testTimeout: 120_000 });

let world: World;
let other: TestServer;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  other = await world.startServer();
});
afterAll(async () => world.stop());

interface Entry {
  at: string;
  kind: string;
  code: string;
}

async function recordingBot(): Promise<{ id: string; meeting: string }> {
  const who = await newcomer(world);
  const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
  await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records');
  return { id: bot.id, meeting: who.meeting.number };
}

test('a thousand entries at once, from two servers, while Recall reports: the newest 200 stay, and each of the others is counted', async () => {
  const { id, meeting } = await recordingBot();
  const before = await world.server.api.bot(id);
  // Entries as servers write them, over connections of two.
  const models = [world.server, other].map(({ database }) => createBotModel(database.connection));
  const startedAt = Date.now();
  const write = async (writer: number) => {
    for (let number = writer; number < ENTRIES; number += WRITERS) {
      const at = new Date(startedAt + number);
      const entry = { at, kind: 'OBF_REQUEST', code: 'token', detail: null, tookMs: number } as const;
      await models[writer % 2]?.updateOne({ _id: id }, visibleChange(at, entry));
    }
  };
  await Promise.all([
    ...Array.from({ length: WRITERS }, (_, writer) => write(writer)),
    world.zoom.endMeeting({ meeting }),
  ]);
  const bot = await world.server.api.botOnce(id, ({ endedAt }) => endedAt !== null, 'it is over');
  expect(bot.timeline).toHaveLength(KEPT);
  const reported = bot.timeline.length + bot.timelineDropped - before.timeline.length - ENTRIES;
  // The end of the call, and whatever else Recall has told of it by now.
  expect(reported).toBeGreaterThanOrEqual(1);
  expect(reported).toBeLessThanOrEqual(3);
  expect(await other.api.bot(id)).toMatchObject({ timeline: bot.timeline });
  const moments = bot.timeline.map(({ at }: Entry) => Date.parse(at));
  expect(moments).toEqual(moments.toSorted((one: number, two: number) => one - two));
  const written = bot.timeline.map(({ tookMs }: { tookMs: number | null }) => tookMs).filter(Boolean);
  expect(new Set(written).size).toBe(written.length);
});

test('who goes on asking for tokens after the end is stopped before the rest of the story is pushed out', async () => {
  const who = await newcomer(world);
  const { bot, url } = await world.server.api.callbackUrl(who.meeting.inviteUrl, who.id);
  await world.server.api.remove(bot.id);
  await world.server.api.botOnce(bot.id, ({ endedAt }) => endedAt !== null, 'it is over');
  const asked = Array.from({ length: 300 }, () => world.recall.fetchCallback({ url }));
  const statuses = new Set((await Promise.all(asked)).map(({ status }) => status));
  expect(statuses).toEqual(new Set([404, 429]));
  const told = await world.server.api.botOnce(bot.id, hasBeenStopped, 'it says so');
  expect(told.timelineDropped).toBe(0);
  expect(told.timeline.map(({ code }: Entry) => code)).toContain('requested');
});

function hasBeenStopped({ timeline }: { timeline: Entry[] }): boolean {
  return timeline.some(({ code }) => code === 'too_many_requests');
}
