import type { BotDocument } from '../../bots/model.js';
import { botType } from '../botType.js';
import { type GraphQLContext, requireViewer } from '../context.js';
import { badInput } from '../errors.js';
import type { SubscriptionResolvers } from '../types.generated.js';

export const botUpdated: NonNullable<SubscriptionResolvers['botUpdated']> = {
  subscribe: async (_parent, { id }, context) => {
    const stream = await context.feed.follow(requireViewer(context), id ?? null);
    if (stream === null) throw badInput('There is no bot of yours with this id.');
    return stream;
  },
  resolve: (bot: BotDocument, _args: unknown, context: GraphQLContext) => botType(bot, context),
};
