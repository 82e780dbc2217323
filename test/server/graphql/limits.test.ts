import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { REQUESTS_PER_MINUTE } from '../../../server/graphql/route.js';
import type { GraphQLAnswer } from '../../support/api.js';
import { sendGraphQL } from '../../support/api.js';
import { documentIdOf } from '../../support/documentIdOf.js';
import { exchange } from '../../support/exchange.js';
import { newPanelKey, Panel } from '../../support/panel.js';
import { API_KEY, OTHER_API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

let world: World;
let withPage: TestServer;

beforeAll(async () => {
  world = await startWorld();
  withPage = await world.startServer({ env: { GRAPHQL_PAGE: 'true' } });
});

afterAll(async () => world.stop());

async function run(query: string, more: Record<string, unknown> = {}): Promise<GraphQLAnswer> {
  return sendGraphQL(world.server.api.url, { query, ...more }, { authorization: `Bearer ${API_KEY}` });
}

async function raw(method: string, headers: Record<string, string> = {}, body?: string, server = world.server) {
  return exchange(new URL(server.api.url).origin, '/graphql', { method, headers, body });
}

const JSON_OF_KEY = { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` };

function nested(levels: number): string {
  return `{ ${'... on Query { '.repeat(levels)} viewer { guest } ${'}'.repeat(levels)} }`;
}

function aliases(count: number): string {
  return `{ ${Array.from({ length: count }, (_, place) => `a${place}: viewer { guest }`).join(' ')} }`;
}

/** 64 tokens each, and one at either end. */
function manyTokens(viewers: number): string {
  return `{ ${Array.from({ length: viewers }, (_, place) => `a${place}: viewer { ${'guest '.repeat(59)}}`).join(' ')} }`;
}

function padded(bytes: number): string {
  return JSON.stringify({ query: '{ viewer { guest } }', variables: { padding: 'x'.repeat(bytes) } });
}

async function startSession(server: TestServer, { appContext }: { appContext: string }): Promise<GraphQLAnswer> {
  const variables = { appContext, panelKey: newPanelKey() };
  return sendGraphQL(server.api.url, { documentId: documentIdOf('StartSession'), variables });
}

/** Asks once more than is allowed. */
async function inTurn(limit: number, ask: () => Promise<GraphQLAnswer>): Promise<GraphQLAnswer[]> {
  const answers: GraphQLAnswer[] = [];
  while (answers.length <= limit && answers.at(-1)?.status !== 429) answers.push(await ask());
  return answers;
}

/** Asks a little more often than is allowed, at once. */
async function floods(limit: number, ask: () => Promise<GraphQLAnswer>): Promise<void> {
  const answers = await Promise.all(Array.from({ length: limit + 5 }, ask));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(5);
  expect(refused[0]).toMatchObject({
    data: undefined,
    errors: [
      {
        message: expect.stringMatching(/^Too many requests\. Try again in .+\.$/),
        extensions: { code: 'RATE_LIMITED' },
      },
    ],
  });
}

describe('limits of a document, for API keys as for all', () => {
  test('eight levels are fine, nine are not', async () => {
    expect((await run(nested(6))).errors).toBeUndefined();
    expect(await run(nested(7))).toMatchObject({
      status: 400,
      errors: [
        { message: expect.stringMatching(/depth limit of 8/i), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      ],
    });
  });

  test('fifteen aliases are fine, sixteen are not', async () => {
    expect((await run(aliases(15))).errors).toBeUndefined();
    expect(await run(aliases(16))).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/aliases limit of 15/i) }],
    });
  });

  test('1,000 tokens are fine, more are not', async () => {
    const answer = await run(manyTokens(15));
    expect(answer.errors).toBeUndefined();
    expect(await run(manyTokens(16))).toMatchObject({
      status: 400,
      errors: [
        { message: expect.stringMatching(/more tha[nt] 1000 tokens/), extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
      ],
    });
  });

  test('what would cost too much is not run, though it is short and flat', async () => {
    const card =
      'fragment Card on Bot { id status botName createdAt endedAt reason { code message nextStep } meeting { number topic } onBehalfOf { id displayName } timeline { at kind code message nextStep tookMs } }';
    const costly = (times: number) =>
      `${card} { ${Array.from({ length: times }, (_, place) => `a${place}: bots { edges { node { ...Card } } nodes { ...Card } }`).join(' ')} }`;
    expect((await run(costly(2))).errors).toBeUndefined();
    expect(await run(costly(15))).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/cost limit of 5000/i) }],
    });
  });

  test('64 kB are fine, more are not read', async () => {
    expect((await raw('POST', JSON_OF_KEY, padded(65_000))).status).toBe(200);
    const answer = await raw('POST', JSON_OF_KEY, padded(66_000));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toEqual({
      errors: [{ message: 'Request body is too large', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('several operations in one request are refused', async () => {
    const one = { query: '{ viewer { guest } }' };
    expect(await sendGraphQL(world.server.api.url, [one, one], { authorization: `Bearer ${API_KEY}` })).toMatchObject({
      status: 400,
      data: undefined,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('tools can still read the schema', async () => {
    const { data, errors } = await run(getIntrospectionQuery());
    expect(errors).toBeUndefined();
    expect(data.__schema.queryType.name).toBe('Query');
  });
});

describe('what the caller got wrong is told as it is', () => {
  test.each([
    ['a syntax that is none', '{ viewer', 400, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    [
      'a field that does not exist',
      '{ viewer { shoeSize } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "shoeSize" on type "Viewer"/,
    ],
    [
      'an argument that is missing',
      '{ bot { id } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /argument "id" of type "ID!" is required/,
    ],
    [
      'two operations without a choice',
      'query A { viewer { guest } } query B { viewer { guest } }',
      400,
      'OPERATION_RESOLUTION_FAILURE',
      /operation name/i,
    ],
    [
      'a page that is too large',
      '{ bots(first: 101) { nodes { id } } }',
      200,
      'BAD_USER_INPUT',
      /first must be from 1 to 100/,
    ],
    ['a page of nothing', '{ bots(first: 0) { nodes { id } } }', 200, 'BAD_USER_INPUT', /first must be from 1 to 100/],
    [
      'a subscription by POST',
      'subscription { botUpdated { id } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /told over a WebSocket at this address, protocol graphql-transport-ws/,
    ],
    ['no document', '', 400, 'BAD_REQUEST', /must contain|query/i],
  ])('%s', async (_name, query, status, code, message) => {
    expect(await run(query)).toMatchObject({
      status,
      errors: [{ message: expect.stringMatching(message), extensions: { code } }],
    });
  });

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"{ viewer { guest } }"'],
    ['a number', '1'],
    ['a query that is a list', '{"query":["{ viewer { guest } }"]}'],
    ['variables that are a list', '{"query":"{ viewer { guest } }","variables":[]}'],
    ['variables that are a text', '{"query":"{ viewer { guest } }","variables":"{}"}'],
    ['a prototype', '{"query":"{ viewer { guest } }","__proto__":{"admin":true}}'],
    ['a constructor', '{"query":"{ viewer { guest } }","variables":{"constructor":{"prototype":{}}}}'],
    ['extensions that are a text', '{"extensions":"x"}'],
    ['an id that is an object', '{"documentId":{"$ne":null}}'],
  ])('a body that is %s', async (_name, body) => {
    const answer = await raw('POST', JSON_OF_KEY, body);
    expect(answer.status).toBe(400);
    const { errors, data } = JSON.parse(answer.body);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      { message: expect.stringMatching(/json|forbidden/i), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

describe('POST only', () => {
  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])(
    '%s is answered with 405, whatever comes with it',
    async (method) => {
      for (const [type, body] of [
        ['application/json', '{"query":"{ viewer { guest } }"}'],
        ['application/json', '{'],
        ['text/xml', '<x/>'],
      ] as const) {
        const sent = method === 'GET' || method === 'HEAD' ? undefined : body;
        const answer = await raw(method, { authorization: `Bearer ${API_KEY}`, 'content-type': type }, sent);
        expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
        if (method !== 'HEAD') expect(JSON.parse(answer.body).errors[0].message).toBe('Send a POST with a JSON body.');
      }
    },
  );

  test('a GET runs nothing', async () => {
    const query = new URLSearchParams({ query: '{ viewer { guest } }' });
    const answer = await exchange(world.server.baseUrl, `/graphql?${query}`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    expect(answer.status).toBe(405);
  });
});

describe('the page for developers', () => {
  test('is there only where the operator switched it on', async () => {
    expect((await raw('GET', { accept: 'text/html' })).status).toBe(405);
    expect((await raw('GET', { accept: 'text/html' }, undefined, withPage)).status).toBe(200);
  });

  test('shows how to call the API and the whole schema, without a script or a third party', async () => {
    const { body, headers } = await raw('GET', { accept: 'text/html' }, undefined, withPage);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain(`${withPage.baseUrl}/graphql`);
    expect(body).toContain('input LaunchBotInput');
    expect(body).not.toMatch(/<script|<link|<img|<iframe|src=|onload=|javascript:/i);
    expect(body.match(/https?:\/\/[\w.:-]+/g)?.filter((url) => !url.startsWith(withPage.baseUrl)) ?? []).toEqual([]);
  });

  test('leaves the API as it is', async () => {
    expect((await withPage.api.send('{ viewer { apiKey } }')).data).toEqual({ viewer: { apiKey: 'backend' } });
    expect((await raw('PUT', {}, undefined, withPage)).status).toBe(405);
  });
});

describe('rate limits', () => {
  test('are per identity: whoever asks too often is told when to come again, nobody else notices', async () => {
    const [one, other] = [await world.zoom.addPerson(), await world.zoom.addPerson()];
    const [browser, elsewhere] = [world.server.browser(), world.server.browser()];
    await browser.connectZoom(world.zoom, one.id);
    await elsewhere.connectZoom(world.zoom, other.id);
    await floods(REQUESTS_PER_MINUTE.person, async () => browser.run('Viewer'));
    const second = world.server.browser();
    await second.connectZoom(world.zoom, one.id);
    expect((await second.run('Viewer')).status, 'the same person in another browser').toBe(429);
    expect((await elsewhere.run('Viewer')).status).toBe(200);
    expect((await world.server.api.as(OTHER_API_KEY).send('{ viewer { apiKey } }')).status).toBe(200);
  });

  test('leave a company that opens its panels at once behind one address alone; who opens too often is counted alone', async () => {
    const office = await startWorld();
    onTestFinished(() => office.stop());
    const openPanel = async (isGuest = false) => {
      const person = isGuest ? null : (await office.zoom.addPerson()).id;
      return new Panel(office.server, office.zoom, { person }).signedIn();
    };
    for (let opened = 0; opened < 2 * REQUESTS_PER_MINUTE.anonymous; opened += 1) await openPanel(opened % 2 === 0);

    const often = await openPanel();
    const again = async () => startSession(office.server, { appContext: await often.appContext() });
    const answers = await inTurn(REQUESTS_PER_MINUTE.opener, again);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(answers.at(-1)).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(await often.viewer(), 'with the session that they have').toMatchObject({ guest: false });
    await openPanel();
  });

  test('count app contexts that are none by the address, and hold up nobody who has one', async () => {
    const office = await startWorld();
    onTestFinished(() => office.stop());
    const panel = new Panel(office.server, office.zoom, { person: (await office.zoom.addPerson()).id });
    const right = await panel.appContext();
    const wrong = [right.slice(0, -16), `${right.slice(0, 60)}${right[60] === 'A' ? 'B' : 'A'}${right.slice(61)}`, 'x'];
    let turn = 0;
    const forge = async () => startSession(office.server, { appContext: wrong[(turn += 1) % wrong.length] ?? '' });
    const answers = await inTurn(REQUESTS_PER_MINUTE.anonymous, forge);
    expect(answers[0]?.data.startSession).toMatchObject({ reason: 'INVALID' });
    expect(answers.filter(({ status }) => status === 429)).toEqual([answers.at(-1)]);
    expect(await panel.startSession(right)).toMatchObject({ __typename: 'StartSessionSuccess' });
  });

  test('count everything from one address in the end, and before it is read', async () => {
    const crowd = await startWorld();
    onTestFinished(() => crowd.stop());
    const nonsense = async () =>
      sendGraphQL(crowd.server.api.url, { variables: { appContext: 'x'.repeat(60_000) } }).then(({ status }) => status);
    const statuses = await Promise.all(Array.from({ length: REQUESTS_PER_MINUTE.address }, nonsense));
    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    const panel = new Panel(crowd.server, crowd.zoom, { person: (await crowd.zoom.addPerson()).id });
    expect(await startSession(crowd.server, { appContext: await panel.appContext() })).toMatchObject({ status: 429 });
    expect((await crowd.server.api.send('{ viewer { apiKey } }')).status).toBe(200);
  });

  test('count what is refused as well: documents that nobody trusts, bodies that are none', async () => {
    const nobody = async (body: unknown) => sendGraphQL(world.server.api.url, body);
    await floods(REQUESTS_PER_MINUTE.anonymous, async () => nobody({ documentId: `sha256:${'0'.repeat(64)}` }));
    expect((await nobody([])).status).toBe(429);
    expect((await nobody({ documentId: documentIdOf('Viewer') })).status).toBe(429);
    expect((await world.server.api.send('{ viewer { apiKey } }')).status).toBe(200);
  });
});
