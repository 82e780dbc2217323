import type { SubscriptionResolvers } from './../types.generated.js';
export const botUpdated: NonNullable<SubscriptionResolvers['botUpdated']> = {
  subscribe: async (_parent, _arg, _ctx) => {
    throw new Error('under construction');
  },
};
