import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

export function LaunchingScreen() {
  return (
    <Screen
      state="launching"
      sentence="Bringing your bot…"
      icon="bot"
      tone="accent"
      action={
        <Button icon="bot" isBusy>
          Bring a bot
        </Button>
      }
    />
  );
}
