import { expect, test } from 'vitest';
import {
  type LaunchPageFacts,
  launchPageState,
  type LaunchPageState,
} from '../../../client/src/launchPage/launchPageState.js';

const person = { id: 'ana', displayName: 'Ana Ferreira' };
const connection = { state: 'CONNECTED' as const, missingScopes: [], connectedAt: '2026-03-02T09:00:00.000Z' };
const viewer = { person, guest: false, connection };
const known: LaunchPageFacts = {
  server: 'reachable',
  hasNetwork: true,
  viewer,
  isSignedOut: false,
  problem: null,
  departure: null,
};
const unknown: LaunchPageFacts = { ...known, viewer: null };

test.each<[string, LaunchPageFacts, LaunchPageState]>([
  ['nothing is known yet', unknown, { kind: 'starting' }],
  [
    'nothing is known, and the server is away',
    { ...unknown, server: 'unreachable' },
    { kind: 'offline', hasNetwork: true },
  ],
  [
    'nothing is known, without a network',
    { ...unknown, server: 'unreachable', hasNetwork: false },
    { kind: 'offline', hasNetwork: false },
  ],
  ['the server is of another version', { ...unknown, server: 'outdated' }, { kind: 'outdated' }],
  ['nobody is signed in', { ...unknown, isSignedOut: true, problem: 'Sign in.' }, { kind: 'signed-out' }],
  [
    'the server cannot say who this is',
    { ...unknown, problem: 'It broke.' },
    { kind: 'trouble', message: 'It broke.' },
  ],
  ['a session of nobody', { ...known, viewer: { ...viewer, person: null } }, { kind: 'signed-out' }],
  ['disconnected elsewhere', { ...known, viewer: { ...viewer, connection: null } }, { kind: 'not-connected' }],
  [
    'the grant has ended',
    { ...known, viewer: { ...viewer, connection: { ...connection, state: 'RECONNECT_REQUIRED' } } },
    { kind: 'reconnect-required' },
  ],
  [
    'a scope is missing',
    { ...known, viewer: { ...viewer, connection: { ...connection, missingScopes: ['user:read:token'] } } },
    { kind: 'missing-scope', scopes: ['user:read:token'] },
  ],
  [
    'an account that is not allowed',
    { ...known, viewer: { ...viewer, connection: { ...connection, state: 'ACCOUNT_NOT_ALLOWED' } } },
    { kind: 'account-not-allowed' },
  ],
  ['all is well', known, { kind: 'connected', person, connection }],
  [
    'all was well until the server went away',
    { ...known, server: 'unreachable' },
    { kind: 'connected', person, connection },
  ],
  ['signed out', { ...known, departure: { kind: 'signed_out' } }, { kind: 'signed-out' }],
  [
    'disconnected',
    { ...known, departure: { kind: 'disconnected', isRevoked: false } },
    { kind: 'disconnected', isRevoked: false },
  ],
])('%s', (_facts, facts, state) => {
  expect(launchPageState(facts)).toEqual(state);
});
