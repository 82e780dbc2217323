import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRecallClient,
  RECALL_TIMEOUTS_MS,
  type RecallClient,
  RecallError,
} from '../../../server/recall/client.js';
import { createBotBody } from '../../../server/recall/createBotBody.js';

const ID = '0b8a6a6e-1111-4222-8333-444455556666';
const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
/** None of these may ever appear in a log line, an error or an outcome. */
const SECRETS = ['p4sscode.1', 'mac-of-the-callback', 'recall-key-1', 'recall-key-2'];

const BODY = createBotBody({
  meetingUrl: 'https://zoom.us/j/85746065432?pwd=p4sscode.1',
  botName: 'Notetaker',
  obfTokenUrl: 'https://bots.example.com/recall/obf-callback?auth_token=mac-of-the-callback',
  metadata: { launch: 'launch-1' },
  waitForPersonSeconds: 1_200,
  recordingConfig: null,
  recordingRetentionHours: 168,
});

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Reply = (response: ServerResponse, request: Seen) => void;

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function html(status: number): Reply {
  return (response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>p4sscode.1</h1>');
}

/** Answers so that the connection breaks in the middle of the body. */
function cutOff(status: number, part: string): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(part, () => response.destroy());
  };
}

const hang: Reply = () => undefined;

function invalid(fields: Record<string, unknown>): Record<string, unknown> {
  return { code: 'invalid_request_data', message: 'Invalid.', errors: fields };
}

function onlyAccepts(key: () => string): Reply {
  return (response, request) => {
    const isAccepted = request.headers.authorization === `Token ${key()}`;
    const reply = isAccepted ? json(201, bot()) : json(401, { detail: 'Invalid token.' });
    reply(response, request);
  };
}

function bot(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: ID,
    meeting_url: { meeting_id: '85746065432', meeting_password: 'p4sscode.1', platform: 'zoom' },
    metadata: { launch: 'launch-1' },
    zoom: { obf_token_url: BODY.zoom.obf_token_url },
    status_changes: [{ code: 'ready', message: null, created_at: '2026-01-01T12:00:00Z', sub_code: null }],
    ...overrides,
  };
}

const BOT = {
  id: ID,
  meetingNumber: '85746065432',
  metadata: { launch: 'launch-1' },
  statusChanges: [{ code: 'ready', subCode: null, at: NOW }],
};

let server: Server;
let seen: Seen[];
let replies: Reply[];
let logged: string;
let clients: RecallClient[];

/** What Recall answers next; the last reply is repeated. */
function recallAnswers(...next: Reply[]): void {
  replies = next;
}

