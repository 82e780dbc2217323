import type { Clock } from '../clock.js';

const WINDOW_MS = 60_000;

/** How much may be asked for in a minute, by whoever or for whatever the key names. */
export interface RateLimit {
  /**
   * Counts a request, unless it is one too many: those do not count.
   *
   * @param recorded the newest requests as stored, where they are: other servers may have answered them
   */
  allows(key: string, recorded?: readonly Date[]): boolean;
}

export function createRateLimit({ perMinute }: { perMinute: number }, now: Clock): RateLimit {
  /** What this server let through, by key, the least recent one first: what is under way is not stored yet. */
  const here = new Map<string, number[]>();

  function forget(before: number): void {
    for (const [key, times] of here) {
      if ((times.at(-1) ?? 0) > before) return;
      here.delete(key);
    }
  }

  return {
    allows(key, recorded = []) {
      const since = now() - WINDOW_MS;
      const own = (here.get(key) ?? []).filter((at) => at > since);
      const stored = recorded.filter((at) => at.getTime() > since);
      if (Math.max(own.length, stored.length) >= perMinute) return false;
      here.delete(key);
      here.set(key, [...own, now()]);
      forget(since);
      return true;
    },
  };
}
