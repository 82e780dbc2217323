/** How long to wait before the next attempt: doubled each time, and spread so that many panels do not come at once. */
export function pauseBefore(attempt: number, { firstMs, longestMs }: { firstMs: number; longestMs: number }): number {
  const pause = Math.min(longestMs, firstMs * 2 ** attempt);
  return pause * (0.75 + Math.random() / 2);
}

const waiting = new Set<() => void>();

/** Ends all waits: somebody wants to see it tried now. */
export function wakeAll(): void {
  for (const end of waiting) end();
}

/** Waits, but no longer than until the network or the panel comes back into view: then trying again is worth it at once. */
export async function waitOrWake(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, milliseconds);
    waiting.add(end);
    addEventListener('online', end);
    document.addEventListener('visibilitychange', endWhenVisible);
    function end(): void {
      clearTimeout(timer);
      waiting.delete(end);
      removeEventListener('online', end);
      document.removeEventListener('visibilitychange', endWhenVisible);
      resolve();
    }
    function endWhenVisible(): void {
      if (document.visibilityState === 'visible') end();
    }
  });
}
