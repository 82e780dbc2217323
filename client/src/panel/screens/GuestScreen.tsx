import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import type { PanelActions } from '../panelActions.js';
import type { PanelState } from '../panelState.js';

interface GuestScreenProps {
  state: PanelState & { kind: 'guest' };
  appName: string;
  actions: Pick<PanelActions, 'askZoom' | 'identifyAgain'>;
}

/** Somebody may look, and is shown the way in: Zoom does not say who they are. */
export function GuestScreen({ state: { step, canAsk }, appName, actions }: GuestScreenProps) {
  const wish = step === 'sign_in' ? 'Sign in to Zoom' : `Add ${appName}`;
  return (
    <Screen
      state="guest"
      sentence={`${wish} to bring a bot`}
      icon="person"
      action={
        canAsk ? (
          <Button icon="person" onClick={actions.askZoom}>
            {wish}
          </Button>
        ) : (
          <Button icon="retry" onClick={actions.identifyAgain}>
            Check again
          </Button>
        )
      }
    >
      <p>A bot joins on behalf of whoever brings it, so Zoom has to say who you are.</p>
      {!canAsk && <p>{step === 'sign_in' ? 'Sign in in the Zoom app.' : `Add ${appName} from Zoom’s list of apps.`}</p>}
    </Screen>
  );
}
