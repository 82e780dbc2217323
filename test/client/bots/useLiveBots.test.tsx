// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useLiveBots } from '../../../client/src/features/bots/useLiveBots.js';
import type { BotCardFragment } from '../../../client/src/graphql/generated/graphql.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot, someBot } from '../support/someBot.js';

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

test('nobody is asked before it is time', async () => {
  const { rerender } = server.show(<Bots isPaused />);
  await act(async () => undefined);
  expect(server.asked).toEqual([]);
  rerender(server.within(<Bots />));
  await eventually(() => shown() === 'bot-1 JOINING');
});

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
