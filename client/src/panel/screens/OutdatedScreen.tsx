import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

export function OutdatedScreen({ appName }: { appName: string }) {
  return (
    <Screen
      state="outdated"
      sentence={`${appName} is being updated`}
      icon="progress"
      action={
        <Button icon="retry" onClick={() => location.reload()}>
          Reload
        </Button>
      }
    >
      <p>This panel keeps trying. If this lasts, reload it.</p>
    </Screen>
  );
}
