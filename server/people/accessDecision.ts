import { missingScopes } from '../zoom/oauth.js';
import type { ConnectionDocument } from './connectionModel.js';

export type AccessDecision =
  | { kind: 'use' }
  | { kind: 'refresh' }
  | { kind: 'not_connected' }
  | { kind: 'reconnect_required' }
  | { kind: 'missing_scope'; scopes: string[] };

/**
 * What can be done with a stored connection. The first line that fits decides:
 *
 * | connection                                         | decision             |
 * |----------------------------------------------------|----------------------|
 * | none                                               | `not_connected`      |
 * | Zoom ended the grant                               | `reconnect_required` |
 * | a needed scope was not granted                     | `missing_scope`: a refresh brings no scopes |
 * | the access token lives less than `minValidityMs`   | `refresh`            |
 * | otherwise                                          | `use`                |
 *
 * @param now milliseconds since 1970
 */
export function accessDecision(
  connection: Pick<ConnectionDocument, 'state' | 'scopes' | 'accessTokenExpiresAt'> | null,
  minValidityMs: number,
  now: number,
): AccessDecision {
  if (connection === null) return { kind: 'not_connected' };
  if (connection.state === 'RECONNECT_REQUIRED') return { kind: 'reconnect_required' };
  const scopes = missingScopes(connection.scopes);
  if (scopes.length > 0) return { kind: 'missing_scope', scopes };
  return { kind: connection.accessTokenExpiresAt.getTime() - now < minValidityMs ? 'refresh' : 'use' };
}
