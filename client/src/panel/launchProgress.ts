import type { LaunchOutcome } from '../features/launch/useLaunch.js';
import type { BotCardFragment } from '../graphql/generated/graphql.js';
import type { LaunchProgress, LaunchRemedy } from './panelState.js';

/** The bot that there is now, whichever launch it came from; also one that failed on the spot. */
export function botOf(outcome: LaunchOutcome): BotCardFragment | null {
  return 'bot' in outcome ? outcome.bot : null;
}

/** What the person has to be told of a launch. What concerns their connection is told by that. */
export function progressAfter(outcome: LaunchOutcome): LaunchProgress {
  if (botOf(outcome) !== null || concernsConnection(outcome) || outcome.kind === 'launched') return { kind: 'idle' };
  return { kind: 'refused', message: outcome.message, remedy: remedyFor(outcome) };
}

export function concernsConnection({ kind }: LaunchOutcome): boolean {
  return kind === 'connect' || kind === 'not_allowed' || kind === 'signed_out';
}

function remedyFor({ kind }: LaunchOutcome): LaunchRemedy {
  if (kind === 'too_many') return 'see_bots';
  if (kind === 'invalid_link') return 'paste_link';
  return kind === 'failed' || kind === 'presence_not_proven' ? 'try_again' : 'none';
}
