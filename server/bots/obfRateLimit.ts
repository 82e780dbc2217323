import type { Clock } from '../clock.js';

const MAX_REQUESTS = 60;
const WINDOW_MS = 60_000;

/** How many tokens one launch may ask for: 60 in a minute. A bot needs one each time it tries to join. */
export interface ObfRateLimit {
  /**
   * Counts a request, unless it is one too many: those do not count.
   *
   * @param recorded the launch's newest requests as stored, which other servers may have answered
   */
  allows(launchId: string, recorded: readonly Date[]): boolean;
}

export function createObfRateLimit(now: Clock): ObfRateLimit {
  /** What this server let through, by launch, the least recent launch first: what is under way is not stored yet. */
  const here = new Map<string, number[]>();

  function forget(before: number): void {
    for (const [launchId, times] of here) {
      if ((times.at(-1) ?? 0) > before) return;
      here.delete(launchId);
    }
  }

  return {
    allows(launchId, recorded) {
      const since = now() - WINDOW_MS;
      const own = (here.get(launchId) ?? []).filter((at) => at > since);
      const stored = recorded.filter((at) => at.getTime() > since);
      if (Math.max(own.length, stored.length) >= MAX_REQUESTS) return false;
      here.delete(launchId);
      here.set(launchId, [...own, now()]);
      forget(since);
      return true;
    },
  };
}
