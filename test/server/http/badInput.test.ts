import { once } from 'node:events';
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { documentIdOf } from '../../support/documentIdOf.js';
import { exchange, type Exchange, type Exchanged } from '../../support/exchange.js';
import { SLACK_MS } from '../../support/patience.js';
import { deliverWebhook, fetchCallback, signatureHeaders } from '../../support/recallRequest.js';
import { API_KEY, startWorld, type World } from '../../support/world.js';

/** Of each property; fast-check prints the seed of a failure. */
const RUNS = 200;

let world: World;
let person: ZoomPerson;
/** What must still be there at the end. */
let bot: { id: string; recallBotId: string };
let callbackUrl: string;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, env: { GRAPHQL_PAGE: 'true', MAX_LIVE_BOTS_PER_PERSON: '500' } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  person = await world.zoom.addPerson();
  await world.connect(person, 'ada');
  const meeting = await world.zoom.addMeeting({ host: person.id });
  const launched = await world.server.api.launch(meeting.inviteUrl, 'ada');
  bot = await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
  const other = await world.zoom.addMeeting({ host: person.id });
  callbackUrl = (await world.server.api.callbackUrl(other.inviteUrl, 'ada')).url;
});

afterAll(async () => world.stop());

async function send(path: string, more: Exchange = {}): Promise<Exchanged> {
  return exchange(world.server.baseUrl, path, more);
}

/** An answer that is the sender's to act on, in words, with nothing of the inside. */
function expectCalm(answer: Exchanged): void {
  const { status, headers, body } = answer;
  expect(status, body).toBeLessThan(500);
  expect(body).not.toMatch(/node_modules|\bat .+\.[jt]s:\d+|TypeError|MongoServerError|CastError|BSON/);
  if (status < 400 || body === '') return;
  if (headers['content-type']?.startsWith('text/html')) expect(body).toMatch(/<h1>[^<]{5,}<\/h1>/);
  else if (headers['content-type']?.startsWith('application/json')) expect(messageIn(body).length).toBeGreaterThan(5);
  else expect(body).toMatch(/\w+ \w+/);
}

function messageIn(json: string): string {
  const parsed = JSON.parse(json) as { error?: string; message?: string; errors?: { message: string }[] };
  return parsed.errors?.[0]?.message ?? parsed.message ?? parsed.error ?? '';
}

