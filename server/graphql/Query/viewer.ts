import { requireViewer } from '../context.js';
import { GUEST, personViewer } from '../personType.js';
import type { QueryResolvers } from '../types.generated.js';

export const viewer: NonNullable<QueryResolvers['viewer']> = async (_parent, _args, context) => {
  if (context.identity.kind === 'guest') return GUEST;
  const caller = requireViewer(context);
  if (caller.kind === 'api_key') return { person: null, apiKey: caller.name, connection: null, guest: false };
  return personViewer(caller.person, context);
};
