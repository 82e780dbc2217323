import type { MutationResolvers } from './../types.generated.js';
export const startSession: NonNullable<MutationResolvers['startSession']> = async (_parent, _arg, _ctx) => {
  throw new Error('under construction');
};
