import { setImmediate as endOfTurn, setTimeout as wait } from 'node:timers/promises';

/** After this long a batch holds up the next one no more. */
const PATIENCE_MS = 100;

/**
 * Runs one batch at a time; what is asked for meanwhile goes out together as the next. For the hot path: what the driver does for
 * a command, whatever is in it, costs as much CPU time as the rest of a callback. When little is going on, everything goes out
 * at the end of the turn of the event loop that asked, and by itself.
 *
 * @param run carries out a batch, in which each item stands as often as it was asked for
 * @param options.gatherMs how long a batch waits for more, where nobody waits for it
 * @returns asks for one item, and gives what its batch gave
 */
export function createBatches<Item, Result>(
  run: (items: Item[]) => Promise<Result>,
  { gatherMs = 0 }: { gatherMs?: number } = {},
): (item: Item) => Promise<Result> {
  let next: { items: Item[]; result: Promise<Result> } | null = null;
  let underWay: Promise<void> = Promise.resolve();

  async function runNext(items: Item[]): Promise<Result> {
    await underWay;
    // Requests that arrived together are read in one turn of the event loop.
    await (gatherMs > 0 ? wait(gatherMs) : endOfTurn());
    next = null;
    const result = run(items);
    underWay = patiently(result);
    return result;
  }

  return async (item) => {
    if (next === null) {
      const items: Item[] = [];
      next = { items, result: runNext(items) };
    }
    next.items.push(item);
    return next.result;
  };
}

/** Resolves when the promise has settled, or has not for too long. */
async function patiently(promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    const settled = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(settled, settled);
  });
}
