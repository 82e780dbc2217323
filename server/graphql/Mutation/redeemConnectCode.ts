import { requireApiKey } from '../context.js';
import { personType } from '../personType.js';
import type { MutationResolvers } from '../types.generated.js';

export const redeemConnectCode: NonNullable<MutationResolvers['redeemConnectCode']> = async (
  _parent,
  { code },
  context,
) => {
  const outcome = await context.links.redeem(code, requireApiKey(context));
  if (outcome.kind === 'invalid') {
    return {
      __typename: 'InvalidConnectCode',
      message: 'This code is unknown, used or older than five minutes. Send the person through the connect link again.',
    };
  }
  const connection = await context.connections.find(outcome.person);
  return {
    __typename: 'RedeemConnectCodeSuccess',
    externalUserId: outcome.externalUserId,
    person: personType(outcome.person, connection),
  };
};
