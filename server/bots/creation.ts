import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { KeyRing } from '../encryption.js';
import type { SealedPlace } from '../people/reseal.js';
import { type CreateBotOutcome, type RecallClient, RecallError } from '../recall/client.js';
import type { CreateBotBody } from '../recall/createBotBody.js';
import { retryDelay } from '../recall/retryDelay.js';
import type { AdvanceBot } from './advance.js';
import { absorb, isOver, OWN_END, type OwnEndCode } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import { absenceOf } from './presence.js';
import { LAUNCH_METADATA_KEY, type Reports } from './reports.js';
import { type Next, type Progress, SECOND_LOOK_MS } from './step.js';
import type { TimelineEntry } from './timeline.js';
import { visibleChange } from './visibleChange.js';

/** Requests to Create Bot for one launch, whoever sends them. */
const MAX_ATTEMPTS = 6;
/** How long one process tries, after which an honest failure beats a late bot. */
const MAX_PURSUIT_MS = 3 * 60_000;
/** An intent of this age fails if Recall has no bot for it: the meeting may be over. */
const MAX_INTENT_AGE_MS = 10 * 60_000;

type Refused = Extract<CreateBotOutcome, { kind: 'refused' }>;
type NotCreated = Extract<CreateBotOutcome, { kind: 'not_created' }>;

/** How a launch comes to its bot; steps of a pursuit. */
export interface Creation {
  /** One step of a launch whose bot this server creates, and that has none yet. */
  create(bot: BotDocument, progress: Progress): Promise<Next>;
  /** One step of a launch whose bot its owner creates, and that has none yet: it is waited for until the callback URL expires. */
  awaitBot(bot: BotDocument, progress: Progress): Promise<Next>;
}

