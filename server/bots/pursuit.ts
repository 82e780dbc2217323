import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { KeyRing } from '../encryption.js';
import type { CreateBotOutcome, RecallClient } from '../recall/client.js';
import { RecallError } from '../recall/client.js';
import type { CreateBotBody } from '../recall/createBotBody.js';
import { retryDelay } from '../recall/retryDelay.js';
import type { AdvanceBot } from './advance.js';
import { absorb, isOver, OWN_END, type OwnEndCode } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import { LAUNCH_METADATA_KEY, type Reports } from './reports.js';
import { appendToTimeline, type TimelineEntry } from './timeline.js';

/** How long a worker's claim on a bot lasts; it is renewed while the worker lives, so this is how long a dead one is waited for. */
export const CLAIM_MS = 8_000;
const CLAIM_RENEWAL_MS = 2_500;
/** Requests to Create Bot for one launch, whoever sends them. */
const MAX_ATTEMPTS = 6;
/** How long one process tries, after which an honest failure beats a late bot. */
const MAX_PURSUIT_MS = 3 * 60_000;
/** An intent of this age fails if Recall has no bot for it: the meeting may be over. */
const MAX_INTENT_AGE_MS = 10 * 60_000;
/** When Recall can't be asked, the rest is taken up again after this. */
const SECOND_LOOK_MS = 30_000;
const TAKE_UP_LIMIT = 100;

