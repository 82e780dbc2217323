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

describe('an authorization in a panel', () => {
  const panel = { person: 'ana', keyHash: 'hash-of-the-panels-key' };

  test('has a plain challenge: the verifier itself', async () => {
    const { authorizations } = await startAuthorizations();
    const { state, codeChallenge, expiresAt } = await authorizations.begin({ kind: 'panel', panel });
    expect(expiresAt).toEqual(new Date(NOW + AUTHORIZATION_TTL_MS));
    expect(await authorizations.takeForPanel(state, panel)).toEqual({
      kind: 'taken',
      authorization: { codeVerifier: codeChallenge, connect: null, panelPerson: 'ana' },
    });
    expect(await authorizations.takeForPanel(state, panel)).toEqual({ kind: 'unknown' });
  });

  test('is not spent by another panel, nor by another person in the same one', async () => {
    const { authorizations } = await startAuthorizations();
    const { state } = await authorizations.begin({ kind: 'panel', panel });
    for (const other of [
      { ...panel, keyHash: 'hash-of-anothers-key0' },
      { ...panel, person: 'ben' },
    ]) {
      expect(await authorizations.takeForPanel(state, other)).toEqual({ kind: 'other_browser' });
    }
    expect((await authorizations.takeForPanel(state, panel)).kind).toBe('taken');
  });

  test('may come back in any browser, with its person to be compared', async () => {
    const { authorizations } = await startAuthorizations();
    for (const browserKey of ['any-browser', null]) {
      const { state } = await authorizations.begin({ kind: 'panel', panel });
      expect(await authorizations.take(state, browserKey)).toMatchObject({ authorization: { panelPerson: 'ana' } });
      expect(await authorizations.take(state, browserKey)).toEqual({ kind: 'unknown' });
    }
  });

  test('without its state is the one begun last, of this panel', async () => {
    const { authorizations, clock } = await startAuthorizations();
    const challenges = [];
    for (let round = 0; round < 3; round += 1) {
      challenges.push((await authorizations.begin({ kind: 'panel', panel })).codeChallenge);
      clock.now += 1_000;
      await authorizations.begin({ kind: 'panel', panel: { ...panel, keyHash: 'hash-of-anothers-key0' } });
      clock.now += 1_000;
    }
    for (const codeVerifier of challenges.toReversed()) {
      expect(await authorizations.takeForPanel(null, panel)).toMatchObject({ authorization: { codeVerifier } });
    }
    expect(await authorizations.takeForPanel(null, panel)).toEqual({ kind: 'unknown' });
  });

  test('of a browser is none of a panel’s, and a browser without its key takes none', async () => {
    const { authorizations } = await startAuthorizations();
    const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
    expect(await authorizations.takeForPanel(state, panel)).toEqual({ kind: 'other_browser' });
    expect(await authorizations.take(state, null)).toEqual({ kind: 'other_browser' });
    expect((await authorizations.take(state, 'browser-1')).kind).toBe('taken');
  });
});

test('an authorization that an older server stored is a browser’s', async () => {
  const { authorizations, documents } = await startAuthorizations();
  const { state } = await authorizations.begin({ kind: 'browser', browserKey: 'browser-1' });
  await documents.updateMany({}, { $set: { shape: 1 }, $unset: { panelPerson: '' } });
  expect(await authorizations.take(state, null)).toEqual({ kind: 'other_browser' });
  expect(await authorizations.take(state, 'browser-1')).toMatchObject({ authorization: { panelPerson: null } });
});
