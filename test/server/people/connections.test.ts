import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLeases } from '../../../server/database/lease.js';
import { createKeyRing, SealError } from '../../../server/encryption.js';
import type { AccessToken } from '../../../server/people/connections.js';
import { ZoomError } from '../../../server/zoom/client.js';
import { openTestDatabase } from '../../support/database.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { startVault, type Vault, type VaultServer } from './startVault.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const REFRESH = { route: 'POST /oauth/token', match: { grant_type: 'refresh_token' } };

function tokenOf(access: AccessToken): string {
  if (access.kind !== 'token') throw new Error(`expected a token, got ${access.kind}`);
  return access.accessToken;
}

/** The access token, after Zoom has confirmed that it is this person's. */
async function liveToken({ connections, zoom }: VaultServer, person: { id: string }): Promise<string> {
  const token = tokenOf(await connections.getAccessToken(person.id));
  expect((await zoom.getMe(token)).id).toBe(person.id);
  return token;
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** A vault with one server and one person, whose access token is over. */
async function withExpiredToken() {
  const vault = await startVault();
  const server = await vault.server();
  const person = await vault.connected(server);
  vault.advance(HOUR_MS);
  return { vault, server, person, before: await vault.stored(person) };
}

/** A server whose database can be taken away, with its refresh held at Zoom, which has accepted it. */
async function withRefreshAccepted() {
  const { vault, person, before } = await withExpiredToken();
  const { proxy, uri } = await vault.proxied();
  const server = await vault.server({ uri });
  const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
  const access = server.connections.getAccessToken(person.id);
  await held.reached();
  return { vault, person, before, proxy, server, held, access };
}

/** Grants of a person, made one after the other, each to be stored by the server it was made on. */
async function exchanged(vault: Vault, servers: readonly VaultServer[], person: { id: string }) {
  const exchanges = [];
  for (const server of servers) {
    const granted = await vault.grant(server, person);
    exchanges.push({
      pair: granted.pair,
      store: () =>
        server.connections.store(granted.pair, granted.user, {
          exchangeStartedAt: granted.exchangeStartedAt,
          ownSignIn: true,
        }),
    });
  }
  return exchanges;
}

describe('a stored connection', () => {
  test('shows the person and the scopes, and no token', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    const stored = await vault.stored(person);
    expect(stored).toMatchObject({
      _id: person.id,
      shape: 2,
      accountId: person.accountId,
      displayName: person.displayName,
      state: 'CONNECTED',
      reconnectReason: null,
      ownSignIn: true,
    });
    expect(stored?.scopes.toSorted()).toEqual(['user:read:token', 'user:read:user', 'zoomapp:inmeeting']);
    expect(await server.connections.find(person.id)).toEqual(stored);
  });

  test('gives its access token without asking Zoom, while that lives', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    vault.simulator.calls.clear();
    const record = await server.connections.find(person.id);
    const token = tokenOf(await server.connections.getAccessToken(person.id));
    expect(tokenOf(await server.connections.getAccessToken(person.id, record ? { record } : {}))).toBe(token);
    expect(vault.simulator.calls.count()).toBe(0);
    expect((await server.zoom.getMe(token)).id).toBe(person.id);
  });

  test('does not exist for somebody who never connected', async () => {
    const { connections } = await (await startVault()).server();
    expect(await connections.find('nobody')).toBeNull();
    expect(await connections.getAccessToken('nobody')).toEqual({ kind: 'not_connected' });
    expect(await connections.refreshAfterRejection('nobody', 1)).toEqual({ kind: 'not_connected' });
    expect(await connections.disconnect('nobody')).toEqual({ kind: 'not_connected' });
  });

  test('names the scopes that were not granted, and is not refreshed for them', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.simulator.addPerson();
    await vault.simulator.withholdScopes({ person: person.id, scopes: ['user:read:token'] });
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    await server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    vault.advance(HOUR_MS);
    const expected = { kind: 'missing_scope', scopes: ['user:read:token'] };
    expect(await server.connections.getAccessToken(person.id)).toEqual(expected);
    expect(vault.refreshCalls()).toBe(0);
  });

  test('is the same one when the person authorizes again', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    const first = await vault.stored(person);
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    await server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: false });
    const second = await vault.stored(person);
    expect(second?.version).not.toBe(first?.version);
    expect(second).toMatchObject({ createdAt: first?.createdAt, ownSignIn: true });
    expect(await liveToken(server, person)).toBe(pair.accessToken);
  });

  test('remembers whether the person ever signed in by themselves', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.simulator.addPerson();
    for (const [ownSignIn, expected] of [
      [false, false],
      [true, true],
      [false, true],
    ] as const) {
      const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
      await server.connections.store(pair, user, { exchangeStartedAt, ownSignIn });
      expect((await vault.stored(person))?.ownSignIn).toBe(expected);
    }
  });
});

