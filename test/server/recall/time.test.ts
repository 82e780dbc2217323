import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readTime } from '../../../server/recall/time.js';

const NOON = Date.UTC(2026, 0, 1, 12, 0, 0);

// Where the server stands must not matter.
beforeAll(() => void vi.stubEnv('TZ', 'America/New_York'));
afterAll(() => void vi.unstubAllEnvs());

const table: [value: unknown, at: number | null][] = [
  ['2026-01-01T12:00:00Z', NOON],
  ['2026-01-01T12:00:00.250Z', NOON + 250],
  ['2026-01-01T12:00:00.250999Z', NOON + 250],
  ['2026-01-01T12:00:00+00:00', NOON],
  ['2026-01-01T13:00:00+0100', NOON],
  ['2026-01-01 12:00:00 Z', NOON],
  ['2026-01-01T12:00:00', NOON],
  ['2026-01-01T12:00:00.1', NOON + 100],
  ['2026-13-01T12:00:00Z', null],
  ['2026-01-01', null],
  ['January 1, 2026', null],
  ['', null],
  [1_767_268_800, null],
  [null, null],
  [undefined, null],
  [{}, null],
];
test.each(table)('%j is %s', (value, at) => {
  expect(readTime(value)).toBe(at);
});

test('the zone of this test is another than UTC', () => {
  expect(new Date(NOON).getTimezoneOffset()).not.toBe(0);
});
