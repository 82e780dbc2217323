import { type Explanation, forPerson } from '../recall/explanation.js';
import { explain, isExplained } from '../recall/explanations.js';
import { isOver, type LifeEvent, OWN_END, reasonOf } from './lifecycle.js';
import type { BotDocument } from './model.js';
import { absenceOf, isThere } from './presence.js';
import { describeEntry, type TimelineEntry } from './timeline.js';

/** The sub-code of a bot that was not let in: by the host, or by Zoom, because its person was not there. */
const NOT_LET_IN = 'timeout_exceeded_waiting_room';

const PERSON_NOT_THERE = forPerson(
  'The bot was not let in for as long as it may wait: most likely the person it came for was not in the meeting.',
  'Join the meeting with the connected Zoom account, then bring the bot again.',
);

/** Why a bot is where it is: the vendor's own word, and what that means. */
export type Reason = Explanation & { readonly code: string };

/**
 * Recall often says that a bot could not join, where this server knows why. And a bot that lives may be without its person, by Zoom's
 * word:
 *
 * | bot | known here | explained by |
 * |---|---|---|
 * | Recall refused to make it | what Recall said | our sentence for the code, else what Recall said |
 * | never came in; Recall's word leaves open why | the last request for a token was refused | that refusal |
 * | was not let in | it never reached the waiting room, nor did Zoom report its person there | its person was most likely not there |
 * | any other with a code to explain | | the code |
 * | goes on, and was not asked to leave | its person left, or the meeting ended | that absence |
 */
export function reasonFor(bot: BotDocument): Reason | null {
  const why = reasonOf(bot.life);
  if (why === null) return absenceReason(bot);
  const explanation = refusalOf(bot, why.subCode) ?? withoutToken(bot) ?? explain(why.code, why.subCode);
  return { code: why.subCode ?? why.code, ...explanation };
}

/** An absence is no end: whether the bot is gone is for Recall to say. */
function absenceReason({ life, presence }: BotDocument): Reason | null {
  if (presence === undefined || isOver(life) || life.removalRequested) return null;
  const code = absenceOf(presence);
  return code === null ? null : { code, ...describeEntry({ kind: 'PRESENCE', code, detail: null }) };
}

/** Whether an end of Recall's leaves open whether the want of a token was the cause. */
export function leavesCauseOpen({ code, subCode }: Pick<LifeEvent, 'code' | 'subCode'>): boolean {
  const isRecalls = ['call_ended', 'done', 'fatal'].includes(code);
  return isRecalls && (subCode === null || subCode === NOT_LET_IN || !isExplained(subCode));
}

function refusalOf({ refusal, life }: BotDocument, code: string | null): Explanation | null {
  if (refusal === null || life.end === null || (code !== null && isExplained(code))) return null;
  const said = refusal.fieldErrors.flatMap(({ messages }) => messages);
  const words = life.end.code === OWN_END.recallRefused && said.length > 0 ? said.join(' ') : refusal.message;
  const explanation = explain(life.end.code, null);
  return { ...explanation, message: `${explanation.message.slice(0, -1)}: ${words}` };
}

function withoutToken(bot: BotDocument): Explanation | null {
  const { end, current, wasInCall } = bot.life;
  if (end === null || wasInCall || !leavesCauseOpen(end)) return null;
  const isInWaitingRoom = current?.code === 'in_waiting_room';
  const last = bot.timeline.findLast(decidesWhetherItJoins);
  if (last !== undefined && last.code !== 'token' && !isInWaitingRoom) return describeEntry(last);
  const isPersonsLack =
    end.subCode === NOT_LET_IN &&
    current?.code === 'joining_call' &&
    (bot.presence === undefined || !isThere(bot.presence));
  return isPersonsLack ? PERSON_NOT_THERE : null;
}

/** What was asked when the bot was over already changed nothing. */
function decidesWhetherItJoins({ kind, code }: TimelineEntry): boolean {
  return kind === 'OBF_REQUEST' && code !== 'no_launch';
}