describe('a sealed token', () => {
  test('does not open in another person’s connection, not even where it was just opened', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const owner = await vault.connected(server);
    const other = await vault.connected(server);
    await liveToken(server, owner);
    await liveToken(server, other);
    const moved = await vault.stored(owner);
    await vault.alter(other, { sealedAccessToken: moved?.sealedAccessToken ?? '' });
    const error = await failureOf(server.connections.getAccessToken(other.id));
    expect(error).toMatchObject({ name: 'SealError', code: 'DAMAGED' });
    expect(await vault.stored(other)).toMatchObject({ state: 'CONNECTED' });
  });

  test('does not open as the other token of the same person', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    await vault.alter(person, { sealedRefreshToken: before?.sealedAccessToken ?? '' });
    expect(await failureOf(server.connections.getAccessToken(person.id))).toMatchObject({ code: 'DAMAGED' });
    expect(vault.refreshCalls()).toBe(0);
  });

  test('whose key is missing is the operator’s fault: the connection waits for the key', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const keyless = await vault.server({ keyRing: createKeyRing([{ kid: 'two', key: randomBytes(32) }]) });
    for (const call of [
      () => keyless.connections.getAccessToken(person.id),
      () => keyless.connections.getAccessToken(person.id, { minValidityMs: -HOUR_MS }),
      () => keyless.connections.refreshAfterRejection(person.id, before?.version ?? 0),
    ]) {
      const error = await failureOf(call());
      expect(error).toBeInstanceOf(SealError);
      expect(error).toMatchObject({ code: 'UNKNOWN_KEY' });
    }
    expect(await vault.stored(person)).toEqual(before);
    expect(vault.refreshCalls()).toBe(0);
    await liveToken(server, person);
  });

  test('is sealed with the newest key when it is next refreshed', async () => {
    const vault = await startVault();
    const [one, two] = [randomBytes(32), randomBytes(32)].map((key, index) => ({ kid: `key-${index}`, key }));
    if (!one || !two) throw new Error('no keys');
    const before = await vault.server({ keyRing: createKeyRing([one]) });
    const after = createKeyRing([two, one]);
    const server = await vault.server({ keyRing: after });
    const person = await vault.connected(before);
    await liveToken(server, person);
    expect(after.kidOf((await vault.stored(person))?.sealedRefreshToken ?? '')).toBe('key-0');
    vault.advance(HOUR_MS);
    await liveToken(server, person);
    const stored = await vault.stored(person);
    expect(after.kidOf(stored?.sealedRefreshToken ?? '')).toBe('key-1');
    expect(after.kidOf(stored?.sealedAccessToken ?? '')).toBe('key-1');
  });
});

describe('a refresh', () => {
  test('happens two minutes before the access token ends, and not sooner', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    vault.advance(3_599_000 - 150_000);
    await liveToken(server, person);
    expect(vault.refreshCalls()).toBe(0);
    vault.advance(40_000);
    await liveToken(server, person);
    expect(vault.refreshCalls()).toBe(1);
  });

  test('stores the new pair, again and again', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const seen = new Set<string>();
    for (let i = 1; i <= 5; i += 1) {
      seen.add(await liveToken(server, person));
      expect((await vault.stored(person))?.version).toBe((before?.version ?? 0) + i);
      vault.advance(HOUR_MS);
    }
    expect(seen.size).toBe(5);
    expect(await vault.stored(person)).toMatchObject({ grantedAt: before?.grantedAt, createdAt: before?.createdAt });
  });

  test('is made once for 200 callers at once, on two servers', async () => {
    const { vault, server, person } = await withExpiredToken();
    const other = await vault.server();
    const callers = Array.from({ length: 200 }, (_, index) =>
      (index % 2 === 0 ? server : other).connections.getAccessToken(person.id),
    );
    const tokens = new Set((await Promise.all(callers)).map(tokenOf));
    expect(vault.refreshCalls()).toBe(1);
    expect(tokens.size).toBe(1);
    await liveToken(other, person);
  });

  test('is not made again for a caller who read the connection before', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    await liveToken(server, person);
    if (!before) throw new Error('nothing stored');
    await server.connections.getAccessToken(person.id, { record: before });
    expect(vault.refreshCalls()).toBe(1);
  });

  test('is forced once by however many rejections of one access token', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    const version = (await vault.stored(person))?.version ?? 0;
    await vault.simulator.expireAccessToken({ person: person.id });
    const rejected = Array.from({ length: 50 }, () => server.connections.refreshAfterRejection(person.id, version));
    expect(new Set((await Promise.all(rejected)).map(tokenOf)).size).toBe(1);
    await server.connections.refreshAfterRejection(person.id, version);
    expect(vault.refreshCalls()).toBe(1);
    await liveToken(server, person);
  });

  test('that made a rejected access token is followed by another one', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const first = server.connections.getAccessToken(person.id);
    await held.reached();
    const next = server.connections.refreshAfterRejection(person.id, (before?.version ?? 0) + 1);
    held.release();
    expect(tokenOf(await next)).not.toBe(tokenOf(await first));
    expect(vault.refreshCalls()).toBe(2);
  });

  test('goes on when its caller gives up, and is there for the next', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const held = vault.simulator.faults.add({ ...REFRESH, then: 'answer', hold: 'before-answer' });
    const deadline = new AbortController();
    const impatient = server.connections.getAccessToken(person.id, { signal: deadline.signal });
    await held.reached();
    deadline.abort();
    expect(await failureOf(impatient)).toMatchObject({ name: 'ZoomError', kind: 'TIMEOUT' });
    const settled = server.connections.settled();
    held.release();
    await settled;
    expect((await vault.stored(person))?.version).toBe((before?.version ?? 0) + 1);
    await liveToken(server, person);
    expect(vault.refreshCalls()).toBe(1);
  });

  test('keeps the scopes when Zoom’s answer names none', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const body = {
      access_token: 'a'.repeat(40),
      refresh_token: 'b'.repeat(40),
      token_type: 'bearer',
      expires_in: 3600,
    };
    vault.simulator.faults.add({ ...REFRESH, times: 1, then: { status: 200, body } });
    tokenOf(await server.connections.getAccessToken(person.id));
    expect((await vault.stored(person))?.scopes).toEqual(before?.scopes);
  });

  test('takes over the scopes that Zoom names', async () => {
    const { vault, server, person } = await withExpiredToken();
    await vault.simulator.withholdScopes({ person: person.id, scopes: ['user:read:token'] });
    const expected = { kind: 'missing_scope', scopes: ['user:read:token'] };
    expect(await server.connections.getAccessToken(person.id)).toEqual(expected);
  });
});

