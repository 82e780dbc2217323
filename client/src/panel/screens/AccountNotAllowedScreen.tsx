import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

interface AccountNotAllowedScreenProps {
  appName: string;
  onCheckAgain: () => void;
}

export function AccountNotAllowedScreen({ appName, onCheckAgain }: AccountNotAllowedScreenProps) {
  return (
    <Screen
      state="account-not-allowed"
      sentence="Your Zoom account is not allowed here"
      icon="permission"
      action={
        <Button icon="retry" onClick={onCheckAgain}>
          Check again
        </Button>
      }
    >
      <p>{appName} is open to certain Zoom accounts only. Ask whoever runs it at your organization.</p>
    </Screen>
  );
}
