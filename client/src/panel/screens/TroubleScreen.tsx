import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

export function TroubleScreen({ message, onTryAgain }: { message: string; onTryAgain: () => void }) {
  return (
    <Screen
      state="trouble"
      sentence="Something went wrong"
      icon="warning"
      tone="wrong"
      action={
        <Button icon="retry" onClick={onTryAgain}>
          Try again
        </Button>
      }
    >
      <p>{message}</p>
    </Screen>
  );
}