describe('the grant lives on', () => {
  test.each<[string, ZoomError['kind'], number, unknown]>([
    [
      'wrong client credentials',
      'CLIENT_CREDENTIALS',
      400,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    ],
    [
      'wrong client credentials with 401',
      'CLIENT_CREDENTIALS',
      401,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    ],
    ['an invalid request', 'REFUSED', 400, { reason: 'Bad request', error: 'invalid_request' }],
    [
      'an unsupported grant type',
      'REFUSED',
      400,
      { reason: 'unsupported grant type', error: 'unsupported_grant_type' },
    ],
    ['4700', 'REFUSED', 400, { code: 4700, message: 'Token cannot be empty.' }],
    ['a disabled app', 'REFUSED', 400, { code: 4717, message: 'The app has been disabled' }],
    ['an app disabled by an admin', 'REFUSED', 400, { code: 4738, message: 'Disabled by admin' }],
    ['scopes that do not match', 'SCOPE_MISSING', 400, { code: 4711, message: 'Refresh token invalid.' }],
    ['a rate limit', 'RATE_LIMITED', 429, { reason: 'Too many requests', error: 'invalid_grant' }],
    ['an error of Zoom’s', 'UNAVAILABLE', 500, { reason: 'Internal', error: 'invalid_grant' }],
    ['an error page', 'UNAVAILABLE', 503, '<html><body>invalid_grant</body></html>'],
    ['an error page with 400', 'REFUSED', 400, '<html><body>invalid_grant</body></html>'],
    ['a page with 200', 'UNAVAILABLE', 200, '<html><body>Sign in</body></html>'],
    ['an empty answer', 'UNAVAILABLE', 200, ''],
  ])('through %s', async (_what, kind, status, body) => {
    const { vault, server, person, before } = await withExpiredToken();
    const fault = vault.simulator.faults.add({ ...REFRESH, then: { status, body } });
    const error = await failureOf(server.connections.getAccessToken(person.id));
    expect(error).toBeInstanceOf(ZoomError);
    expect(error).toMatchObject({ kind });
    expect(await vault.stored(person)).toEqual(before);
    fault.remove();
    await liveToken(server, person);
  });

  test('through a Zoom that cannot be reached, or does not answer', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const impatient = await vault.server({ client: { oauthTimeoutMs: 100 } });
    for (const [then, at, kind] of [
      ['reset', server, 'UNAVAILABLE'],
      ['hang', impatient, 'TIMEOUT'],
    ] as const) {
      const fault = vault.simulator.faults.add({ ...REFRESH, then });
      expect(await failureOf(at.connections.getAccessToken(person.id))).toMatchObject({ kind });
      fault.remove();
    }
    expect(await vault.stored(person)).toEqual(before);
    await liveToken(server, person);
  });

  test('through the rotation of the client secret, before and after', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    await vault.simulator.setClientSecrets({ secrets: ['anotherSecret_0123456789'] });
    const error = await failureOf(server.connections.getAccessToken(person.id));
    expect(error).toMatchObject({ kind: 'CLIENT_CREDENTIALS' });
    expect(await vault.stored(person)).toEqual(before);
    const rotated = await vault.server({
      client: { clientSecrets: ['vaultSecret_0123456789', 'anotherSecret_0123456789'] },
    });
    await liveToken(rotated, person);
  });
});

