import { BotCard } from '../../features/bots/BotCard.js';
import { describeBot } from '../../features/bots/describeBot.js';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { AreaBoundary } from '../../ui/AreaBoundary.js';
import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';
import type { NextStep, PanelState } from '../panelState.js';

interface BotScreenProps {
  state: PanelState & { kind: 'bot-live' | 'ended' | 'failed' };
  onRemove: (bot: BotCardFragment) => void;
  openLink: (url: string) => void;
  /** Enough of a bot that is over. */
  onDone: () => void;
  onAgain: () => void;
}

/** One bot: on its way, in the meeting, or over. The main action stands in its card: of a live one it is to remove it. */
export function BotScreen({ state, onRemove, openLink, onDone, onAgain }: BotScreenProps) {
  const { sentence, icon, tone } = describeBot(state.bot);
  return (
    <Screen state={state.kind} sentence={sentence} icon={icon} tone={tone}>
      <AreaBoundary area="part">
        <BotCard
          bot={state.bot}
          action={state.kind !== 'bot-live' && <NextAction next={state.next} onDone={onDone} onAgain={onAgain} />}
          onRemove={onRemove}
          openLink={openLink}
        />
      </AreaBoundary>
    </Screen>
  );
}

function NextAction({ next, onDone, onAgain }: { next: NextStep } & Pick<BotScreenProps, 'onDone' | 'onAgain'>) {
  switch (next) {
    case 'bring_another':
      return (
        <Button icon="bot" onClick={onAgain}>
          Bring another
        </Button>
      );
    case 'connect':
      return (
        <Button icon="connect" onClick={onDone}>
          Connect Zoom again
        </Button>
      );
    case 'nothing':
      return <Button onClick={onDone}>Done</Button>;
    default:
      return next satisfies never;
  }
}
