import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type KeyRing, SealError } from '../../../server/encryption.js';
import { AUTHORIZATION_TTL_MS, createAuthorizations } from '../../../server/people/authorizations.js';
import { openTestDatabase, testDatabaseUri } from '../../support/database.js';

const NOW = 1_767_225_600_000;
const connect = { apiKey: 'crm', externalUserId: 'user-7', returnUrl: 'https://crm.example.com/done' };
const keyRing = createKeyRing([{ kid: 'one', key: randomBytes(32) }]);

async function startAuthorizations(keys: KeyRing = keyRing, uri = testDatabaseUri()) {
  const { connection } = await openTestDatabase({ uri });
  const clock = { now: NOW };
  const authorizations = createAuthorizations({ connection, keyRing: keys, now: () => clock.now });
  return { authorizations, clock, uri, documents: connection.collection('authorizations') };
}

describe('an authorization', () => {
  test('is taken by the browser that began it, with the verifier of its challenge', async () => {
    const { authorizations } = await startAuthorizations();
    const { state, codeChallenge } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    const taken = await authorizations.take(state, 'browser-1');
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    const { codeVerifier } = taken.authorization;
    expect(createHash('sha256').update(codeVerifier).digest('base64url')).toBe(codeChallenge);
    expect(taken.authorization.connect).toBeNull();
  });

  test('keeps for which backend’s user it is', async () => {
    const { authorizations } = await startAuthorizations();
    for (const given of [connect, { ...connect, returnUrl: null }]) {
      const { state } = await authorizations.begin({ kind: 'connect', browserKey: 'browser-1', connect: given });
      expect(await authorizations.take(state, 'browser-1')).toMatchObject({ authorization: { connect: given } });
    }
  });

  test('is taken once, however many try at the same moment', async () => {
    const { authorizations } = await startAuthorizations();
    for (let round = 0; round < 5; round += 1) {
      const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
      const tries = await Promise.all(Array.from({ length: 20 }, () => authorizations.take(state, 'browser-1')));
      expect(tries.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
      expect(await authorizations.take(state, 'browser-1')).toEqual({ kind: 'unknown' });
    }
  });

  test('is not spent by another browser', async () => {
    const { authorizations } = await startAuthorizations();
    const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    expect(await authorizations.take(state, 'browser-2')).toEqual({ kind: 'other_browser' });
    expect(await authorizations.take(state, '')).toEqual({ kind: 'other_browser' });
    expect((await authorizations.take(state, 'browser-1')).kind).toBe('taken');
  });

  test('is unknown after five minutes, and when nobody began it', async () => {
    const { authorizations, clock } = await startAuthorizations();
    const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    clock.now += AUTHORIZATION_TTL_MS - 1;
    const { state: later } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    clock.now += 1;
    expect(await authorizations.take(state, 'browser-1')).toEqual({ kind: 'unknown' });
    expect((await authorizations.take(later, 'browser-1')).kind).toBe('taken');
    for (const made of ['', 'x', state.slice(1), `${state}x`]) {
      expect(await authorizations.take(made, 'browser-1')).toEqual({ kind: 'unknown' });
    }
  });

  test('is stored without its state, its verifier and its browser’s key', async () => {
    const { authorizations, documents } = await startAuthorizations();
    const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    const stored = JSON.stringify(await documents.find().toArray());
    const taken = await authorizations.take(state, 'browser-1');
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    for (const secret of [state, taken.authorization.codeVerifier, 'browser-1']) expect(stored).not.toContain(secret);
  });

  test('is not spent while the key of its verifier is missing', async () => {
    const { authorizations, uri } = await startAuthorizations();
    const keyless = await startAuthorizations(createKeyRing([{ kid: 'two', key: randomBytes(32) }]), uri);
    const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    await expect(keyless.authorizations.take(state, 'browser-1')).rejects.toBeInstanceOf(SealError);
    expect((await authorizations.take(state, 'browser-1')).kind).toBe('taken');
  });
});
