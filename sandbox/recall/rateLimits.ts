const WINDOW_MS = 60_000;

/** Sliding windows of a minute per endpoint of the workspace: https://docs.recall.ai/reference/errors . In memory. */
export interface RateLimits {
  enabled: boolean;
  /** Counts a request; answers after how many seconds to come again, or null when it is allowed. */
  take(endpoint: string, perMinute: number | null): number | null;
}

export function createRateLimits(options: { now: () => number; enabled: boolean }): RateLimits {
  const recent = new Map<string, number[]>();
  return {
    enabled: options.enabled,
    take(endpoint, perMinute) {
      if (!this.enabled || perMinute === null) return null;
      const now = options.now();
      const inWindow = (recent.get(endpoint) ?? []).filter((at) => at > now - WINDOW_MS);
      recent.set(endpoint, inWindow);
      const oldest = inWindow[0];
      if (inWindow.length >= perMinute && oldest !== undefined) {
        return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
      }
      inWindow.push(now);
      return null;
    },
  };
}
