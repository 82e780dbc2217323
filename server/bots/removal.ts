import type { Clock } from '../clock.js';
import type { AdvanceBot } from './advance.js';
import { firstOf } from './firstOf.js';
import { isOver, requestRemoval } from './lifecycle.js';
import type { BotDocument } from './model.js';
import type { Pause, Pursuit } from './pursuit.js';

/** How long a removal is followed before it is answered with the bot as it then is. */
const ANSWER_WITHIN_MS = 8_000;

/**
 * Removes a bot: the wish is stored first, so that it is carried out whatever happens, also for a bot that Recall is still making.
 * Repeating it, or removing what is over, changes nothing.
 *
 * @returns the bot as it then is; null when there is none
 */
export type RemoveBot = (launchId: string) => Promise<BotDocument | null>;

export function createRemoval(deps: { advance: AdvanceBot; pursuit: Pursuit; pause: Pause; now: Clock }): RemoveBot {
  const { advance, pursuit, now } = deps;

  return async function removeBot(launchId) {
    const wished = await advance(launchId, (bot) => {
      const life = requestRemoval(bot.life);
      if (life === bot.life) return null;
      return {
        life,
        entries: [{ at: new Date(now()), kind: 'REMOVAL', code: 'requested', detail: null, tookMs: null }],
      };
    });
    if (wished === null || isOver(wished.life)) return wished;
    await firstOf(pursuit.nudge(launchId), ANSWER_WITHIN_MS, deps.pause);
    return advance(launchId, () => null);
  };
}
