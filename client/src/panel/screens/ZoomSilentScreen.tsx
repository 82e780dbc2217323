import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

export function ZoomSilentScreen({ onTryAgain }: { onTryAgain: () => void }) {
  return (
    <Screen
      state="zoom-silent"
      sentence="Zoom is not answering"
      icon="warning"
      tone="wrong"
      action={
        <Button icon="retry" onClick={onTryAgain}>
          Try again
        </Button>
      }
    >
      <p>The Zoom app has not said which meeting you are in. If it does, this panel goes on by itself.</p>
    </Screen>
  );
}
