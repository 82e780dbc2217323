import { scopeMeaning } from '../../features/connect/scopeMeanings.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { Screen } from '../../ui/Screen.js';
import type { ZoomMeeting } from '../../zoom/zoomPanel.js';
import { invitationTo } from './ReadyScreen.js';
import type { PanelActions } from '../panelActions.js';
import type { PanelState, Setback } from '../panelState.js';

type NotConnected = PanelState & { kind: 'not-connected' };

interface NotConnectedScreenProps {
  state: NotConnected;
  appName: string;
  meeting: ZoomMeeting | null;
  actions: Pick<PanelActions, 'askZoom' | 'connect' | 'connectAndLaunch' | 'openInBrowser'>;
}

export function NotConnectedScreen({ state, appName, meeting, actions }: NotConnectedScreenProps) {
  const joinUrl = meeting?.joinUrl ?? null;
  const isOnePress = state.need === 'first' && state.way === 'in_client' && joinUrl !== null;
  return (
    <Screen
      state="not-connected"
      sentence={isOnePress ? invitationTo(meeting?.topic ?? null) : SENTENCES[state.need]}
      icon={isOnePress ? 'bot' : state.need === 'permission' ? 'permission' : 'connect'}
      tone={isOnePress ? 'accent' : 'plain'}
      action={
        isOnePress ? (
          <Button icon="bot" onClick={() => actions.connectAndLaunch(joinUrl)}>
            Bring a bot
          </Button>
        ) : (
          wayIn(state, appName, actions)
        )
      }
    >
      <p>{explain(state)}</p>
      {state.setback !== null && <Notice tone={toneOf(state.setback)}>{tell(state.setback)}</Notice>}
    </Screen>
  );
}

const SENTENCES: Record<NotConnected['need'], string> = {
  first: 'Connect Zoom, so that a bot can join for you',
  again: 'Connect Zoom again',
  permission: 'One permission is missing',
};

function explain({ need, missingScopes }: NotConnected): string {
  switch (need) {
    case 'first':
      return 'Zoom asks for your permission once. Everybody in the meeting sees who brought the bot.';
    case 'again':
      return 'Zoom has ended the connection, so no bot can join for you at the moment.';
    case 'permission':
      return `Zoom was told to withhold ${missingScopes.map(nameOf).join(' and ')}. Connect again, and leave it allowed.`;
    default:
      return need satisfies never;
  }
}

function nameOf(scope: string): string {
  const meaning = scopeMeaning(scope);
  return meaning === null ? scope : `“${meaning}” (${scope})`;
}

function wayIn({ way, need }: NotConnected, appName: string, actions: NotConnectedScreenProps['actions']) {
  const label = need === 'first' ? 'Connect Zoom' : 'Connect again';
  switch (way) {
    case 'in_client':
      return (
        <Button icon="connect" onClick={actions.connect}>
          {label}
        </Button>
      );
    case 'prompt':
      return (
        <Button icon="connect" onClick={actions.askZoom}>
          Add {appName}
        </Button>
      );
    case 'browser':
      return (
        <Button icon="external" onClick={() => actions.openInBrowser(CONNECT_PATH)}>
          Connect in your browser
        </Button>
      );
    default:
      return way satisfies never;
  }
}

/** Where a browser begins to connect. */
export const CONNECT_PATH = '/zoom/oauth';

function toneOf({ kind }: Setback): 'info' | 'wrong' {
  return kind === 'failed' ? 'wrong' : 'info';
}

function tell(setback: Setback): string {
  switch (setback.kind) {
    case 'declined':
      return 'You did not allow it, so nothing has changed.';
    case 'silent':
      return 'Zoom has not said what became of it. If you did allow it, this panel will notice.';
    case 'failed':
      return setback.message;
    default:
      return setback satisfies never;
  }
}
