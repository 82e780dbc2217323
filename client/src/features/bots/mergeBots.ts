import type { BotCardFragment, BotStatus } from '../../graphql/generated/graphql.js';
import { isLive } from './describeBot.js';

/**
 * What is known of bots, with news of them: by id, the newest launch first. An end stays, because what says otherwise is older
 * than it, whenever it arrived.
 */
export function mergeBots(
  known: readonly BotCardFragment[],
  news: readonly BotCardFragment[],
): readonly BotCardFragment[] {
  const byId = new Map(known.map((bot) => [bot.id, bot]));
  for (const bot of news) {
    const former = byId.get(bot.id);
    if (former === undefined || isLive(former) || !isLive(bot)) byId.set(bot.id, bot);
  }
  return [...byId.values()].sort(byAge);
}

/** As a bot gets further. */
const PROGRESS: readonly BotStatus[] = [
  'LAUNCHING',
  'JOINING',
  'WAITING_ROOM',
  'IN_CALL',
  'RECORDING',
  'ENDED',
  'FAILED',
];

/** Takes in what a mutation answered. The server's news may have been quicker, and the answer then tells what was before. */
export function mergeAnswer(known: readonly BotCardFragment[], answer: BotCardFragment): readonly BotCardFragment[] {
  const former = known.find(({ id }) => id === answer.id);
  const isOld = former !== undefined && PROGRESS.indexOf(answer.status) < PROGRESS.indexOf(former.status);
  return isOld ? known : mergeBots(known, [answer]);
}

function byAge(one: BotCardFragment, other: BotCardFragment): number {
  return Date.parse(other.createdAt) - Date.parse(one.createdAt) || (one.id < other.id ? 1 : -1);
}
