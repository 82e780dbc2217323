// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { BotList } from '../../../client/src/features/bots/BotList.js';
import { eventually, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot, someBot } from '../support/someBot.js';

const BOTS = Array.from({ length: 25 }, (_, index) =>
  endedBot({ id: `bot-${index}`, createdAt: new Date(Date.UTC(2026, 2, 2) - index * 60_000).toISOString() }),
);

afterEach(cleanup);

test('all earlier bots are there, page by page, and none twice', async () => {
  const server = startFakeServer({ bots: pages });
  server.show(<BotList known={[]} />);
  await eventually(() => shown().length === 10);
  expect(server.asked[0]?.variables).toMatchObject({ live: false });

  fireEvent.click(older());
  await eventually(() => shown().length === 20);
  fireEvent.click(older());
  await eventually(() => shown().length === 25);
  expect(shown()).toEqual(BOTS.map(({ id }) => id));
  expect(screen.queryByRole('button', { name: 'Show older ones' })).toBeNull();
});

test('a page is asked for once, however often the button is pressed', async () => {
  const server = startFakeServer({ bots: pages });
  server.show(<BotList known={[]} />);
  await eventually(() => shown().length === 10);
  fireEvent.click(older());
  fireEvent.click(screen.getAllByRole('button').at(-1) ?? document.body);
  await eventually(() => shown().length === 20);
  expect(timesAsked(server, 'Bots')).toBe(2);
});

test('who pressed the last "Show older ones" goes on at the first of them', async () => {
  const server = startFakeServer({ bots: pages });
  server.show(<BotList known={[]} />);
  await eventually(() => shown().length === 10);
  older().focus();
  fireEvent.click(older());
  await eventually(() => shown().length === 20);
  older().focus();
  fireEvent.click(older());
  await eventually(() => document.activeElement?.querySelector('[data-bot]')?.getAttribute('data-bot') === 'bot-20');
});

test('a bot that ends appears, and one that lives does not', async () => {
  const server = startFakeServer({ bots: () => ({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }) });
  const live = someBot({ id: 'live' });
  const { rerender } = server.show(<BotList known={[live]} />);
  await eventually(() => timesAsked(server, 'Bots') === 1);
  expect(shown()).toEqual([]);
  rerender(server.within(<BotList known={[endedBot({ id: 'live' })]} />));
  expect(shown()).toEqual(['live']);
});

test('without any there is not even a heading', async () => {
  const server = startFakeServer({ bots: () => ({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }) });
  server.show(<BotList known={[]} />);
  await eventually(() => timesAsked(server, 'Bots') === 1);
  expect(screen.queryByRole('heading')).toBeNull();
});

test('a page that fails is told, and asked for again when wished', async () => {
  const server = startFakeServer({ bots: () => Promise.reject(new Error('fault')) });
  server.show(<BotList known={[]} />);
  await eventually(() => screen.queryByRole('alert')?.textContent.includes('could not be loaded'));
  server.answers['bots'] = pages;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await eventually(() => shown().length === 10);
  expect(screen.queryByRole('alert')).toBeNull();
});

function pages({ first, after }: { first: number; after?: string | null }) {
  const start = Number(after ?? 0);
  const end = start + first;
  return {
    nodes: BOTS.slice(start, end),
    pageInfo: { hasNextPage: end < BOTS.length, endCursor: String(end) },
  };
}

function older(): HTMLElement {
  return screen.getByRole('button', { name: 'Show older ones' });
}

function shown(): (string | null)[] {
  return [...document.querySelectorAll('[data-bot]')].map((card) => card.getAttribute('data-bot'));
}
