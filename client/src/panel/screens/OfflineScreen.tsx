import { isLive } from '../../features/bots/describeBot.js';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

interface OfflineScreenProps {
  hasNetwork: boolean;
  bot: BotCardFragment | null;
  appName: string;
  onTryNow: () => void;
}

export function OfflineScreen({ hasNetwork, bot, appName, onTryNow }: OfflineScreenProps) {
  return (
    <Screen
      state="offline"
      sentence={hasNetwork ? `${appName} can’t be reached` : 'You are offline'}
      icon="offline"
      action={
        <Button icon="retry" onClick={onTryNow}>
          Try now
        </Button>
      }
    >
      <p>
        This panel keeps trying, and goes on by itself.
        {bot !== null && isLive(bot) && ' Your bot does not need it, and stays in the meeting.'}
      </p>
    </Screen>
  );
}
