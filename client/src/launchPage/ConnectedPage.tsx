import { useCallback, useEffect, useRef, useState } from 'react';
import { BotCard } from '../features/bots/BotCard.js';
import { BotList } from '../features/bots/BotList.js';
import { describeBot, isLive } from '../features/bots/describeBot.js';
import { useLastEnd } from '../features/bots/useLastEnd.js';
import { useLiveBots } from '../features/bots/useLiveBots.js';
import type { Account } from '../features/connect/useAccount.js';
import { LaunchForm } from '../features/launch/LaunchForm.js';
import type { LaunchOutcome } from '../features/launch/useLaunch.js';
import type { BotCardFragment, ViewerQuery } from '../graphql/generated/graphql.js';
import type { ServerCondition } from '../graphql/serverState.js';
import { AreaBoundary } from '../ui/AreaBoundary.js';
import { Button } from '../ui/Button.js';
import { Details } from '../ui/Details.js';
import { Notice } from '../ui/Notice.js';
import { Screen } from '../ui/Screen.js';
import { AccountDetails } from './AccountDetails.js';
import { useDocumentTitle } from './useDocumentTitle.js';

interface ConnectedPageProps {
  appName: string;
  person: NonNullable<ViewerQuery['viewer']['person']>;
  connection: NonNullable<ViewerQuery['viewer']['connection']>;
  account: Account;
  server: ServerCondition;
  hasNetwork: boolean;
  onTryNow: () => void;
  /** A launch said that something is amiss with the connection or the session. */
  onStandingChanged: () => void;
}

/** A person who can bring bots: the form, the live bots, and those that are over. */
export function ConnectedPage(props: ConnectedPageProps) {
  const { appName, person, connection, account, onStandingChanged } = props;
  const { bots, isReconnecting, note } = useLiveBots();
  const known = bots ?? [];
  const live = known.filter(isLive);
  const [ended, dismissEnded] = useLastEnd(known);
  const page = useRef<HTMLDivElement>(null);
  /** The bot of the last launch, until it is in sight. */
  const [wanted, setWanted] = useState<string | null>(null);
  /** How many were brought by the folded form, which folds again each time. */
  const [others, setOthers] = useState(0);

  const launched = useCallback(
    (bot: BotCardFragment) => {
      note(bot);
      setWanted(bot.id);
    },
    [note],
  );
  const launchedAnother = useCallback(
    (bot: BotCardFragment) => {
      launched(bot);
      setOthers((count) => count + 1);
    },
    [launched],
  );
  const heard = useCallback(
    (outcome: LaunchOutcome) => {
      if (['connect', 'not_allowed', 'signed_out'].includes(outcome.kind)) onStandingChanged();
      if (outcome.kind === 'recall_refused') note(outcome.bot);
    },
    [note, onStandingChanged],
  );

  useEffect(() => {
    const card = page.current?.querySelector<HTMLElement>(live.length === 1 ? 'h1' : `[data-bot="${wanted}"]`);
    if (wanted === null || live.length === 0 || !card) return;
    card.focus();
    setWanted(null);
  }, [wanted, live.length]);

  const [first, ...rest] = live;
  const shown = rest.length > 0 ? null : (first ?? ended);
  const described = shown && describeBot(shown);
  const sentence =
    described?.sentence ?? (first ? `You have ${live.length} live bots` : 'Bring a bot into a Zoom meeting');
  useDocumentTitle(sentence, appName);

  return (
    <div ref={page}>
      <Screen
        state={first ? 'bot-live' : ended ? (ended.status === 'FAILED' ? 'failed' : 'ended') : 'ready'}
        sentence={sentence}
        icon={described?.icon ?? 'bot'}
        tone={described?.tone ?? 'accent'}
        details={
          <>
            {first && (
              <Details key={others} summary="Bring another bot">
                <LaunchForm onLaunched={launchedAnother} onOutcome={heard} />
              </Details>
            )}
            <AreaBoundary area="part">
              <BotList known={known} except={shown?.id} />
            </AreaBoundary>
            <AccountDetails account={account} displayName={person.displayName} connectedAt={connection.connectedAt} />
          </>
        }
      >
        <Connectivity {...props} isReconnecting={isReconnecting} />
        {shown && (
          <BotCard
            key={shown.id}
            bot={shown}
            action={
              ended && (
                <Button icon="bot" onClick={dismissEnded}>
                  Bring another bot
                </Button>
              )
            }
            onRemove={note}
          />
        )}
        {rest.length > 0 && (
          <section aria-labelledby="live-bots">
            <h2 className="unseen" id="live-bots">
              Live bots
            </h2>
            <ul className="bots bots-live">
              {live.map((bot) => (
                <li key={bot.id}>
                  <BotCard bot={bot} hasTitle onRemove={note} />
                </li>
              ))}
            </ul>
          </section>
        )}
        {!shown && !first && (
          <>
            <p>It joins on behalf of {person.displayName}, while you are in the meeting yourself.</p>
            <LaunchForm onLaunched={launched} onOutcome={heard} />
          </>
        )}
      </Screen>
    </div>
  );
}

/** That what is shown may be a moment old; at most one line. */
function Connectivity(
  props: Pick<ConnectedPageProps, 'server' | 'hasNetwork' | 'onTryNow' | 'appName'> & { isReconnecting: boolean },
) {
  if (props.server === 'unreachable') {
    return (
      <Notice
        tone="info"
        icon="offline"
        action={
          <Button kind="text" onClick={props.onTryNow}>
            Try now
          </Button>
        }
      >
        {props.hasNetwork ? `${props.appName} can’t be reached.` : 'You are offline.'} What you see may be old; your
        bots go on.
      </Notice>
    );
  }
  if (props.server === 'outdated') {
    return (
      <Notice tone="info" icon="retry" action={<a href="">Reload</a>}>
        There is a newer version of this page.
      </Notice>
    );
  }
  if (!props.isReconnecting) return null;
  return (
    <Notice tone="quiet" icon="progress">
      Reconnecting… What you see may be a moment old.
    </Notice>
  );
}
