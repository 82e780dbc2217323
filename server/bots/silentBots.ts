import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { RecallError } from '../recall/client.js';
import { type Round, restAfter } from '../round.js';
import type { BotDocument, BotModel } from './model.js';
import type { Reports } from './reports.js';
import { nextQuestion } from './silence.js';

/** Recall's limit for looking up a bot is not documented; this many a round keep it far below those that are. */
const QUESTIONS_PER_ROUND = 20;
/** A question that was begun and never ended is put again after this. */
const QUESTION_MS = 2 * 60_000;

type SilentBot = Pick<BotDocument, '_id' | 'recallBotId' | 'life' | 'leaveSent' | 'updatedAt' | 'askAt'>;
const SILENT_BOT = { recallBotId: 1, life: 1, leaveSent: 1, updatedAt: 1, askAt: 1 } as const;

/**
 * Asks Recall about bots that have been silent for too long, the longest due first: a webhook may be lost. Each question is claimed by
 * moving the moment at which it is due, so that it is put once whoever sweeps. A Recall that is away, or asks to wait, is left alone.
 */
export function createSilentBots(deps: {
  bots: BotModel;
  reports: Reports;
  now: Clock;
  log: Logger;
}): (round: Round) => Promise<void> {
  const { bots, reports, now, log } = deps;
  /** Rounds in a row that ended because Recall did not answer. */
  let failures = 0;

  async function claim({ _id, askAt, ...bot }: SilentBot): Promise<boolean> {
    const again = nextQuestion(bot, now()) ?? new Date(now() + QUESTION_MS);
    const { modifiedCount } = await bots.updateOne({ _id, askAt: askAt ?? null }, { $set: { askAt: again } });
    return modifiedCount === 1;
  }

  async function askAbout(bot: SilentBot, round: Round): Promise<void> {
    const answer = await reports.inquire(bot);
    round.count(answer);
    if (answer === 'nothing_new') return;
    log.info(
      { event: 'bot.silence.ended', bot: bot._id, answer, silentMs: now() - bot.updatedAt.getTime() },
      'Recall was asked about a bot that had been silent, and told what had been missed',
    );
  }

  return async function askAboutSilentBots(round) {
    const silent: SilentBot[] = await bots
      .find({ askAt: { $lte: new Date(now()) } }, SILENT_BOT)
      .sort({ askAt: 1 })
      .limit(QUESTIONS_PER_ROUND)
      .lean();
    for (const bot of silent) {
      if (round.signal.aborted) return;
      if (!(await claim(bot))) continue;
      try {
        await askAbout(bot, round);
        failures = 0;
      } catch (error) {
        if (!(error instanceof RecallError)) throw error;
        failures += 1;
        round.count('unanswered');
        log.warn(
          { event: 'bot.inquiry_failed', bot: bot._id, code: error.code },
          'Recall could not be asked about a bot',
        );
        round.rest(restAfter(failures, error.retryAfterMs));
        return;
      }
    }
  };
}
