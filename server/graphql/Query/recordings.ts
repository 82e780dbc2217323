import { requireViewer } from '../context.js';
import { recordingProblem } from '../problems.js';
import { recordingType } from '../recordingType.js';
import type { QueryResolvers } from '../types.generated.js';

export const recordings: NonNullable<QueryResolvers['recordings']> = async (_parent, { botId }, context) => {
  const outcome = await context.recordings.find(requireViewer(context), botId);
  switch (outcome.kind) {
    case 'found':
      return { __typename: 'RecordingsSuccess', recordings: outcome.recordings.map(recordingType) };
    case 'nothing_recorded':
      return { __typename: 'NothingRecorded', message: 'The bot recorded nothing.' };
    case 'gone':
      return { __typename: 'RecordingGone', message: 'The recording has been deleted.' };
    default:
      return recordingProblem(outcome);
  }
};
