import { type BotStatus, isOver, mayLackEvidence, statusOf } from './lifecycle.js';
import type { BotDocument } from './model.js';

const MINUTE_MS = 60_000;
/**
 * How long a bot may be silent before Recall is asked, by where it is. On its way it should report within seconds, unless it waits for
 * its person; a recording may last for hours.
 */
const SILENCE_MS: Readonly<Record<BotStatus, number | null>> = {
  LAUNCHING: 2 * MINUTE_MS,
  JOINING: 2 * MINUTE_MS,
  WAITING_ROOM: 5 * MINUTE_MS,
  IN_CALL: 10 * MINUTE_MS,
  RECORDING: 20 * MINUTE_MS,
  ENDED: null,
  FAILED: null,
};
/** Leaving takes eleven seconds at most: https://docs.recall.ai/docs/automatic-leaving-behavior */
const LEAVING_SILENCE_MS = MINUTE_MS;
/** By then the last webhooks have come, or were repeated. */
const AFTER_END_MS = 2 * MINUTE_MS;
/** Each question that brings nothing new doubles the wait for the next one, up to this. */
const LONGEST_SILENCE_MS = 60 * MINUTE_MS;
/** A bot that is over is asked after until it is a day old, should Recall not answer. */
const ASKED_UNTIL_MS = 24 * 60 * MINUTE_MS;

/**
 * When Recall is to be asked about a bot, unless it reports before. "Do not poll the Recall API": so seldom, and ever more seldom.
 *
 * | bot                                                           | silent for                                   |
 * |---------------------------------------------------------------|----------------------------------------------|
 * | none at Recall                                                | never: there is nobody to ask about          |
 * | over, and an event may be missing that would tell how         | 2 min, once                                  |
 * | over                                                          | never                                        |
 * | told to leave                                                 | 1 min                                        |
 * | launching, joining · waiting room · in the call · recording   | 2 · 5 · 10 · 20 min                          |
 */
export function nextQuestion(
  bot: Pick<BotDocument, 'recallBotId' | 'life' | 'leaveSent' | 'updatedAt'>,
  nowMs: number,
): Date | null {
  const patienceMs = bot.recallBotId === null ? null : patienceWith(bot, nowMs);
  if (patienceMs === null) return null;
  const silentMs = nowMs - bot.updatedAt.getTime();
  return new Date(nowMs + Math.max(patienceMs, Math.min(silentMs, LONGEST_SILENCE_MS)));
}

function patienceWith({ life, leaveSent }: Pick<BotDocument, 'life' | 'leaveSent'>, nowMs: number): number | null {
  if (isOver(life)) {
    const isOld = nowMs - (life.endedAt ?? 0) > ASKED_UNTIL_MS;
    return mayLackEvidence(life) && !isOld ? AFTER_END_MS : null;
  }
  return leaveSent ? LEAVING_SILENCE_MS : SILENCE_MS[statusOf(life)];
}
