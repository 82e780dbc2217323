import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import type { ZoomPanelError } from '../../zoom/zoomPanelError.js';

interface ZoomRefusedScreenProps {
  error: ZoomPanelError;
  appName: string;
  onTryAgain: () => void;
}

export function ZoomRefusedScreen({ error, appName, onTryAgain }: ZoomRefusedScreenProps) {
  return (
    <Screen
      state="zoom-refused"
      sentence="Zoom did not let this panel start"
      icon="warning"
      tone="wrong"
      action={
        <Button icon="retry" onClick={onTryAgain}>
          Try again
        </Button>
      }
    >
      <p>
        If it happens again, update Zoom, or ask whoever runs {appName} at your organization.
        {error.code !== null && ` Zoom's code is ${error.code}.`}
      </p>
    </Screen>
  );
}
