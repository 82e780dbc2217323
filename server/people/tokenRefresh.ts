import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Lease, Leases } from '../database/lease.js';
import { type TokenPair, type ZoomClient, ZoomError } from '../zoom/client.js';
import { accessDecision } from './accessDecision.js';
import type { ConnectionDocument, ConnectionModel } from './connectionModel.js';
import { persistently } from './persistently.js';
import type { GrantToEnd, Revocations } from './revocations.js';
import type { TokenSeal } from './tokenSeal.js';

/** Twice as long as Zoom's answer is awaited, so that a server which lives never loses its lease to one that waits. */
const LEASE_MS = 60_000;
/** How often somebody who waits for another server's refresh looks whether it has ended. */
const POLL_INTERVAL_MS = 150;
/** How long they look: longer than a lease that a dead server left behind. */
const POLL_FOR_MS = 90_000;

/** An access token to use now, or why there is none. */
export type AccessToken =
  | { kind: 'token'; accessToken: string; /** Of the stored pair: for `refreshAfterRejection`. */ version: number }
  | { kind: 'not_connected' }
  | { kind: 'reconnect_required' }
  | { kind: 'missing_scope'; scopes: string[] };

export interface TokenRefreshDeps {
  connections: ConnectionModel;
  seal: TokenSeal;
  zoom: ZoomClient;
  revocations: Revocations;
  leases: Leases;
  log: Logger;
  now: Clock;
}

/** Replaces a person's token pair, exactly once however many ask for it. */
export interface TokenRefresh {
  /**
   * Gets a pair of another version than `version`: the one that is stored by now, or else a fresh one.
   *
   * The caller's `signal` ends the caller's wait only, never the refresh.
   *
   * @throws {ZoomError} TIMEOUT when `signal` ended the wait; whatever went wrong at Zoom, except the end of the grant
   * @throws {SealError} the stored refresh token does not open
   */
  leave(person: string, version: number, signal?: AbortSignal): Promise<AccessToken>;
  /** What a stored connection gives without a refresh. */
  accessOf(connection: ConnectionDocument | null): Promise<AccessToken>;
  /**
   * Resolves when no refresh is under way any more. To be called when nobody waits for one: what was sent is finished and
   * stored, but another server's lease is not waited for, so that nothing is sent which the end of this process would cut off.
   */
  settled(): Promise<void>;
}

/**
 * Zoom replaces the refresh token at every use, and knows no grace period. So:
 *
 * 1. In this process one refresh runs for a person; everybody else waits for it. Among servers a lease sees to that.
 * 2. Whoever has the lease reads again first: a version that changed meanwhile is used instead.
 * 3. A refresh that was sent is never cancelled, and nobody uses its pair before it is stored. Storing is tried until it
 *    succeeds, on the condition that the version is still the one that the refresh was made from.
 * 4. The lease only saves work. Should two servers refresh at once all the same, Zoom answers one of them with
 *    `invalid_grant`; that one marks the version it holds, without raising it, and the other's write lifts the mark.
 *
 * https://developers.zoom.us/docs/integrations/oauth/
 */
