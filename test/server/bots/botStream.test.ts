import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBotStream } from '../../../server/bots/botStream.js';
import type { BotDocument } from '../../../server/bots/model.js';

const BOTS = ['a', 'b', 'c'];
/** Somebody offers a state of a bot, or the follower takes the next one. */
const step = fc.oneof(
  fc.record({ _id: fc.constantFrom(...BOTS), revision: fc.integer({ min: 1, max: 8 }) }),
  fc.constant('take' as const),
);

function asBot(bot: { _id: string; revision: number }): BotDocument {
  return bot as BotDocument;
}

test('whatever is offered, in whatever order: never an older state after a newer one, and the newest in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.array(step, { maxLength: 10 }),
      async (steps, inTheBeginning) => {
        const pages = [inTheBeginning.filter((one) => one !== 'take').map(asBot)];
        const { stream, offer } = createBotStream({
          readMore: async () => pages.shift() ?? null,
          onEnd: () => undefined,
          now: () => 0,
        });
        const newest = new Map(pages.flat().map(({ _id }) => [_id, 0]));
        const told = new Map<string, number>();
        const note = (bot: { _id: string; revision?: number }) =>
          newest.set(bot._id, Math.max(newest.get(bot._id) ?? 0, bot.revision ?? 0));
        pages.flat().forEach(note);

        const take = async () => {
          const { value } = await stream.next();
          if (value === undefined) return;
          expect(value.revision).toBeGreaterThan(told.get(value._id) ?? 0);
          told.set(value._id, value.revision ?? 0);
        };
        const isBehind = () => [...newest].some(([id, revision]) => told.get(id) !== revision);

        for (const one of steps) {
          if (one !== 'take') {
            offer(asBot(one));
            note(one);
          } else if (isBehind()) await take();
        }
        while (isBehind()) await take();
        await stream.return();
      },
    ),
  );
});

test('leaving ends a wait, is told once, and nothing comes after it', async () => {
  let ends = 0;
  const { stream, offer } = createBotStream({ readMore: null, onEnd: () => (ends += 1), now: () => 0 });
  const waiting = stream.next();
  await stream.return();
  await stream.return();
  offer(asBot({ _id: 'a', revision: 1 }));
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(ends).toBe(1);
});

test('what cannot be read in the beginning ends the stream', async () => {
  let ends = 0;
  const { stream } = createBotStream({
    readMore: async () => Promise.reject(new Error('away')),
    onEnd: () => (ends += 1),
    now: () => 0,
  });
  await expect(stream.next()).rejects.toThrow('away');
  expect(ends).toBe(1);
});