describe('a grant that Zoom ended', () => {
  test.each([
    ['invalid_grant', { staleRefreshTokenStatus: 400 }],
    ['invalid_grant', { staleRefreshTokenStatus: 401 }],
    ['4741', { replacedGrantAnswer: '4741' }],
  ] as const)('by %s has to be made anew, and Zoom is not asked again', async (word, assumptions) => {
    const { vault, server, person, before } = await withExpiredToken();
    await vault.simulator.setAssumptions(assumptions);
    await vault.simulator.revokeGrant({ person: person.id });
    expect(await server.connections.getAccessToken(person.id)).toEqual({ kind: 'reconnect_required' });
    const stored = await vault.stored(person);
    expect(stored).toMatchObject({ state: 'RECONNECT_REQUIRED', version: before?.version });
    expect(stored?.reconnectReason).toContain(word);
    expect(await server.connections.getAccessToken(person.id)).toEqual({ kind: 'reconnect_required' });
    expect(vault.refreshCalls()).toBe(1);

    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    await server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    await liveToken(server, person);
    expect(await vault.stored(person)).toMatchObject({ state: 'CONNECTED', reconnectReason: null });
  });

  test('is noticed when the API refuses the access token', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    await vault.simulator.revokeGrant({ person: person.id });
    const access = await server.connections.getAccessToken(person.id);
    if (access.kind !== 'token') throw new Error('no token');
    expect(await failureOf(server.zoom.mintObfToken(access.accessToken))).toMatchObject({
      kind: 'ACCESS_TOKEN_INVALID',
    });
    expect(await server.connections.refreshAfterRejection(person.id, access.version)).toEqual({
      kind: 'reconnect_required',
    });
  });

  test('by a lost answer is noticed at the next refresh: the one window that cannot be closed', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'lose-answer' });
    expect(await failureOf(server.connections.getAccessToken(person.id))).toMatchObject({ kind: 'UNAVAILABLE' });
    expect(await vault.stored(person)).toEqual(before);
    expect(await server.connections.getAccessToken(person.id)).toEqual({ kind: 'reconnect_required' });
  });
});

describe('two servers', () => {
  test('refresh once: one waits for the other', async () => {
    const { vault, server, person } = await withExpiredToken();
    const other = await vault.server();
    const held = vault.simulator.faults.add({ ...REFRESH, then: 'answer', hold: 'before-answer' });
    const first = server.connections.getAccessToken(person.id);
    await held.reached();
    const second = other.connections.getAccessToken(person.id);
    held.release();
    expect(tokenOf(await second)).toBe(tokenOf(await first));
    expect(vault.refreshCalls()).toBe(1);
  });

  test('try one after the other when the first fails', async () => {
    const { vault, server, person } = await withExpiredToken();
    const other = await vault.server();
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: { status: 503 }, hold: 'before-work' });
    const first = server.connections.getAccessToken(person.id);
    await held.reached();
    const second = other.connections.getAccessToken(person.id);
    held.release();
    expect(await failureOf(first)).toMatchObject({ kind: 'UNAVAILABLE' });
    tokenOf(await second);
  });

  test('ask Zoom once about a grant that is over', async () => {
    const { vault, server, person } = await withExpiredToken();
    const other = await vault.server();
    await vault.simulator.revokeGrant({ person: person.id });
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const first = server.connections.getAccessToken(person.id);
    await held.reached();
    const second = other.connections.getAccessToken(person.id);
    held.release();
    expect(await Promise.all([first, second])).toEqual([
      { kind: 'reconnect_required' },
      { kind: 'reconnect_required' },
    ]);
    expect(vault.refreshCalls()).toBe(1);
  });

  test('take over the lease of one that died', async () => {
    const { vault, server, person } = await withExpiredToken();
    const { connection } = await openTestDatabase({ uri: vault.uri });
    const dead = createLeases(connection, { owner: 'dead', now: Date.now });
    expect(await dead.acquire(`refresh:${person.id}`, 400)).not.toBeNull();
    await liveToken(server, person);
  });

  test('give up waiting at their caller’s deadline', async () => {
    const { vault, server, person } = await withExpiredToken();
    const { connection } = await openTestDatabase({ uri: vault.uri });
    const lease = await createLeases(connection, { owner: 'slow', now: Date.now }).acquire(
      `refresh:${person.id}`,
      60_000,
    );
    const error = await failureOf(server.connections.getAccessToken(person.id, { signal: AbortSignal.timeout(50) }));
    expect(error).toMatchObject({ kind: 'TIMEOUT' });
    await lease?.release();
  });

  // Zoom has accepted the first one's refresh, the second one's token is old.
  test('lose nothing when the lease runs out after Zoom accepted: the late pair is stored', async () => {
    const { vault, server, person, before } = await withExpiredToken();
    const early = await vault.server({ leasesAheadMs: 61_000 });
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const late = server.connections.getAccessToken(person.id);
    await held.reached();
    expect(await early.connections.getAccessToken(person.id)).toEqual({ kind: 'reconnect_required' });
    expect(await vault.stored(person)).toMatchObject({ state: 'RECONNECT_REQUIRED', version: before?.version });
    held.release();
    tokenOf(await late);
    expect(await vault.stored(person)).toMatchObject({ state: 'CONNECTED', reconnectReason: null });
    expect(await liveToken(early, person)).toBe(await liveToken(server, person));
  });

  // The second one's refresh is the one that Zoom accepts.
  test('lose nothing when the lease runs out before Zoom accepted: what is stored is used', async () => {
    const { vault, server, person } = await withExpiredToken();
    const early = await vault.server({ leasesAheadMs: 61_000 });
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-work' });
    const late = server.connections.getAccessToken(person.id);
    await held.reached();
    const token = await liveToken(early, person);
    held.release();
    expect(tokenOf(await late)).toBe(token);
    expect(await vault.stored(person)).toMatchObject({ state: 'CONNECTED' });
    await liveToken(server, person);
  });
});

