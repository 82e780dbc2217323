import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { KeyRing } from '../encryption.js';
import type { RecallClient } from '../recall/client.js';
import type { AdvanceBot } from './advance.js';
import { createCreation } from './creation.js';
import { createDeparture } from './departure.js';
import { isOver } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import type { Reports } from './reports.js';
import { newProgress, type Next, type Progress } from './step.js';

/** How long a worker's claim on a bot lasts; it is renewed while the worker lives, so this is how long a dead one is waited for. */
export const CLAIM_MS = 8_000;
const CLAIM_RENEWAL_MS = 2_500;
/** So many bots that others left behind are worked on here at once; the rest waits, or is another server's. */
const TAKE_UP_LIMIT = 100;

/** What is left to do at Recall for a bot: making it, or making it leave. */
export interface Pursuit {
  /** Takes up a bot that this process has claimed under `worker`, or joins the work already under way here. */
  pursue(launchId: string, worker: string): Promise<void>;
  /** Makes sure that somebody carries out a wish that was just stored: this process, unless another one is at it. */
  nudge(launchId: string): Promise<void>;
  /** Takes up what dead processes left behind. @returns how many */
  takeUp(): Promise<number>;
  /** A name for a claim of this process; each is used once. */
  newWorker(): string;
  /** Stops waiting for further attempts, finishes requests under way, and hands the rest back. */
  stop(): Promise<void>;
}

/** Waits; ends early, without an error, when the signal is given. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export function createPursuit(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  reports: Reports;
  recall: RecallClient;
  keyRing: KeyRing;
  pause: Pause;
  owner: string;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): Pursuit {
  const { bots, pause, now, log } = deps;
  const creation = createCreation(deps);
  const departure = createDeparture(deps);
  const running = new Map<string, Promise<void>>();
  /** Of these, what was taken up from others. */
  const takenUp = new Set<string>();
  /** Waits for the next attempt, which a wish to remove the bot ends. */
  const rests = new Map<string, AbortController>();
  const stopping = new AbortController();

  function newWorker(): string {
    return `${deps.owner}/${randomUUID()}`;
  }

  function pursue(launchId: string, worker: string): Promise<void> {
    const underWay = running.get(launchId);
    if (underWay !== undefined) return underWay;
    const run = follow(launchId, worker)
      .catch((error: unknown) => {
        // The claim lapses, and the sweep of some server takes the bot up again.
        const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
        log[level]({ event: 'bot.pursuit.interrupted', bot: launchId, err: error }, 'Work on a bot was interrupted');
      })
      .finally(() => running.delete(launchId));
    running.set(launchId, run);
    return run;
  }

  async function nudge(launchId: string): Promise<void> {
    rests.get(launchId)?.abort();
    // It may have looked for the last time before the wish was stored: so what is left is looked for afterwards, too.
    await running.get(launchId);
    await bots.updateOne({ _id: launchId, worker: null }, { $set: { dueAt: new Date(now()) } });
    const worker = newWorker();
    if (await claim(launchId, worker)) await pursue(launchId, worker);
  }

  async function takeUp(): Promise<number> {
    const room = TAKE_UP_LIMIT - takenUp.size;
    if (room <= 0) return 0;
    const due = await bots
      .find({ dueAt: { $lte: new Date(now()) } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(room)
      .lean();
    let taken = 0;
    for (const { _id: launchId } of due) {
      const worker = newWorker();
      if (stopping.signal.aborted || running.has(launchId) || !(await claim(launchId, worker))) continue;
      log.info({ event: 'bot.taken_up', bot: launchId }, 'Took up work on a bot that was left behind');
      takenUp.add(launchId);
      void pursue(launchId, worker).finally(() => takenUp.delete(launchId));
      taken += 1;
    }
    return taken;
  }

  async function claim(launchId: string, worker: string): Promise<boolean> {
    const { modifiedCount } = await bots.updateOne(
      { _id: launchId, dueAt: { $lte: new Date(now()) } },
      { $set: { worker, dueAt: new Date(now() + CLAIM_MS) } },
    );
    return modifiedCount === 1;
  }

  /** Step after step, as long as the claim holds. An error ends it with the claim still standing, so that others wait a little. */
  async function follow(launchId: string, worker: string): Promise<void> {
    const claimLost = new AbortController();
    const renewal = setInterval(() => {
      renew(launchId, worker).then(
        (isStillOurs) => void (isStillOurs || claimLost.abort()),
        () => undefined, // the claim may lapse: whoever takes over continues under the same key
      );
    }, CLAIM_RENEWAL_MS);
    renewal.unref();
    const progress = newProgress(now());
    try {
      for (;;) {
        const bot = await bots.findOne({ _id: launchId, worker }).lean();
        if (bot === null) return;
        const next = stopping.signal.aborted ? { laterMs: 0 } : await step(bot, progress);
        if (next === 'finished') {
          if (await release(bot, null)) return;
        } else if ('laterMs' in next) {
          if (await release(bot, new Date(now() + next.laterMs))) return;
        } else {
          await rest(bot, next.afterMs, claimLost.signal);
        }
      }
    } finally {
      clearInterval(renewal);
    }
  }

  /** @returns false when another process has taken the bot over */
  async function renew(launchId: string, worker: string): Promise<boolean> {
    const bot = await bots
      .findOneAndUpdate({ _id: launchId, worker }, { $set: { dueAt: new Date(now() + CLAIM_MS) } })
      .select({ 'life.removalRequested': 1 })
      .lean();
    if (bot?.life.removalRequested === true) rests.get(launchId)?.abort();
    return bot !== null;
  }

  async function rest(bot: BotDocument, afterMs: number, claimLost: AbortSignal): Promise<void> {
    const woken = new AbortController();
    if (!bot.life.removalRequested) rests.set(bot._id, woken);
    await pause(afterMs, AbortSignal.any([stopping.signal, claimLost, woken.signal]));
    rests.delete(bot._id);
  }

  /** One step, by what is stored: a bot that is wanted is made, one that is not is made to leave. */
  async function step(bot: BotDocument, progress: Progress): Promise<Next> {
    if (!isOver(bot.life)) {
      const { recallBotId } = bot;
      if (recallBotId === null) {
        return bot.origin === 'LAUNCH' ? creation.create(bot, progress) : creation.awaitBot(bot, progress);
      }
      if (bot.life.removalRequested && !bot.leaveSent) return departure.leave(bot, recallBotId, progress);
    }
    const [stray] = bot.strays;
    return stray === undefined ? 'finished' : departure.sendAway(bot, stray, progress);
  }

  /** Gives the bot back, due then or never; false when something to do came in since it was read: then it is looked at again. */
  async function release(bot: BotDocument, dueAt: Date | null): Promise<boolean> {
    const { matchedCount } = await bots.updateOne(
      {
        _id: bot._id,
        worker: bot.worker,
        'life.removalRequested': bot.life.removalRequested,
        strays: { $size: bot.strays.length },
      },
      { $set: { worker: null, dueAt } },
    );
    return matchedCount === 1;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    while (running.size > 0) await Promise.all(running.values());
  }

  return { pursue, nudge, takeUp, newWorker, stop };
}
