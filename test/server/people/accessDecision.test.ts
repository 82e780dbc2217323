import { describe, expect, test } from 'vitest';
import { accessDecision } from '../../../server/people/accessDecision.js';
import type { ConnectionDocument } from '../../../server/people/connectionModel.js';
import { NEEDED_SCOPES } from '../../../server/zoom/oauth.js';

const NOW = 1_767_225_600_000;
const MARGIN_MS = 120_000;

function connection(change: Partial<ConnectionDocument> = {}) {
  return {
    state: 'CONNECTED' as const,
    scopes: [...NEEDED_SCOPES],
    accessTokenExpiresAt: new Date(NOW + MARGIN_MS),
    ...change,
  };
}

const EXPIRED = { accessTokenExpiresAt: new Date(NOW - 1) };
const ENDED = { state: 'RECONNECT_REQUIRED' as const };
const NARROW = { scopes: ['user:read:user', 'zoomapp:inmeeting'] };

describe('whether a connection gives an access token', () => {
  test.each([
    ['nobody', null, { kind: 'not_connected' }],
    ['a token that lives exactly long enough', connection(), { kind: 'use' }],
    [
      'a token that lives a millisecond too short',
      connection({ accessTokenExpiresAt: new Date(NOW + MARGIN_MS - 1) }),
      { kind: 'refresh' },
    ],
    ['a token that is over', connection(EXPIRED), { kind: 'refresh' }],
    ['a grant that Zoom ended', connection(ENDED), { kind: 'reconnect_required' }],
    [
      'a grant that Zoom ended, with a token that is over',
      connection({ ...ENDED, ...EXPIRED }),
      { kind: 'reconnect_required' },
    ],
    ['a scope too few', connection(NARROW), { kind: 'missing_scope', scopes: ['user:read:token'] }],
    [
      'a scope too few, with a token that is over',
      connection({ ...NARROW, ...EXPIRED }),
      { kind: 'missing_scope', scopes: ['user:read:token'] },
    ],
    [
      'a scope too few, of a grant that Zoom ended',
      connection({ ...NARROW, ...ENDED }),
      { kind: 'reconnect_required' },
    ],
  ])('%s', (_what, given, decision) => {
    expect(accessDecision(given, MARGIN_MS, NOW)).toEqual(decision);
  });
});