function origin(of: Server | TcpServer = server): string {
  return `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
}

function newClient(deps: { baseUrl?: string; apiKeys?: string[]; timeoutMs?: number } = {}): RecallClient {
  const log = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk: Buffer, _, done) => {
        logged += chunk.toString();
        done();
      },
    }),
  );
  const timeouts = Object.entries(RECALL_TIMEOUTS_MS).map(([name, ms]) => [name, deps.timeoutMs ?? ms]);
  const client = createRecallClient({
    baseUrl: deps.baseUrl ?? origin(),
    apiKeys: deps.apiKeys ?? ['recall-key-1'],
    log,
    now: () => NOW,
    timeoutsMs: Object.fromEntries(timeouts) as typeof RECALL_TIMEOUTS_MS,
  });
  clients.push(client);
  return client;
}

function expectNoSecretIn(...values: unknown[]): void {
  const text = values
    .map((value) => (value instanceof Error ? describeError(value) : JSON.stringify(value)))
    .join('\n');
  for (const secret of SECRETS) expect(text).not.toContain(secret);
}

function describeError(error: Error): string {
  const cause = error.cause instanceof Error ? describeError(error.cause) : '';
  return `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${cause}`;
}

async function failureOf(call: Promise<unknown>): Promise<RecallError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RecallError)) throw new Error('expected a RecallError', { cause: error });
  expectNoSecretIn(error);
  return error;
}

beforeEach(async () => {
  seen = [];
  replies = [];
  logged = '';
  clients = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const one: Seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      seen.push(one);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      reply?.(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  expectNoSecretIn(logged);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await Promise.all(clients.map((client) => client.close()));
  await closed;
});

describe('Create Bot', () => {
  test('sends the body with its idempotency key', async () => {
    recallAnswers(json(201, bot()));
    await newClient().createBot(BODY, 'launch-1:1');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/bot/',
      headers: {
        authorization: 'Token recall-key-1',
        'idempotency-key': 'launch-1:1',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(BODY);
  });

  test('keeps of the bot only what is needed, never the passcode', async () => {
    recallAnswers(json(201, bot()));
    const outcome = await newClient().createBot(BODY, 'k');
    expect(outcome).toEqual({ kind: 'created', bot: BOT });
    expectNoSecretIn(outcome);
  });

  test('reads a meeting URL that is a text', async () => {
    recallAnswers(json(201, bot({ meeting_url: BODY.meeting_url })));
    expect(await newClient().createBot(BODY, 'k')).toEqual({ kind: 'created', bot: BOT });
  });

  test('works behind a base URL that has a path', async () => {
    recallAnswers(json(201, bot()));
    await newClient({ baseUrl: `${origin()}/recall//` }).createBot(BODY, 'k');
    expect(seen[0]?.path).toBe('/recall/api/v1/bot/');
  });

  const ambiguous: [name: string, reply: Reply, retryAfterMs: number | null][] = [
    ['409', json(409, { code: 'conflict', detail: BODY.meeting_url }), null],
    ['409 that says when', json(409, {}, { 'retry-after': '3' }), 3_000],
    ['408', json(408, {}), null],
    ['425', json(425, {}), null],
    ['500', html(500), null],
    ['502', html(502), null],
    ['503', json(503, { detail: 'high load' }), null],
    ['503 that says when', json(503, {}, { 'retry-after': 'Thu, 01 Jan 2026 12:00:10 GMT' }), 10_000],
    ['504', html(504), null],
    ['599', html(599), null],
    ['201 with a body that is not JSON', (response) => response.writeHead(201).end('p4sscode.1'), null],
    ['201 that breaks off', cutOff(201, '{"id":"0b8a6a6e", "meeting_url": "p4sscode.1'), null],
    ['201 with half a JSON', (response) => response.writeHead(201).end(`{"id":"${ID}","p4sscode.1`), null],
    ['201 without an id', json(201, { bot: ID }), null],
    ['201 with a list', json(201, [bot()]), null],
    ['204', (response) => response.writeHead(204).end(), null],
    ['a connection that is reset', (response) => response.destroy(), null],
  ];
  test.each(ambiguous)('may have made a bot after %s', async (_, reply, retryAfterMs) => {
    recallAnswers(reply);
    const outcome = await newClient().createBot(BODY, 'k');
    expect(outcome).toMatchObject({ kind: 'ambiguous', retryAfterMs });
    expectNoSecretIn(outcome);
  });

  test('may have made a bot when no answer comes in time', async () => {
    recallAnswers(hang);
    const outcome = await newClient({ timeoutMs: 50 }).createBot(BODY, 'k');
    expect(outcome).toEqual({ kind: 'ambiguous', retryAfterMs: null, detail: 'Recall did not answer (timed_out)' });
  });

  test('may have made a bot when its answer does not end in time', async () => {
    recallAnswers((response) => response.writeHead(201).write(`{"id":"${ID}"`));
    expect(await newClient({ timeoutMs: 50 }).createBot(BODY, 'k')).toMatchObject({ kind: 'ambiguous' });
  });

  test('may have made a bot when the answer is larger than any', async () => {
    recallAnswers((response) => response.writeHead(201).end(`{"id":"${ID}"}`.padEnd(9 * 1024 * 1024)));
    expect(await newClient().createBot(BODY, 'k')).toMatchObject({ kind: 'ambiguous' });
  });

  test('may have made a bot when nobody listens', async () => {
    const nobody = createTcpServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const baseUrl = origin(nobody);
    await new Promise((resolve) => nobody.close(resolve));
    expect(await newClient({ baseUrl }).createBot(BODY, 'k')).toMatchObject({
      kind: 'ambiguous',
      detail: 'Recall did not answer (ECONNREFUSED)',
    });
  });

  test('has ten seconds', () => {
    expect(RECALL_TIMEOUTS_MS.createBot).toBe(10_000);
  });

  const notCreated: [name: string, reply: Reply, code: string, retryAfterMs: number | null][] = [
    ['429', json(429, { detail: 'Throttled' }, { 'retry-after': '17' }), 'rate_limited', 17_000],
    ['429 with a date', json(429, {}, { 'retry-after': 'Thu, 01 Jan 2026 12:00:05 GMT' }), 'rate_limited', 5_000],
    ['429 that does not say when', json(429, {}), 'rate_limited', null],
    ['429 that breaks off', cutOff(429, '{'), 'rate_limited', null],
    ['507', json(507, { code: 'adhoc_pool_depleted' }), 'no_bots_available', null],
    ['507 that says when', json(507, {}, { 'retry-after': '30' }), 'no_bots_available', 30_000],
    ['507 in HTML', html(507), 'no_bots_available', null],
  ];
  test.each(notCreated)('has made no bot after %s', async (_, reply, code, retryAfterMs) => {
    recallAnswers(reply);
    const outcome = await newClient().createBot(BODY, 'k');
    expect(outcome).toMatchObject({ kind: 'not_created', code, retryAfterMs });
    expectNoSecretIn(outcome);
  });

  const refused: [name: string, reply: Reply, outcome: Record<string, unknown>][] = [
    [
      '400 about the link',
      json(400, invalid({ meeting_url: [`"${BODY.meeting_url}" is not a link.`] })),
      {
        status: 400,
        code: 'invalid_request_data',
        message: 'Invalid.',
        whose: 'person',
        fieldErrors: [{ field: 'meeting_url', messages: ['"[…]" is not a link.'] }],
      },
    ],
    ['400 about the name', json(400, invalid({ bot_name: ['Too long.'] })), { whose: 'person' }],
    ['400 about our own part', json(400, invalid({ recording_config: ['x'] })), { whose: 'operator' }],
    ['400 about nothing', json(400, {}), { code: 'http_400', whose: 'operator', fieldErrors: [] }],
    ['401', json(401, { code: 'authentication_failed', detail: 'Invalid token.' }), { code: 'authentication_failed' }],
    ['402', json(402, { detail: 'Insufficient credit balance' }), { status: 402, code: 'http_402', whose: 'operator' }],
    ['403', json(403, { code: 'request_blocked', detail: 'Blocked.' }), { code: 'request_blocked', whose: 'operator' }],
    ['403 in HTML', html(403), { code: 'http_403', whose: 'operator' }],
    ['404', html(404), { code: 'http_404', whose: 'operator' }],
    ['405', json(405, {}), { code: 'http_405', whose: 'operator' }],
    ['a redirect', json(301, {}, { location: '/elsewhere/' }), { code: 'http_301', whose: 'operator' }],
  ];
  test.each(refused)('is refused for good with %s', async (_, reply, expected) => {
    recallAnswers(reply);
    const outcome = await newClient().createBot(BODY, 'k');
    expect(outcome).toMatchObject({ kind: 'refused', ...expected });
    expectNoSecretIn(outcome);
    expect(seen).toHaveLength(1);
  });
});

