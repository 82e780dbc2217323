import type { Clock } from '../clock.js';
import { type BotDocument, revisionOf } from './model.js';

/** Nothing that was read before is delivered later than this after it. */
const REMEMBER_MS = 60_000;

/** Bots as they change, for one follower. Leaving by `return` takes effect at once, also while `next` waits. */
export interface BotStream extends AsyncIterableIterator<BotDocument> {
  return(): Promise<IteratorReturnResult<undefined>>;
}

export interface BotStreamSource {
  stream: BotStream;
  /** Hands a bot in. Whoever is slow misses states that newer ones have replaced, and never gets an older one after a newer. */
  offer: (bot: BotDocument) => void;
}

/**
 * @param deps.readMore reads a further part of what was there in the beginning; null when there is no more
 * @param deps.onEnd is called once, when the follower has left
 */
export function createBotStream(deps: {
  readMore: (() => Promise<BotDocument[] | null>) | null;
  onEnd: () => void;
  now: Clock;
}): BotStreamSource {
  const { now } = deps;
  let { readMore } = deps;
  /** The newest state of each bot that is still to be told. */
  const pending = new Map<string, BotDocument>();
  /** What was told lately, the oldest first. */
  const told = new Map<string, { revision: number; at: number }>();
  let wake: (() => void) | null = null;
  let isOver = false;

  function offer(bot: BotDocument): void {
    const waiting = pending.get(bot._id);
    const newest = Math.max(told.get(bot._id)?.revision ?? -1, waiting === undefined ? -1 : revisionOf(waiting));
    if (isOver || revisionOf(bot) <= newest) return;
    pending.set(bot._id, bot);
    wake?.();
  }

  function deliver(bot: BotDocument): IteratorYieldResult<BotDocument> {
    pending.delete(bot._id);
    told.delete(bot._id);
    told.set(bot._id, { revision: revisionOf(bot), at: now() });
    for (const [id, { at }] of told) {
      if (at >= now() - REMEMBER_MS) break;
      told.delete(id);
    }
    return { done: false, value: bot };
  }

  async function next(): Promise<IteratorResult<BotDocument, undefined>> {
    for (;;) {
      if (isOver) return { done: true, value: undefined };
      const [bot] = pending.values();
      if (bot !== undefined) return deliver(bot);
      if (readMore === null) {
        await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
      } else {
        await takeMore(readMore);
      }
    }
  }

  async function takeMore(read: () => Promise<BotDocument[] | null>): Promise<void> {
    try {
      const more = await read();
      if (more === null) readMore = null;
      else for (const bot of more) offer(bot);
    } catch (error) {
      // An iterator that throws is over: nobody would call `return` any more.
      await leave();
      throw error;
    }
  }

  async function leave(): Promise<IteratorReturnResult<undefined>> {
    if (!isOver) {
      isOver = true;
      pending.clear();
      told.clear();
      wake?.();
      deps.onEnd();
    }
    return { done: true, value: undefined };
  }

  const stream: BotStream = { next, return: leave, [Symbol.asyncIterator]: () => stream };
  return { stream, offer };
}
