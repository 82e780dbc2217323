import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { Button } from '../../ui/Button.js';
import { Details } from '../../ui/Details.js';
import { formatMeetingNumber } from '../../formatMeetingNumber.js';
import { Notice } from '../../ui/Notice.js';
import { TextField } from '../../ui/TextField.js';
import { type LaunchOutcome, type PresenceProof, useLaunch } from './useLaunch.js';
import { useMeetingLink } from './useMeetingLink.js';

const MAX_BOT_NAME_CHARACTERS = 100;

interface LaunchFormProps {
  /** Why the link is asked for. */
  lead?: ReactNode;
  /** Where the bot goes unless another link is pasted. It is not shown: it holds the meeting's passcode. */
  defaultUrl?: string;
  /** The bot is on its way, or was there already: then, too, it is the one to show. */
  onLaunched?: (bot: BotCardFragment) => void;
  /** Whatever else came of a launch, for what lies outside of this form: connecting, signing in. */
  onOutcome?: (outcome: LaunchOutcome) => void;
  /** For panels: what proves that the person is in a meeting. */
  proof?: () => Promise<PresenceProof>;
}

/** Brings a bot into the meeting of a pasted link. */
export function LaunchForm({ lead, defaultUrl = '', onLaunched, onOutcome, proof }: LaunchFormProps) {
  const link = useMeetingLink();
  const [botName, setBotName] = useState('');
  const [outcome, setOutcome] = useState<LaunchOutcome | null>(null);
  const { isLaunching, launch } = useLaunch();
  const form = useRef<HTMLFormElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isLaunching) return;
    const meetingUrl = link.text.trim() === '' ? defaultUrl : link.text;
    if (meetingUrl === '') return refuseLink('Paste the meeting’s invite link first.');
    const name = botName.trim();
    const result = await launch({ meetingUrl, botName: name === '' ? undefined : name, proof });
    setOutcome(result);
    onOutcome?.(result);
    switch (result.kind) {
      case 'launched':
        link.change('');
        setOutcome(null);
        return onLaunched?.(result.bot);
      case 'already_there':
        return result.bot === null ? undefined : onLaunched?.(result.bot);
      case 'invalid_link':
        return refuseLink(result.message);
      case 'invalid_name':
        form.current?.querySelector('details')?.setAttribute('open', '');
        return form.current?.querySelector<HTMLElement>('[name=botName]')?.focus();
      default:
        return undefined;
    }
  }

  function refuseLink(message: string): void {
    link.refuse(message);
    form.current?.querySelector<HTMLElement>('[name=meetingUrl]')?.focus();
  }

  const { verdict } = link;
  return (
    <form className="launch" ref={form} noValidate onSubmit={(event) => void submit(event)}>
      {lead !== undefined && <p className="lead">{lead}</p>}
      <TextField
        label="Invite link"
        name="meetingUrl"
        value={link.text}
        hint={
          defaultUrl === ''
            ? 'Or the whole invitation, as you got it.'
            : 'Of another meeting. Without one it joins this one.'
        }
        error={verdict.kind === 'invalid' ? verdict.message : null}
        confirmation={verdict.kind === 'valid' ? `Meeting ${formatMeetingNumber(verdict.number)}` : null}
        isLong
        isRequired={defaultUrl === ''}
        inputMode="url"
        onChange={(text) => {
          setOutcome(null);
          link.change(text);
        }}
        onBlur={link.leave}
      />
      <Details summary="Name the bot">
        <TextField
          label="The bot’s name in the meeting"
          name="botName"
          value={botName}
          hint="Without one it has the usual name."
          error={outcome?.kind === 'invalid_name' ? outcome.message : null}
          maxLength={MAX_BOT_NAME_CHARACTERS}
          onChange={setBotName}
        />
      </Details>
      {outcome !== null && <OutcomeNotice outcome={outcome} />}
      <Button type="submit" icon="bot" isBusy={isLaunching}>
        {isLaunching ? 'Bringing the bot…' : 'Bring the bot'}
      </Button>
    </form>
  );
}

function OutcomeNotice({ outcome }: { outcome: LaunchOutcome }) {
  switch (outcome.kind) {
    // Told by the field, or by the bot itself.
    case 'launched':
    case 'invalid_link':
    case 'invalid_name':
      return null;
    case 'connect':
    case 'signed_out': {
      const url = outcome.kind === 'connect' ? outcome.connectUrl : '/zoom/oauth';
      return (
        <Notice tone="wrong" action={url !== null && <a href={url}>Connect Zoom</a>}>
          {outcome.message}
        </Notice>
      );
    }
    case 'recall_refused':
      return (
        <Notice tone="wrong">
          <p>{outcome.message}</p>
          {outcome.fieldErrors.map(({ field, messages }) => (
            <p key={field}>
              <code>{field}</code>: {messages.join(' ')}
            </p>
          ))}
        </Notice>
      );
    case 'already_there':
      return (
        <Notice tone="info" icon="bot">
          {outcome.message}
        </Notice>
      );
    case 'too_many':
    case 'not_allowed':
    case 'presence_not_proven':
    case 'failed':
      return <Notice tone="wrong">{outcome.message}</Notice>;
    default:
      return outcome satisfies never;
  }
}
