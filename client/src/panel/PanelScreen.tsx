import type { ZoomMeeting } from '../zoom/zoomPanel.js';
import type { PanelActions } from './panelActions.js';
import type { PanelState } from './panelState.js';
import { AccountNotAllowedScreen } from './screens/AccountNotAllowedScreen.js';
import { BotScreen } from './screens/BotScreen.js';
import { ConnectingScreen } from './screens/ConnectingScreen.js';
import { GuestScreen } from './screens/GuestScreen.js';
import { LaunchingScreen } from './screens/LaunchingScreen.js';
import { LaunchRefusedScreen } from './screens/LaunchRefusedScreen.js';
import { NoSessionScreen } from './screens/NoSessionScreen.js';
import { NotConnectedScreen } from './screens/NotConnectedScreen.js';
import { NotInMeetingScreen } from './screens/NotInMeetingScreen.js';
import { OfflineScreen } from './screens/OfflineScreen.js';
import { OutdatedScreen } from './screens/OutdatedScreen.js';
import { OutsideZoomScreen } from './screens/OutsideZoomScreen.js';
import { ReadyScreen } from './screens/ReadyScreen.js';
import { StartingScreen } from './screens/StartingScreen.js';
import { TroubleScreen } from './screens/TroubleScreen.js';
import { ZoomRefusedScreen } from './screens/ZoomRefusedScreen.js';
import { ZoomSilentScreen } from './screens/ZoomSilentScreen.js';

interface PanelScreenProps {
  state: PanelState;
  actions: PanelActions;
  appName: string;
  displayName: string;
  meeting: ZoomMeeting | null;
}

/** Each state's screen: one sentence, one main action. */
export function PanelScreen({ state, actions, appName, displayName, meeting }: PanelScreenProps) {
  const joinUrl = meeting?.joinUrl ?? null;
  switch (state.kind) {
    case 'starting':
      return <StartingScreen />;
    case 'outside-zoom':
      return <OutsideZoomScreen appName={appName} />;
    case 'zoom-silent':
      return <ZoomSilentScreen onTryAgain={actions.startZoom} />;
    case 'zoom-refused':
      return <ZoomRefusedScreen error={state.error} appName={appName} onTryAgain={actions.startZoom} />;
    case 'offline':
      return (
        <OfflineScreen hasNetwork={state.hasNetwork} bot={state.bot} appName={appName} onTryNow={actions.tryNow} />
      );
    case 'outdated':
      return <OutdatedScreen appName={appName} />;
    case 'no-session':
      return <NoSessionScreen session={state.session} onTryNow={actions.tryNow} />;
    case 'trouble':
      return <TroubleScreen message={state.message} onTryAgain={actions.refresh} />;
    case 'guest':
      return <GuestScreen state={state} appName={appName} actions={actions} />;
    case 'account-not-allowed':
      return (
        <AccountNotAllowedScreen
          appName={appName}
          onCheckAgain={state.isConnected ? actions.refresh : actions.connect}
        />
      );
    case 'not-in-meeting':
      return <NotInMeetingScreen hasEnded={state.hasEnded} onUseBrowser={() => actions.openInBrowser('/launch')} />;
    case 'not-connected':
      return <NotConnectedScreen state={state} appName={appName} meeting={meeting} actions={actions} />;
    case 'connecting':
      return <ConnectingScreen stage={state.stage} actions={actions} />;
    case 'ready':
      return <ReadyScreen meeting={state.meeting} displayName={displayName} actions={actions} />;
    case 'launching':
      return <LaunchingScreen />;
    case 'launch-refused':
      return <LaunchRefusedScreen message={state.message} remedy={state.remedy} actions={actions} />;
    case 'bot-live':
    case 'ended':
    case 'failed':
      return (
        <BotScreen
          state={state}
          onRemove={actions.removed}
          openLink={actions.openLink}
          onDone={actions.dismiss}
          onAgain={joinUrl === null ? actions.dismiss : () => actions.launch(joinUrl)}
        />
      );
    default:
      return state satisfies never;
  }
}