describe('a database that is away', () => {
  test('when the new pair arrives gets it as soon as it is back', async () => {
    const { vault, person, before, proxy, server, held, access } = await withRefreshAccepted();
    const failed = vault.logged('zoom.refresh.not_stored');
    await proxy.cut();
    held.release();
    await failed;
    expect(await vault.stored(person)).toEqual(before);
    await proxy.restore();
    tokenOf(await access);
    expect((await vault.stored(person))?.version).toBe((before?.version ?? 0) + 1);
    await liveToken(await vault.server(), person);
    await liveToken(server, person);
    expect(vault.refreshCalls()).toBe(1);
  });

  test('gets the pair although nobody waits for it any more', async () => {
    const { vault, person, before, proxy, server, held } = await withRefreshAccepted();
    const impatient = server.connections.getAccessToken(person.id, { signal: AbortSignal.timeout(1) });
    expect(await failureOf(impatient)).toMatchObject({ kind: 'TIMEOUT' });
    const failed = vault.logged('zoom.refresh.not_stored');
    await proxy.cut();
    held.release();
    await failed;
    await proxy.restore();
    await server.connections.settled();
    expect((await vault.stored(person))?.version).toBe((before?.version ?? 0) + 1);
    await liveToken(await vault.server(), person);
  });

  test('gets the pair although the lease ran out meanwhile and another server was told that the grant is over', async () => {
    const { vault, person, proxy, server, held, access } = await withRefreshAccepted();
    const other = await vault.server({ leasesAheadMs: 61_000 });
    const failed = vault.logged('zoom.refresh.not_stored');
    await proxy.cut();
    held.release();
    await failed;
    expect(await other.connections.getAccessToken(person.id)).toEqual({ kind: 'reconnect_required' });
    await proxy.restore();
    tokenOf(await access);
    expect(await vault.stored(person)).toMatchObject({ state: 'CONNECTED', reconnectReason: null });
    expect(await liveToken(other, person)).toBe(await liveToken(server, person));
  });

  test('is waited for by a code exchange too, which has ended the older grant', async () => {
    const vault = await startVault();
    const { proxy, uri } = await vault.proxied();
    const server = await vault.server({ uri });
    const person = await vault.connected(server);
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    const failed = vault.logged('zoom.grant.not_stored');
    await proxy.cut();
    const stored = server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    await failed;
    await proxy.restore();
    expect(await stored).toEqual({ kind: 'stored' });
    expect(await liveToken(server, person)).toBe(pair.accessToken);
  });

  test('is reported to whoever asks for a token meanwhile', async () => {
    const vault = await startVault();
    const { proxy, uri } = await vault.proxied();
    const server = await vault.server({ uri });
    const person = await vault.connected(server);
    await proxy.cut();
    expect(await failureOf(server.connections.getAccessToken(person.id))).toBeInstanceOf(Error);
    await proxy.restore();
    await liveToken(server, person);
  });
});

