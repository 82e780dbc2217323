import { useEffect, useRef } from 'react';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { useAnnouncement } from '../../ui/Announcer.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { BotCard } from './BotCard.js';
import { isLive } from './describeBot.js';
import { mergeBots } from './mergeBots.js';
import { useBotPages } from './useBotPages.js';

/**
 * The person's earlier bots, page by page; nothing while there are none.
 *
 * @param props.known the bots of `useLiveBots`: whichever of them ends appears here
 * @param props.except the id of a bot that is shown elsewhere
 */
export function BotList({ known, except }: { known: readonly BotCardFragment[]; except?: string | undefined }) {
  const { bots, pages, hasMore, isLoading, problem, loadMore } = useBotPages();
  const shown = mergeBots(bots ?? [], known).filter((bot) => !isLive(bot) && bot.id !== except);
  const list = useRef<HTMLUListElement>(null);
  const before = useRef<number | null>(null);

  useEffect(() => {
    if (before.current === null || isLoading) return;
    const first = list.current?.children[before.current];
    before.current = null;
    // The button may be gone, and with it the place of the keyboard.
    if (document.activeElement === document.body && first instanceof HTMLElement) first.focus();
  }, [isLoading]);
  useAnnouncement(pages < 2 ? null : `${shown.length} earlier bots are shown`);

  if (shown.length === 0 && problem === null) return null;
  return (
    <section className="section" aria-labelledby="earlier-bots">
      <h2 id="earlier-bots">Earlier bots</h2>
      <ul className="bots" ref={list}>
        {shown.map((bot) => (
          <li key={bot.id} tabIndex={-1}>
            <BotCard bot={bot} hasTitle />
          </li>
        ))}
      </ul>
      {problem !== null && <Notice tone="wrong">{problem}</Notice>}
      {(hasMore || problem !== null) && (
        <Button
          kind="quiet"
          isBusy={isLoading}
          onClick={() => {
            before.current = shown.length;
            loadMore();
          }}
        >
          {problem === null ? 'Show older ones' : 'Try again'}
        </Button>
      )}
    </section>
  );
}