describe('API keys', () => {
  test('are tried in order, with the same request', async () => {
    recallAnswers(onlyAccepts(() => 'recall-key-2'));
    const client = newClient({ apiKeys: ['recall-key-1', 'recall-key-2'] });
    expect(await client.createBot(BODY, 'launch-1:1')).toMatchObject({ kind: 'created' });
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['launch-1:1', 'launch-1:1']);
    expect(seen[1]?.body).toBe(seen[0]?.body);
  });

  test('the one that was accepted is used until it is refused', async () => {
    let valid = 'recall-key-2';
    recallAnswers(onlyAccepts(() => valid));
    const client = newClient({ apiKeys: ['recall-key-1', 'recall-key-2'] });
    await client.createBot(BODY, 'a');
    await client.createBot(BODY, 'b');
    expect(seen).toHaveLength(3);
    valid = 'recall-key-1';
    expect(await client.createBot(BODY, 'c')).toMatchObject({ kind: 'created' });
    expect(seen).toHaveLength(5);
    expect(logged).toContain('recall.key.refused');
  });

  test('that are all refused are the operator’s affair', async () => {
    recallAnswers(json(401, { detail: 'Invalid token.' }));
    const client = newClient({ apiKeys: ['recall-key-1', 'recall-key-2'] });
    expect(await client.createBot(BODY, 'k')).toMatchObject({ kind: 'refused', status: 401, whose: 'operator' });
    expect(await failureOf(client.getBot(ID))).toMatchObject({ retryable: false, status: 401 });
    expect(seen).toHaveLength(4);
  });

  test('share the time of one call', async () => {
    recallAnswers(json(401, {}), hang);
    const client = newClient({ apiKeys: ['recall-key-1', 'recall-key-2'], timeoutMs: 50 });
    expect(await client.createBot(BODY, 'k')).toMatchObject({ kind: 'ambiguous' });
  });
});

