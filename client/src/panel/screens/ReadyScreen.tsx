import { LaunchForm } from '../../features/launch/LaunchForm.js';
import { Button } from '../../ui/Button.js';
import { Details } from '../../ui/Details.js';
import { Notice } from '../../ui/Notice.js';
import { Screen } from '../../ui/Screen.js';
import type { ZoomMeeting } from '../../zoom/zoomPanel.js';
import type { PanelActions } from '../panelActions.js';

interface ReadyScreenProps {
  meeting: ZoomMeeting;
  /** The person on whose behalf it joins. */
  displayName: string;
  actions: Pick<PanelActions, 'launch' | 'take' | 'proof'>;
}

export function ReadyScreen({ meeting, displayName, actions }: ReadyScreenProps) {
  const { joinUrl, topic } = meeting;
  const form = { onOutcome: actions.take, proof: actions.proof };
  if (joinUrl === null) {
    return (
      <Screen state="ready" sentence="Paste this meeting’s invite link" icon="link">
        <LaunchForm
          {...form}
          lead="Zoom tells apps the link only for hosts and co-hosts. You find it in the invitation, or in the meeting under Participants, Invite, Copy invite link."
        />
        {breakoutNotice(meeting)}
      </Screen>
    );
  }
  return (
    <Screen
      state="ready"
      sentence={invitationTo(topic)}
      icon="bot"
      tone="accent"
      action={
        <Button icon="bot" onClick={() => actions.launch(joinUrl)}>
          Bring a bot
        </Button>
      }
      details={
        <Details summary="With another name, or into another meeting">
          <LaunchForm {...form} defaultUrl={joinUrl} />
        </Details>
      }
    >
      <p>It joins on your behalf, and everybody sees that it was brought by {displayName}.</p>
      {breakoutNotice(meeting)}
    </Screen>
  );
}

export function invitationTo(topic: string | null): string {
  return topic === null ? 'Bring a bot into this meeting' : `Bring a bot into “${topic}”`;
}

function breakoutNotice({ parentUuid }: ZoomMeeting) {
  return parentUuid && <Notice tone="quiet">You are in a breakout room. The bot joins the main meeting.</Notice>;
}
