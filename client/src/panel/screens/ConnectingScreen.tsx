import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import { Details } from '../../ui/Details.js';
import type { PanelActions } from '../panelActions.js';
import type { PanelState } from '../panelState.js';
import { CONNECT_PATH } from './NotConnectedScreen.js';

interface ConnectingScreenProps {
  stage: (PanelState & { kind: 'connecting' })['stage'];
  actions: Pick<PanelActions, 'connect' | 'openInBrowser'>;
}

export function ConnectingScreen({ stage, actions }: ConnectingScreenProps) {
  if (stage !== 'consenting') {
    return (
      <Screen
        state="connecting"
        sentence="Connecting Zoom…"
        icon="connect"
        tone="accent"
        action={
          <Button icon="connect" isBusy>
            Connect Zoom
          </Button>
        }
      />
    );
  }
  return (
    <Screen
      state="connecting"
      sentence="Allow it in Zoom’s window"
      icon="connect"
      tone="accent"
      action={
        <Button icon="retry" onClick={actions.connect}>
          Ask again
        </Button>
      }
      details={
        <Details summary="Zoom shows no window">
          <p>Connect in your browser instead, with the same Zoom account. This panel will notice.</p>
          <Button kind="quiet" icon="external" onClick={() => actions.openInBrowser(CONNECT_PATH)}>
            Connect in your browser
          </Button>
        </Details>
      }
    >
      <p>Zoom asks for your permission, and this panel goes on by itself.</p>
    </Screen>
  );
}
