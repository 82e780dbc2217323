// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useLiveBots } from '../../../client/src/features/bots/useLiveBots.js';
import type { BotCardFragment } from '../../../client/src/graphql/generated/graphql.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot, someBot } from '../support/someBot.js';

/** Those by which the page waits; what is asked is answered without any. */
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

let server: FakeServer;
let bots: BotCardFragment[];

beforeEach(() => {
  bots = [someBot({ status: 'JOINING' })];
  server = startFakeServer({ bots: () => page(bots) });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('the bots are unknown until the server has told them, then kept true by its news', async () => {
  server.show(<Bots />);
  expect(shown()).toBe('unknown');
  await eventually(() => shown() === 'bot-1 JOINING');

  server.tell(someBot({ status: 'RECORDING' }));
  await eventually(() => shown() === 'bot-1 RECORDING');
  server.tell(someBot({ id: 'bot-2', createdAt: '2026-03-02T11:00:00.000Z' }));
  await eventually(() => shown() === 'bot-2 RECORDING, bot-1 RECORDING');
});

test('a person without bots has none', async () => {
  bots = [];
  server.show(<Bots />);
  await eventually(() => shown() === '');
});

test('what happened while the connection was away is asked for when it is back', async () => {
  server.show(<Bots />);
  await eventually(() => shown() === 'bot-1 JOINING');
  const before = timesAsked(server, 'Bots');

  bots = [endedBot()];
  server.drop();

  await eventually(() => shown() === 'bot-1 ENDED');
  expect(timesAsked(server, 'Bots')).toBeGreaterThan(before);
});

test('a gap is told once it lasts, and no longer than it lasts', async () => {
  server.show(<Bots />);
  await eventually(() => shown() === 'bot-1 JOINING');
  server.isReachable = false;
  server.drop();
  expect(screen.queryByText('reconnecting')).toBeNull();
  await eventually(() => screen.queryByText('reconnecting'));

  server.isReachable = true;
  act(() => void dispatchEvent(new Event('online')));
  await eventually(() => screen.queryByText('reconnecting') === null);
});

test('while no socket can be had the bots are asked for every few seconds, and no longer than that', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] });
  server.refusesSockets = true;
  server.show(<Bots />);
  await passAMinute();
  expect(screen.queryByText('reconnecting')).not.toBeNull();
  for (const status of ['IN_CALL', 'RECORDING'] as const) {
    bots = [someBot({ status })];
    await passAMinute();
    await eventually(() => shown() === `bot-1 ${status}`);
  }

  server.refusesSockets = false;
  await passAMinute();
  expect(screen.queryByText('reconnecting')).toBeNull();
  const asked = timesAsked(server, 'Bots');
  await passAMinute();
  expect(timesAsked(server, 'Bots')).toBe(asked);
  server.tell(endedBot());
  await eventually(() => shown() === 'bot-1 ENDED');
});

test('an end that fell between the question and the subscription is heard of all the same', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] });
  server.show(<Bots />);
  await eventually(() => shown() === 'bot-1 JOINING' && timesAsked(server, 'Bots') === 2);
  bots = [endedBot()];
  await passAMinute();
  await eventually(() => shown() === 'bot-1 ENDED');
});

test('nobody is asked before it is time', async () => {
  const { rerender } = server.show(<Bots isPaused />);
  await act(async () => undefined);
  expect(server.asked).toEqual([]);
  rerender(server.within(<Bots />));
  await eventually(() => shown() === 'bot-1 JOINING');
});

async function passAMinute(): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(60_000));
}

function Bots({ isPaused = false }: { isPaused?: boolean }) {
  const { bots: known, isReconnecting } = useLiveBots({ isPaused });
  return (
    <>
      <output>{known === null ? 'unknown' : known.map(({ id, status }) => `${id} ${status}`).join(', ')}</output>
      {isReconnecting && <p>reconnecting</p>}
    </>
  );
}

function shown(): string | null | undefined {
  return document.querySelector('output')?.textContent;
}

function page(nodes: BotCardFragment[]) {
  return { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
}
