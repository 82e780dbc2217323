import { requireViewer } from '../context.js';
import { personType, zoomConnectionType } from '../personType.js';
import type { QueryResolvers } from '../types.generated.js';

export const viewer: NonNullable<QueryResolvers['viewer']> = async (_parent, _args, context) => {
  const caller = requireViewer(context);
  if (caller.kind === 'api_key') return { person: null, apiKey: caller.name, connection: null, guest: false };
  const connection = await context.connections.find(caller.person);
  return {
    person: personType(caller.person, connection),
    apiKey: null,
    connection: connection === null ? null : zoomConnectionType(connection),
    guest: false,
  };
};
