import { BotCard } from '../../features/bots/BotCard.js';
import { describeBot } from '../../features/bots/describeBot.js';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { AreaBoundary } from '../../ui/AreaBoundary.js';
import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import type { PanelState } from '../panelState.js';

interface BotScreenProps {
  state: PanelState & { kind: 'bot-live' | 'ended' | 'failed' };
  onRemove: (bot: BotCardFragment) => void;
  /** Enough of a bot that is over. */
  onDone: () => void;
  /** Null where this meeting's link is not known. */
  onAgain: (() => void) | null;
}

/** One bot: on its way, in the meeting, or over. Of a live one the main action is to remove it, which is the card's. */
export function BotScreen({ state, onRemove, onDone, onAgain }: BotScreenProps) {
  const { sentence, icon, tone } = describeBot(state.bot);
  return (
    <Screen
      state={state.kind}
      sentence={sentence}
      icon={icon}
      tone={tone}
      action={
        state.kind !== 'bot-live' && (
          <Button icon={state.canLaunch ? 'bot' : undefined} onClick={(state.canLaunch && onAgain) || onDone}>
            {state.canLaunch ? 'Bring another' : 'Done'}
          </Button>
        )
      }
    >
      <AreaBoundary area="part">
        <BotCard bot={state.bot} onRemove={onRemove} />
      </AreaBoundary>
    </Screen>
  );
}