/** Names that are special to objects, databases and shells, and values of many kinds. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '$where',
    '{"$ne":null}',
    '../../etc/passwd',
    '\u0000',
    '\ud800',
    'null',
    'undefined',
    'NaN',
    '-1',
    '1e999',
    '',
    ' ',
    '\r\n',
    '😀'.repeat(100),
    'a'.repeat(5_000),
    '%',
    '%00',
    '%E0%A4%A',
    '<script>alert(1)</script>',
    "' OR 1=1 --",
    '${7*7}',
    '𝟗𝟖𝟕',
  ),
);
/** What fits into a request line or a header as it is. */
const wireText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const queryText = fc
  .array(
    fc.tuple(
      fc.constantFrom('auth_token', 'user_id', 'meeting_id', 'state', 'code', 'error', 'a', 'a[b]', 'a[]', '__proto__'),
      oddText,
    ),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`).join('&'));
/** But for HEAD: Node answers what is no HTTP with a body, whatever the method was to be. */
const anyMethod = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND');

/** Halves of characters are replaced, as everything that speaks UTF-8 does. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

async function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>, numRuns = RUNS): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, check), { numRuns });
}

describe('addresses', () => {
  test('of any characters, with any method', async () => {
    await holds(fc.tuple(anyMethod, wireText), async ([method, path]) =>
      expectCalm(await send(`/${path}`, { method })),
    );
  });

  test('that begin like ours', async () => {
    const prefix = fc.constantFrom(
      '/connect/',
      '/zoom/oauth-callback',
      '/zoom/oauth',
      '/launch',
      '/graphql',
      '/recall/obf-callback',
      '/recall/webhook',
      '/healthz',
      '/readyz',
      '/',
    );
    await holds(fc.tuple(anyMethod, prefix, wireText), async ([method, start, rest]) =>
      expectCalm(await send(start + rest, { method })),
    );
  });

  test.each([
    '/%',
    '/%E0%A4%A',
    '/connect/%',
    '/connect/%E0%A4%A',
    '/connect/%C0%AF',
    '/launch%',
    '/zoom/oauth-callback%FF',
  ])('with a percent sign that stands for nothing: %s', async (path) => {
    const answer = await send(path, { headers: { accept: 'text/html' } });
    expect([400, 404]).toContain(answer.status);
    expectCalm(answer);
  });

  test('without end', async () => {
    for (const length of [8_000, 12_000, 200_000]) {
      for (const path of [
        `/connect/${'a'.repeat(length)}`,
        `/launch?${'a'.repeat(length)}`,
        `/${'a/'.repeat(length / 2)}`,
      ]) {
        const answer = await send(path);
        expect(answer.status).toBeOneOf(path.startsWith('/launch') ? [200, 431] : [404, 414, 431]);
        expectCalm(answer);
      }
    }
  });
});

describe('parameters', () => {
  test('of a callback: 401 without exception', async () => {
    await holds(queryText, async (query) => {
      const { status, body } = await fetchCallback(`${world.server.baseUrl}/recall/obf-callback?${query}`, {
        secrets: secretsOfRecall(),
      });
      expect(status).toBe(401);
      expect(body).toBe('auth_token is missing, wrong or expired');
    });
  });

  test('of a callback, right but for more of the same name', async () => {
    const { pathname, search } = new URL(callbackUrl);
    for (const name of ['auth_token', 'user_id', 'meeting_id']) {
      for (const more of [`${search}&${name}=x`, `${search}&${name}=`, `?${name}=x&${search.slice(1)}`]) {
        expect((await fetchCallback(`${world.server.baseUrl}${pathname}${more}`, { secrets: [] })).status).toBe(401);
      }
    }
  });

  test('of what comes back from Zoom: a page with a way on, and nobody is signed in', async () => {
    await holds(fc.tuple(queryText, headerText), async ([query, cookie]) => {
      const answer = await send(`/zoom/oauth-callback?${query}`, {
        headers: { cookie: `broughtby_browser=${cookie}` },
      });
      expect(answer.status).toBe(400);
      expect(answer.headers['set-cookie'] ?? '').not.toContain('session');
      expectCalm(answer);
    });
  });

  test('of a connect link: a page, whatever the token', async () => {
    await holds(
      oddText,
      async (token) => {
        const path = `/connect/${encodeURIComponent(wellFormed(token))}`;
        for (const method of ['GET', 'POST']) {
          const answer = await send(path, { method, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
          expect(answer.status).toBe(404);
          expectCalm(answer);
        }
      },
      RUNS / 2,
    );
  });
});

function open() {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(world.server.baseUrl).port) });
  return socket.on('error', () => undefined);
}

/** Writes these bytes and reads until the server hangs up, or says something. */
async function write(bytes: string | Buffer): Promise<string> {
  const socket = open();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

describe('headers and cookies', () => {
  const headers = fc.dictionary(
    fc.constantFrom(
      'authorization',
      'cookie',
      'origin',
      'accept',
      'content-type',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-request-id',
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
      'svix-id',
      'range',
      'if-none-match',
      'accept-encoding',
      'expect',
      'x-http-method-override',
    ),
    headerText,
    { maxKeys: 6 },
  );

  test('of any content, on every route', async () => {
    const route = fc.constantFrom(
      ['GET', '/launch'],
      ['GET', '/zoom/oauth'],
      ['GET', '/zoom/oauth-callback?state=a&code=b'],
      ['GET', '/recall/obf-callback'],
      ['POST', '/recall/webhook'],
      ['POST', '/graphql'],
      ['POST', '/connect/x'],
      ['GET', '/readyz'],
      ['GET', '/nothing'],
    );
    await holds(
      fc.tuple(route, headers),
      async ([[method, path], given]) => {
        const { expect: expectation, ...rest } = given;
        const answer = await send(path ?? '', {
          method,
          headers: { ...rest, ...(expectation === undefined ? {} : { 'x-expect': expectation }) },
          body: method === 'POST' ? '{}' : undefined,
        });
        expectCalm(answer);
      },
      RUNS * 2,
    );
  });

  test('a session cookie of any content is nobody', async () => {
    await holds(headerText, async (cookie) => {
      const answer = await send('/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: world.server.baseUrl,
          cookie: `broughtby_session=${cookie}`,
        },
        body: JSON.stringify({ documentId: documentIdOf('Viewer') }),
      });
      expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    });
  });

  test('more cookies, and larger ones, than anybody has', async () => {
    const many = Array.from({ length: 1_000 }, (_, place) => `c${place}=v`).join('; ');
    for (const cookie of [many, `broughtby_session=${'x'.repeat(15_000)}`, '='.repeat(1_000), ';'.repeat(1_000)]) {
      expect((await send('/launch', { headers: { cookie } })).status).toBe(200);
    }
    const tooMuch = `broughtby_session=${'x'.repeat(30_000)}`;
    expect(await write(`GET /launch HTTP/1.1\r\nHost: x\r\nCookie: ${tooMuch}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

function expectAnswer(answer: Exchanged): {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
} {
  expectCalm(answer);
  const parsed = JSON.parse(answer.body);
  for (const { message, extensions } of parsed.errors ?? []) {
    expect(extensions.code, answer.body).not.toBe('INTERNAL_SERVER_ERROR');
    expect(message.length).toBeGreaterThan(5);
  }
  return parsed;
}

describe('GraphQL', () => {
  const json = { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` };

  test('bodies of any JSON', async () => {
    await holds(fc.jsonValue(), async (body) => {
      const answer = await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify(body) });
      expect(answer.status).toBeOneOf([400, 200]);
      expectAnswer(answer);
    });
  });

  test('bodies of our form, with anything in the fields', async () => {
    const body = fc.record(
      {
        query: fc.anything(),
        variables: fc.anything(),
        operationName: fc.anything(),
        documentId: fc.anything(),
        extensions: fc.oneof(fc.anything(), fc.record({ persistedQuery: fc.anything() })),
      },
      { requiredKeys: [] },
    );
    await holds(fc.tuple(body, fc.boolean()), async ([fields, isKey]) => {
      const text = JSON.stringify(fields, (_name, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      expectAnswer(
        await send('/graphql', {
          method: 'POST',
          headers: isKey ? json : { 'content-type': 'application/json' },
          body: text,
        }),
      );
    });
  });

  test('bodies of any bytes', async () => {
    await holds(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      const answer = await send('/graphql', { method: 'POST', headers: json, body: Buffer.from(bytes) });
      expect(answer.status).toBe(400);
      expectAnswer(answer);
    });
  });

  test('documents of any text', async () => {
    const snippet = fc.constantFrom(
      'query',
      'mutation',
      'subscription',
      '{',
      '}',
      '(',
      ')',
      'viewer',
      'bots',
      'first:',
      '-1',
      '"x"',
      '$v',
      '...',
      'on Bot',
      '@skip(if: true)',
      '__schema',
      '__typename',
      '#',
      '"""',
      '\u0000',
    );
    const document = fc.oneof(
      oddText,
      fc.array(snippet, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    await holds(
      document,
      async (query) =>
        void expectAnswer(await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query }) })),
    );
  });

  const value = fc.oneof(
    oddText,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(oddText, { maxLength: 3 }),
    fc.object({ maxDepth: 2 }),
  );
  const fields = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });

  test.each<[string, string, fc.Arbitrary<Record<string, unknown>>]>([
    [
      'launchBot',
      'mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename ... on Problem { message } } }',
      fc.record({ input: fields('meetingUrl', 'botName', 'onBehalfOf') }),
    ],
    [
      'createConnectLink',
      'mutation ($input: CreateConnectLinkInput!) { createConnectLink(input: $input) { __typename ... on Problem { message } ... on CreateConnectLinkSuccess { url } } }',
      fc.record({ input: fields('externalUserId', 'returnUrl') }),
    ],
    [
      'createObfCallbackUrl',
      'mutation ($input: CreateObfCallbackUrlInput!) { createObfCallbackUrl(input: $input) { __typename ... on Problem { message } } }',
      fc.record({ input: fields('onBehalfOf', 'meetingUrl', 'expiresAt') }),
    ],
    [
      'redeemConnectCode',
      'mutation ($code: String!) { redeemConnectCode(code: $code) { __typename ... on Problem { message } } }',
      fields('code'),
    ],
    ['removeBot', 'mutation ($id: ID!) { removeBot(id: $id) { __typename ... on Problem { message } } }', fields('id')],
    [
      'disconnectZoom',
      'mutation ($onBehalfOf: ID) { disconnectZoom(onBehalfOf: $onBehalfOf) { __typename ... on Problem { message } } }',
      fields('onBehalfOf'),
    ],
    ['bot', 'query ($id: ID!) { bot(id: $id) { id } }', fields('id')],
    [
      'bots',
      'query ($first: Int, $after: String, $live: Boolean) { bots(first: $first, after: $after, live: $live) { nodes { id } pageInfo { endCursor } } }',
      fields('first', 'after', 'live'),
    ],
    ['externalUser', 'query ($id: ID!) { externalUser(id: $id) { externalUserId } }', fields('id')],
  ])('variables of %s', async (_name, query, variables) => {
    await holds(variables, async (given) => {
      const answer = expectAnswer(
        await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query, variables: given }) }),
      );
      const [result] = Object.values(answer.data ?? {}) as ({
        __typename?: string;
        message?: string;
        url?: string;
      } | null)[];
      if (result && 'message' in result) expect(result.message).toMatch(/\w+ \w+ \w+/);
      // A link that is given out has to open.
      if (result?.url !== undefined) expect((await send(new URL(result.url).pathname)).status).toBe(200);
    });
  });

  test('links that are nearly right', async () => {
    const link = 'https://us02web.zoom.us/j/98765432101?pwd=abcDEF123.1';
    const mutated = fc.oneof(
      fc
        .tuple(fc.nat(link.length), fc.nat(4), oddText)
        .map(([place, removed, inserted]) => link.slice(0, place) + inserted + link.slice(place + removed)),
      fc.tuple(oddText, oddText).map(([before, after]) => `${before} ${link} ${after}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => url.replace(/\/\/[^/]+/, '//zoom.us')),
      fc.stringMatching(
        /^https:\/\/[a-z.-]{0,20}zoom\.(us|com|gov)\/(j|s|w|my|wc\/join)\/[0-9a-z ]{0,14}(\?(pwd|tk|zak)=[\w.%-]{0,20}){0,2}$/,
      ),
    );
    const query =
      'mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename ... on Problem { message } ... on InvalidMeetingLink { code } } }';
    await holds(
      mutated,
      async (meetingUrl) => {
        const { data } = expectAnswer(
          await send('/graphql', {
            method: 'POST',
            headers: json,
            body: JSON.stringify({ query, variables: { input: { meetingUrl, onBehalfOf: 'ada' } } }),
          }),
        );
        expect(data?.['launchBot']).toMatchObject({
          __typename: expect.stringMatching(/^(LaunchBotSuccess|InvalidMeetingLink|BotAlreadyThere|RecallRefused)$/),
        });
      },
      RUNS / 2,
    );
  });

  test('names for bots: taken or refused with a reason, never lost', async () => {
    const query =
      'mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename ... on Problem { message } ... on LaunchBotSuccess { bot { botName } } } }';
    await holds(
      oddText,
      async (botName) => {
        const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
        const { data } = expectAnswer(
          await send('/graphql', {
            method: 'POST',
            headers: json,
            body: JSON.stringify({
              query,
              variables: { input: { meetingUrl: inviteUrl, onBehalfOf: 'ada', botName } },
            }),
          }),
        );
        const result = data?.['launchBot'] as { __typename: string; message?: string; bot?: { botName: string } };
        if (result.__typename === 'LaunchBotSuccess') expect(result.bot?.botName).toBe(wellFormed(botName.trim()));
        else
          expect(result).toMatchObject({ __typename: 'InvalidBotName', message: expect.stringContaining('1 to 100') });
      },
      60,
    );
  });
});

