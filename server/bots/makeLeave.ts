import type { RecallClient } from '../recall/client.js';

/**
 * Makes a bot leave. One that has not set out yet can only be deleted, one that has can only be told to leave
 * (https://docs.recall.ai/reference/errors, 405): between the two it is `dispatched`, and both are to be tried a moment later.
 *
 * @throws RecallError
 */
export async function makeLeave(
  recall: RecallClient,
  recallBotId: string,
): Promise<'leaving' | 'deleted' | 'gone' | 'dispatched'> {
  const told = await recall.leaveCall(recallBotId);
  return told.kind === 'not_started' ? (await recall.deleteBot(recallBotId)).kind : told.kind;
}
