import { requireApiKey } from '../context.js';
import { personType, zoomConnectionType } from '../personType.js';
import type { QueryResolvers } from '../types.generated.js';

export const externalUser: NonNullable<QueryResolvers['externalUser']> = async (_parent, { id }, context) => {
  const link = await context.links.find(requireApiKey(context), id);
  if (link === null) return null;
  const connection = await context.connections.find(link.person);
  return {
    externalUserId: id,
    person: personType(link.person, connection),
    connection: connection === null ? null : zoomConnectionType(connection, context.allowedAccounts),
  };
};
