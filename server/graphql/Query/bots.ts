import { botType } from '../botType.js';
import { requireViewer } from '../context.js';
import { badInput } from '../errors.js';
import type { QueryResolvers } from '../types.generated.js';

const MAX_PAGE = 100;

export const bots: NonNullable<QueryResolvers['bots']> = async (_parent, { first, after, live }, context) => {
  const viewer = requireViewer(context);
  const count = first ?? 20;
  if (count < 1 || count > MAX_PAGE) throw badInput(`first must be from 1 to ${MAX_PAGE}.`);
  const page = await context.listing.list(viewer, { first: count, after: after ?? null, live: live ?? null });
  const nodes = page.bots.map((bot) => botType(bot, context));
  const edges = nodes.map((node) => ({ cursor: node.id, node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
