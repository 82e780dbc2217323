import { botType } from '../botType.js';
import { requireViewer } from '../context.js';
import { botNotFound } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const removeBot: NonNullable<MutationResolvers['removeBot']> = async (_parent, { id }, context) => {
  const visible = await context.listing.find(requireViewer(context), id);
  const removed = visible === null ? null : await context.removeBot(id);
  if (removed === null) return botNotFound();
  return { __typename: 'RemoveBotSuccess', bot: botType(removed, context) };
};
