import { botType } from '../botType.js';
import { requireViewer } from '../context.js';
import { recordingProblem } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const deleteRecordings: NonNullable<MutationResolvers['deleteRecordings']> = async (
  _parent,
  { botId },
  context,
) => {
  const outcome = await context.recordings.remove(requireViewer(context), botId);
  if (outcome.kind !== 'deleted') return recordingProblem(outcome);
  return { __typename: 'DeleteRecordingsSuccess', bot: botType(outcome.bot, context) };
};