/** The failures that every call without an outcome throws for. */
const FAILURES: [name: string, reply: Reply, error: Record<string, unknown>][] = [
  ['429', json(429, {}), { retryable: true, status: 429, code: 'http_429' }],
  ['409', json(409, {}), { retryable: true, status: 409 }],
  ['503', html(503), { retryable: true, status: 503, code: 'http_503' }],
  [
    '403',
    json(403, { code: 'request_blocked', detail: 'p4sscode.1' }),
    { retryable: false, status: 403, code: 'request_blocked' },
  ],
  ['a 404 that is a web page', html(404), { retryable: false, status: 404 }],
  ['a redirect', json(302, {}, { location: 'https://example.com/' }), { retryable: false, status: 302 }],
  ['a reset connection', (response) => response.destroy(), { retryable: true, status: null, code: 'UND_ERR_SOCKET' }],
];

describe('a look-up of one bot', () => {
  test('finds it, with a request that has no body', async () => {
    recallAnswers(json(200, bot()));
    expect(await newClient().getBot(ID)).toEqual(BOT);
    expect(seen[0]).toMatchObject({ method: 'GET', path: `/api/v1/bot/${ID}/`, body: '' });
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
    expect(seen[0]?.headers).not.toHaveProperty('content-length');
  });

  test('is null when Recall does not know it', async () => {
    recallAnswers(json(404, { detail: 'Not found.' }));
    expect(await newClient().getBot(ID)).toBeNull();
  });

  test('never leaves its path', async () => {
    for (const id of ['..', '', 'a/b', 'x?y', 'x'.repeat(101)]) expect(await newClient().getBot(id)).toBeNull();
    expect(seen).toEqual([]);
  });

  test.each(FAILURES)('throws after %s', async (_, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().getBot(ID))).toMatchObject(error);
  });

  test.each([
    ['not JSON', (response: ServerResponse) => response.end('p4sscode.1')],
    ['no bot', json(200, {})],
  ] as [string, Reply][])('throws when the answer is %s', async (_, reply) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().getBot(ID))).toMatchObject({ retryable: true, code: 'unreadable_answer' });
  });

  test('throws when no answer comes in time', async () => {
    recallAnswers(hang);
    expect(await failureOf(newClient({ timeoutMs: 50 }).getBot(ID))).toMatchObject({
      retryable: true,
      code: 'timed_out',
    });
  });

  test('throws without repeating what it got when that is not HTTP', async () => {
    const garbage = createTcpServer((socket) => socket.resume().end('p4sscode.1 is the passcode\r\n\r\n'));
    await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
    expect(await failureOf(newClient({ baseUrl: origin(garbage) }).getBot(ID))).toMatchObject({
      retryable: true,
      status: null,
    });
    await new Promise((resolve) => garbage.close(resolve));
  });
});

