import { useCallback, useState } from 'react';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { isLive } from './describeBot.js';

/**
 * The bot whose end this page saw last: how it ended is news until the person has read it, while those that were over before are
 * not.
 *
 * @returns null while any bot lives, and once it was dismissed
 */
export function useLastEnd(bots: readonly BotCardFragment[]): [BotCardFragment | null, dismiss: () => void] {
  const [seenLive, setSeenLive] = useState<ReadonlySet<string>>(new Set());
  const live = bots.filter(isLive);
  if (live.some(({ id }) => !seenLive.has(id))) setSeenLive(new Set([...seenLive, ...live.map(({ id }) => id)]));

  const dismiss = useCallback(() => setSeenLive(new Set()), []);
  const [last] = bots.filter(({ id }) => seenLive.has(id)).sort((one, other) => endOf(other) - endOf(one));
  return [live.length > 0 ? null : (last ?? null), dismiss];
}

function endOf({ endedAt, createdAt }: BotCardFragment): number {
  return Date.parse(endedAt ?? createdAt);
}
