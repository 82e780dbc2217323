import type { QueryResolvers } from './../types.generated.js';
export const checkMeetingLink: NonNullable<QueryResolvers['checkMeetingLink']> = async (_parent, _arg, _ctx) => {
  throw new Error('under construction');
};