export function createCreation(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  reports: Reports;
  recall: RecallClient;
  keyRing: KeyRing;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): Creation {
  const { bots, advance, reports, recall, keyRing, onChange, now, log } = deps;

  /**
   * Whether to ask Recall for a bot, look for one that an unanswered request may have made, or give up:
   *
   * | a request is unanswered | bounds, or wish to remove | then |
   * |---|---|---|
   * | no | none | send, but not before the moment that Recall named |
   * | yes, taken up from another process | any | look; found: adopt; not found: as below |
   * | yes, sent in this pursuit | none | send again under the same key |
   * | yes | reached | look; found: adopt; not found: end, with the reason |
   * | no | reached | end, with the reason |
   */
  async function create(bot: BotDocument, progress: Progress): Promise<Next> {
    const isTakenUp = progress.sent === 0;
    const ending = endingOf(bot, progress);
    if (bot.uncertain && (isTakenUp || ending !== null) && !progress.hasLooked) {
      const found = await look(bot, progress);
      if (found !== 'nothing') return found;
    }
    if (ending !== null) return end(bot, ending, progress.lastRefusal);
    const earliest = bot.nextAttemptAt?.getTime() ?? 0;
    if (isTakenUp && earliest > now()) return { laterMs: earliest - now() };
    return send(bot, progress);
  }

  async function awaitBot(bot: BotDocument, progress: Progress): Promise<Next> {
    const { removalRequested } = bot.life;
    const leftMs = bot.callbackExpiresAt.getTime() - now();
    if (!removalRequested && leftMs > 0) return { laterMs: leftMs };
    // A bot that was created for later has reported nothing yet.
    const found = await look(bot, progress);
    if (found !== 'nothing') return found;
    return end(bot, removalRequested ? OWN_END.removedBeforeJoin : OWN_END.callbackExpired, null);
  }

  function endingOf(bot: BotDocument, progress: Progress): OwnEndCode | null {
    if (bot.life.removalRequested) return OWN_END.removedBeforeJoin;
    if (bot.presence !== undefined && absenceOf(bot.presence) === 'meeting_ended') return OWN_END.meetingOver;
    if (now() - bot.createdAt.getTime() > MAX_INTENT_AGE_MS) return OWN_END.launchExpired;
    if (bot.attempts >= MAX_ATTEMPTS || progress.isOutOfTime) return OWN_END.launchGaveUp;
    return null;
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
      log.warn({ event: 'bot.look_failed', bot: bot._id, code: error.code }, 'Recall could not be asked for a bot');
      if (now() - bot.createdAt.getTime() > MAX_INTENT_AGE_MS) return 'nothing';
      return { laterMs: SECOND_LOOK_MS };
    }
  }

  async function send(bot: BotDocument, progress: Progress): Promise<Next> {
    // Before the attempt is counted: a server that lacks the key leaves the launch to others.
    const body = await openBody(bot);
    const { matchedCount } = await bots.updateOne(
      { _id: bot._id, worker: bot.worker, recallBotId: null, 'life.removalRequested': false },
      { $set: { uncertain: true }, $inc: { attempts: 1 } },
    );
    if (matchedCount === 0) return { afterMs: 0 };
    progress.sent += 1;
    progress.hasLooked = false;
    const attempt = bot.attempts + 1;
    const startedAt = now();
    const outcome = await recall.createBot(body, `${bot._id}:${bot.keyNumber}`);
    const tookMs = now() - startedAt;
    log.info({ event: 'bot.create', bot: bot._id, attempt, outcome: outcome.kind, tookMs }, 'Asked Recall for a bot');
    switch (outcome.kind) {
      case 'created': {
        const { id, statusChanges } = outcome.bot;
        await reports.apply({ recallBotId: id, launchId: bot._id, events: statusChanges });
        await note(bot, 'created', null, tookMs);
        return { afterMs: 0 };
      }
      case 'ambiguous':
        progress.lastRefusal = null;
        await note(bot, 'unclear', outcome.detail, tookMs);
        return restUntilNext(bot, retryDelay(outcome, attempt), progress);
      case 'not_created':
        return takeNo(bot, progress, outcome, tookMs);
      case 'refused':
        return refuse(bot, progress, outcome, tookMs);
      default:
        return outcome satisfies never;
    }
  }

  /**
   * Recall says "not now". Under which key it is asked next:
   *
   * | an earlier request under this key is unanswered | key |
   * |---|---|
   * | no | a new one: Recall may repeat its "no" under the old one for an hour |
   * | yes | the same once more: a bot that exists comes back, a twin that is under way answers 409 |
   * | yes, and that was done | Recall is asked for the bot; where there is none, a new one |
   */
  async function takeNo(bot: BotDocument, progress: Progress, no: NotCreated, tookMs: number): Promise<Next> {
    progress.lastRefusal = no.code;
    await note(bot, no.code, null, tookMs);
    const rest = await restUntilNext(bot, retryDelay(no, bot.attempts + 1), progress);
    if (bot.uncertain && !progress.refusedInDoubt) {
      progress.refusedInDoubt = true;
      return rest;
    }
    if (bot.uncertain) {
      const found = await look(bot, progress);
      if (found !== 'nothing') return found;
    }
    progress.refusedInDoubt = false;
    await keep(bot, { uncertain: false, keyNumber: bot.keyNumber + 1 });
    return bot.attempts + 1 < MAX_ATTEMPTS ? rest : { afterMs: 0 };
  }

  /** A refusal is final, unless an earlier request under the same key went unanswered: then that one may have made the bot. */
  async function refuse(bot: BotDocument, progress: Progress, refusal: Refused, tookMs: number): Promise<Next> {
    const { status, code, message, fieldErrors, whose } = refusal;
    log[whose === 'operator' ? 'error' : 'info'](
      { event: 'bot.refused', bot: bot._id, status, code, whose },
      'Recall refused to make a bot',
    );
    await note(bot, 'refused', `${status} ${code}`, tookMs);
    if (bot.uncertain) {
      const found = await look(bot, progress);
      if (found !== 'nothing') return found;
    }
    const end = whose === 'operator' ? OWN_END.deploymentRefused : OWN_END.recallRefused;
    await advance(bot._id, (stored) =>
      isStillMine(bot, stored)
        ? {
            life: absorb(stored.life, { code: end, subCode: code, at: now() }),
            entries: [entry('STATUS', end, code, null)],
            set: {
              refusal: {
                message,
                fieldErrors: fieldErrors.map(({ field, messages }) => ({ field, messages: [...messages] })),
              },
            },
          }
        : null,
    );
    return { afterMs: 0 };
  }

  /** A wait that Recall asked for is never cut short: where it does not fit, this is the end. */
  async function restUntilNext(bot: BotDocument, waitMs: number, progress: Progress): Promise<Next> {
    progress.isOutOfTime = now() - progress.startedAt + waitMs > MAX_PURSUIT_MS;
    if (progress.isOutOfTime) return { afterMs: 0 };
    // Whoever takes up the launch meanwhile waits just as long.
    await keep(bot, { nextAttemptAt: new Date(now() + waitMs) });
    return { afterMs: waitMs };
  }

  async function end(bot: BotDocument, code: OwnEndCode, lastRefusal: Progress['lastRefusal']): Promise<Next> {
    const detail = code === OWN_END.launchGaveUp ? lastRefusal : null;
    await advance(bot._id, (stored) =>
      isStillMine(bot, stored)
        ? {
            life: absorb(stored.life, { code, subCode: detail, at: now() }),
            entries: [entry('STATUS', code, detail, null)],
          }
        : null,
    );
    return { afterMs: 0 };
  }

  /** What decides the next request is written by whoever holds the claim. */
  async function keep(
    bot: BotDocument,
    set: Partial<Pick<BotDocument, 'uncertain' | 'keyNumber' | 'nextAttemptAt'>>,
  ): Promise<void> {
    await bots.updateOne({ _id: bot._id, worker: bot.worker }, { $set: set });
  }

  async function note(bot: BotDocument, code: string, detail: string | null, tookMs: number | null): Promise<void> {
    const attempt = entry('LAUNCH_ATTEMPT', code, detail, tookMs);
    await bots.updateOne({ _id: bot._id }, visibleChange(attempt.at, attempt));
    onChange();
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

  return { create, awaitBot };
}

/** Where the bodies are, for a change of keys: in launches that have no bot yet. */
export const SEALED_BODIES: SealedPlace = {
  collection: 'bots',
  records: { sealedBody: bodyRecord },
  isAlwaysSealed: false,
};

/** The name under which a launch's body is sealed. */
export function bodyRecord(launchId: string): string {
  return `bots/${launchId}/body`;
}

/** Nothing ends here that somebody else has taken over, nor a launch whose bot has reported meanwhile. */
function isStillMine(bot: BotDocument, stored: BotDocument): boolean {
  return stored.worker === bot.worker && stored.recallBotId === null && !isOver(stored.life);
}
