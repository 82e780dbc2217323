import { isOver, reasonOf, statusOf } from '../bots/lifecycle.js';
import type { BotDocument } from '../bots/model.js';
import { describeEntry, reasonOfAbsence, type TimelineEntry } from '../bots/timeline.js';
import { explain } from '../recall/explanations.js';
import type { Bot, Reason, TimelineEntry as TimelineEntryType } from './types.generated.js';

/** A stored bot as the API shows it. */
export function botType(bot: BotDocument): Bot {
  return {
    id: bot._id,
    status: statusOf(bot.life),
    reason: reasonType(bot),
    recallBotId: bot.recallBotId,
    botName: bot.botName,
    createdAt: bot.createdAt,
    endedAt: bot.endedAt,
    meeting: { number: bot.meetingNumber, topic: bot.meetingTopic },
    onBehalfOf: { id: bot.person, displayName: bot.personName },
    externalUserId: bot.externalUserId,
    timeline: bot.timeline.map(timelineEntryType),
    timelineDropped: bot.timelineCount - bot.timeline.length,
    canRemove: !isOver(bot.life) && !bot.life.removalRequested,
  };
}

function reasonType(bot: BotDocument): Reason | null {
  const reason = reasonOf(bot.life);
  if (reason === null) {
    return isOver(bot.life) || bot.life.removalRequested ? null : reasonOfAbsence(bot.presence);
  }
  const { message, nextStep } = explain(reason.code, reason.subCode);
  return { code: reason.subCode ?? reason.code, message: bot.refusal?.message ?? message, nextStep };
}

function timelineEntryType(entry: TimelineEntry): TimelineEntryType {
  return { at: entry.at, kind: entry.kind, code: entry.code, tookMs: entry.tookMs, ...describeEntry(entry) };
}
