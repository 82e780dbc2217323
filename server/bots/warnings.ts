import { type Explanation, forOperator } from '../recall/explanation.js';
import { isOver } from './lifecycle.js';
import type { BotDocument } from './model.js';
import { leavesCauseOpen } from './reason.js';

/** A bot fetches its token immediately before it joins (https://docs.recall.ai/docs/providing-zoom-join-tokens). */
const ASKS_WITHIN_MS = 60_000;

const WHAT_TO_CHECK =
  'Check in Recall’s dashboard of RECALL_REGION the Zoom app’s client id and secret (Meeting Bot Setup, Zoom), ' +
  'and in the bot’s log whether it could reach its zoom.obf_token_url.';

const IN_CALL_WITHOUT_TOKEN = forOperator(
  'The bot came into the meeting without a token from this app, so Zoom may not show who brought it.',
  WHAT_TO_CHECK,
);
const TOKEN_NEVER_REQUESTED = forOperator(
  'Recall never asked this app for a token, and Zoom lets no bot into other people’s meetings without one.',
  WHAT_TO_CHECK,
);

/** Something about a bot that is not as it should be, whatever its status. */
export type Warning = Explanation & { readonly code: 'in_call_without_token' | 'token_never_requested' };

/**
 * What is amiss with a bot's tokens, by what is stored of it:
 *
 * | bot | tokens | warning |
 * |---|---|---|
 * | was in the call | none was given | `in_call_without_token` |
 * | has been setting out for a minute, or ended without a cause of another kind | none was ever asked for | `token_never_requested` |
 *
 * A bot in a meeting of the app's own account needs no token, but fetches one all the same.
 */
export function warningsOf(bot: BotDocument, now: number): Warning[] {
  if (bot.recallBotId === null) return [];
  if (bot.life.wasInCall) {
    return wasGivenToken(bot) ? [] : [{ code: 'in_call_without_token', ...IN_CALL_WITHOUT_TOKEN }];
  }
  return isDue(bot, now) && !wasAsked(bot) ? [{ code: 'token_never_requested', ...TOKEN_NEVER_REQUESTED }] : [];
}

function isDue({ life }: BotDocument, now: number): boolean {
  if (isOver(life)) return !life.removalRequested && life.end !== null && leavesCauseOpen(life.end);
  return life.current?.code === 'joining_call' && now - life.current.at >= ASKS_WITHIN_MS;
}

/** The timeline also tells it of bots that are older than the field. */
function wasGivenToken({ tokenGivenAt, timeline }: BotDocument): boolean {
  return tokenGivenAt !== undefined || timeline.some(({ kind, code }) => kind === 'OBF_REQUEST' && code === 'token');
}

function wasAsked({ obfRequestedAt, timeline }: BotDocument): boolean {
  return obfRequestedAt.length > 0 || timeline.some(({ kind }) => kind === 'OBF_REQUEST');
}
