// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSend, type GraphQLAnswer, type Send } from '../../../client/src/graphql/requests.js';
import { createServerState, type ServerState } from '../../../client/src/graphql/serverState.js';

const READ = { kind: 'read', hash: 'sha256:0', variables: {} } as const;
const WRITE = { ...READ, kind: 'write' } as const;
const VIEWER = { data: { viewer: { guest: false } } };

/** What the server is going to answer, in this order; then it answers well. */
let script: (() => Promise<Response>)[];
let healthz: () => Promise<Response>;
let asked: { path: string; authorization: string | null }[];
let server: ServerState;
let bearers: string[];
let discarded: string[];
let send: Send;

beforeEach(() => {
  vi.useFakeTimers();
  script = [];
  healthz = async () => new Response('ok');
  asked = [];
  bearers = ['first', 'second', 'third'];
  discarded = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const authorization = new Headers(init.headers).get('authorization');
    if (path === '/healthz') return healthz();
    asked.push({ path, authorization });
    return (script.shift() ?? (() => json(VIEWER)))();
  });
  server = createServerState();
  send = createSend({
    bearer: {
      token: async () => bearers[0] ?? '',
      discard(token) {
        discarded.push(token);
        bearers.shift();
      },
    },
    server,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a read', () => {
  test('carries the bearer, and no cookie', async () => {
    expect(await settled(send(READ))).toMatchObject(VIEWER);
    expect(asked).toEqual([{ path: '/graphql', authorization: 'Bearer first' }]);
  });

  test('is repeated with another bearer when the server no longer takes the first', async () => {
    script = [refusal('UNAUTHENTICATED', 401)];
    expect(await settled(send(READ))).toMatchObject(VIEWER);
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  test('is given up when the server takes no bearer at all', async () => {
    script = [refusal('UNAUTHENTICATED', 401), refusal('UNAUTHENTICATED', 401)];
    expect(await settled(send(READ))).toMatchObject({ errors: [{}] });
    expect(discarded).toEqual(['first']);
  });

  test('waits for a server that is away, which is told meanwhile', async () => {
    script = [unreachable, unreachable, badGateway, unreachable];
    const conditions: string[] = [];
    server.subscribe(() => conditions.push(server.getSnapshot()));
    expect(await settled(send(READ))).toMatchObject(VIEWER);
    expect(asked).toHaveLength(5);
    expect(conditions[0]).toBe('unreachable');
    expect(server.getSnapshot()).toBe('reachable');
  });

  test('that is answered late does not hide that the server is away by now', async () => {
    healthz = unreachable;
    server.unreachable();
    await send(READ);
    expect(server.getSnapshot()).toBe('reachable');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.getSnapshot()).toBe('unreachable');
    healthz = async () => new Response('ok');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.getSnapshot()).toBe('reachable');
  });

  test.each(['SERVER_OLDER', 'DATABASE_UNAVAILABLE', 'RATE_LIMITED'])('is patient with %s', async (code) => {
    script = Array.from({ length: 6 }, () => refusal(code, 503));
    expect(await settled(send(READ))).toMatchObject(VIEWER);
  });

  test('that older servers keep answering makes the page outdated, until one knows it', async () => {
    script = Array.from({ length: 5 }, () => refusal('SERVER_OLDER', 503));
    const conditions: string[] = [];
    server.subscribe(() => conditions.push(server.getSnapshot()));
    await settled(send(READ));
    expect(conditions).toEqual(['outdated', 'reachable']);
  });

  test('of a document that no server knows makes the page outdated', async () => {
    script = [refusal('DOCUMENT_NOT_TRUSTED', 400)];
    expect(await settled(send(READ))).toMatchObject({ errors: [{}] });
    expect(server.getSnapshot()).toBe('outdated');
  });

  test('ends when nobody waits for it any more', async () => {
    script = Array.from({ length: 99 }, () => unreachable);
    const nobody = new AbortController();
    const read = send({ ...READ, signal: nobody.signal });
    const rejection = expect(read).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(3_000);
    nobody.abort();
    await vi.advanceTimersByTimeAsync(20_000);
    await rejection;
  });
});

describe('a change', () => {
  test('is not repeated when nothing is known of what became of it', async () => {
    script = [unreachable];
    await expect(settled(send(WRITE))).rejects.toThrow('Failed to fetch');
    expect(asked).toHaveLength(1);
    expect(server.getSnapshot()).toBe('reachable');
  });

  test.each(['SERVER_OLDER', 'DATABASE_UNAVAILABLE'])('is repeated a few times after %s', async (code) => {
    script = Array.from({ length: 9 }, () => refusal(code, 503));
    expect(await settled(send(WRITE))).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(asked).toHaveLength(4);
  });
});

/** Lets the waits pass. */
async function settled(answer: Promise<GraphQLAnswer>): Promise<GraphQLAnswer> {
  const caught = answer.catch(() => null);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  await caught;
  return answer;
}

async function unreachable(): Promise<Response> {
  throw new TypeError('Failed to fetch');
}

async function badGateway(): Promise<Response> {
  return new Response('<h1>Bad gateway</h1>', { status: 502 });
}

function refusal(code: string, status: number): () => Promise<Response> {
  return () => json({ errors: [{ message: code, extensions: { code } }] }, status);
}

async function json(body: object, status = 200): Promise<Response> {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