describe("Recall's webhook", () => {
  test('unsigned, with any bytes: 401', async () => {
    await holds(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      expect((await deliverWebhook(world.server.baseUrl, Buffer.from(bytes), { secrets: [] })).status).toBe(401);
    });
  });

  test('signed, with any JSON: 204', async () => {
    await holds(fc.jsonValue(), expectTaken);
  });

  test('signed, of a right form with anything in the fields: 204', async () => {
    const anything = fc.oneof(oddText, fc.jsonValue());
    const status = fc.record(
      { code: anything, sub_code: anything, updated_at: anything, created_at: anything, message: anything },
      { requiredKeys: [] },
    );
    const metadata = fc.oneof(anything, fc.record({ broughtby_launch: anything }));
    const names = fc.constantFrom('bot.done', 'bot.fatal', 'bot.joining_call', 'bot.status_change', 'bot.__proto__');
    const data = fc.record({ data: status, status, bot_id: anything, bot: fc.record({ id: anything, metadata }) });
    await holds(fc.record({ event: fc.oneof(names, anything), data: fc.oneof(anything, data) }), expectTaken);
  });
});

async function expectTaken(webhook: unknown): Promise<void> {
  const { status, body } = await deliverWebhook(world.server.baseUrl, webhook, { secrets: secretsOfRecall() });
  expect(status, body).toBe(204);
}