/** What is left to do at Recall for a bot: making it, or making it leave. */
export interface Pursuit {
  /** Takes up a bot that this process has claimed under `worker`, or joins the work already under way here. */
  pursue(launchId: string, worker: string): Promise<void>;
  /** Makes sure that somebody works on this bot: this process, unless another one does. */
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

interface Progress {
  readonly startedAt: number;
  /** Requests sent in this pursuit. */
  sent: number;
  /** Whether Recall has been asked, in this pursuit, for a bot that an earlier request may have made. */
  hasLooked: boolean;
  /** Whether the next wait would exceed the time that one process tries. */
  isOutOfTime: boolean;
}

/** When to go on: after a pause, or not in this pursuit. */
type Next = { afterMs: number } | 'finished' | { laterMs: number };

export function createPursuit(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  reports: Reports;
  recall: RecallClient;
  keyRing: KeyRing;
  pause: Pause;
  owner: string;
  now: Clock;
  log: Logger;
}): Pursuit {
  const { bots, advance, reports, recall, keyRing, pause, now, log } = deps;
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  function newWorker(): string {
    return `${deps.owner}/${randomUUID()}`;
  }

  function pursue(launchId: string, worker: string): Promise<void> {
    const underWay = running.get(launchId);
    if (underWay !== undefined) return underWay;
    const run = follow(launchId, worker)
      .catch((error: unknown) => {
        // The claim lapses, and the sweep takes the bot up again.
        log.warn({ event: 'bot.pursuit.interrupted', bot: launchId, err: error }, 'Work on a bot was interrupted');
      })
      .finally(() => running.delete(launchId));
    running.set(launchId, run);
    return run;
  }

  async function nudge(launchId: string): Promise<void> {
    await bots.updateOne({ _id: launchId, dueAt: null }, { $set: { dueAt: new Date(now()), worker: null } });
    const worker = newWorker();
    if (await claim(launchId, worker)) await pursue(launchId, worker);
  }

  async function takeUp(): Promise<number> {
    const due = await bots
      .find({ dueAt: { $lte: new Date(now()) } }, { _id: 1 })
      .limit(TAKE_UP_LIMIT)
      .lean();
    let taken = 0;
    for (const { _id: launchId } of due) {
      const worker = newWorker();
      if (stopping.signal.aborted || running.has(launchId) || !(await claim(launchId, worker))) continue;
      log.info({ event: 'bot.taken_up', bot: launchId }, 'Took up work on a bot that was left behind');
      void pursue(launchId, worker);
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

  async function follow(launchId: string, worker: string): Promise<void> {
    const claimLost = new AbortController();
    const renewal = setInterval(() => {
      bots.updateOne({ _id: launchId, worker }, { $set: { dueAt: new Date(now() + CLAIM_MS) } }).then(
        ({ matchedCount }) => void (matchedCount === 0 && claimLost.abort()),
        () => undefined, // the claim may lapse: whoever takes over continues under the same key
      );
    }, CLAIM_RENEWAL_MS);
    renewal.unref();
    const progress: Progress = { startedAt: now(), sent: 0, hasLooked: false, isOutOfTime: false };
    let laterMs = 0;
    try {
      while (!claimLost.signal.aborted && !stopping.signal.aborted) {
        const bot = await bots.findOne({ _id: launchId, worker }).lean();
        if (bot === null) return;
        const next = await step(bot, progress);
        if (next === 'finished') {
          if (await isReleased(launchId, worker)) return;
        } else if ('laterMs' in next) {
          laterMs = next.laterMs;
          return;
        } else {
          await pause(next.afterMs, stopping.signal);
        }
      }
    } finally {
      clearInterval(renewal);
      await bots.updateOne({ _id: launchId, worker }, { $set: { worker: null, dueAt: new Date(now() + laterMs) } });
    }
  }

  /** Lets go of a bot for which nothing is left to do; false when a wish to remove it came in meanwhile. */
  async function isReleased(launchId: string, worker: string): Promise<boolean> {
    const { matchedCount } = await bots.updateOne(
      {
        _id: launchId,
        worker,
        $or: [{ 'life.removalRequested': false }, { leaveSent: true }, { endedAt: { $ne: null } }],
      },
      { $set: { worker: null, dueAt: null } },
    );
    return matchedCount === 1;
  }

  /** One step, by what is stored: a bot at Recall is at most made to leave; one that is wanted is made; the rest is finished. */
  async function step(bot: BotDocument, progress: Progress): Promise<Next> {
    if (isOver(bot.life)) return 'finished';
    if (bot.recallBotId !== null)
      return bot.life.removalRequested && !bot.leaveSent ? leave(bot, bot.recallBotId) : 'finished';
    if (bot.origin === 'CALLBACK_URL')
      return bot.life.removalRequested ? end(bot, OWN_END.removedBeforeJoin) : 'finished';
    return create(bot, progress);
  }

  /**
   * Whether to ask Recall for a bot, look for one that an unanswered request may have made, or give up:
   *
   * | a request is unanswered | bounds or wish to remove | then |
   * |---|---|---|
   * | no | none | send |
   * | yes, not looked for yet in this pursuit | any | look; found: adopt; not found: as below |
   * | looked, not found | none | send again under the same key |
   * | looked, not found, or no | reached | end, with the reason |
   */
  async function create(bot: BotDocument, progress: Progress): Promise<Next> {
    const isTakenUp = progress.sent === 0;
    const ending = endingOf(bot, progress);
    if (bot.uncertain && (isTakenUp || ending !== null) && !progress.hasLooked) {
      const found = await look(bot, progress);
      if (found !== 'nothing') return found;
    }
    if (ending !== null) return end(bot, ending);
    return send(bot, progress);
  }

  function endingOf(bot: BotDocument, progress: Progress): OwnEndCode | null {
    if (bot.life.removalRequested) return OWN_END.removedBeforeJoin;
    if (now() - bot.createdAt.getTime() > MAX_INTENT_AGE_MS) return OWN_END.launchExpired;
    if (bot.attempts >= MAX_ATTEMPTS || progress.isOutOfTime) return OWN_END.launchGaveUp;
    return null;
  }

  /** A wait that Recall asked for is never cut short: where it does not fit, this is the end. */
  function waitThatFits(waitMs: number, progress: Progress): Next {
    progress.isOutOfTime = now() - progress.startedAt + waitMs > MAX_PURSUIT_MS;
    return { afterMs: progress.isOutOfTime ? 0 : waitMs };
  }

  async function look(bot: BotDocument, progress: Progress): Promise<Next | 'nothing'> {
    try {
      const found = await recall.findBotsByMetadata(LAUNCH_METADATA_KEY, bot._id);
      progress.hasLooked = true;
      if (found.length === 0) return 'nothing';
      for (const { id, statusChanges } of found) {
        await reports.apply({ recallBotId: id, launchId: bot._id, events: statusChanges });
      }
      await note(bot, 'found', null, null);
      return { afterMs: 0 };
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      if (now() - bot.createdAt.getTime() > MAX_INTENT_AGE_MS) return 'nothing';
      return { laterMs: SECOND_LOOK_MS };
    }
  }

  async function send(bot: BotDocument, progress: Progress): Promise<Next> {
    const { matchedCount } = await bots.updateOne(
      { _id: bot._id, worker: bot.worker, recallBotId: null },
      { $set: { uncertain: true, dueAt: new Date(now() + CLAIM_MS) }, $inc: { attempts: 1 } },
    );
    if (matchedCount === 0) return { afterMs: 0 };
    const body = await openBody(bot);
    progress.sent += 1;
    progress.hasLooked = false;
    const startedAt = now();
    const outcome = await recall.createBot(body, `${bot._id}:${bot.keyNumber}`);
    const tookMs = now() - startedAt;
    log.info(
      { event: 'bot.create', bot: bot._id, attempt: bot.attempts + 1, outcome: outcome.kind, tookMs },
      'Asked Recall',
    );
    switch (outcome.kind) {
      case 'created':
        await note(bot, 'created', null, tookMs);
        await reports.adopt(bot._id, outcome.bot.id, true);
        return { afterMs: 0 };
      case 'ambiguous':
        await note(bot, 'unclear', outcome.detail, tookMs);
        return waitThatFits(retryDelay(outcome, bot.attempts + 1), progress);
      case 'not_created':
        await note(
          bot,
          outcome.code,
          null,
          tookMs,
          isCertain(bot, outcome.code) ? { uncertain: false, keyNumber: bot.keyNumber + 1 } : {},
        );
        return waitThatFits(retryDelay(outcome, bot.attempts + 1), progress);
      case 'refused':
        return refuse(bot, progress, outcome, tookMs);
      default:
        return outcome satisfies never;
    }
  }

  /** A refusal is final, unless an earlier request under the same key went unanswered: then that one may have made the bot. */
  async function refuse(
    bot: BotDocument,
    progress: Progress,
    refusal: Extract<CreateBotOutcome, { kind: 'refused' }>,
    tookMs: number,
  ): Promise<Next> {
    await note(bot, 'refused', `${refusal.status} ${refusal.code}`, tookMs);
    if (bot.uncertain) {
      const found = await look(bot, progress);
      if (found !== 'nothing') return found;
    }
    const { message, fieldErrors } = refusal;
    await advance(bot._id, (stored) => ({
      life: absorb(stored.life, { code: OWN_END.recallRefused, subCode: refusal.code, at: now() }),
      entries: [statusEntry(OWN_END.recallRefused, refusal.code)],
      set: {
        refusal: {
          message,
          fieldErrors: fieldErrors.map(({ field, messages }) => ({ field, messages: [...messages] })),
        },
      },
    }));
    return 'finished';
  }

  /**
   * Makes a bot leave. One that has not set out yet can only be deleted, one that has can only be told to leave
   * (https://docs.recall.ai/reference/errors, 405): between the two, the other is tried a moment later.
   */
  async function leave(bot: BotDocument, recallBotId: string): Promise<Next> {
    try {
      let { kind }: { kind: string } = await recall.leaveCall(recallBotId);
      if (kind === 'not_started') kind = (await recall.deleteBot(recallBotId)).kind;
      if (kind === 'dispatched') return { afterMs: SECOND_LOOK_MS / 10 };
      if (kind === 'gone') await reports.inquire(bot);
      await advance(bot._id, (stored) => ({
        life:
          kind === 'leaving' || isOver(stored.life)
            ? stored.life
            : absorb(stored.life, endEvent(OWN_END.removedBeforeJoin)),
        entries: [entry('REMOVAL', kind, null, null)],
        set: { leaveSent: true },
      }));
      return 'finished';
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      await note(bot, 'retrying', null, null, {}, 'REMOVAL');
      return { laterMs: SECOND_LOOK_MS };
    }
  }

  async function end(bot: BotDocument, code: OwnEndCode): Promise<Next> {
    await advance(bot._id, (stored) =>
      isOver(stored.life) ? null : { life: absorb(stored.life, endEvent(code)), entries: [statusEntry(code, null)] },
    );
    return 'finished';
  }

  async function note(
    bot: BotDocument,
    code: string,
    detail: string | null,
    tookMs: number | null,
    set: Partial<BotDocument> = {},
    kind: TimelineEntry['kind'] = 'LAUNCH_ATTEMPT',
  ): Promise<void> {
    await bots.updateOne(
      { _id: bot._id },
      { $set: { ...set, updatedAt: new Date(now()) }, ...appendToTimeline(entry(kind, code, detail, tookMs)) },
    );
  }

  async function openBody(bot: BotDocument): Promise<CreateBotBody> {
    if (bot.sealedBody === null) throw new Error('A launch without a body');
    return JSON.parse(await keyRing.open(bot.sealedBody, bodyRecord(bot._id)));
  }

  function entry(
    kind: TimelineEntry['kind'],
    code: string,
    detail: string | null,
    tookMs: number | null,
  ): TimelineEntry {
    return { at: new Date(now()), kind, code, detail, tookMs };
  }

  function statusEntry(code: string, detail: string | null): TimelineEntry {
    return entry('STATUS', code, detail, null);
  }

  function endEvent(code: OwnEndCode) {
    return { code, subCode: null, at: now() };
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running.values());
  }

  return { pursue, nudge, takeUp, newWorker, stop };
}

/**
 * Whether a refusal proves that no bot exists under the present key. "No bots available" comes from Create Bot itself, which
 * would have repeated an earlier success; the rate limit may stand in front of it, and proves nothing of a request before.
 */
function isCertain(bot: BotDocument, code: 'rate_limited' | 'no_bots_available'): boolean {
  return code === 'no_bots_available' || !bot.uncertain;
}

/** The name under which a launch's body is sealed. */
export function bodyRecord(launchId: string): string {
  return `bots/${launchId}/body`;
}
