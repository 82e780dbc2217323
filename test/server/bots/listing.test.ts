import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendGraphQL } from '../../support/api.js';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { API_KEY, OTHER_API_KEY, startWorld, type World } from '../../support/world.js';

const PAGE = `query ($first: Int, $after: String, $live: Boolean) { bots(first: $first, after: $after, live: $live) {
  edges { cursor node { id } } nodes { id status endedAt } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

interface Page {
  first?: number | null;
  after?: string;
  live?: boolean;
}

let world: World;
let ada: Newcomer;
let ben: Newcomer;
/** The launches of the first backend, the newest first. */
let launched: string[];
/** Those of them that are over. */
let over: string[];
/** The other backend's one launch, on behalf of Ada too. */
let elsewhere: string;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, env: { MAX_LIVE_BOTS_PER_PERSON: '50' } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  ada = await newcomer(world);
  ben = await newcomer(world);
  await world.connect(ada.person, ada.id, OTHER_API_KEY);
  launched = [];
  for (let turn = 0; turn < 7; turn += 1) launched.unshift(await urlFor(turn % 2 === 0 ? ada : ben));
  over = launched.filter((_id, index) => index % 3 === 0);
  for (const id of over) {
    await world.server.api.remove(id);
    await world.server.api.botOnce(id, ({ endedAt }) => endedAt !== null, 'it is over');
  }
  elsewhere = await urlFor(ada, OTHER_API_KEY);
});

afterAll(async () => world.stop());

/** A launch that stays as it is: its bot would be its owner's to create. */
async function urlFor(who: Newcomer, key = API_KEY): Promise<string> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  return (await world.server.api.as(key).callbackUrl(inviteUrl, who.id)).bot.id;
}

async function page(variables: Page, api = world.server.api) {
  return (await api.ask(PAGE, { ...variables })).bots;
}

function ids({ nodes }: { nodes: { id: string }[] }): string[] {
  return nodes.map(({ id }) => id);
}

describe('the list of bots', () => {
  test('begins with the newest, and is complete page by page', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (const size of [3, 3, 1]) {
      const { nodes, edges, pageInfo } = await page({ first: 3, ...(after === undefined ? {} : { after }) });
      expect(nodes).toHaveLength(size);
      expect(edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids({ nodes }));
      expect(pageInfo).toEqual({
        hasNextPage: size === 3,
        hasPreviousPage: after !== undefined,
        startCursor: edges[0].cursor,
        endCursor: edges.at(-1).cursor,
      });
      seen.push(...ids({ nodes }));
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(launched);
  });

  test('shows twenty unless said otherwise, and at most a hundred', async () => {
    expect(ids(await page({}))).toEqual(launched);
    expect(ids(await page({ first: null }))).toEqual(launched);
    expect(ids(await page({ first: 100 }))).toEqual(launched);
    for (const first of [0, -1, 101]) {
      const { data, errors } = await world.server.api.send(PAGE, { first });
      expect(data).toBeNull();
      expect(errors).toMatchObject([
        { message: 'first must be from 1 to 100.', extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
  });

  test('can be of the live ones only, or of those that are over', async () => {
    const live = await page({ live: true });
    expect(ids(live)).toEqual(launched.filter((id) => !over.includes(id)));
    expect(live.nodes.every(({ endedAt }: { endedAt: unknown }) => endedAt === null)).toBe(true);
    expect(ids(await page({ live: false }))).toEqual(over);
    const first = await page({ live: true, first: 2 });
    expect(ids(await page({ live: true, first: 2, after: first.pageInfo.endCursor }))).toEqual(ids(live).slice(2, 4));
  });

  test('does not shift when a bot is brought between two pages', async () => {
    const first = await page({ first: 4 });
    const newest = await urlFor(ben);
    expect(ids(await page({ first: 4, after: first.pageInfo.endCursor }))).toEqual(launched.slice(4));
    expect(ids(await page({ first: 1 }))).toEqual([newest]);
    launched.unshift(newest);
  });

  test('ends with an empty page behind the last', async () => {
    const { nodes, pageInfo } = await page({ after: launched.at(-1) ?? '' });
    expect(nodes).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });
});

describe('whose bots are shown', () => {
  test('a backend sees its own launches, not those of another', async () => {
    const other = world.server.api.as(OTHER_API_KEY);
    expect(ids(await page({}, other))).toEqual([elsewhere]);
    expect(ids(await page({}))).not.toContain(elsewhere);
    expect(await other.bot(elsewhere)).toMatchObject({ id: elsewhere });
    expect(await other.bot(launched[0] ?? '')).toBeNull();
    expect(await world.server.api.bot(elsewhere)).toBeNull();
  });

  test('a person sees all in their name, whoever brought them, and nobody else’s', async () => {
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, ada.person.id);
    const { data } = await browser.run('Bots', { first: 20 });
    const adas = launched.filter((_id, index) => index % 2 === 1);
    expect(ids(data.bots)).toEqual([elsewhere, ...adas]);
    expect((await browser.run('Bot', { id: elsewhere })).data.bot).toMatchObject({ id: elsewhere });
    expect((await browser.run('Bot', { id: launched[0] ?? '' })).data.bot).toBeNull();
  });

  test('nobody who is not known sees any', async () => {
    const browser = world.server.browser();
    const { data, errors } = await browser.run('Bots', { first: 20 });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const wrongKey = { authorization: 'Bearer wrong' };
    const answer = await sendGraphQL(world.server.api.url, { query: '{ bots { nodes { id } } }' }, wrongKey);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
