import { isOver, statusOf } from '../bots/lifecycle.js';
import type { BotDocument } from '../bots/model.js';
import { reasonFor } from '../bots/reason.js';
import { mayHaveRecording } from '../bots/recordings.js';
import { describeEntry, inOrder, type TimelineEntry } from '../bots/timeline.js';
import { warningsOf } from '../bots/warnings.js';
import type { GraphQLContext } from './context.js';
import type { Bot, Reason, TimelineEntry as TimelineEntryType } from './types.generated.js';

/** A stored bot as the API shows it to whoever asks. */
export function botType(
  bot: BotDocument,
  { identity, recallDashboardUrl, now }: Pick<GraphQLContext, 'identity' | 'recallDashboardUrl' | 'now'>,
): Bot {
  const { recallBotId } = bot;
  // Persons have no access to the operator's dashboard.
  const isShownExplorer = identity.kind === 'api_key' && recallBotId !== null;
  return {
    id: bot._id,
    status: statusOf(bot.life),
    reason: reasonFor(bot),
    warnings: warningsOf(bot, now()),
    recallBotId,
    recallExplorerUrl: isShownExplorer ? `${recallDashboardUrl}/explorer/bot/${encodeURIComponent(recallBotId)}` : null,
    botName: bot.botName,
    createdAt: bot.createdAt,
    endedAt: bot.endedAt,
    meeting: { number: bot.meetingNumber, topic: bot.meetingTopic },
    onBehalfOf: { id: bot.person, displayName: bot.personName },
    externalUserId: bot.externalUserId,
    timeline: inOrder(bot.timeline).map(timelineEntryType),
    timelineDropped: bot.timelineCount - bot.timeline.length,
    canRemove: !isOver(bot.life) && !bot.life.removalRequested,
    mayHaveRecording: mayHaveRecording(bot),
  };
}

/** What happened and what to do, as one text. */
export function inWords({
  message,
  nextStep,
  nextStepFor,
}: Pick<Reason, 'message' | 'nextStep' | 'nextStepFor'>): string {
  if (nextStep === null || nextStep === undefined) return message;
  return `${message} ${nextStepFor === 'OPERATOR' ? 'Ask whoever runs this app: ' : ''}${nextStep}`;
}

function timelineEntryType(entry: TimelineEntry): TimelineEntryType {
  return { at: entry.at, kind: entry.kind, code: entry.code, tookMs: entry.tookMs, ...describeEntry(entry) };
}