describe('a look-up by metadata', () => {
  const page = (results: unknown[], next: string | null = null): Reply =>
    json(200, { count: 1, next, previous: null, results });

  test('asks for the value and finds its bots', async () => {
    recallAnswers(page([bot()]));
    expect(await newClient().findBotsByMetadata('launch', 'launch-1')).toEqual([BOT]);
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/api/v1/bot/?metadata__launch=launch-1', body: '' });
  });

  test('finds nothing', async () => {
    recallAnswers(page([]));
    expect(await newClient().findBotsByMetadata('launch', 'launch-1')).toEqual([]);
  });

  test('escapes what it asks for', async () => {
    recallAnswers(page([]));
    await newClient().findBotsByMetadata('a&b', 'c d#');
    expect(seen[0]?.path).toBe('/api/v1/bot/?metadata__a%26b=c%20d%23');
  });

  test('turns pages exactly as Recall links them, and counts a bot once', async () => {
    const next = '/api/v1/bot/?cursor=a%2Fb&metadata__launch=launch-1';
    recallAnswers(page([bot()], `${origin()}${next}`), page([bot(), bot({ id: 'second' })]));
    const found = await newClient().findBotsByMetadata('launch', 'launch-1');
    expect(found.map(({ id }) => id)).toEqual([ID, 'second']);
    expect(seen[1]?.path).toBe(next);
  });

  test('leaves out bots of others, should Recall ignore the filter', async () => {
    recallAnswers(
      page([bot({ id: 'other', metadata: { launch: 'launch-2' } }), bot({ id: 'none', metadata: {} }), bot()]),
    );
    expect(await newClient().findBotsByMetadata('launch', 'launch-1')).toEqual([BOT]);
  });

  test('carries the key nowhere else', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    recallAnswers(page([], `${origin(other)}/api/v1/bot/?page=2`));
    expect(await failureOf(newClient().findBotsByMetadata('launch', 'launch-1'))).toMatchObject({
      retryable: false,
      code: 'foreign_page',
    });
    expect(elsewhere).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  test('gives up on pages without end, instead of saying that there is no bot', async () => {
    recallAnswers((response, request) => page([], `${origin()}/api/v1/bot/?page=2`)(response, request));
    expect(await failureOf(newClient().findBotsByMetadata('launch', 'launch-1'))).toMatchObject({
      code: 'too_many_pages',
    });
    expect(seen).toHaveLength(10);
  });

  test.each([
    ['a list', json(200, [bot()])],
    ['without results', json(200, { next: null })],
    ['with results that are no bots', page([{ name: 'x' }])],
    ['broken', cutOff(200, '{"results":[')],
  ] as [string, Reply][])('throws when the page is %s', async (_, reply) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().findBotsByMetadata('launch', 'launch-1'))).toMatchObject({
      retryable: true,
      code: 'unreadable_answer',
    });
  });

  test.each(FAILURES)('throws after %s', async (_, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().findBotsByMetadata('launch', 'launch-1'))).toMatchObject(error);
  });
});

describe('telling a bot to leave', () => {
  const table: [name: string, reply: Reply, kind: string][] = [
    ['200', json(200, bot()), 'leaving'],
    ['a bot that has completed', json(400, { code: 'cannot_command_completed_bot' }), 'gone'],
    ['a bot that Recall does not know', json(404, { detail: 'Not found.' }), 'gone'],
    ['a bot that has not started', json(400, { code: 'cannot_command_unstarted_bot' }), 'not_started'],
  ];
  test.each(table)('%s', async (_, reply, kind) => {
    recallAnswers(reply);
    expect(await newClient().leaveCall(ID)).toEqual({ kind });
    expect(seen[0]).toMatchObject({ method: 'POST', path: `/api/v1/bot/${ID}/leave_call/`, body: '' });
  });

  test.each(FAILURES)('throws after %s', async (_, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().leaveCall(ID))).toMatchObject(error);
  });

  test('throws after another 400', async () => {
    recallAnswers(json(400, { code: 'something_else' }));
    expect(await failureOf(newClient().leaveCall(ID))).toMatchObject({ retryable: false, code: 'something_else' });
  });

  test('sends nothing for an id that is none', async () => {
    expect(await newClient().leaveCall('../x')).toEqual({ kind: 'gone' });
    expect(seen).toEqual([]);
  });
});