function secretsOfRecall(): string[] {
  return [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
}

describe('below HTTP', () => {
  test('what is no HTTP is answered with 400, or not at all', async () => {
    await holds(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
        fc
          .constantFrom(
            'GET\r\n\r\n',
            'GET / HTTP/9.9\r\n\r\n',
            'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
            'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx',
            'POST /recall/webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
            `GET / HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(10_000)}\r\n`,
          )
          .map((text) => Buffer.from(text)),
      ),
      async (bytes) => {
        expect(await write(bytes)).toMatch(/^($|HTTP\/1\.1 (400|404|408|431|505))/);
      },
      100,
    );
  });

  test('whoever leaves in the middle of a request disturbs nobody', async () => {
    for (const [path, length] of [
      ['/graphql', 1_000],
      ['/recall/webhook', 100_000],
      ['/connect/x', 500],
    ] as const) {
      const socket = open();
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${API_KEY}\r\nContent-Length: ${length}\r\n\r\n{"query":`,
      );
      await once(socket, 'ready');
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await send('/healthz')).status).toBe(200);
  });

  test('whoever leaves before the answer does not keep the server from stopping', async () => {
    const server = await world.startServer();
    const fault = world.zoom.faults.add({
      route: 'GET /v2/users/me/token',
      person: person.id,
      then: 'answer',
      hold: 'before-answer',
    });
    const { pathname, search } = new URL(callbackUrl);
    const gone = new AbortController();
    const asked = fetch(new URL(pathname + search, server.api.url), {
      headers: signatureHeaders({ secrets: secretsOfRecall() }, ''),
      signal: gone.signal,
    });
    await fault.reached();
    gone.abort();
    await expect(asked).rejects.toThrow();
    fault.remove();
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000 + SLACK_MS);
  });

  test('… nor does whoever leaves before it is known who they are', async () => {
    const gate = await startDatabaseGate(world.databaseUri);
    const server = await world.startServer({ env: { MONGODB_URI: gate.uri } });
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, (await world.zoom.addPerson()).id);
    const held = gate.hold(({ name, collection }) => name === 'find' && collection === 'sessions');
    const gone = new AbortController();
    const asked = fetch(server.api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: browser.origin, cookie: browser.cookieHeader() },
      body: '{}',
      signal: gone.signal,
    });
    const goOn = await held;
    gone.abort();
    await expect(asked).rejects.toThrow();
    goOn();
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000 + SLACK_MS);
  });
});

test('after all of this nothing is lost, and the server serves', async () => {
  expect(await world.server.api.bot(bot.id)).toMatchObject({
    id: bot.id,
    status: 'RECORDING',
    recallBotId: bot.recallBotId,
  });
  expect((await fetchCallback(callbackUrl, { secrets: secretsOfRecall() })).status).toBe(200);
  const { externalUser } = await world.server.api.ask('{ externalUser(id: "ada") { connection { state } } }');
  expect(externalUser.connection.state).toBe('CONNECTED');
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const launched = await world.server.api.launch(inviteUrl, 'ada');
  await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'the next bot records');
});
