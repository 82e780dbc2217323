import { requirePanel } from '../context.js';
import { personViewer } from '../personType.js';
import { authorizationProblem, GUEST_NOT_ALLOWED } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const completeZoomAuthorization: NonNullable<MutationResolvers['completeZoomAuthorization']> = async (
  _parent,
  { input },
  context,
) => {
  const panel = requirePanel(context);
  if (panel === null) return GUEST_NOT_ALLOWED;
  const { code, state = null, redirectUri = null } = input;
  const outcome = await context.panelConsent.complete({ code, state, redirectUri }, panel);
  if (outcome.kind !== 'connected') return authorizationProblem(outcome);
  return { __typename: 'CompleteZoomAuthorizationSuccess', viewer: await personViewer(panel.person, context) };
};