describe('deleting a bot', () => {
  const table: [name: string, reply: Reply, kind: string][] = [
    ['204', (response) => response.writeHead(204).end(), 'deleted'],
    ['405', json(405, { detail: 'Method "DELETE" not allowed.' }), 'dispatched'],
    ['400 because it was sent already', json(400, { code: 'update_bot_failed' }), 'dispatched'],
    ['400 because it cannot be deleted', json(400, { code: 'cannot_delete_bot' }), 'dispatched'],
    ['a bot that has completed', json(400, { code: 'cannot_command_completed_bot' }), 'gone'],
    ['a bot that Recall does not know', json(404, { detail: 'Not found.' }), 'gone'],
  ];
  test.each(table)('%s', async (_, reply, kind) => {
    recallAnswers(reply);
    expect(await newClient().deleteBot(ID)).toEqual({ kind });
    expect(seen[0]).toMatchObject({ method: 'DELETE', path: `/api/v1/bot/${ID}/`, body: '' });
  });

  test.each(FAILURES)('throws after %s', async (_, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().deleteBot(ID))).toMatchObject(error);
  });
});

describe('a look-up of what a bot recorded', () => {
  test('reads the recordings only, with links as they are', async () => {
    const url = 'https://media.example.com/video.mp4?signature=x';
    const video = { status: { code: 'done' }, data: { download_url: url } };
    recallAnswers(
      json(200, bot({ recordings: [{ id: 'r1', status: { code: 'done' }, media_shortcuts: { video_mixed: video } }] })),
    );
    expect(await newClient().getRecordings(ID)).toMatchObject([{ id: 'r1', video: { status: 'done', url } }]);
    expect(seen[0]).toMatchObject({ method: 'GET', path: `/api/v1/bot/${ID}/` });
  });

  test('is null when Recall does not know the bot, and never leaves its path', async () => {
    recallAnswers(json(404, { detail: 'Not found.' }));
    expect(await newClient().getRecordings(ID)).toBeNull();
    expect(await newClient().getRecordings('a/b')).toBeNull();
    expect(seen).toHaveLength(1);
  });

  test.each(FAILURES)('throws after %s', async (_case, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().getRecordings(ID))).toMatchObject(error);
  });
});

describe('deleting what a bot recorded', () => {
  test.each<[string, Reply, string]>([
    ['done', json(200, bot()), 'deleted'],
    ['done, with nothing to say', (response) => response.writeHead(204).end(), 'deleted'],
    ['a bot that Recall does not know', json(404, { detail: 'Not found.' }), 'gone'],
    ['a bot that is still at work', json(400, { code: 'cannot_delete_media', detail: 'Not completed.' }), 'not_ready'],
    ['a conflict', json(409, { detail: 'Conflict' }), 'not_ready'],
  ])('%s', async (_case, reply, kind) => {
    recallAnswers(reply);
    expect(await newClient().deleteMedia(ID)).toEqual({ kind });
    expect(seen).toMatchObject([{ method: 'POST', path: `/api/v1/bot/${ID}/delete_media/` }]);
  });

  test.each(FAILURES.filter(([name]) => name !== '409'))('throws after %s', async (_case, reply, error) => {
    recallAnswers(reply);
    expect(await failureOf(newClient().deleteMedia(ID))).toMatchObject(error);
  });
});

test('closing waits for the calls under way', async () => {
  let closing: Promise<void> | undefined;
  const client = newClient();
  recallAnswers((response, request) => {
    closing = client.close();
    json(201, bot())(response, request);
  });
  expect(await client.createBot(BODY, 'k')).toMatchObject({ kind: 'created' });
  await closing;
  expect(await client.createBot(BODY, 'k')).toMatchObject({ kind: 'ambiguous' });
  expect(seen).toHaveLength(1);
});
