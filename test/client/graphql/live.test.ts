// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLive, type Live } from '../../../client/src/graphql/live.js';
import { createServerState } from '../../../client/src/graphql/serverState.js';
import { FakeSocket } from '../support/fakeSocket.js';

const PING_MS = 15_000;
const PONG_WITHIN_MS = 6_000;
/** Longer than the longest pause between two attempts. */
const A_WHILE_MS = 15_000;
const REQUEST = { hash: 'sha256:0', variables: { id: 'bot-1' } };

/** All that were opened, the newest last. */
let sockets: FakeSocket[];
/** What becomes of the next ones. */
let fate: 'opened' | 'refused' | 'unanswered';
let bearers: string[];
let live: Live;
let heard: unknown[];
let faults: unknown[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  sockets = [];
  fate = 'opened';
  bearers = ['first', 'second'];
  heard = [];
  faults = [];
  vi.stubGlobal('fetch', async () => new Response('ok'));
  vi.stubGlobal(
    'WebSocket',
    class extends FakeSocket {
      constructor() {
        super();
        sockets.push(this);
        this.isDead = fate === 'unanswered';
        if (fate === 'refused') queueMicrotask(() => this.close(1006));
      }
    },
  );
  live = createLive({
    bearer: {
      token: async () => bearers[0] ?? '',
      discard: (token) => void (bearers = bearers.filter((bearer) => bearer !== token)),
    },
    server: createServerState(),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function listen(): Promise<() => void> {
  const end = live.listen(REQUEST, {
    next: ({ data }) => heard.push(data),
    error: (error) => faults.push(error),
    complete: () => undefined,
  });
  await pass(0);
  return end;
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

function socket(): FakeSocket {
  const newest = sockets.at(-1);
  if (newest === undefined) throw new Error('No socket was opened');
  return newest;
}

/** The present socket brings news. */
async function expectNews(): Promise<void> {
  heard = [];
  socket().tell({ news: true });
  await pass(0);
  expect(heard).toEqual([{ news: true }]);
}

describe('a subscription', () => {
  test('is sent as the hash of its document, on a socket that is there as long as somebody listens', async () => {
    expect(sockets).toHaveLength(0);
    const end = await listen();
    await expectNews();
    expect(socket().received.map(({ type }) => type)).toEqual(['connection_init', 'subscribe']);
    expect(socket().received[1]?.payload).toMatchObject({
      variables: REQUEST.variables,
      extensions: { persistedQuery: { version: 1, sha256Hash: REQUEST.hash } },
    });
    end();
    await pass(A_WHILE_MS);
    expect(socket().readyState).toBe(FakeSocket.CLOSED);
    expect(sockets).toHaveLength(1);
  });

  test.each(['SERVER_OLDER', 'DATABASE_UNAVAILABLE', 'RATE_LIMITED'])(
    'that is answered with %s begins again, until it is taken',
    async (code) => {
      await listen();
      for (let answers = 0; answers < 3; answers += 1) {
        socket().fail(code);
        await pass(A_WHILE_MS);
      }
      await expectNews();
      expect(faults).toEqual([]);
    },
  );

  test('that is refused for good is over, and whoever listens is told', async () => {
    await listen();
    socket().fail('BAD_USER_INPUT');
    await pass(A_WHILE_MS);
    expect(faults).toMatchObject([[{ extensions: { code: 'BAD_USER_INPUT' } }]]);
    expect(sockets.every(({ subscriptions }) => subscriptions === 0)).toBe(true);
  });
});

describe('a connection', () => {
  test('that has died without a word is noticed by its silence, and replaced', async () => {
    await listen();
    socket().isDead = true;
    await pass(PING_MS + PONG_WITHIN_MS - 1);
    expect(sockets).toHaveLength(1);
    await pass(A_WHILE_MS);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.readyState).toBe(FakeSocket.CLOSED);
    await expectNews();
  });

  test('whose pings are answered stays', async () => {
    await listen();
    await pass(60 * PING_MS);
    expect(sockets).toHaveLength(1);
    expect(socket().received.filter(({ type }) => type === 'ping').length).toBeGreaterThan(50);
  });

  test('of a session that is over is followed by one with another bearer', async () => {
    await listen();
    expect(socket().received[0]?.payload).toEqual({ authorization: 'Bearer first' });
    socket().close(4401, 'The session is over');
    await pass(A_WHILE_MS);
    expect(socket().received[0]?.payload).toEqual({ authorization: 'Bearer second' });
    await expectNews();
    expect(faults).toEqual([]);
  });

  test.each([1006, 1012, 1013, 1011, 4499])(
    'that is closed (%i) comes back with its subscription, and is counted: what was missed can be asked for',
    async (code) => {
      await listen();
      expect(live.getSnapshot()).toEqual({ isReconnecting: false, connections: 1 });
      socket().close(code);
      await pass(A_WHILE_MS);
      expect(live.getSnapshot()).toEqual({ isReconnecting: false, connections: 2 });
      await expectNews();
    },
  );

  test('that is asked to begin anew does, with the bearer of now', async () => {
    await listen();
    bearers = ['of somebody else'];
    live.restart();
    await pass(A_WHILE_MS);
    expect(sockets).toHaveLength(2);
    expect(socket().received[0]?.payload).toEqual({ authorization: 'Bearer of somebody else' });
    await expectNews();
  });

  test('that cannot be opened is told of within two seconds, however often it is tried, and until it is there', async () => {
    fate = 'refused';
    await listen();
    await pass(1_900);
    expect(live.getSnapshot().isReconnecting).toBe(false);
    expect(sockets.length).toBeGreaterThan(1);
    await pass(200);
    expect(live.getSnapshot().isReconnecting).toBe(true);
    fate = 'opened';
    await pass(A_WHILE_MS);
    expect(live.getSnapshot()).toEqual({ isReconnecting: false, connections: 1 });
    await expectNews();
  });

  test('that nobody answers is given up after a while and tried again, and that is told', async () => {
    fate = 'unanswered';
    await listen();
    await pass(10_100);
    expect(live.getSnapshot().isReconnecting).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
    fate = 'opened';
    await pass(2 * A_WHILE_MS);
    expect(live.getSnapshot()).toEqual({ isReconnecting: false, connections: 1 });
    await expectNews();
  });

  test('that nobody misses is not told of', async () => {
    fate = 'refused';
    const end = await listen();
    end();
    await pass(A_WHILE_MS);
    expect(live.getSnapshot().isReconnecting).toBe(false);
  });
});
