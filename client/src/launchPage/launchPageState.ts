import type { Departure } from '../features/connect/useAccount.js';
import type { ViewerQuery } from '../graphql/generated/graphql.js';
import type { ServerCondition } from '../graphql/serverState.js';

type Viewer = ViewerQuery['viewer'];
type Connection = NonNullable<Viewer['connection']>;
type Person = NonNullable<Viewer['person']>;

/** All that decides what a person with a browser sees. */
export interface LaunchPageFacts {
  server: ServerCondition;
  hasNetwork: boolean;
  /** Null until the server has said who this is. */
  viewer: Viewer | null;
  isSignedOut: boolean;
  /** Why the server does not say it. */
  problem: string | null;
  departure: Departure | null;
}

export type LaunchPageState =
  | { kind: 'starting' }
  | { kind: 'offline'; hasNetwork: boolean }
  | { kind: 'outdated' }
  | { kind: 'trouble'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'disconnected'; isRevoked: boolean }
  | { kind: 'not-connected' }
  | { kind: 'reconnect-required' }
  | { kind: 'missing-scope'; scopes: readonly string[] }
  | { kind: 'account-not-allowed' }
  | { kind: 'connected'; person: Person; connection: Connection };

/**
 * Facts → what the person sees. The first row that holds counts. Whoever is known keeps their page when the server goes away: it
 * says so, and what they typed stays.
 *
 * | fact | state |
 * |---|---|
 * | they have just left | disconnected, signed-out |
 * | not known who this is, and the server does not answer | offline |
 * | … or does not know this page's documents | outdated |
 * | nobody is signed in | signed-out |
 * | not known who this is | trouble, with its reason; starting without one |
 * | no connection | not-connected |
 * | the operator does not open bots to the person's account | account-not-allowed |
 * | a connection that bots can't use | reconnect-required, missing-scope |
 * | otherwise | connected |
 */
export function launchPageState(facts: LaunchPageFacts): LaunchPageState {
  const { server, viewer, problem, departure } = facts;
  if (departure?.kind === 'disconnected') return { kind: 'disconnected', isRevoked: departure.isRevoked };
  if (departure?.kind === 'signed_out') return { kind: 'signed-out' };
  if (viewer === null) {
    if (server === 'unreachable') return { kind: 'offline', hasNetwork: facts.hasNetwork };
    if (server === 'outdated') return { kind: 'outdated' };
    if (facts.isSignedOut) return { kind: 'signed-out' };
    return problem === null ? { kind: 'starting' } : { kind: 'trouble', message: problem };
  }

  const { person, connection } = viewer;
  // In a browser, where there are no guests, nobody but a person has a session.
  if (person === null) return { kind: 'signed-out' };
  if (connection === null) return { kind: 'not-connected' };
  if (connection.state === 'ACCOUNT_NOT_ALLOWED') return { kind: 'account-not-allowed' };
  if (connection.state === 'RECONNECT_REQUIRED') return { kind: 'reconnect-required' };
  if (connection.missingScopes.length > 0) return { kind: 'missing-scope', scopes: connection.missingScopes };
  return { kind: 'connected', person, connection };
}
