import type { ConnectionDocument } from '../people/connections.js';
import { standingOf } from '../people/standing.js';
import { missingScopes } from '../zoom/oauth.js';
import type { GraphQLContext } from './context.js';
import type { Person, Viewer, ZoomConnection } from './types.generated.js';

/** A Zoom user; one who is not connected has no name here: app contexts bring none. */
export function personType(id: string, connection: Pick<ConnectionDocument, 'displayName'> | null): Person {
  return { id, displayName: connection?.displayName ?? '' };
}

/** @param allowedAccounts Zoom account ids; null allows any */
export function zoomConnectionType(
  connection: ConnectionDocument,
  allowedAccounts: ReadonlySet<string> | null,
): ZoomConnection {
  const isAllowed = standingOf(connection, allowedAccounts).kind !== 'account_not_allowed';
  return {
    state: isAllowed ? connection.state : 'ACCOUNT_NOT_ALLOWED',
    scopes: connection.scopes,
    missingScopes: missingScopes(connection.scopes),
    connectedAt: connection.grantedAt,
  };
}

export const GUEST: Viewer = { person: null, apiKey: null, connection: null, guest: true };

/** As the connection stands now. */
export async function personViewer(
  person: string,
  { connections, allowedAccounts }: Pick<GraphQLContext, 'connections' | 'allowedAccounts'>,
): Promise<Viewer> {
  const connection = await connections.find(person);
  return {
    person: personType(person, connection),
    apiKey: null,
    connection: connection === null ? null : zoomConnectionType(connection, allowedAccounts),
    guest: false,
  };
}
