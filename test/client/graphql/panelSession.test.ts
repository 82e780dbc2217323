// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPanelSession, type PanelSession } from '../../../client/src/graphql/panelSession.js';
import type { Send } from '../../../client/src/graphql/requests.js';
import { wakeAll } from '../../../client/src/graphql/wait.js';
import { ZoomPanelError } from '../../../client/src/zoom/zoomPanelError.js';

const LIFE_MS = 30 * 60_000;

/** What the server is going to say to each app context; then it takes them. */
let refusals: string[];
let sent: { appContext: string; panelKey: string }[];
/** How far the server's clock is ahead of the page's. */
let aheadMs: number;
let getAppContext: () => Promise<string>;
let session: PanelSession;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  refusals = [];
  sent = [];
  aheadMs = 0;
  let contexts = 0;
  getAppContext = async () => `context-${(contexts += 1)}`;
  const send: Send = async ({ variables }) => {
    sent.push(variables as (typeof sent)[number]);
    const now = Date.now() + aheadMs;
    const reason = refusals.shift();
    const startSession =
      reason === undefined
        ? {
            __typename: 'StartSessionSuccess',
            session: { token: `token-${sent.length}`, expiresAt: new Date(now + LIFE_MS).toISOString() },
          }
        : { __typename: 'AppContextRefused', reason, message: 'What to do.' };
    return { data: { startSession }, answeredAt: now };
  };
  session = createPanelSession({
    getAppContext: () => getAppContext(),
    panelKey: 'key',
    send,
  });
});
afterEach(() => vi.useRealTimers());

test('one context opens one session, however many ask for it', async () => {
  expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(Array(3).fill('token-1'));
  expect(sent).toEqual([{ appContext: 'context-1', panelKey: 'key' }]);
  expect(session.getSnapshot()).toEqual({ kind: 'open' });
});

test.each(['CLAIMED', 'EXPIRED'])(
  'a context that is %s is replaced by a fresh one, and that is said',
  async (reason) => {
    refusals = [reason, reason];
    const token = session.token();
    await vi.advanceTimersByTimeAsync(10);
    expect(session.getSnapshot()).toEqual({ kind: 'waiting', reason });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await token).toBe('token-3');
    expect(sent.map(({ appContext }) => appContext)).toEqual(['context-1', 'context-2', 'context-3']);
  },
);

test('a refusal that no fresh context mends is told, and tried again when the person asks for it', async () => {
  refusals = ['INVALID'];
  const token = session.token();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(session.getSnapshot()).toEqual({ kind: 'refused', message: 'What to do.' });
  expect(sent).toHaveLength(1);
  wakeAll();
  expect(await token).toBe('token-2');
});

test('a client that gives no context is asked again', async () => {
  const working = getAppContext;
  getAppContext = () => Promise.reject(new ZoomPanelError('no', 'silent'));
  const token = session.token();
  await vi.advanceTimersByTimeAsync(10);
  expect(session.getSnapshot()).toMatchObject({ kind: 'no_context', error: { kind: 'silent' } });
  getAppContext = working;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await token).toBe('token-1');
});

test('a session is replaced before it ends, whatever the page takes for the time', async () => {
  aheadMs = 5 * 60 * 60_000;
  expect(await session.token()).toBe('token-1');
  await vi.advanceTimersByTimeAsync(26 * 60_000);
  expect(await session.token()).toBe('token-1');
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  // Still good while the next one is on its way.
  expect(await session.token()).toBe('token-1');
  await vi.advanceTimersByTimeAsync(10);
  expect(await session.token()).toBe('token-2');
});

test.each(['CLAIMED', 'EXPIRED', 'INVALID'])(
  'a renewal that is refused (%s) is nobody’s concern while the earlier bearer counts, and told when it is over',
  async (reason) => {
    await session.token();
    refusals = Array(99).fill(reason);
    await vi.advanceTimersByTimeAsync(LIFE_MS - 2 * 60_000);
    expect(await session.token()).toBe('token-1');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.getSnapshot()).toEqual({ kind: 'open' });
    expect(sent.length).toBeGreaterThan(1);

    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(session.getSnapshot()).toMatchObject({ kind: reason === 'INVALID' ? 'refused' : 'waiting' });
    refusals = [];
    const token = session.token();
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    expect(await token).toBe(`token-${sent.length}`);
    expect(session.getSnapshot()).toEqual({ kind: 'open' });
  },
);

test('a bearer that the server no longer takes is forgotten; a late complaint about an older one is not heard', async () => {
  expect(await session.token()).toBe('token-1');
  session.discard('token-1');
  expect(await session.token()).toBe('token-2');
  session.discard('token-1');
  expect(await session.token()).toBe('token-2');
});

test('another user gets a session of their own, even while one was being opened', async () => {
  const token = session.token();
  session.reset();
  expect(await token).toBe('token-2');
  session.reset();
  expect(await session.token()).toBe('token-3');
});
