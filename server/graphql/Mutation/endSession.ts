import type { MutationResolvers } from '../types.generated.js';

export const endSession: NonNullable<MutationResolvers['endSession']> = async (_parent, _args, context) => {
  const { identity } = context;
  if (identity.kind === 'person' || identity.kind === 'guest') await context.sessions.end(identity.sessionToken);
  context.clearSessionCookie();
  return { __typename: 'EndSessionSuccess', signedOut: true };
};
