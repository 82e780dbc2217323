import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { backend, Follower, pageOf, panelOf, type SocketOpener } from '../../support/follower.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { Panel } from '../../support/panel.js';
import { fetchCallback } from '../../support/recallRequest.js';
import { API_KEY, OTHER_API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

/** What is promised for changes of another server, and for this one's. */
const WITHIN_A_SECOND_MS = 1_000;
const TURNS = 5;
/** Longer than the longest pause between two looks. */
const A_FEW_LOOKS_MS = 1_500;
const LOOK_EVERY_MS = 400;

let world: World;
let other: TestServer;
/** What all servers sent to the database since the test began: `find bots`, with the fields of the filter. */
let commands: string[] = [];
const followers: Follower[] = [];

beforeAll(async () => {
  world = await startWorld({
    withoutRateLimits: true,
    env: { MAX_LIVE_BOTS_PER_PERSON: '50' },
    onCommand: ({ name, command }) =>
      void commands.push([name, command[name], ...Object.keys(Object(command['filter']))].join(' ')),
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  other = await world.startServer();
});

afterEach(async () => {
  for (const follower of followers.splice(0)) follower.leave();
  await expect.poll(() => world.server.app.followers() + other.app.followers()).toBe(0);
});

afterAll(async () => world.stop());

async function follow(
  opener: SocketOpener,
  { id = null, server = world.server }: { id?: string | null; server?: TestServer } = {},
): Promise<Follower> {
  const follower = new Follower(server, opener);
  followers.push(follower);
  await follower.follow(id);
  return follower;
}

/** A launch that stays as it is: its bot would be its owner's to create. */
async function urlFor(who: Newcomer, key = API_KEY): Promise<{ id: string; url: string }> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  const { bot, url } = await world.server.api.as(key).callbackUrl(inviteUrl, who.id);
  return { id: bot.id, url };
}

async function urlForOther(): Promise<string> {
  const ada = await newcomer(world);
  await world.connect(ada.person, ada.id, OTHER_API_KEY);
  return (await urlFor(ada, OTHER_API_KEY)).id;
}

/** Something happens to a bot, at a server: a token is fetched, and that gets onto its timeline. */
async function fetchToken(url: string, server = world.server) {
  const { pathname, search } = new URL(url);
  const secrets = [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
  return fetchCallback(`${new URL(server.api.url).origin}${pathname}${search}`, { secrets });
}

function storedBots() {
  return world.server.database.connection.collection<{ _id: string }>('bots');
}

function looks(): number {
  return commands.filter((command) => command === 'find bots updatedAt').length;
}

/** The sweep reads bots, too. */
function isForFollowers(command: string): boolean {
  return command.startsWith('find bots') && !/dueAt|askAt|sealedWith/.test(command);
}

/** Of the bots, and how many there may be: one look every 0.4 s, and one that may have begun before. */
async function readsInAWhile(): Promise<{ reads: number; most: number }> {
  commands = [];
  const startedAt = performance.now();
  await wait(A_FEW_LOOKS_MS);
  const most = 1 + Math.ceil((performance.now() - startedAt) / LOOK_EVERY_MS);
  return { reads: commands.filter(isForFollowers).length, most };
}

describe('whoever follows bots', () => {
  test('is told of each live one first, then of each change', async () => {
    const [ada, ben] = [await newcomer(world), await newcomer(world)];
    const [one, two, over] = [await urlFor(ada), await urlFor(ben), await urlFor(ada)];
    await world.server.api.remove(over.id);
    const follower = await follow(backend(API_KEY));
    await follower.until(({ id }) => id === one.id, 'the first bot');
    await follower.until(({ id }) => id === two.id, 'the second bot');
    await world.server.api.remove(one.id);
    await follower.until(({ id, status }) => id === one.id && status === 'ENDED', 'its end');
    expect(follower.statusesOf(one.id)[0]).toBe('LAUNCHING');
    expect(follower.statusesOf(two.id)).toEqual(['LAUNCHING']);
    expect(follower.statusesOf(over.id), 'it was over before').toEqual([]);
    await world.server.api.remove(two.id);
  });

  test('is told of more live bots than are read at once, each once', async () => {
    const ada = await newcomer(world);
    await world.connect(ada.person, ada.id, OTHER_API_KEY);
    const { id } = await urlFor(ada, OTHER_API_KEY);
    const copied = await storedBots().findOne({ _id: id });
    const copies = Array.from({ length: 120 }, (_, place) => {
      const _id = `${id.slice(0, -3)}${String(place).padStart(3, '0')}`;
      return { ...copied, _id, activeKey: _id, slot: _id };
    });
    await storedBots().deleteOne({ _id: id });
    await storedBots().insertMany(copies);
    const follower = await follow(backend(OTHER_API_KEY));
    await expect.poll(() => follower.told.length).toBe(120);
    await wait(A_FEW_LOOKS_MS);
    expect(new Set(follower.told.map((bot) => bot.id))).toEqual(new Set(copies.map(({ _id }) => _id)));
    expect(follower.told).toHaveLength(120);
    await storedBots().deleteMany({ _id: { $in: copies.map(({ _id }) => _id) } });
  });

  test('sees a bot live and end, from before it exists, in the order of its life', async () => {
    const ada = await newcomer(world);
    const follower = await follow(backend(API_KEY));
    await expect.poll(() => world.server.app.followers()).toBe(1);
    const { bot } = await world.server.api.launch(ada.meeting.inviteUrl, ada.id);
    await follower.until(({ id, status }) => id === bot.id && status === 'RECORDING', 'it records');
    await world.server.api.remove(bot.id);
    await follower.until(({ id, status }) => id === bot.id && status === 'ENDED', 'it has left');
    const statuses = follower.statusesOf(bot.id).filter((status, at, all) => status !== all[at - 1]);
    expect(statuses[0]).toBe('LAUNCHING');
    expect(statuses.at(-1)).toBe('ENDED');
    expect(statuses, 'never back').toEqual(
      ['LAUNCHING', 'JOINING', 'WAITING_ROOM', 'IN_CALL', 'RECORDING', 'ENDED'].filter((one) => statuses.includes(one)),
    );
    const lengths = follower.told.filter(({ id }) => id === bot.id).map(({ timeline }) => timeline.length);
    expect(lengths).toEqual(lengths.toSorted((one, next) => one - next));
    expect(follower.told.at(-1).timeline).toContainEqual({ kind: 'OBF_REQUEST', code: 'token' });
  });

  test('may follow one bot: its present state, its changes, and nothing of others', async () => {
    const ada = await newcomer(world);
    const [one, two] = [await urlFor(ada), await urlFor(ada)];
    const follower = await follow(backend(API_KEY), { id: one.id });
    await follower.until(({ id }) => id === one.id, 'its state');
    await fetchToken(two.url);
    await fetchToken(one.url);
    await follower.until(({ timeline }) => timeline.length === 1, 'its timeline');
    await world.server.api.remove(one.id);
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    expect(new Set(follower.told.map(({ id }) => id))).toEqual(new Set([one.id]));
    await world.server.api.remove(two.id);
  });

  test('gets the final state of a bot that is over, once', async () => {
    const { id } = await urlFor(await newcomer(world));
    await world.server.api.remove(id);
    const follower = await follow(backend(API_KEY), { id });
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    await wait(A_FEW_LOOKS_MS);
    expect(follower.statusesOf(id)).toEqual(['ENDED']);
  });

  test('as a person sees all in their name, in the browser and in the panel, whoever brought them', async () => {
    const [ada, ben] = [await newcomer(world), await newcomer(world)];
    await world.connect(ada.person, ada.id, OTHER_API_KEY);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, ada.person.id);
    const panel = await new Panel(world.server, world.zoom, { person: ada.person.id }).signedIn();
    const [page, inZoom] = [await follow(pageOf(browser)), await follow(panelOf(panel))];
    await expect.poll(() => world.server.app.followers()).toBe(2);
    const [hers, elsewhere, his] = [await urlFor(ada), await urlFor(ada, OTHER_API_KEY), await urlFor(ben)];
    for (const follower of [page, inZoom]) {
      await follower.until(({ id }) => id === hers.id, 'one');
      await follower.until(({ id }) => id === elsewhere.id, 'the other');
      expect(follower.statusesOf(his.id)).toEqual([]);
    }
  });

  test.each([
    ['of another backend', urlForOther],
    ['that never was', async () => '0199aaaa-0000-7000-8000-000000000000'],
    ['that is no id', async () => 'x'.repeat(1000)],
  ])('is refused a bot %s, and cannot tell which it is', async (_name, make) => {
    const follower = await follow(backend(API_KEY), { id: await make() });
    expect(await follower.untilEnd()).toEqual({
      errors: [
        expect.objectContaining({
          message: 'There is no bot of yours with this id.',
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      ],
    });
    expect(follower.told).toEqual([]);
    expect(world.server.app.followers()).toBe(0);
  });
});

describe('changes', () => {
  test('of another server are told within a second, those of this one at once', async () => {
    const ada = await newcomer(world);
    const delays: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const bot = await urlFor(ada);
      const here = await follow(backend(API_KEY), { id: bot.id });
      const there = await follow(backend(API_KEY), { id: bot.id, server: other });
      await Promise.all([here, there].map(async (one) => one.until(() => true, 'its state')));
      const seen = Promise.all(
        [here, there].map(async (one) => {
          await one.until(({ status }) => status === 'ENDED', 'its end');
          return performance.now();
        }),
      );
      await world.server.api.remove(bot.id);
      const [hereAt = 0, thereAt = Infinity] = await seen;
      delays.push(thereAt - hereAt);
      expect(here.told.length).toBeLessThanOrEqual(3);
    }
    // Each delay is the machine's too, when it has much else to do.
    expect(delays.toSorted((one, other) => one - other)[Math.floor(TURNS / 2)]).toBeLessThan(WITHIN_A_SECOND_MS);
  });

  test('of every kind are told: reports, tokens, attempts, a bot of its owner’s', async () => {
    const ada = await newcomer(world);
    const meeting = await world.zoom.addMeeting({ host: ada.person.id });
    const { url, metadata, bot } = await world.server.api.callbackUrl(meeting.inviteUrl, ada.id);
    const there = await follow(backend(API_KEY), { id: bot.id, server: other });
    await there.until(() => true, 'its state');
    await fetchToken(url);
    await there.until(({ timeline }) => timeline.length === 1, 'the token');
    const recallBotId = await createOwnBot(world, { meetingUrl: meeting.inviteUrl, metadata, obfTokenUrl: url });
    await there.until((told) => told.recallBotId === recallBotId, 'its bot');
    await there.until(({ status }) => status === 'RECORDING', 'it records');
    await world.server.api.remove(bot.id);
    await there.until(({ status }) => status === 'ENDED', 'its end');
  });

  test('that become visible late, or that a slow or fast clock wrote, are told all the same, and once', async () => {
    const { id } = await urlFor(await newcomer(world));
    const follower = await follow(backend(API_KEY), { id });
    await follower.until(() => true, 'its state');
    for (const [number, offsetMs] of [
      ['late', -20_000],
      ['ahead', 3_600_000],
      ['late again', -25_000],
    ] as const) {
      const change = { meetingNumber: number, updatedAt: new Date(Date.now() + offsetMs) };
      await storedBots().updateOne({ _id: id }, { $set: change, $inc: { revision: 1 } });
      await follower.until(({ meeting }) => meeting.number === number, number);
    }
    await wait(A_FEW_LOOKS_MS);
    expect(follower.told).toHaveLength(4);
  });

  test('of bots that were stored before there were revisions are told', async () => {
    const { id, url } = await urlFor(await newcomer(world));
    await storedBots().updateOne({ _id: id }, { $unset: { revision: 1 }, $set: { shape: 1 } });
    const [here, there] = [
      await follow(backend(API_KEY), { id }),
      await follow(backend(API_KEY), { id, server: other }),
    ];
    for (const one of [here, there]) await one.until(() => true, 'its state');
    await fetchToken(url);
    for (const one of [here, there]) await one.until(({ timeline }) => timeline.length === 1, 'the token');
    expect(await storedBots().findOne({ _id: id })).toMatchObject({ revision: 1 });
  });

  test('pile up for nobody: who reads slowly gets the newest state', async () => {
    const { id, url } = await urlFor(await newcomer(world));
    const follower = await follow(backend(API_KEY), { id });
    await follower.until(() => true, 'its state');
    follower.pause();
    for (let turn = 0; turn < 50; turn += 1) await fetchToken(url);
    await world.server.api.remove(id);
    follower.resume();
    await follower.until(({ status }) => status === 'ENDED', 'its end');
    const lengths = follower.told.map(({ timeline }) => timeline.length);
    expect(lengths).toEqual(lengths.toSorted((one, next) => one - next));
  });
});

describe('what it costs', () => {
  test('nobody looks while nobody follows', async () => {
    commands = [];
    const { url } = await urlFor(await newcomer(world));
    await fetchToken(url);
    await wait(A_FEW_LOOKS_MS);
    expect(looks()).toBe(0);
  });

  test('many followers cost no more queries than one, whatever they follow', async () => {
    const ada = await newcomer(world);
    const bots = [await urlFor(ada), await urlFor(ada)];
    await follow(backend(API_KEY), { id: bots[0]?.id ?? '' });
    await expect.poll(() => world.server.app.followers()).toBe(1);
    const one = await readsInAWhile();
    for (let turn = 0; turn < 40; turn += 1) await follow(backend(API_KEY), { id: bots[turn % 3]?.id ?? null });
    await expect.poll(() => world.server.app.followers()).toBe(41);
    const many = await readsInAWhile();
    expect(one.reads).toBeGreaterThan(0);
    for (const { reads, most } of [one, many]) expect(reads).toBeLessThanOrEqual(most);
  });
});

describe('whoever leaves leaves nothing behind', () => {
  test.each<[string, (follower: Follower) => void]>([
    ['politely', (follower) => follower.leave()],
    ['without a word', (follower) => follower.vanish()],
  ])('%s, while nothing happens', async (_name, leave) => {
    const { id } = await urlFor(await newcomer(world));
    const leaving = await follow(backend(API_KEY), { id });
    const all = await follow(backend(API_KEY));
    await leaving.until(() => true, 'its state');
    await all.until((bot) => bot.id === id, 'its state');
    expect(world.server.app.followers()).toBe(2);
    leave(leaving);
    await expect.poll(() => world.server.app.followers()).toBe(1);
    leave(all);
    await expect.poll(() => world.server.app.followers()).toBe(0);
    await wait(100);
    commands = [];
    await wait(A_FEW_LOOKS_MS);
    expect(looks()).toBe(0);
    expect(world.server.app.http.server.listenerCount('upgrade')).toBe(1);
  });

  test('however early: before it was told anything', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const follower = await follow(backend(API_KEY));
      await wait(turn * 2);
      if (turn % 2 === 0) follower.leave();
      else follower.vanish();
    }
    await wait(200);
    await expect.poll(() => world.server.app.followers()).toBe(0);
  });

  test('somebody who comes back is told what happened meanwhile', async () => {
    const { id, url } = await urlFor(await newcomer(world));
    const first = await follow(backend(API_KEY), { id });
    await first.until(() => true, 'its state');
    first.leave();
    await expect.poll(() => world.server.app.followers()).toBe(0);
    await fetchToken(url);
    await expect.poll(async () => (await world.server.api.bot(id)).timeline.length).toBe(1);
    const second = await follow(backend(API_KEY), { id });
    await second.until(({ timeline }) => timeline.length === 1, 'the token');
    await wait(A_FEW_LOOKS_MS);
    expect(second.told).toHaveLength(1);
  });
});
