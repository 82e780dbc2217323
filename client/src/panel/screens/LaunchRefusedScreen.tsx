import { LaunchForm } from '../../features/launch/LaunchForm.js';
import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import type { PanelActions } from '../panelActions.js';
import type { LaunchRemedy } from '../panelState.js';

interface LaunchRefusedScreenProps {
  message: string;
  remedy: LaunchRemedy;
  actions: Pick<PanelActions, 'dismiss' | 'openInBrowser' | 'take' | 'proof'>;
}

export function LaunchRefusedScreen({ message, remedy, actions }: LaunchRefusedScreenProps) {
  return (
    <Screen
      state="failed"
      sentence="No bot was brought"
      icon="warning"
      tone="wrong"
      action={
        remedy === 'see_bots' ? (
          <Button icon="external" onClick={() => actions.openInBrowser('/launch')}>
            See your bots
          </Button>
        ) : (
          remedy !== 'paste_link' && (
            <Button icon="retry" onClick={actions.dismiss}>
              {remedy === 'try_again' ? 'Try again' : 'Back'}
            </Button>
          )
        )
      }
    >
      <p>{message}</p>
      {remedy === 'paste_link' && <LaunchForm onOutcome={actions.take} proof={actions.proof} />}
    </Screen>
  );
}
