import type { MutationResolvers } from './../types.generated.js';
export const completeZoomAuthorization: NonNullable<MutationResolvers['completeZoomAuthorization']> = async (
  _parent,
  _arg,
  _ctx,
) => {
  throw new Error('under construction');
};
