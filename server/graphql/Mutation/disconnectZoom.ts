import { requireRequester } from '../context.js';
import { unknownExternalUser } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const disconnectZoom: NonNullable<MutationResolvers['disconnectZoom']> = async (
  _parent,
  { onBehalfOf },
  context,
) => {
  const requester = await requireRequester(context, onBehalfOf);
  if (requester === null) return unknownExternalUser(onBehalfOf ?? '');
  const outcome = await context.disconnect(requester);
  if (outcome.kind === 'not_connected') {
    return { __typename: 'NotConnected', message: 'No Zoom account is connected.', connectUrl: context.connectUrl };
  }
  if (outcome.erased) context.clearSessionCookie();
  return { __typename: 'DisconnectZoomSuccess', erased: outcome.erased, revoked: outcome.revoked };
};
