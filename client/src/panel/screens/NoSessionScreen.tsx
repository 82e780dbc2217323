import type { SessionState } from '../../graphql/panelSession.js';
import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

interface NoSessionScreenProps {
  session: Exclude<SessionState, { kind: 'open' | 'opening' }>;
  onTryNow: () => void;
}

export function NoSessionScreen({ session, onTryNow }: NoSessionScreenProps) {
  const { sentence, more } = explain(session);
  return (
    <Screen
      state="no-session"
      sentence={sentence}
      icon={session.kind === 'waiting' ? 'clock' : 'warning'}
      tone={session.kind === 'waiting' ? 'plain' : 'wrong'}
      action={
        <Button icon="retry" onClick={onTryNow}>
          Try now
        </Button>
      }
    >
      <p>{more}</p>
    </Screen>
  );
}

function explain(session: NoSessionScreenProps['session']): { sentence: string; more: string } {
  switch (session.kind) {
    case 'waiting':
      return {
        sentence: 'Waiting for Zoom to confirm who you are',
        more:
          session.reason === 'CLAIMED'
            ? 'Another panel has used Zoom’s confirmation already. This one asks for a fresh one, and goes on by itself.'
            : 'Zoom’s confirmation came too late. This panel asks for a fresh one, and goes on by itself.',
      };
    case 'refused':
      return { sentence: 'Zoom’s confirmation of who you are was not accepted', more: session.message };
    case 'no_context':
      return {
        sentence: 'Zoom has not confirmed who you are',
        more: 'This panel asks again every few seconds. If it goes on like this, close the panel and open it again.',
      };
    default:
      return session satisfies never;
  }
}
