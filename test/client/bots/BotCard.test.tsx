// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { BotCard } from '../../../client/src/features/bots/BotCard.js';
import type { BotCardFragment, BotStatus } from '../../../client/src/graphql/generated/graphql.js';
import { eventually, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot, someBot } from '../support/someBot.js';

const TIMELINE = [
  { at: '2026-03-02T09:00:00.000Z', kind: 'LAUNCH_ATTEMPT', code: '201', message: 'Recall made the bot', tookMs: 340 },
  { at: '2026-03-02T09:00:02.000Z', kind: 'OBF_REQUEST', code: 'token', message: 'Zoom gave a token', tookMs: 1_250 },
  { at: '2026-03-02T09:00:05.000Z', kind: 'STATUS', code: 'in_call_recording', message: 'It records' },
];

afterEach(cleanup);

test.each<[BotStatus, string, string]>([
  ['LAUNCHING', 'The bot is getting ready', 'a few seconds'],
  ['JOINING', 'The bot is on its way', 'while you are in the meeting'],
  ['WAITING_ROOM', 'The bot is in the waiting room', 'Ask the host to admit it'],
  ['IN_CALL', 'The bot is in the meeting', 'not recording'],
  ['RECORDING', 'The bot is recording', 'Notetaker'],
])('%s: "%s"', (status, sentence, explanation) => {
  startFakeServer().show(<BotCard bot={someBot({ status })} hasTitle />);
  expect(screen.getByRole('heading', { name: sentence })).toBeDefined();
  expect(text()).toContain(explanation);
});

test.each<[BotStatus, string]>([
  ['ENDED', 'The bot has left'],
  ['FAILED', 'The bot did not get in'],
])('%s: "%s", and there is nothing to remove', (status, sentence) => {
  startFakeServer().show(<BotCard bot={endedBot({ status })} hasTitle />);
  expect(screen.getByRole('heading', { name: sentence })).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

test("the vendor's reason takes the place of our explanation, with what to do next", () => {
  const reason = {
    code: 'meeting_not_started',
    message: 'The meeting has not begun.',
    nextStep: 'Start it.',
    nextStepFor: 'PERSON' as const,
  };
  startFakeServer().show(<BotCard bot={someBot({ status: 'JOINING', reason })} hasTitle />);
  expect(text()).toContain('The meeting has not begun.');
  expect(text()).toContain('Start it.');
  expect(text()).not.toContain('while you are in the meeting');
});

test('what only the operator can do the person is told to ask for, of the reason as of a warning', () => {
  const advice = { nextStep: 'Check the key.', nextStepFor: 'OPERATOR' } as const;
  const reason = { code: 'http_401', message: 'Recall does not accept the key.', ...advice };
  const warnings = [{ code: 'in_call_without_token', message: 'It has no token.', ...advice }];
  const { rerender } = startFakeServer().show(<BotCard bot={endedBot({ reason })} />);
  expect(text()).toContain('Ask whoever runs this app: Check the key.');
  rerender(startFakeServer().within(<BotCard bot={someBot({ warnings })} />));
  expect(text()).toContain('It has no token.Ask whoever runs this app: Check the key.');
});

test('a meeting without a topic is known by its number, as Zoom writes it', () => {
  startFakeServer().show(<BotCard bot={someBot({ meeting: { number: '85123456789', topic: null } })} />);
  expect(text()).toContain('Meeting 851 2345 6789');
});

test('what happened is asked for once it is unfolded: the newest first, with how long it took', async () => {
  const server = startFakeServer(withTimeline());
  server.show(<BotCard bot={someBot()} />);
  expect(timesAsked(server, 'Bot')).toBe(0);

  unfold();

  await eventually(() => screen.queryAllByRole('listitem').length === TIMELINE.length);
  const entries = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(entries[0]).toContain('It records');
  expect(entries[1]).toMatch(/Zoom gave a token.*took 1\.3 s/);
  expect(entries[2]).toMatch(/Recall made the bot.*took 340 ms/);
  for (const time of document.querySelectorAll('time')) {
    expect(Date.parse(time.dateTime)).not.toBeNaN();
    expect(time.title).not.toBe('');
  }
});

test('it is asked for again when there is news of the bot', async () => {
  const server = startFakeServer(withTimeline());
  const { rerender } = server.show(<BotCard bot={someBot({ status: 'JOINING' })} />);
  unfold();
  await eventually(() => screen.queryAllByRole('listitem').length === TIMELINE.length);

  const known = server.answers;
  Object.assign(known, withTimeline([...TIMELINE, { ...TIMELINE[2], message: 'It left' }]));
  rerender(server.within(<BotCard bot={someBot({ status: 'RECORDING' })} />));

  await eventually(() => text().includes('It left'));
});

test('entries that are not kept are counted', async () => {
  const server = startFakeServer(withTimeline(TIMELINE, 12));
  server.show(<BotCard bot={someBot()} />);
  unfold();
  await eventually(() => text().includes('12 older entries are not kept'));
});

test('it is removed after a question that says what will happen, and what the server answers is told', async () => {
  const leaving = someBot({ canRemove: false });
  const server = startFakeServer({ removeBot: () => ({ __typename: 'RemoveBotSuccess', bot: leaving }) });
  const onRemove = vi.fn<(bot: BotCardFragment) => void>();
  server.show(<BotCard bot={someBot()} onRemove={onRemove} />);

  fireEvent.click(screen.getByRole('button', { name: 'Remove the bot' }));
  expect(text()).toContain('The recording ends');
  expect(timesAsked(server, 'RemoveBot')).toBe(0);
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));

  await eventually(() => onRemove.mock.calls.length > 0);
  expect(server.asked.find(({ operation }) => operation === 'RemoveBot')?.variables).toEqual({ id: 'bot-1' });
  expect(onRemove.mock.calls[0]?.[0]).toMatchObject({ id: 'bot-1', canRemove: false });
});

