import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { useLiveState } from '../../graphql/ClientProvider.js';
import { type BotCardFragment, BotsDocument, BotUpdatedDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import { useLookAgain } from '../../graphql/useLookAgain.js';
import { mergeAnswer, mergeBots } from './mergeBots.js';

const BOTS = trusted(BotsDocument);
const BOT_UPDATED = trusted(BotUpdatedDocument);
/** A person has a few live bots; the rest are those that ended last. */
const NEWEST = 20;
/** Without a socket, which some proxies and content blockers let nobody have. */
const ASK_EVERY_MS = 5_000;
/** A socket's subscription has begun by then: what ended just before it did is told by nobody. */
const ASK_AGAIN_AFTER_MS = 3_000;
/** That a bot waits in vain is nobody's news: time alone may make a warning of it. */
const ASK_WHILE_JOINING_MS = 60_000;

export interface LiveBots {
  /** The newest first, those that are over included; null until they are known. */
  bots: readonly BotCardFragment[] | null;
  /** What is shown may be a moment old. */
  isReconnecting: boolean;
  /** Takes in what a mutation answered, which may come before the server's own news, or after it. */
  note: (bot: BotCardFragment) => void;
}

/**
 * The person's newest bots, kept true by the server's news. They are asked for anew at each connection, since what happened
 * between two of them was not told, and every few seconds while there is none;
 * now and then also while a bot is on its way.
 *
 * @param isPaused true while it would be too early to ask
 */
export function useLiveBots({ isPaused = false }: { isPaused?: boolean } = {}): LiveBots {
  const client = useClient();
  const { isReconnecting, connections } = useLiveState();
  const [bots, setBots] = useState<readonly BotCardFragment[] | null>(null);
  /** Told of since the last question: its answer may be older than that. */
  const heardOf = useRef(new Set<string>());
  const isAsking = useRef(false);
  const [round, setRound] = useState(0);

  const note = useCallback((answer: BotCardFragment) => {
    heardOf.current.add(answer.id);
    setBots((known) => mergeAnswer(known ?? [], answer));
  }, []);

  useEffect(() => {
    if (isPaused) return undefined;
    const subscription = client.subscription(BOT_UPDATED, {}).subscribe(({ data }) => {
      if (data === undefined) return;
      const { botUpdated } = data;
      heardOf.current.add(botUpdated.id);
      setBots((known) => mergeBots(known ?? [], [botUpdated]));
    });
    return () => subscription.unsubscribe();
  }, [client, isPaused]);

  useEffect(() => {
    if (isPaused) return undefined;
    heardOf.current.clear();
    isAsking.current = true;
    const question = client.query(BOTS, { first: NEWEST }, { requestPolicy: 'network-only' }).subscribe(({ data }) => {
      isAsking.current = false;
      if (data === undefined) return;
      const news = data.bots.nodes.filter(({ id }) => !heardOf.current.has(id));
      setBots((known) => mergeBots(known ?? [], news));
    });
    return () => question.unsubscribe();
  }, [client, isPaused, connections, round]);

  const askAgain = useCallback(() => {
    if (!isAsking.current) setRound((asked) => asked + 1);
  }, []);
  const isWaiting = bots?.some(({ status }) => status === 'JOINING') === true;
  useLookAgain(askAgain, isReconnecting ? ASK_EVERY_MS : isWaiting ? ASK_WHILE_JOINING_MS : null);
  useEffect(() => {
    if (connections === 0) return undefined;
    const timer = setTimeout(askAgain, ASK_AGAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connections, askAgain]);

  return { bots, isReconnecting, note };
}