describe('people who authorize in several places at once', () => {
  /** Exchanges at Zoom in this order, then the storing of them in every order. */
  const ORDERS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;

  test.each(ORDERS)('keep the last grant when the pairs are stored in the order %i %i %i', async (...order) => {
    const vault = await startVault();
    const [one, two] = [await vault.server(), await vault.server()];
    for (const person of [await vault.simulator.addPerson(), await vault.connected(one)]) {
      const exchanges = await exchanged(vault, [one, two, one], person);
      const outcomes = [];
      for (const index of order) outcomes[index] = (await exchanges[index]?.store())?.kind;
      expect(outcomes[2]).toBe('stored');
      expect(await liveToken(two, person)).toBe(exchanges[2]?.pair.accessToken);
      vault.advance(HOUR_MS);
      await liveToken(one, person);
    }
  });

  test('keep the last grant when the pairs are stored at the same moment', async () => {
    const vault = await startVault();
    const servers = [await vault.server(), await vault.server(), await vault.server()];
    for (let round = 0; round < 10; round += 1) {
      const person = await vault.simulator.addPerson();
      const exchanges = await exchanged(vault, servers, person);
      const outcomes = await Promise.all(exchanges.map(({ store }) => store()));
      expect(outcomes[2]).toEqual({ kind: 'stored' });
      for (const server of servers) expect(await liveToken(server, person)).toBe(exchanges[2]?.pair.accessToken);
    }
  });

  test('are told when their grant was replaced before it was stored', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.simulator.addPerson();
    const [early, late] = await exchanged(vault, [server, server], person);
    expect(await late?.store()).toEqual({ kind: 'stored' });
    expect(await early?.store()).toEqual({ kind: 'superseded' });
    expect(await liveToken(server, person)).toBe(late?.pair.accessToken);
  });

  test('look again when somebody else stored a pair after they had looked', async () => {
    const vault = await startVault();
    const [server, other] = [await vault.server(), await vault.server()];
    const person = await vault.connected(server);
    const [early] = await exchanged(vault, [server], person);
    const held = vault.simulator.faults.add({
      route: 'GET /v2/users/me',
      times: 1,
      then: 'answer',
      hold: 'before-answer',
    });
    const outcome = early?.store();
    await held.reached();
    const [late] = await exchanged(vault, [other], person);
    expect(await late?.store()).toEqual({ kind: 'stored' });
    held.release();
    expect(await outcome).toEqual({ kind: 'superseded' });
    expect(await liveToken(server, person)).toBe(late?.pair.accessToken);
  });

  test('believe Zoom rather than the clock of a server that is ahead', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const ahead = await vault.server({ client: { now: () => Date.now() + 60_000 } });
    const person = await vault.simulator.addPerson();
    const [early, late] = await exchanged(vault, [ahead, server], person);
    expect(await late?.store()).toEqual({ kind: 'stored' });
    expect(await early?.store()).toEqual({ kind: 'superseded' });
    expect(await liveToken(server, person)).toBe(late?.pair.accessToken);
  });

  test('keep the pair that was granted later while Zoom cannot say which one lives', async () => {
    const vault = await startVault();
    const server = await vault.server();
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const person = await vault.simulator.addPerson();
      const exchanges = await exchanged(vault, [server, server], person);
      const fault = vault.simulator.faults.add({ route: 'GET /v2/users/me', then: { status: 503 } });
      for (const index of order) await exchanges[index]?.store();
      fault.remove();
      expect(await liveToken(server, person)).toBe(exchanges[1]?.pair.accessToken);
    }
  });

  test('win over a refresh of the grant that theirs replaced', async () => {
    const { vault, server, person } = await withExpiredToken();
    const other = await vault.server();
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const refreshed = server.connections.getAccessToken(person.id);
    await held.reached();
    const [exchange] = await exchanged(vault, [other], person);
    expect(await exchange?.store()).toEqual({ kind: 'stored' });
    held.release();
    expect(tokenOf(await refreshed)).toBe(exchange?.pair.accessToken);
    expect(await liveToken(server, person)).toBe(exchange?.pair.accessToken);
  });

  test('win over a refresh that is stored while they are still on their way', async () => {
    const { vault, server, person } = await withExpiredToken();
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const refreshed = server.connections.getAccessToken(person.id);
    await held.reached();
    const [exchange] = await exchanged(vault, [server], person);
    held.release();
    tokenOf(await refreshed);
    expect(await exchange?.store()).toEqual({ kind: 'stored' });
    expect(await liveToken(server, person)).toBe(exchange?.pair.accessToken);
  });

  test('win over the end of the grant that theirs replaced', async () => {
    const { vault, server, person } = await withExpiredToken();
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-work' });
    const refreshed = server.connections.getAccessToken(person.id);
    await held.reached();
    const [exchange] = await exchanged(vault, [server], person);
    expect(await exchange?.store()).toEqual({ kind: 'stored' });
    held.release();
    expect(tokenOf(await refreshed)).toBe(exchange?.pair.accessToken);
    expect(await vault.stored(person)).toMatchObject({ state: 'CONNECTED' });
  });
});

describe('a grant that came without its person asking for it', () => {
  test('takes the place of the one that it ended, and changes nothing else', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    await vault.alter(person, { ownSignIn: false });
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    expect(await server.connections.replace(pair, user, { exchangeStartedAt })).toEqual({ kind: 'stored' });
    expect(await liveToken(server, person)).toBe(pair.accessToken);
    expect(await vault.stored(person)).toMatchObject({ ownSignIn: false, state: 'CONNECTED' });
  });

  test('connects nobody who is not connected, or no longer', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const [never, gone] = [await vault.simulator.addPerson(), await vault.connected(server)];
    await server.connections.erase(gone.id);
    for (const person of [never, gone]) {
      const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
      expect(await server.connections.replace(pair, user, { exchangeStartedAt })).toEqual({ kind: 'not_connected' });
      expect(await vault.stored(person)).toBeNull();
    }
  });

  test('does not replace a later one', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    const [late] = await exchanged(vault, [server], person);
    await late?.store();
    expect(await server.connections.replace(pair, user, { exchangeStartedAt })).toEqual({ kind: 'superseded' });
    expect(await liveToken(server, person)).toBe(late?.pair.accessToken);
  });
});

/** Somebody who was disconnected while Zoom was away. */
async function withPendingRevocation(isOver: boolean) {
  const vault = await startVault();
  const server = await vault.server();
  const person = await vault.connected(server);
  if (isOver) await vault.alter(person, { accessTokenExpiresAt: new Date(0) });
  await vault.simulator.setDown('unavailable');
  expect(await server.connections.disconnect(person.id)).toMatchObject({
    kind: 'disconnected',
    revocation: { kind: 'failed', error: { kind: 'UNAVAILABLE' } },
  });
  expect(await vault.stored(person)).toBeNull();
  expect(await server.connections.hasGrantToEnd(person.id)).toBe(true);
  return { vault, server, person };
}

