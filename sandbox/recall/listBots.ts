import { botAnswer } from './botAnswer.js';
import type { RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';

/** https://docs.recall.ai/reference/bot_list : filters are combined by AND, several values of one by OR. */
export function listBots(
  data: RecallData,
  query: Record<string, string | string[]>,
  url: string,
  recordings: (bot: RecallBot) => unknown[],
): { count: number; next: string | null; previous: string | null; results: unknown[] } {
  const values = (name: string): string[] => [query[name] ?? []].flat();
  const one = (name: string): string | undefined => values(name)[0];
  const statuses = new Set([...values('status[]'), ...values('status')]);
  const platforms = [...values('platform[]'), ...values('platform')];
  const metadata = Object.keys(query)
    .filter((name) => name.startsWith('metadata__'))
    .map((name) => [name.slice('metadata__'.length), one(name)] as const);
  const wantedUrl = one('meeting_url');
  const after = one('join_at_after');
  const before = one('join_at_before');

  function fits(bot: RecallBot): boolean {
    const request = data.hidden.lives[bot.id]?.request;
    // Cleared once the bot has joined, and absent for ad-hoc bots.
    const joinAt = request?.joinAt && bot.status === 'ready' ? Date.parse(request.joinAt) : undefined;
    return (
      !bot.deleted &&
      (statuses.size === 0 || statuses.has(bot.status)) &&
      (platforms.length === 0 || platforms.includes('zoom')) &&
      metadata.every(([key, value]) => bot.metadata[key] === value) &&
      (wantedUrl === undefined || request?.meetingUrl === wantedUrl) &&
      (after === undefined || (joinAt !== undefined && joinAt >= Date.parse(after))) &&
      (before === undefined || (joinAt !== undefined && joinAt <= Date.parse(before)))
    );
  }

  const { pageSize } = data.visible.assumptions;
  const found = data.visible.bots.filter(fits).toReversed();
  const page = Math.max(1, Number(one('page') ?? 1) || 1);
  const start = (page - 1) * pageSize;
  const pageUrl = (number: number): string => {
    const target = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (name !== 'page') for (const each of [value].flat()) target.append(name, each);
    }
    target.set('page', String(number));
    return `${url}/api/v1/bot/?${target.toString()}`;
  };
  return {
    count: found.length,
    next: start + pageSize < found.length ? pageUrl(page + 1) : null,
    previous: page > 1 ? pageUrl(page - 1) : null,
    results: found.slice(start, start + pageSize).map((bot) => botAnswer(bot, data, recordings(bot))),
  };
}
