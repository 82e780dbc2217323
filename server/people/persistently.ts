import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats a write until it succeeds, for what must not be lost while this process lives: a token pair that Zoom has just
 * issued exists nowhere else, and the one before it is dead already.
 *
 * @param write may be carried out more than once
 * @param again whether the failure of the nth try is to be followed by another; otherwise it is thrown
 */
export async function persistently<T>(
  write: () => Promise<T>,
  again: (error: unknown, tries: number) => boolean,
): Promise<T> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!again(error, tries)) throw error;
    }
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
