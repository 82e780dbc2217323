import type { MutationResolvers } from './../types.generated.js';
export const startZoomAuthorization: NonNullable<MutationResolvers['startZoomAuthorization']> = async (
  _parent,
  _arg,
  _ctx,
) => {
  throw new Error('under construction');
};
