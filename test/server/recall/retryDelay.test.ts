import { describe, expect, test } from 'vitest';
import { readRetryAfter, retryDelay, type RetryableOutcome } from '../../../server/recall/retryDelay.js';

const least = (): number => 0;
const most = (): number => 0.999_999_999;

function ambiguous(retryAfterMs: number | null = null): RetryableOutcome {
  return { kind: 'ambiguous', retryAfterMs };
}

function notCreated(code: 'rate_limited' | 'no_bots_available', retryAfterMs: number | null = null): RetryableOutcome {
  return { kind: 'not_created', retryAfterMs, code };
}

describe('the wait before the next attempt', () => {
  const table: [name: string, outcome: RetryableOutcome, attempts: number, from: number, to: number][] = [
    ['a 429 waits as long as it says, and 1 to 5 s', notCreated('rate_limited', 7_000), 1, 8_000, 12_000],
    ['a 429 that says nothing waits longer each time', notCreated('rate_limited'), 3, 9_000, 13_000],
    ['a 507 waits 30 s, and 1 to 5 s', notCreated('no_bots_available'), 1, 31_000, 35_000],
    ['a 507 waits no longer the fifth time', notCreated('no_bots_available'), 5, 31_000, 35_000],
    ['a 507 that says how long waits that long', notCreated('no_bots_available', 12_000), 1, 13_000, 17_000],
    ['the first unclear answer', ambiguous(), 1, 2_000, 3_000],
    ['the second', ambiguous(), 2, 4_000, 5_000],
    ['the third', ambiguous(), 3, 8_000, 9_000],
    ['the fourth', ambiguous(), 4, 16_000, 17_000],
    ['the fifth', ambiguous(), 5, 30_000, 31_000],
    ['the hundredth', ambiguous(), 100, 30_000, 31_000],
    ['before any', ambiguous(), 0, 2_000, 3_000],
    ['an unclear answer that says how long', ambiguous(10_000), 1, 10_000, 11_000],
    ['a wait that was named is not cut short', ambiguous(120_000), 1, 120_000, 121_000],
    ['a wait of nothing', ambiguous(0), 4, 0, 1_000],
  ];
  test.each(table)('%s', (_, outcome, attempts, from, to) => {
    expect(retryDelay(outcome, attempts, least)).toBe(from);
    expect(retryDelay(outcome, attempts, most)).toBe(to);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  const table: [header: string | undefined, ms: number | null][] = [
    ['30', 30_000],
    [' 5 ', 5_000],
    ['1.5', 1_500],
    ['0', 0],
    ['Thu, 01 Jan 2026 12:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2026 11:59:00 GMT', 0],
    ['999999999999999', 3_600_000],
    ['9'.repeat(400), 3_600_000],
    ['Fri, 01 Jan 2027 12:00:00 GMT', 3_600_000],
    ['-5', null],
    ['soon', null],
    ['1e3', null],
    ['2026', 2_026_000],
    ['2026-01-01', null],
    ['', null],
    [undefined, null],
  ];
  test.each(table)('%j is %s', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});
