import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { type BotCardFragment, BotDocument, type BotQuery } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { NextStep } from './NextStep.js';

const BOT = trusted(BotDocument);

type Entry = NonNullable<BotQuery['bot']>['timeline'][number];

/** What happened to a bot, the newest first. Asked for again whenever there is news of it. */
export function Timeline({ bot }: { bot: BotCardFragment }) {
  const [{ data, fetching, error }, execute] = useQuery({ query: BOT, variables: { id: bot.id } });
  const shownBot = useRef(bot);

  useEffect(() => {
    if (shownBot.current === bot) return;
    shownBot.current = bot;
    execute({ requestPolicy: 'network-only' });
  }, [bot, execute]);

  const known = data?.bot ?? null;
  if (known === null) {
    if (fetching) return <p className="quiet">Loading…</p>;
    return (
      <Notice
        tone="quiet"
        action={
          error && (
            <Button kind="text" onClick={() => execute()}>
              Try again
            </Button>
          )
        }
      >
        {error ? 'The timeline could not be loaded.' : 'This bot is not known any more.'}
      </Notice>
    );
  }
  return (
    <>
      <ol className="timeline" reversed>
        {known.timeline
          .map((entry, index) => (
            <TimelineEntry
              key={known.timelineDropped + index}
              entry={entry}
              isLatest={index === known.timeline.length - 1}
            />
          ))
          // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed() is too new for the oldest WebKit that Zoom embeds
          .reverse()}
      </ol>
      {known.timelineDropped > 0 && <p className="quiet">{known.timelineDropped} older entries are not kept.</p>}
    </>
  );
}

function TimelineEntry({ entry, isLatest }: { entry: Entry; isLatest: boolean }) {
  return (
    <li className={isLatest ? 'timeline-latest' : undefined}>
      <p>{entry.message}</p>
      <NextStep of={entry} />
      <p className="quiet">
        <RelativeTime at={entry.at} />
        {entry.tookMs !== null && <> · took {formatDuration(entry.tookMs)}</>}
      </p>
    </li>
  );
}

const SECOND_MS = 1_000;

function formatDuration(ms: number): string {
  return ms < SECOND_MS ? `${ms} ms` : `${(ms / SECOND_MS).toFixed(1)} s`;
}
