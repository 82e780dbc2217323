import type { BotCardFragment } from '../../graphql/generated/graphql.js';
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

function byAge(one: BotCardFragment, other: BotCardFragment): number {
  return Date.parse(other.createdAt) - Date.parse(one.createdAt) || (one.id < other.id ? 1 : -1);
}
