import { useCallback, useEffect, useRef, useState } from 'react';
import { BotCard } from '../features/bots/BotCard.js';
import { BotList } from '../features/bots/BotList.js';
import { describeBot, isLive } from '../features/bots/describeBot.js';
import { useLiveBots } from '../features/bots/useLiveBots.js';
import type { Account } from '../features/connect/useAccount.js';
import { LaunchForm } from '../features/launch/LaunchForm.js';
import type { LaunchOutcome } from '../features/launch/useLaunch.js';
import type { BotCardFragment, ViewerQuery } from '../graphql/generated/graphql.js';
import type { ServerCondition } from '../graphql/serverState.js';
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
  onAccountRefused: () => void;
}

/** A person who can bring bots: the form, the live bots, and those that are over. */
export function ConnectedPage(props: ConnectedPageProps) {
  const { appName, person, connection, account, onStandingChanged, onAccountRefused } = props;
  const { bots, isReconnecting, note } = useLiveBots();
  const live = (bots ?? []).filter(isLive);
  const page = useRef<HTMLDivElement>(null);
  /** The bot of the last launch, until it is in sight. */
  const [wanted, setWanted] = useState<string | null>(null);

  const launched = useCallback(
    (bot: BotCardFragment) => {
      note(bot);
      setWanted(bot.id);
    },
    [note],
  );
  const heard = useCallback(
    ({ kind }: LaunchOutcome) => {
      if (kind === 'connect' || kind === 'signed_out') onStandingChanged();
      if (kind === 'not_allowed') onAccountRefused();
    },
    [onStandingChanged, onAccountRefused],
  );

  useEffect(() => {
    const [only] = live;
    const card = page.current?.querySelector<HTMLElement>(live.length === 1 ? 'h1' : `[data-bot="${wanted}"]`);
    if (wanted === null || only === undefined || !card) return;
    card.focus();
    setWanted(null);
  }, [wanted, live]);

  const [first, ...others] = live;
  const only = others.length === 0 ? first : undefined;
  const described = only && describeBot(only);
  const sentence =
    described?.sentence ?? (first ? `You have ${live.length} live bots` : 'Bring a bot into a Zoom meeting');
  useDocumentTitle(sentence, appName);
  const form = <LaunchForm onLaunched={launched} onOutcome={heard} />;

  return (
    <div ref={page}>
      <Screen
        state={first ? 'bot-live' : 'ready'}
        sentence={sentence}
        icon={described?.icon ?? 'bot'}
        tone={described?.tone ?? 'accent'}
        details={
          <>
            {first && <Details summary="Bring another bot">{form}</Details>}
            <BotList known={bots ?? []} />
            <AccountDetails account={account} displayName={person.displayName} connectedAt={connection.connectedAt} />
          </>
        }
      >
        <Connectivity {...props} isReconnecting={isReconnecting} />
        {first === undefined && (
          <>
            <p>It joins on behalf of {person.displayName}, while you are in the meeting yourself.</p>
            {form}
          </>
        )}
        {only && <BotCard bot={only} onRemove={note} />}
        {others.length > 0 && (
          <ul className="bots bots-live">
            {live.map((bot) => (
              <li key={bot.id}>
                <BotCard bot={bot} hasTitle onRemove={note} />
              </li>
            ))}
          </ul>
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
