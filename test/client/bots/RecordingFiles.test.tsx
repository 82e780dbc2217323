// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { BotCard } from '../../../client/src/features/bots/BotCard.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot } from '../support/someBot.js';

const READY = { status: 'READY', url: 'https://media.example.com/video.mp4?signature=x' };
const NONE = { __typename: 'RecordingGone', message: 'The recording has been deleted.' };

afterEach(cleanup);

function found(own: Record<string, unknown> = {}) {
  const recording = { id: 'r1', expiresAt: '2026-12-03T09:00:00.000Z', video: READY, transcript: null, ...own };
  return { __typename: 'RecordingsSuccess', recordings: [recording] };
}

/** The card of a bot that recorded, unfolded. */
async function unfold(answers: Parameters<typeof startFakeServer>[0], openLink?: (url: string) => void) {
  const server = startFakeServer(answers);
  server.show(<BotCard bot={endedBot({ mayHaveRecording: true })} {...(openLink && { openLink })} />);
  const details = document.querySelector('details');
  if (details === null) throw new Error('nothing is folded');
  details.open = true;
  fireEvent(details, new Event('toggle'));
  await eventually(() => timesAsked(server, 'Recordings') === 1 && !text().includes('Loading'));
  return server;
}

function text(): string {
  return screen.getByRole('article').textContent;
}

function askToDelete(): void {
  fireEvent.click(screen.getByRole('button', { name: 'Delete the recording' }));
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
}

function timesDeleted(server: FakeServer): number {
  return timesAsked(server, 'DeleteRecordings');
}

test('nobody asks Recall before it is unfolded, and a bot that recorded nothing has nothing to unfold', () => {
  const server = startFakeServer();
  server.show(<BotCard bot={endedBot({ mayHaveRecording: true })} />);
  expect(screen.getByText('Recording')).toBeDefined();
  expect(timesAsked(server, 'Recordings')).toBe(0);
  cleanup();
  server.show(<BotCard bot={endedBot()} />);
  expect(screen.queryByText('Recording')).toBeNull();
});

test('in a browser the link opens beside the page, which it is not told of', async () => {
  await unfold({ recordings: () => found() });
  const link = screen.getByRole('link', { name: 'Watch' });
  expect(link.getAttribute('href')).toBe(READY.url);
  expect(link.getAttribute('target')).toBe('_blank');
  expect(link.getAttribute('rel')).toBe('noreferrer');
  expect(text()).toContain('Kept until December 3, 2026.');
});

test('in the panel somebody else opens it', async () => {
  const openLink = vi.fn<(url: string) => void>();
  await unfold({ recordings: () => found() }, openLink);
  fireEvent.click(screen.getByRole('button', { name: 'Watch' }));
  expect(openLink.mock.calls).toEqual([[READY.url]]);
});

test.each([
  ['PROCESSING', 'The transcript is still being made.'],
  ['FAILED', 'The transcript could not be made.'],
  ['DELETED', 'The transcript has been deleted.'],
])('a file that is %s is told so beside those that are there', async (status, words) => {
  await unfold({ recordings: () => found({ transcript: { status, url: null }, expiresAt: null }) });
  expect(screen.getByRole('link', { name: 'Watch' })).toBeDefined();
  expect(text()).toContain(words);
  expect(text()).not.toContain('Kept until');
});

test.each([
  ['NothingRecorded', 'The bot recorded nothing.', false],
  ['RecordingGone', 'The recording has been deleted.', false],
  ['RecordingProcessing', 'Recall is still making the recording.', true],
  ['RecallUnavailable', 'Recall did not answer.', true],
])('%s is told, and may be asked again where that can help', async (__typename, message, canHelp) => {
  const server = await unfold({ recordings: () => ({ __typename, message }) });
  expect(text()).toContain(message);
  const again = screen.queryByRole('button', { name: 'Look again' });
  expect(again !== null).toBe(canHelp);
  if (again === null) return;
  Object.assign(server.answers, { recordings: () => found() });
  fireEvent.click(again);
  await eventually(() => screen.queryByRole('link', { name: 'Watch' }));
});

test('it is deleted once that was confirmed, and the card says so in its place', async () => {
  const server = await unfold({
    recordings: () => found(),
    deleteRecordings: () => ({ __typename: 'DeleteRecordingsSuccess', bot: endedBot() }),
  });
  fireEvent.click(screen.getByRole('button', { name: 'Delete the recording' }));
  expect(timesDeleted(server)).toBe(0);
  fireEvent.click(screen.getByRole('button', { name: 'Keep it' }));
  expect(timesDeleted(server)).toBe(0);
  Object.assign(server.answers, { recordings: () => NONE });
  askToDelete();
  await eventually(() => text().includes('The recording has been deleted.'));
  expect(timesDeleted(server)).toBe(1);
  expect(screen.queryByRole('link', { name: 'Watch' })).toBeNull();
});

test.each([
  ['Recall is away', () => ({ __typename: 'RecallUnavailable', message: 'Recall did not answer.' }), 'did not answer'],
  ['the server fails', () => Promise.reject(new Error('fault')), 'may still be there'],
])('where %s nothing is said to be deleted', async (_case, deleteRecordings, words) => {
  await unfold({ recordings: () => found(), deleteRecordings });
  askToDelete();
  await eventually(() => screen.queryByRole('alert')?.textContent.includes(words));
  expect(screen.getByRole('link', { name: 'Watch' })).toBeDefined();
});
