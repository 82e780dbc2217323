/** What one process knows of its work on a bot, beyond what is stored. */
export interface Progress {
  readonly startedAt: number;
  /** Requests to Create Bot sent in this pursuit. */
  sent: number;
  /** Whether Recall has been asked, since the last request, for a bot that a request may have made. */
  hasLooked: boolean;
  /** Whether Recall has refused, in this pursuit, while an earlier request under the same key was unanswered. */
  refusedInDoubt: boolean;
  /** What Recall last said instead of making the bot; null when it did not answer clearly. */
  lastRefusal: 'rate_limited' | 'no_bots_available' | null;
  /** Whether the next wait would exceed the time that one process tries. */
  isOutOfTime: boolean;
}

/** When to go on: after a pause, or not in this pursuit but later, or never unless something new comes. */
export type Next = { afterMs: number } | { laterMs: number } | 'finished';

/** When Recall can't be asked, the rest is taken up again after this. */
export const SECOND_LOOK_MS = 30_000;

export function newProgress(startedAt: number): Progress {
  return { startedAt, sent: 0, hasLooked: false, refusedInDoubt: false, lastRefusal: null, isOutOfTime: false };
}
