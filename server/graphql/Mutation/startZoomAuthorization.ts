import { requirePanel } from '../context.js';
import { GUEST_NOT_ALLOWED } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const startZoomAuthorization: NonNullable<MutationResolvers['startZoomAuthorization']> = async (
  _parent,
  _args,
  context,
) => {
  const panel = requirePanel(context);
  if (panel === null) return GUEST_NOT_ALLOWED;
  return { __typename: 'StartZoomAuthorizationSuccess', ...(await context.panelConsent.begin(panel)) };
};