export function createTokenRefresh(deps: TokenRefreshDeps): TokenRefresh {
  const { connections, seal, zoom, revocations, leases, log, now } = deps;
  const underWay = new Map<string, Promise<AccessToken>>();
  const releasing = new Set<Promise<void>>();
  /** How many await `settled`. */
  let settling = 0;

  async function leave(person: string, version: number, signal?: AbortSignal): Promise<AccessToken> {
    for (;;) {
      const access = await unlessAborted(underWay.get(person) ?? begin(person, version), signal);
      // What we joined may have been the refresh that made the very version that we want to leave.
      if (access.kind !== 'token' || access.version !== version) return access;
    }
  }

  function begin(person: string, version: number): Promise<AccessToken> {
    const refresh = run(person, version).finally(() => underWay.delete(person));
    underWay.set(person, refresh);
    // Whoever waits gets the failure; but all of them may have given up.
    refresh.catch(() => {});
    return refresh;
  }

  async function run(person: string, version: number): Promise<AccessToken> {
    for (let waitedMs = 0; waitedMs < POLL_FOR_MS; waitedMs += POLL_INTERVAL_MS) {
      const lease = await leases.acquire(`refresh:${person}`, LEASE_MS);
      try {
        const connection = await connections.findById(person).lean<ConnectionDocument | null>();
        if (connection?.version !== version || connection.state !== 'CONNECTED') return await accessOf(connection);
        if (lease) return await refresh(connection);
      } finally {
        if (lease) release(lease, person);
      }
      if (settling > 0) break;
      await delay(POLL_INTERVAL_MS);
    }
    throw new ZoomError('Another server has been refreshing this Zoom token for too long.', { kind: 'TIMEOUT' });
  }

  /** No caller waits for this. A lease that cannot be released runs out. */
  function release(lease: Lease, person: string): void {
    const released = lease
      .release()
      .catch((error: unknown) => {
        log.warn({ event: 'zoom.refresh.lease_kept', person, reason: String(error) }, 'A refresh lease will run out.');
      })
      .finally(() => releasing.delete(released));
    releasing.add(released);
  }

  async function refresh(connection: ConnectionDocument): Promise<AccessToken> {
    const { _id: person, version } = connection;
    const refreshToken = await seal.openRefreshToken(connection);
    const startedAt = performance.now();
    let pair: TokenPair;
    try {
      pair = await zoom.refresh(refreshToken);
    } catch (error) {
      if (error instanceof ZoomError && error.kind === 'GRANT_DEAD') return endGrant(connection, error);
      log.warn(
        { event: 'zoom.refresh.failed', person, version, reason: String(error) },
        'Zoom gave no new token pair.',
      );
      throw error;
    }
    const access = await keep(connection, pair);
    const tookMs = Math.round(performance.now() - startedAt);
    log.info({ event: 'zoom.refresh.succeeded', person, version, tookMs }, 'Refreshed a Zoom token pair.');
    return access;
  }

  /** Stores a pair over the one that it was made from; whatever is stored by then wins. Never inserts. */
  async function keep(connection: ConnectionDocument, pair: TokenPair): Promise<AccessToken> {
    const { _id: person, version } = connection;
    const fresh = {
      ...(await seal.seal(person, pair)),
      accessTokenExpiresAt: new Date(pair.expiresAt),
      scopes: pair.scopes.length > 0 ? pair.scopes : connection.scopes,
      refreshedAt: new Date(pair.answeredAt),
      state: 'CONNECTED' as const,
      reconnectReason: null,
      version: version + 1,
    };
    const { matchedCount } = await persistently(
      () => connections.updateOne({ _id: person, version }, { $set: fresh }),
      (error) => {
        log.error(
          { event: 'zoom.refresh.not_stored', person, version, reason: String(error) },
          'A new Zoom token pair could not be stored yet; trying again until it is.',
        );
        return true;
      },
    );
    if (matchedCount === 1) return accessOf({ ...connection, ...fresh });

    const current = await connections.findById(person).lean<ConnectionDocument | null>();
    if (current === null) await discard({ _id: person, ...fresh });
    return accessOf(current);
  }

  /** The person disconnected while their pair was being replaced. Nobody knows the new one but us, so we end it. */
  async function discard(grant: GrantToEnd): Promise<void> {
    await persistently(
      () => revocations.note(grant),
      () => true,
    );
    const revocation = await revocations.carryOut(grant._id);
    log.info(
      { event: 'zoom.refresh.discarded', person: grant._id, revocation: revocation?.kind },
      'The token pair of a person who had disconnected is not wanted.',
    );
  }

  /** Zoom said that the refresh token of this version is over: true of the person's grant only if no newer one is stored. */
  async function endGrant(connection: ConnectionDocument, error: ZoomError): Promise<AccessToken> {
    const { _id: person, version } = connection;
    const { matchedCount } = await connections.updateOne(
      { _id: person, version },
      { $set: { state: 'RECONNECT_REQUIRED', reconnectReason: error.message } },
    );
    if (matchedCount === 1) {
      log.warn(
        { event: 'zoom.grant.ended', person, version, reason: error.message },
        'Zoom ended a grant: the person has to connect again.',
      );
      return { kind: 'reconnect_required' };
    }
    return accessOf(await connections.findById(person).lean<ConnectionDocument | null>());
  }

  async function accessOf(connection: ConnectionDocument | null): Promise<AccessToken> {
    if (connection === null) return { kind: 'not_connected' };
    const decision = accessDecision(connection, 0, now());
    if (decision.kind !== 'use' && decision.kind !== 'refresh') return decision;
    return { kind: 'token', accessToken: await seal.openAccessToken(connection), version: connection.version };
  }

  return {
    leave,
    accessOf,
    async settled() {
      settling += 1;
      while (underWay.size + releasing.size > 0) await Promise.allSettled([...underWay.values(), ...releasing]);
      settling -= 1;
    },
  };
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      reject(new ZoomError('The Zoom token was not refreshed in time; that goes on.', { kind: 'TIMEOUT' }));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