describe('a disconnection', () => {
  test('ends the grant at Zoom and erases the connection', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    expect(await server.connections.disconnect(person.id)).toEqual({
      kind: 'disconnected',
      revocation: { kind: 'revoked' },
    });
    expect(await vault.stored(person)).toBeNull();
    expect(vault.simulator.state.grants).toEqual([]);
    expect(await server.connections.disconnect(person.id)).toEqual({ kind: 'not_connected' });
    expect(await server.connections.getAccessToken(person.id)).toEqual({ kind: 'not_connected' });
  });

  test('with an access token that is over gets a fresh one first, because Zoom revokes by that', async () => {
    const { vault, server, person } = await withExpiredToken();
    await vault.simulator.expireAccessToken({ person: person.id });
    expect(await server.connections.disconnect(person.id)).toMatchObject({ revocation: { kind: 'revoked' } });
    expect(await vault.stored(person)).toBeNull();
    expect(vault.simulator.state.grants).toEqual([]);
  });

  test('of a grant that Zoom has ended erases the connection', async () => {
    const vault = await startVault();
    const server = await vault.server();
    for (const isKnown of [true, false]) {
      const person = await vault.connected(server);
      const version = (await vault.stored(person))?.version ?? 0;
      await vault.simulator.revokeGrant({ person: person.id });
      if (isKnown) await server.connections.refreshAfterRejection(person.id, version);
      expect(await server.connections.disconnect(person.id)).toEqual({
        kind: 'disconnected',
        revocation: { kind: 'already_over' },
      });
      expect(await vault.stored(person)).toBeNull();
    }
  });

  test.each(['a live access token', 'an access token that is over'])(
    'with %s while Zoom cannot be reached erases the connection, and ends the grant later',
    async (token) => {
      const { vault, server, person } = await withPendingRevocation(token === 'an access token that is over');
      expect(await server.connections.endGrants(), 'it was just tried').toBe(0);
      vault.advance(2 * MINUTE_MS);
      expect(await server.connections.endGrants()).toBe(1);
      expect(await server.connections.hasGrantToEnd(person.id), 'Zoom is still away').toBe(true);
      expect(vault.simulator.state.grants).toHaveLength(1);

      await vault.simulator.setDown('up');
      vault.advance(2 * MINUTE_MS);
      const other = await vault.server();
      const taken = await Promise.all([server, other].map(({ connections }) => connections.endGrants()));
      expect(
        taken.toSorted((one, next) => one - next),
        'by one of two servers',
      ).toEqual([0, 1]);
      expect(vault.simulator.state.grants).toEqual([]);
      expect(await server.connections.hasGrantToEnd(person.id)).toBe(false);
    },
  );

  test('keeps the pair of a refresh that the revocation needed, should the revocation itself fail', async () => {
    const { vault, server, person } = await withPendingRevocation(true);
    await vault.simulator.setDown('up');
    vault.simulator.faults.add({ route: 'POST /oauth/revoke', times: 1, then: { status: 503 } });
    vault.advance(2 * MINUTE_MS);
    await server.connections.endGrants();
    expect(vault.refreshCalls()).toBe(1);
    expect(vault.simulator.state.grants).toHaveLength(1);
    vault.advance(2 * MINUTE_MS);
    await server.connections.endGrants();
    expect(vault.refreshCalls()).toBe(1);
    expect(vault.simulator.state.grants).toEqual([]);
    expect(await server.connections.hasGrantToEnd(person.id)).toBe(false);
  });

  test('of before is forgotten, not sent to Zoom, once the person has connected again', async () => {
    const { vault, server, person } = await withPendingRevocation(false);
    await vault.simulator.setDown('up');
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    await server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    vault.advance(2 * MINUTE_MS);
    const revocations = vault.simulator.calls.count({ route: 'POST /oauth/revoke' });
    expect(await server.connections.endGrants()).toBe(1);
    expect(vault.simulator.calls.count({ route: 'POST /oauth/revoke' })).toBe(revocations);
    expect(await server.connections.hasGrantToEnd(person.id)).toBe(false);
    expect(await liveToken(server, person)).toBe(pair.accessToken);
  });

  test('is given up after three days, and its tokens go', async () => {
    const { vault, server, person } = await withPendingRevocation(false);
    vault.advance(72 * 60 * MINUTE_MS);
    expect(await server.connections.endGrants()).toBe(1);
    expect(await server.connections.hasGrantToEnd(person.id)).toBe(false);
  });

  test('of a server that died before it asked Zoom is carried out by another one', async () => {
    const vault = await startVault();
    const gate = await startDatabaseGate(vault.uri);
    const [doomed, other] = [await vault.server({ uri: gate.uri }), await vault.server()];
    const person = await vault.connected(doomed);
    const erasing = gate.stop('after', ({ name, collection }) => name === 'delete' && collection === 'connections');
    // Its answer never comes, which is as good as a server's end.
    doomed.connections.disconnect(person.id).catch(() => undefined);
    await erasing;
    expect(await vault.stored(person)).toBeNull();
    expect(vault.simulator.state.grants).toHaveLength(1);
    vault.advance(2 * MINUTE_MS);
    await other.connections.endGrants();
    expect(vault.simulator.state.grants).toEqual([]);
  });

  test('without the key of the tokens erases the connection', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.connected(server);
    const keyless = await vault.server({ keyRing: createKeyRing([{ kid: 'two', key: randomBytes(32) }]) });
    expect(await keyless.connections.disconnect(person.id)).toMatchObject({
      revocation: { kind: 'failed', error: { code: 'UNKNOWN_KEY' } },
    });
    expect(await vault.stored(person)).toBeNull();
  });

  test('during a refresh leaves neither a connection nor a live grant behind', async () => {
    const vault = await startVault();
    const [server, other] = [await vault.server(), await vault.server()];
    const person = await vault.connected(server);
    const version = (await vault.stored(person))?.version ?? 0;
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const refreshed = server.connections.refreshAfterRejection(person.id, version);
    await held.reached();
    vault.simulator.faults.add({ route: 'POST /oauth/revoke', times: 1, then: { status: 503 } });
    expect(await other.connections.disconnect(person.id)).toMatchObject({ revocation: { kind: 'failed' } });
    expect(vault.simulator.state.grants).toHaveLength(1);
    held.release();
    expect(await refreshed).toEqual({ kind: 'not_connected' });
    expect(await vault.stored(person)).toBeNull();
    expect(vault.simulator.state.grants).toEqual([]);
  });

  test('revokes the pair that a refresh stores meanwhile', async () => {
    const vault = await startVault();
    const gate = await startDatabaseGate(vault.uri);
    const [server, other] = [await vault.server({ uri: gate.uri }), await vault.server()];
    const person = await vault.connected(server);
    const version = (await vault.stored(person))?.version ?? 0;
    const erasing = gate.hold(({ name, collection }) => name === 'delete' && collection === 'connections');
    const disconnected = server.connections.disconnect(person.id);
    const goOn = await erasing;
    tokenOf(await other.connections.refreshAfterRejection(person.id, version));
    goOn();
    expect(await disconnected).toMatchObject({ kind: 'disconnected', revocation: { kind: 'revoked' } });
    expect(await vault.stored(person)).toBeNull();
    expect(vault.simulator.state.grants).toEqual([]);
  });

  test('does not touch the grant of a person who connects again meanwhile', async () => {
    const vault = await startVault();
    const [server, other] = [await vault.server(), await vault.server()];
    const person = await vault.connected(server);
    const held = vault.simulator.faults.add({
      route: 'POST /oauth/revoke',
      times: 1,
      then: 'answer',
      hold: 'before-work',
    });
    const disconnected = server.connections.disconnect(person.id);
    await held.reached();
    const { pair, user, exchangeStartedAt } = await vault.grant(other, person);
    await other.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    held.release();
    expect(await disconnected).toEqual({ kind: 'connected_again' });
    expect(await liveToken(other, person)).toBe(pair.accessToken);
  });

  test('is not undone by a refresh of before, even when the person has come back', async () => {
    const vault = await startVault();
    const [server, other] = [await vault.server(), await vault.server()];
    const person = await vault.connected(server);
    const version = (await vault.stored(person))?.version ?? 0;
    const held = vault.simulator.faults.add({ ...REFRESH, times: 1, then: 'answer', hold: 'before-answer' });
    const refreshed = server.connections.refreshAfterRejection(person.id, version);
    await held.reached();
    await other.connections.disconnect(person.id);
    const { pair, user, exchangeStartedAt } = await vault.grant(other, person);
    await other.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    held.release();
    expect(tokenOf(await refreshed)).toBe(pair.accessToken);
    expect(await liveToken(server, person)).toBe(pair.accessToken);
  });
});

