import { botType } from '../botType.js';
import { requireViewer } from '../context.js';
import type { QueryResolvers } from '../types.generated.js';

export const bot: NonNullable<QueryResolvers['bot']> = async (_parent, { id }, context) => {
  const found = await context.listing.find(requireViewer(context), id);
  return found === null ? null : botType(found, context);
};
