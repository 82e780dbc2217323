import { readMeetingUrl } from '../../bots/meetingUrl.js';
import { requireViewer } from '../context.js';
import type { QueryResolvers } from '../types.generated.js';

export const checkMeetingLink: NonNullable<QueryResolvers['checkMeetingLink']> = async (
  _parent,
  { meetingUrl },
  context,
) => {
  requireViewer(context);
  const meeting = readMeetingUrl(meetingUrl);
  return meeting.kind === 'invalid'
    ? { __typename: 'InvalidMeetingLink', message: meeting.message, code: meeting.problem }
    : { __typename: 'ValidMeetingLink', number: meeting.number };
};
