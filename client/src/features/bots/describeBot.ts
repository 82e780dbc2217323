import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import type { IconName } from '../../ui/Icon.js';
import type { Tone } from '../../ui/Screen.js';

export interface BotDescription {
  /** Where the bot is, in one sentence. */
  sentence: string;
  /** What that means, or what it waits for, as long as the server gives no reason of its own. */
  explanation: string | null;
  icon: IconName;
  tone: Tone;
}

/** A bot in the words of whoever brought it. */
export function describeBot(bot: Pick<BotCardFragment, 'status' | 'canRemove' | 'onBehalfOf'>): BotDescription {
  // It has been asked to leave, and Recall has not yet said that it did.
  if (isLive(bot) && !bot.canRemove) {
    return { sentence: 'The bot is leaving', explanation: null, icon: 'leave', tone: 'plain' };
  }
  switch (bot.status) {
    case 'LAUNCHING':
      return {
        sentence: 'The bot is getting ready',
        explanation: 'This takes a few seconds.',
        icon: 'progress',
        tone: 'accent',
      };
    case 'JOINING':
      return {
        sentence: 'The bot is on its way',
        explanation: 'Zoom lets it in while you are in the meeting yourself.',
        icon: 'progress',
        tone: 'accent',
      };
    case 'WAITING_ROOM':
      return {
        sentence: 'The bot is in the waiting room',
        explanation: 'Ask the host to admit it.',
        icon: 'door',
        tone: 'accent',
      };
    case 'IN_CALL':
      return {
        sentence: 'The bot is in the meeting',
        explanation: 'It is not recording.',
        icon: 'bot',
        tone: 'accent',
      };
    case 'RECORDING':
      return {
        sentence: 'The bot is recording',
        explanation: `Everybody in the meeting sees it, brought by ${bot.onBehalfOf.displayName}.`,
        icon: 'record',
        tone: 'live',
      };
    case 'ENDED':
      return { sentence: 'The bot has left', explanation: null, icon: 'check', tone: 'plain' };
    case 'FAILED':
      return { sentence: 'The bot did not get in', explanation: null, icon: 'warning', tone: 'wrong' };
    default:
      return bot.status satisfies never;
  }
}

export function isLive({ status }: Pick<BotCardFragment, 'status'>): boolean {
  return status !== 'ENDED' && status !== 'FAILED';
}
