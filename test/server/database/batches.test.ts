import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBatches } from '../../../server/database/batches.js';

/** Batches whose runs the test ends by hand. */
function heldBatches(options?: { gatherMs: number }) {
  const runs: { items: string[]; succeed: () => void; fail: (error: Error) => void }[] = [];
  const ask = createBatches(
    async (items: string[]) =>
      new Promise<string>((resolve, reject) => {
        runs.push({ items, succeed: () => resolve(items.join('+')), fail: reject });
      }),
    options,
  );
  return { ask, runs };
}

async function untilRun(runs: readonly unknown[], count: number): Promise<void> {
  await expect.poll(() => runs.length).toBe(count);
}

test('when nothing is under way, an item goes out at once and by itself', async () => {
  const { ask, runs } = heldBatches();
  const first = ask('a');
  await untilRun(runs, 1);
  runs[0]?.succeed();
  expect(await first).toBe('a');
  const second = ask('b');
  await untilRun(runs, 2);
  runs[1]?.succeed();
  expect(await second).toBe('b');
});

test('what comes while a batch is under way goes out together as the next', async () => {
  const { ask, runs } = heldBatches();
  const first = ask('a');
  await untilRun(runs, 1);
  const rest = [ask('b'), ask('c'), ask('b')];
  runs[0]?.succeed();
  expect(await first).toBe('a');
  await untilRun(runs, 2);
  runs[1]?.succeed();
  expect(await Promise.all(rest)).toEqual(['b+c+b', 'b+c+b', 'b+c+b']);
});

test('a batch that fails fails for all that are in it, and for nobody else', async () => {
  const { ask, runs } = heldBatches();
  const first = ask('a');
  await untilRun(runs, 1);
  const second = ask('b');
  runs[0]?.fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await untilRun(runs, 2);
  runs[1]?.succeed();
  expect(await second).toBe('b');
});

test('a batch that hangs holds up the next one for a moment only', async () => {
  const { ask, runs } = heldBatches();
  const hanging = ask('a');
  await untilRun(runs, 1);
  const second = ask('b');
  await untilRun(runs, 2);
  runs[1]?.succeed();
  expect(await second).toBe('b');
  runs[0]?.succeed();
  expect(await hanging).toBe('a');
});

test('a batch that may gather waits for what comes soon after its first item', async () => {
  const { ask, runs } = heldBatches({ gatherMs: 300 });
  const asked = [ask('a')];
  await nextTurn();
  asked.push(ask('b'));
  await untilRun(runs, 1);
  runs[0]?.succeed();
  expect(await Promise.all(asked)).toEqual(['a+b', 'a+b']);
});
