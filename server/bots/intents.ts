import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from '../database/duplicateKey.js';
import { RecallError } from '../recall/client.js';
import type { AdvanceBot } from './advance.js';
import { absorb, initialLife, isOver, OWN_END } from './lifecycle.js';
import type { BotDocument, BotModel, BotOwner } from './model.js';
import type { Reports } from './reports.js';

/** A live bot that has been silent for this long is asked after before it stands in the way of another. */
const SILENCE_MS = 2 * 60_000;

export type IntentOutcome =
  | { kind: 'stored'; bot: BotDocument }
  | { kind: 'already_there'; bot: BotDocument }
  | { kind: 'too_many'; limit: number };

/** What a launch begins with; the rest of its document is the same for all. */
export type NewIntent = BotOwner &
  Pick<
    BotDocument,
    | '_id'
    | 'origin'
    | 'botName'
    | 'meetingNumber'
    | 'sealedBody'
    | 'sealedWith'
    | 'worker'
    | 'dueAt'
    | 'createdAt'
    | 'callbackExpiresAt'
  >;

/** Stores the wish for a bot: one insert decides that a person has one live bot in a meeting, and no more than the limit in all. */
export type StoreIntent = (intent: NewIntent) => Promise<IntentOutcome>;

/** A new launch's id: newer ones sort later. */
export function newLaunchId(): string {
  return uuidv7();
}

export function createIntents(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  reports: Reports;
  maxLiveBotsPerPerson: number;
  /** Told of each new launch. */
  onChange: (bot: BotDocument) => void;
  now: Clock;
  log: Logger;
}): StoreIntent {
  const { bots, advance, reports, maxLiveBotsPerPerson, onChange, now, log } = deps;

  return async function storeIntent(intent) {
    for (;;) {
      const live = await bots.find({ person: intent.person, endedAt: null }).lean();
      const rival = live.find((bot) => bot.activeKey === intent.meetingNumber);
      if (rival !== undefined) {
        if (await isReallyLive(rival)) return { kind: 'already_there', bot: rival };
        continue;
      }
      const slot = freeSlot(live);
      if (slot === null) {
        const checked = await Promise.all(live.map(isReallyLive));
        if (checked.every(Boolean)) return { kind: 'too_many', limit: maxLiveBotsPerPerson };
        continue;
      }
      try {
        const bot = await bots.create(documentOf(intent, slot));
        const stored = bot.toObject();
        onChange(stored);
        return { kind: 'stored', bot: stored };
      } catch (error) {
        // Another launch of this person came first: look again at what is there now.
        if (duplicateKeyIndex(error) === null) throw error;
      }
    }
  };

  function freeSlot(live: readonly BotDocument[]): string | null {
    const taken = new Set(live.map((bot) => bot.slot));
    const slots = Array.from({ length: maxLiveBotsPerPerson }, (_, index) => `live-${index}`);
    return live.length >= maxLiveBotsPerPerson ? null : (slots.find((slot) => !taken.has(slot)) ?? null);
  }

  /** Whether a bot lives that the database takes for live: its end may have been missed. Ends it here if not. */
  async function isReallyLive(bot: BotDocument): Promise<boolean> {
    if (bot.recallBotId === null) return !(await hasExpired(bot));
    if (bot.heardAt.getTime() > now() - SILENCE_MS) return true;
    try {
      await reports.inquire(bot);
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      log.warn(
        { event: 'bot.inquiry_failed', bot: bot._id, code: error.code },
        'Recall could not be asked about a bot',
      );
      return true;
    }
    const asked = await bots.findOne({ _id: bot._id }).lean();
    return asked !== null && !isOver(asked.life);
  }

  async function hasExpired(bot: BotDocument): Promise<boolean> {
    if (bot.origin !== 'CALLBACK_URL' || bot.callbackExpiresAt.getTime() > now()) return false;
    const end = { code: OWN_END.callbackExpired, subCode: null, at: now() };
    const entry = { at: new Date(end.at), kind: 'STATUS', code: end.code, detail: null, tookMs: null } as const;
    const ended = await advance(bot._id, (stored) =>
      isOver(stored.life) || stored.recallBotId !== null ? null : { life: absorb(stored.life, end), entries: [entry] },
    );
    return ended === null || isOver(ended.life);
  }
}

function documentOf(intent: NewIntent, slot: string): BotDocument {
  return {
    ...intent,
    shape: 2,
    meetingTopic: null,
    activeKey: intent.meetingNumber,
    slot,
    life: initialLife,
    status: 'LAUNCHING',
    lifeVersion: 0,
    revision: 1,
    refusal: null,
    recallBotId: null,
    attempts: 0,
    keyNumber: 1,
    uncertain: false,
    nextAttemptAt: null,
    leaveSent: false,
    strays: [],
    obfRequestedAt: [],
    timeline: [],
    timelineCount: 0,
    updatedAt: intent.createdAt,
    heardAt: intent.createdAt,
    askAt: null,
    endedAt: null,
  };
}
