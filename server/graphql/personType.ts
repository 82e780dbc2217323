import type { ConnectionDocument } from '../people/connections.js';
import { missingScopes } from '../zoom/oauth.js';
import type { Person, Viewer, ZoomConnection } from './types.generated.js';

/** A Zoom user; one who is not connected has no name here: app contexts bring none. */
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

export const GUEST: Viewer = { person: null, apiKey: null, connection: null, guest: true };

export function personViewer(person: string, connection: ConnectionDocument | null): Viewer {
  return {
    person: personType(person, connection),
    apiKey: null,
    connection: connection === null ? null : zoomConnectionType(connection),
    guest: false,
  };
}
