import type { Clock } from '../clock.js';
import type { AdvanceBot } from './advance.js';
import { absorb, isOver, OWN_END } from './lifecycle.js';
import { type BotDocument, type BotModel, NOTHING_LEFT_TO_DO } from './model.js';
import type { Pause } from './pursuit.js';
import type { RemoveBot } from './removal.js';

/** A bot's end can be seen for so long before the bot is gone: twice what it takes until followers on other servers are told. */
const END_SHOWN_MS = 2_000;

/** Whose bots; `createdAt` spares newer ones. */
export type ForgottenBots = Pick<BotDocument, 'person'> &
  Partial<Pick<BotDocument, 'apiKey' | 'externalUserId'>> & { createdAt?: { $lt: Date } };

/**
 * Makes bots leave, tells whoever follows them that they have ended, then erases all that is known of them. Those that Recall could
 * not be told about yet keep their documents: to be called again. Their wish to leave is stored, and is carried out meanwhile.
 *
 * @returns whether all are gone
 */
export type ForgetBots = (which: ForgottenBots) => Promise<boolean>;

export function createForgetBots(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  removeBot: RemoveBot;
  pause: Pause;
  now: Clock;
}): ForgetBots {
  const { bots, advance, removeBot, pause, now } = deps;

  return async function forgetBots(which) {
    const live = await bots.find({ ...which, endedAt: null }, { _id: 1 }).lean();
    await Promise.all(
      live.map(async ({ _id }) => {
        await removeBot(_id);
        await end(_id);
      }),
    );
    if (live.length > 0) await pause(END_SHOWN_MS, new AbortController().signal);
    await bots.deleteMany({ ...which, ...NOTHING_LEFT_TO_DO });
    return (await bots.exists(which)) === null;
  };

  /** Recall's own report of the end would come for a bot that is gone. */
  async function end(launchId: string): Promise<void> {
    const at = now();
    const code = OWN_END.disconnected;
    await advance(launchId, (bot) =>
      isOver(bot.life) || !bot.leaveSent
        ? null
        : {
            life: absorb(bot.life, { code, subCode: null, at }),
            entries: [{ at: new Date(at), kind: 'STATUS', code, detail: null, tookMs: null }],
          },
    );
  }
}
