import type { Pause } from './pursuit.js';

/** Waits for the work, but not longer than the limit; the work goes on. */
export async function firstOf(work: Promise<void>, limitMs: number, pause: Pause): Promise<void> {
  const workDone = new AbortController();
  await Promise.race([work.finally(() => workDone.abort()), pause(Math.max(0, limitMs), workDone.signal)]);
}