describe('an erasure', () => {
  test('spares a grant that is newer', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const { connections } = server;
    const person = await vault.connected(server);
    const grantedAt = (await vault.stored(person))?.grantedAt ?? new Date(0);
    expect(await connections.erase(person.id, { grantedBefore: grantedAt })).toBe(false);
    expect(await connections.erase(person.id, { grantedBefore: new Date(grantedAt.getTime() + 1) })).toBe(true);
    expect(await connections.erase(person.id)).toBe(false);
    expect(await vault.stored(person)).toBeNull();
  });

  test('is not undone by a refresh that was under way', async () => {
    const { vault, server, person } = await withExpiredToken();
    const held = vault.simulator.faults.add({ ...REFRESH, then: 'answer', hold: 'before-answer' });
    const access = server.connections.getAccessToken(person.id);
    await held.reached();
    expect(await server.connections.erase(person.id)).toBe(true);
    held.release();
    expect(await access).toEqual({ kind: 'not_connected' });
    expect(await vault.stored(person)).toBeNull();
  });
});

describe('a graceful stop', () => {
  test('waits for what is under way, and for nothing else', async () => {
    const { vault, server, person } = await withExpiredToken();
    await server.connections.settled();
    const held = vault.simulator.faults.add({ ...REFRESH, then: 'answer', hold: 'before-answer' });
    const access = server.connections.getAccessToken(person.id);
    await held.reached();
    let isSettled = false;
    const settled = server.connections.settled().finally(() => {
      isSettled = true;
    });
    await server.connections.find(person.id);
    expect(isSettled).toBe(false);
    held.release();
    await settled;
    tokenOf(await access);
  });

  test('waits for the storing of a grant', async () => {
    const vault = await startVault();
    const server = await vault.server();
    const person = await vault.simulator.addPerson();
    const { pair, user, exchangeStartedAt } = await vault.grant(server, person);
    const stored = server.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    await server.connections.settled();
    expect(await vault.stored(person)).not.toBeNull();
    await stored;
  });
});
