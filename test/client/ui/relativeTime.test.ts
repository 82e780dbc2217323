import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { nextChangeMs, relativeTime } from '../../../client/src/ui/relativeTime.js';

const NOW = Date.parse('2026-03-09T12:00:00.000Z');
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

test.each([
  [-5 * MINUTE_MS, 'just now'],
  [0, 'just now'],
  [9_999, 'just now'],
  [10 * SECOND_MS, '10 seconds ago'],
  [59 * SECOND_MS, '50 seconds ago'],
  [MINUTE_MS, '1 minute ago'],
  [59 * MINUTE_MS, '59 minutes ago'],
  [HOUR_MS, '1 hour ago'],
  [23.9 * HOUR_MS, '23 hours ago'],
  [DAY_MS, 'yesterday'],
  [6.9 * DAY_MS, '6 days ago'],
  [7 * DAY_MS, 'March 2, 2026'],
])('what is %d ms old says "%s"', (age, words) => {
  expect(relativeTime(NOW - age, NOW)).toBe(words);
});

test('the words stay the same until they are looked at again', () => {
  assert(
    property(integer({ min: 0, max: 8 * DAY_MS }), (age) => {
      const at = NOW - age;
      const wait = nextChangeMs(at, NOW);
      expect(wait).toBeGreaterThan(0);
      expect(relativeTime(at, NOW + wait - 1)).toBe(relativeTime(at, NOW));
    }),
  );
});
