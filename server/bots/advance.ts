import type { Clock } from '../clock.js';
import { isOver, type Life, statusOf } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import { nextQuestion } from './silence.js';
import type { TimelineEntry } from './timeline.js';
import { visibleChange } from './visibleChange.js';

/** What a bot's life becomes, and what else is written with it. */
export interface Advance {
  life: Life;
  entries: TimelineEntry[];
  set?: Partial<Pick<BotDocument, 'refusal' | 'dueAt' | 'leaveSent' | 'heardAt' | 'presence'>>;
}

/**
 * Changes a bot's life by one conditional write: `step` is shown the stored bot and says what it becomes, or null for "nothing".
 * Where another change came first, `step` is asked again with what is stored then.
 *
 * @returns the bot afterwards; null when there is none
 */
export type AdvanceBot = (launchId: string, step: (bot: BotDocument) => Advance | null) => Promise<BotDocument | null>;

export function createAdvance(deps: {
  bots: BotModel;
  /** Told of each bot as it was written. */
  onChange: (bot: BotDocument) => void;
  now: Clock;
}): AdvanceBot {
  const { bots, onChange, now } = deps;
  return async function advance(launchId, step) {
    for (;;) {
      const bot = await bots.findOne({ _id: launchId }).lean();
      const next = bot === null ? null : step(bot);
      if (bot === null || next === null) return bot;
      const change = visibleChange(new Date(now()), ...next.entries);
      const written = await bots
        .findOneAndUpdate(
          { _id: launchId, lifeVersion: bot.lifeVersion },
          {
            $set: { ...next.set, ...derived({ ...bot, ...next.set, ...change.$set, life: next.life }), ...change.$set },
            $push: change.$push,
            $inc: { lifeVersion: 1, ...change.$inc },
          },
          { returnDocument: 'after' },
        )
        .lean();
      if (written === null) continue;
      onChange(written);
      return written;
    }
  };
}

/** A life, and what follows from it. The end frees the meeting and the place, and nothing secret is kept beyond it. */
function derived(bot: BotDocument): Partial<BotDocument> {
  const { _id, life, updatedAt } = bot;
  const always = { life, status: statusOf(life), askAt: nextQuestion(bot, updatedAt.getTime()) };
  if (!isOver(life)) return always;
  return {
    ...always,
    endedAt: life.endedAt === null ? null : new Date(life.endedAt),
    activeKey: _id,
    slot: _id,
    sealedBody: null,
    sealedWith: null,
  };
}
