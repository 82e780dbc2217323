import type { ZoomAccount } from './zoomSimulator.js';
import type { ZoomData } from './zoomData.js';

/** LIGHT requests a second, by plan of the account: https://developers.zoom.us/docs/api/rate-limits/ . */
const LIGHT_PER_SECOND = { free: 4, pro: 30, business: 80 } as const;
/** LIGHT requests a day of a free account; the other plans have no daily cap for them. */
const LIGHT_PER_DAY_FREE = 6000;
const WINDOW_MS = 1000;

/** Zoom's limits: per account, shared by all its people and apps. Kept in memory, but for the daily count. */
export interface RateLimits {
  enabled: boolean;
  /** Counts a LIGHT request of this account, or says which limit it is over. */
  take(account: ZoomAccount): 'allowed' | 'per-second' | 'daily';
}

export function createRateLimits(options: { data: ZoomData; now: () => number; enabled: boolean }): RateLimits {
  const { daily } = options.data.hidden;
  const recent = new Map<string, number[]>();
  return {
    enabled: options.enabled,
    take(account) {
      if (!this.enabled) return 'allowed';
      const now = options.now();
      const inWindow = (recent.get(account.id) ?? []).filter((at) => at > now - WINDOW_MS);
      recent.set(account.id, inWindow);
      if (inWindow.length >= LIGHT_PER_SECOND[account.plan]) return 'per-second';
      if (account.plan === 'free') {
        const day = new Date(now).toISOString().slice(0, 10);
        const count = daily[account.id];
        const requests = count?.day === day ? count.requests : 0;
        if (requests >= LIGHT_PER_DAY_FREE) return 'daily';
        daily[account.id] = { day, requests: requests + 1 };
      }
      inWindow.push(now);
      return 'allowed';
    },
  };
}
