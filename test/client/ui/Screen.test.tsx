// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcer, useAnnouncement } from '../../../client/src/ui/Announcer.js';
import { Button } from '../../../client/src/ui/Button.js';
import { Screen } from '../../../client/src/ui/Screen.js';

let isInFront = true;

beforeEach(() => {
  isInFront = true;
  vi.spyOn(document, 'hasFocus').mockImplementation(() => isInFront);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a screen is one sentence as the only heading of the first level, one action, and its state for tests', () => {
  render(<Screen state="ready" sentence="You are ready" action={<Button>Go</Button>} />);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('You are ready');
  expect(screen.getByRole('main').dataset['state']).toBe('ready');
});

test('the first screen is read as the page is, so nothing is announced', () => {
  render(page('first'));
  expect(said()).toBe('');
});

test('the next one is announced while the keyboard has a place of its own', () => {
  const { rerender } = render(page('first', <button type="button">Stays</button>));
  screen.getByText('Stays').focus();
  rerender(page('second', <button type="button">Stays</button>));
  expect(said()).toBe('second');
  expect(document.activeElement?.textContent).toBe('Stays');
});

test('a keyboard that lost its place begins at the new sentence, which is read by that', () => {
  const { rerender } = render(page('first'));
  rerender(page('second'));
  expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
  expect(said()).toBe('');
});

test('a page in the background takes no focus', () => {
  isInFront = false;
  const { rerender } = render(page('first'));
  rerender(page('second'));
  expect(document.activeElement).toBe(document.body);
  expect(said()).toBe('second');
});

test('news is said when it comes, not what was there before', () => {
  const { rerender } = render(<News text="joining" />);
  expect(said()).toBe('');
  rerender(<News text="recording" />);
  expect(said()).toBe('recording');
  rerender(<News text={null} />);
  expect(said()).toBe('recording');
});

function page(sentence: string, beside?: ReactNode) {
  return (
    <Announcer>
      {beside}
      <Screen key={sentence} state="any" sentence={sentence} />
    </Announcer>
  );
}

function News({ text }: { text: string | null }) {
  return (
    <Announcer>
      <Teller text={text} />
    </Announcer>
  );
}

function Teller({ text }: { text: string | null }) {
  useAnnouncement(text);
  return null;
}

function said(): string | null {
  return screen.getByRole('status').textContent;
}
