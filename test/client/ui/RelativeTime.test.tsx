// @vitest-environment happy-dom
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RelativeTime } from '../../../client/src/ui/RelativeTime.js';

const NOW = '2026-03-09T12:00:00.000Z';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(NOW) });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a moment is told by its age, has the exact one at hand, and grows older', () => {
  render(<RelativeTime at={NOW} />);
  const time = screen.getByText('just now');
  expect(time.getAttribute('datetime')).toBe(NOW);
  expect(time.title).toContain('2026');

  act(() => void vi.advanceTimersByTime(10_000));
  expect(time.textContent).toBe('10 seconds ago');
  for (let seconds = 10; seconds < 300; seconds += 10) act(() => void vi.advanceTimersByTime(10_000));
  expect(time.textContent).toBe('5 minutes ago');
});

test('another moment in its place is told at once', () => {
  const { container, rerender } = render(<RelativeTime at={NOW} />);
  rerender(<RelativeTime at="2026-03-09T11:00:00.000Z" />);
  expect(container.textContent).toBe('1 hour ago');
});

test('a server whose clock is ahead has done nothing in the future', () => {
  const { container } = render(<RelativeTime at="2026-03-09T12:00:30.000Z" />);
  expect(container.textContent).toBe('just now');
});

test('nothing ticks behind a moment that is shown no more', () => {
  const { unmount } = render(<RelativeTime at={NOW} />);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
