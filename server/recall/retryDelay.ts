/** Bounds of the growing wait after an answer that names none. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/** "Out of adhoc bots -- Please retry in 30 seconds" (https://docs.recall.ai/reference/errors). */
const NO_BOTS_WAIT_MS = 30_000;
/** Spread over everybody who was refused at the same moment by a limit that all share. */
const SHARED_LIMIT_JITTER_MS = { from: 1_000, to: 5_000 };
const JITTER_MS = { from: 0, to: 1_000 };
/** A longer one is a mistake, and no timer of Node's waits longer than 24 days. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** The outcomes of Create Bot after which it is asked again. */
export type RetryableOutcome =
  | { readonly kind: 'ambiguous'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'not_created';
      readonly retryAfterMs: number | null;
      readonly code: 'rate_limited' | 'no_bots_available';
    };

/**
 * How long to wait before Create Bot is asked again.
 *
 * | outcome                  | wait                                     | jitter      |
 * |--------------------------|------------------------------------------|-------------|
 * | rate limited (429)       | Retry-After, else 2, 4, 8, 16, 30 s      | 1 to 5 s    |
 * | no bots available (507)  | Retry-After, else 30 s                   | 1 to 5 s    |
 * | ambiguous                | Retry-After, else 2, 4, 8, 16, 30 s      | up to 1 s   |
 *
 * A wait that the vendor named is never cut short: where it does not fit, the caller gives up instead.
 *
 * @param attempts how many attempts were made, 1 after the first
 * @param random evenly from 0 up to 1
 * @returns milliseconds
 */
export function retryDelay(outcome: RetryableOutcome, attempts: number, random: () => number = Math.random): number {
  const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
  const hasNoBots = outcome.kind === 'not_created' && outcome.code === 'no_bots_available';
  const wait = outcome.retryAfterMs ?? (hasNoBots ? NO_BOTS_WAIT_MS : growing);
  const jitter = outcome.kind === 'not_created' ? SHARED_LIMIT_JITTER_MS : JITTER_MS;
  return Math.round(wait + jitter.from + random() * (jitter.to - jitter.from));
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
 *
 * @returns milliseconds from now, at most an hour; null when there is none that can be read
 */
export function readRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  const wait = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1_000 : dateOf(text) - nowMs;
  if (Number.isNaN(wait)) return null;
  return Math.ceil(Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, wait)));
}

/** Only the form that senders must use; `Date.parse` alone would make a date of many other texts. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
