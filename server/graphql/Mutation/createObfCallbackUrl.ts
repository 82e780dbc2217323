import { botType } from '../botType.js';
import { requireApiKey, requireRequester } from '../context.js';
import { bringingProblem, unknownExternalUser } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const createObfCallbackUrl: NonNullable<MutationResolvers['createObfCallbackUrl']> = async (
  _parent,
  { input },
  context,
) => {
  requireApiKey(context);
  const requester = await requireRequester(context, input.onBehalfOf);
  if (requester === null) return unknownExternalUser(input.onBehalfOf);
  const { meetingUrl, expiresAt = null } = input;
  const outcome = await context.launches.createCallbackUrl(requester, { meetingUrl, expiresAt });
  switch (outcome.kind) {
    case 'created': {
      const { url, metadata, expiresAt: until, bot } = outcome;
      return { __typename: 'CreateObfCallbackUrlSuccess', url, metadata, expiresAt: until, bot: botType(bot, context) };
    }
    case 'invalid_expiry':
      return { __typename: 'InvalidExpiry', message: 'expiresAt must be in the future, and at most 30 days ahead.' };
    default:
      return bringingProblem(outcome, context);
  }
};