test('a bot that was asked to leave is leaving, and is asked no more', () => {
  startFakeServer().show(<BotCard bot={someBot({ canRemove: false })} hasTitle />);
  expect(screen.getByRole('heading', { name: 'The bot is leaving' })).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

test.each([
  ['the bot is not known', () => ({ __typename: 'BotNotFound', message: 'There is no such bot.' }), 'no such bot'],
  ['the server fails', () => Promise.reject(new Error('fault')), 'may still be there'],
])('where %s, it says so, and trying again is possible', async (_case, removeBot, words) => {
  startFakeServer({ removeBot }).show(<BotCard bot={someBot()} />);
  fireEvent.click(screen.getByRole('button', { name: 'Remove the bot' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  await eventually(() => screen.queryByRole('alert')?.textContent.includes(words));
  expect(screen.getByRole('button', { name: /^Remove/ }).getAttribute('aria-disabled')).toBeNull();
});

test('where the bot is now is said to a screen reader, what it was at first is not', () => {
  const server = startFakeServer();
  const { rerender } = server.show(<BotCard bot={someBot({ status: 'JOINING' })} hasTitle />);
  expect(screen.getByRole('status').textContent).toBe('');
  rerender(server.within(<BotCard bot={someBot({ status: 'WAITING_ROOM' })} hasTitle />));
  expect(screen.getByRole('status').textContent).toBe('The bot is in the waiting room');
});

function withTimeline(entries: object[] = TIMELINE, timelineDropped = 0) {
  const timeline = entries.map((entry) => ({ nextStep: null, nextStepFor: null, tookMs: null, ...entry }));
  return { bot: () => ({ ...someBot(), timeline, timelineDropped }) };
}

function unfold(): void {
  const details = document.querySelector('details');
  if (details === null) throw new Error('nothing is folded');
  details.open = true;
  fireEvent(details, new Event('toggle'));
}

function text(): string {
  return screen.getByRole('article').textContent;
}
