import type { ConnectionDocument } from '../people/connections.js';
import { missingScopes } from '../zoom/oauth.js';
import type { Person, ZoomConnection } from './types.generated.js';

/** A Zoom user; one whose connection is gone has no name here any more. */
export function personType(id: string, connection: Pick<ConnectionDocument, 'displayName'> | null): Person {
  return { id, displayName: connection?.displayName ?? '' };
}

export function zoomConnectionType(connection: ConnectionDocument): ZoomConnection {
  return {
    state: connection.state,
    scopes: connection.scopes,
    missingScopes: missingScopes(connection.scopes),
    connectedAt: connection.grantedAt,
  };
}
