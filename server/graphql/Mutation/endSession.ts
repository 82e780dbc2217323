import type { MutationResolvers } from '../types.generated.js';

export const endSession: NonNullable<MutationResolvers['endSession']> = async (_parent, _args, context) => {
  if (context.identity.kind === 'person') await context.sessions.end(context.identity.sessionToken);
  context.clearSessionCookie();
  return { __typename: 'EndSessionSuccess', signedOut: true };
};
