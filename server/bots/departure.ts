import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type RecallClient, RecallError } from '../recall/client.js';
import type { AdvanceBot } from './advance.js';
import { absorb, isOver, OWN_END } from './lifecycle.js';
import { makeLeave } from './makeLeave.js';
import type { BotDocument, BotModel } from './model.js';
import type { Reports } from './reports.js';
import { type Next, type Progress, SECOND_LOOK_MS } from './step.js';
import { visibleChange } from './visibleChange.js';

/** A bot that is setting out can neither be deleted nor told to leave: the wait before it is tried again, and for how long so closely. */
const SETTING_OUT_MS = 3_000;
const MAX_SETTING_OUT_MS = 60_000;

/** How bots are made to leave; steps of a pursuit. */
export interface Departure {
  /** Makes the launch's bot leave, as its person wished. */
  leave(bot: BotDocument, recallBotId: string, progress: Progress): Promise<Next>;
  /** Makes a bot leave that should not be: the launch has another one, or is over. */
  sendAway(bot: BotDocument, strayId: string, progress: Progress): Promise<Next>;
}

export function createDeparture(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  reports: Reports;
  recall: RecallClient;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): Departure {
  const { bots, advance, reports, recall, onChange, now, log } = deps;

  async function leave(bot: BotDocument, recallBotId: string, progress: Progress): Promise<Next> {
    try {
      const outcome = await makeLeave(recall, recallBotId);
      if (outcome === 'dispatched') return again(progress);
      if (outcome === 'gone') await reports.inquire(bot);
      await advance(bot._id, (stored) => ({
        life:
          outcome === 'leaving' || isOver(stored.life)
            ? stored.life
            : absorb(stored.life, { code: OWN_END.removedBeforeJoin, subCode: null, at: now() }),
        entries: [entry('REMOVAL', outcome, null)],
        set: { leaveSent: true },
      }));
      return 'finished';
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      const isNoted = bot.timeline.at(-1)?.code === 'retrying';
      if (!isNoted) {
        const note = entry('REMOVAL', 'retrying', null);
        await bots.updateOne({ _id: bot._id }, visibleChange(note.at, note));
        onChange();
      }
      return { laterMs: SECOND_LOOK_MS };
    }
  }

  async function sendAway(bot: BotDocument, strayId: string, progress: Progress): Promise<Next> {
    try {
      const outcome = await makeLeave(recall, strayId);
      if (outcome === 'dispatched') return again(progress);
      const code = bot.recallBotId === null ? 'late_bot' : 'second_bot';
      const isNoted = bot.timeline.some((known) => known.code === code && known.detail === strayId);
      const note = entry('LAUNCH_ATTEMPT', code, strayId);
      const change = isNoted ? {} : visibleChange(note.at, note);
      await bots.updateOne({ _id: bot._id }, { $pull: { strays: strayId }, ...change });
      log.info(
        { event: 'bot.stray_sent_away', bot: bot._id, recallBotId: strayId, outcome },
        'A bot too many was told to leave',
      );
      onChange();
      return { afterMs: 0 };
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      return { laterMs: SECOND_LOOK_MS };
    }
  }

  function again(progress: Progress): Next {
    return now() - progress.startedAt < MAX_SETTING_OUT_MS ? { afterMs: SETTING_OUT_MS } : { laterMs: SECOND_LOOK_MS };
  }

  function entry(kind: 'REMOVAL' | 'LAUNCH_ATTEMPT', code: string, detail: string | null) {
    return { at: new Date(now()), kind, code, detail, tookMs: null };
  }

  return { leave, sendAway };
}
