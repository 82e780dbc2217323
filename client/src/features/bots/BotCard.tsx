import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { BotCardFragment } from '../../graphql/generated/graphql.js';
import { useAnnouncement } from '../../ui/Announcer.js';
import { Confirm } from '../../ui/Confirm.js';
import { Details } from '../../ui/Details.js';
import { formatMeetingNumber } from '../../formatMeetingNumber.js';
import { Icon } from '../../ui/Icon.js';
import { Notice } from '../../ui/Notice.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { describeBot, isLive } from './describeBot.js';
import { NextStep } from './NextStep.js';
import { type OpenLink, RecordingFiles } from './RecordingFiles.js';
import { Timeline } from './Timeline.js';
import { useRemoveBot } from './useRemoveBot.js';

interface BotCardProps {
  bot: BotCardFragment;
  /** False where the screen's own sentence says where the bot is. */
  hasTitle?: boolean;
  /** What there is to do about a bot that is over: a `Button`. */
  action?: ReactNode;
  /** Takes the bot as its removal answered it. */
  onRemove?: (bot: BotCardFragment) => void;
  openLink?: OpenLink;
}

/** One bot: where it is, why, and what to do; what happened, folded; and the way to remove it. */
export function BotCard({ bot, hasTitle = false, action, onRemove, openLink }: BotCardProps) {
  const { sentence, explanation, icon, tone } = describeBot(bot);
  const [isUnfolded, setUnfolded] = useState(false);
  const [isRecordingUnfolded, setRecordingUnfolded] = useState(false);
  // Whoever deletes it is told so in its place.
  const [hadRecording, setHadRecording] = useState(bot.mayHaveRecording);
  if (bot.mayHaveRecording && !hadRecording) setHadRecording(true);
  const removed = useCallback((now: BotCardFragment) => onRemove?.(now), [onRemove]);
  const { isRemoving, problem, remove } = useRemoveBot(removed);
  useAnnouncement(hasTitle ? sentence : null);

  const card = useRef<HTMLElement>(null);
  const wasRemovable = useRef(false);
  const canRemove = bot.canRemove && isLive(bot);
  useEffect(() => {
    // The button that was pressed is gone.
    if (!canRemove && wasRemovable.current && document.activeElement === document.body) card.current?.focus();
    wasRemovable.current = canRemove;
  }, [canRemove]);

  return (
    <article
      ref={card}
      tabIndex={-1}
      className={`bot${hasTitle && isLive(bot) ? ' bot-live' : ''}`}
      data-bot={bot.id}
      data-status={bot.status}
      aria-label={`${sentence}: ${placeOf(bot)}`}
    >
      {hasTitle && (
        <div className="bot-head">
          <span className={`tile tile-${tone}`}>
            <Icon name={icon} />
          </span>
          <div>
            <h3>{sentence}</h3>
            <Facts bot={bot} />
          </div>
        </div>
      )}
      {bot.reason ? (
        <div className="bot-why">
          <p>{bot.reason.message}</p>
          <NextStep of={bot.reason} />
        </div>
      ) : (
        explanation !== null && <p>{explanation}</p>
      )}
      {bot.warnings.map((warning) => (
        <Notice key={warning.code} icon="warning">
          <p>{warning.message}</p>
          <NextStep of={warning} />
        </Notice>
      ))}
      {!hasTitle && <Facts bot={bot} />}
      {problem !== null && <Notice tone="wrong">{problem}</Notice>}
      {canRemove && (
        <Confirm
          label="Remove the bot"
          icon="leave"
          question={
            <p>
              <strong>Remove the bot?</strong> {consequenceOf(bot)}
            </p>
          }
          confirmLabel="Remove"
          cancelLabel="Keep it"
          isBusy={isRemoving}
          onConfirm={() => remove(bot.id)}
        />
      )}
      {!canRemove && action}
      {hadRecording && (
        <Details summary="Recording" onToggle={setRecordingUnfolded}>
          {isRecordingUnfolded && <RecordingFiles botId={bot.id} openLink={openLink} />}
        </Details>
      )}
      <Details summary="What happened" onToggle={setUnfolded}>
        {isUnfolded && <Timeline bot={bot} />}
      </Details>
    </article>
  );
}

function Facts({ bot }: { bot: BotCardFragment }) {
  return (
    <p className="facts">
      <span>
        <span>{placeOf(bot)}</span> <span>{bot.botName}</span>{' '}
        <span>
          {bot.status === 'ENDED' ? 'left' : bot.status === 'FAILED' ? 'gave up' : 'brought'}{' '}
          <RelativeTime at={bot.endedAt ?? bot.createdAt} />
        </span>
      </span>
    </p>
  );
}

function placeOf({ meeting: { topic, number } }: BotCardFragment): string {
  return topic ?? `Meeting ${formatMeetingNumber(number)}`;
}

function consequenceOf({ status }: BotCardFragment): string {
  switch (status) {
    case 'RECORDING':
      return 'The recording ends, and the bot leaves the meeting.';
    case 'IN_CALL':
      return 'It leaves the meeting.';
    default:
      return 'It does not join the meeting.';
  }
}
