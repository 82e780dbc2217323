import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

interface NotInMeetingScreenProps {
  hasEnded: boolean;
  onUseBrowser: () => void;
}

export function NotInMeetingScreen({ hasEnded, onUseBrowser }: NotInMeetingScreenProps) {
  return (
    <Screen
      state="not-in-meeting"
      sentence={hasEnded ? 'The meeting has ended' : 'Join a meeting to bring a bot'}
      icon="meeting"
      action={
        <Button icon="external" onClick={onUseBrowser}>
          Bring one with a link
        </Button>
      }
    >
      <p>As soon as you are in a meeting, this panel is about that meeting.</p>
    </Screen>
  );
}
