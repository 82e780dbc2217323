import { missingScopes } from '../zoom/oauth.js';
import type { ConnectionDocument } from './connections.js';

/** Whether bots may be brought on behalf of a person, and if not, what they have to do. */
export type Standing =
  | { kind: 'ready'; displayName: string }
  | { kind: 'not_connected' }
  | { kind: 'reconnect_required' }
  | { kind: 'missing_scope'; scopes: string[] }
  | { kind: 'account_not_allowed' };

/** @param allowedAccounts Zoom account ids; null allows any */
export function standingOf(
  connection: Pick<ConnectionDocument, 'state' | 'scopes' | 'accountId' | 'displayName'> | null,
  allowedAccounts: ReadonlySet<string> | null,
): Standing {
  if (connection === null) return { kind: 'not_connected' };
  if (allowedAccounts !== null && !allowedAccounts.has(connection.accountId)) return { kind: 'account_not_allowed' };
  if (connection.state === 'RECONNECT_REQUIRED') return { kind: 'reconnect_required' };
  const scopes = missingScopes(connection.scopes);
  return scopes.length > 0 ? { kind: 'missing_scope', scopes } : { kind: 'ready', displayName: connection.displayName };
}
