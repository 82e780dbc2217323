import { useCallback, useState } from 'react';
import { type Departure, useAccount } from '../features/connect/useAccount.js';
import { useViewer } from '../features/connect/useViewer.js';
import { useServerConnection } from '../graphql/ClientProvider.js';
import { useLookAgain } from '../graphql/useLookAgain.js';
import { useReachability } from '../graphql/useReachability.js';
import { wakeAll } from '../graphql/wait.js';
import { StartingScreen } from '../panel/screens/StartingScreen.js';
import type { Settings } from '../settings.js';
import { ConnectedPage } from './ConnectedPage.js';
import { launchPageState } from './launchPageState.js';
import { PageFrame } from './PageFrame.js';
import { StandingScreen } from './StandingScreen.js';

/** Another tab, or Zoom, may change who is signed in and what they may do. */
const LOOK_AGAIN_MS = 60_000;

/** `/launch`: the same app for a person with a browser, who pastes the link. */
export function LaunchPage({ settings }: { settings: Settings }) {
  const { server } = useServerConnection();
  const reachability = useReachability();
  const { viewer, isSignedOut, problem, refresh } = useViewer();
  const [departure, setDeparture] = useState<Departure | null>(null);
  const account = useAccount(setDeparture);
  useLookAgain(refresh, departure === null ? LOOK_AGAIN_MS : null);

  const tryNow = useCallback(() => {
    wakeAll();
    void server.check();
    refresh();
  }, [server, refresh]);

  const state = launchPageState({ ...reachability, viewer, isSignedOut, problem, departure });
  if (state.kind === 'starting') return <StartingScreen />;
  return (
    <PageFrame settings={settings}>
      {state.kind === 'connected' ? (
        <ConnectedPage
          appName={settings.appName}
          person={state.person}
          connection={state.connection}
          account={account}
          {...reachability}
          onTryNow={tryNow}
          onStandingChanged={refresh}
        />
      ) : (
        <StandingScreen state={state} appName={settings.appName} account={account} onTryNow={tryNow} />
      )}
    </PageFrame>
  );
}
