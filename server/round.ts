/** How long a vendor that is away is left alone, growing with each round that met it so. */
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 10 * 60_000;
/** Of a rest, and at most so much more: what one limit stopped does not come back at one moment. */
const REST_JITTER = 0.2;

/** One round of one of the sweep's chores, as the chore sees it. */
export interface Round {
  /** Given when the round is to end: this server stops, or another one has taken the chore over. What is begun is finished. */
  readonly signal: AbortSignal;
  /** Counts what was done, by its outcome. */
  count(outcome: string, times?: number): void;
  /** No server is to begin another round before this much time has passed. */
  rest(milliseconds: number): void;
}

/**
 * How long a chore rests that could not go on because of a vendor: as long as the vendor says, and never less than 30 s, doubled with
 * each failure in a row up to ten minutes.
 *
 * @param failures how many rounds in a row failed, 1 after the first
 * @param retryAfterMs what the vendor asked for; null when it named nothing
 * @returns milliseconds
 */
export function restAfter(failures: number, retryAfterMs: number | null, random: () => number = Math.random): number {
  const growing = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(Math.max(growing, retryAfterMs ?? 0) * (1 + random() * REST_JITTER));
}
