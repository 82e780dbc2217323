import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type BotCardFragment, BotsDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import { mergeBots } from './mergeBots.js';

const BOTS = trusted(BotsDocument);
const PAGE_SIZE = 10;

export interface BotPages {
  /** Those that are over, the newest first, as far as they were asked for; null until the first page is there. */
  bots: readonly BotCardFragment[] | null;
  /** How many pages they came in. */
  pages: number;
  hasMore: boolean;
  isLoading: boolean;
  /** Why the last page that was asked for is not there. */
  problem: string | null;
  loadMore: () => void;
}

/** The person's bots that are over, page by page. */
export function useBotPages(): BotPages {
  const client = useClient();
  const [pages, setPages] = useState<Omit<BotPages, 'loadMore'>>({
    bots: null,
    pages: 0,
    hasMore: false,
    isLoading: true,
    problem: null,
  });
  const cursor = useRef<string | null>(null);

  const load = useCallback(
    (after: string | null) =>
      client
        .query(BOTS, { first: PAGE_SIZE, after, live: false }, { requestPolicy: 'network-only' })
        .subscribe(({ data }) => {
          if (data === undefined) {
            setPages((known) => ({ ...known, isLoading: false, problem: 'Your earlier bots could not be loaded.' }));
            return;
          }
          const { nodes, pageInfo } = data.bots;
          cursor.current = pageInfo.endCursor;
          setPages(({ bots, pages: before }) => ({
            bots: mergeBots(bots ?? [], nodes),
            pages: before + 1,
            hasMore: pageInfo.hasNextPage,
            isLoading: false,
            problem: null,
          }));
        }),
    [client],
  );

  useEffect(() => {
    const first = load(null);
    return () => first.unsubscribe();
  }, [load]);

  const loadMore = useCallback(() => {
    setPages((known) => ({ ...known, isLoading: true, problem: null }));
    load(cursor.current);
  }, [load]);

  return { ...pages, loadMore };
}
