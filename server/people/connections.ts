import { randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from '../database/duplicateKey.js';
import type { Leases } from '../database/lease.js';
import { createReadById } from '../database/readById.js';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { KeyRing } from '../encryption.js';
import { type TokenPair, type ZoomClient, ZoomError, type ZoomUser } from '../zoom/client.js';
import { accessDecision } from './accessDecision.js';
import { CONNECTION_SHAPE, type ConnectionDocument, createConnectionModel } from './connectionModel.js';
import { persistently } from './persistently.js';
import { createRevocations, type Revocation } from './revocations.js';
import { type AccessToken, createTokenRefresh } from './tokenRefresh.js';
import { createTokenSeal } from './tokenSeal.js';

export type { ConnectionDocument } from './connectionModel.js';
export type { AccessToken } from './tokenRefresh.js';
export type { Revocation } from './revocations.js';

/** An access token with less than this left is replaced before it is handed out. */
export const REFRESH_MARGIN_MS = 120_000;
/** How far the clocks of two servers may be apart when it is asked which of two exchanges was the later. */
const CLOCK_SKEW_MS = 120_000;
/** How often a new grant is tried to be stored when something else is wrong than the database's absence. */
const STORE_TRIES = 6;
/** Versions begin below this: far enough apart to be told apart, with room to count up from. */
const FIRST_VERSION_BELOW = 2 ** 47;

export type Disconnection =
  | { kind: 'disconnected'; revocation: Revocation }
  | { kind: 'not_connected' }
  /** The person authorized the app anew while they were being disconnected: that grant stands. */
  | { kind: 'connected_again' };

/**
 * The token vault: one document for each person who authorized the app, with the one token pair that is alive at Zoom.
 *
 * Every method may throw what the database throws.
 */
export interface Connections {
  /** The stored connection: for display, or to hand to `getAccessToken`. One read by `_id`. */
  find(person: string): Promise<ConnectionDocument | null>;

  /**
   * Stores the pair of a code exchange as the person's only one. Of two exchanges the one that was the later at Zoom
   * wins, in whatever order they are stored: the other is `superseded`, and what is stored stands.
   *
   * Goes on while the database is away, because the exchange has ended the grant that was stored before.
   *
   * @param how.exchangeStartedAt when the exchange was sent, in milliseconds since 1970
   * @param how.ownSignIn the person came by themselves, not through a backend's connect link
   */
  store(
    pair: TokenPair,
    user: ZoomUser,
    how: { exchangeStartedAt: number; ownSignIn: boolean },
  ): Promise<{ kind: 'stored' } | { kind: 'superseded' }>;

  /**
   * As `store`, for a person who is connected already: with nothing to replace, nothing is stored, and the pair is the caller's to
   * hand back.
   */
  replace(
    pair: TokenPair,
    user: ZoomUser,
    how: { exchangeStartedAt: number },
  ): Promise<{ kind: 'stored' } | { kind: 'superseded' } | { kind: 'not_connected' }>;

  /**
   * An access token that lives for at least `minValidityMs` more, refreshed if need be.
   *
   * @param options.record the connection as just read, which saves the read
   * @param options.minValidityMs default `REFRESH_MARGIN_MS`
   * @param options.signal ends the wait for a refresh, never the refresh
   * @throws {ZoomError} temporary, or CLIENT_CREDENTIALS, or REFUSED: the connection stays as it is
   * @throws {SealError} the operator's to mend: the connection stays as it is
   */
  getAccessToken(
    person: string,
    options?: { record?: ConnectionDocument; minValidityMs?: number; signal?: AbortSignal },
  ): Promise<AccessToken>;

  /**
   * After Zoom refused the access token of `version`: one of another version. To be asked once for each rejection, and
   * to be followed by one more try. https://developers.zoom.us/docs/api/
   *
   * @throws as `getAccessToken`
   */
  refreshAfterRejection(person: string, version: number, options?: { signal?: AbortSignal }): Promise<AccessToken>;

  /**
   * Uses the grant of a person whom nobody has acted for, so that it does not lapse: refreshes the pair of `version`, unless another
   * one is stored by now.
   *
   * @throws as `getAccessToken`
   */
  renew(person: string, version: number): Promise<AccessToken>;

  /**
   * Erases the connection and ends the grant at Zoom. What Zoom cannot be reached for is noted, and tried again by
   * `endGrants`.
   *
   * @param options.grantedBefore leaves a connection alone that the person made at this moment or later
   */
  disconnect(person: string, options?: { grantedBefore?: Date }): Promise<Disconnection>;

  /**
   * Erases the connection without asking Zoom, which has ended the grant already.
   *
   * @param options.grantedBefore leaves a connection alone that the person made at this moment or later
   * @returns whether one was erased
   */
  erase(person: string, options?: { grantedBefore?: Date }): Promise<boolean>;

  /** Tries again to end grants that Zoom could not be reached for. @returns how many */
  endGrants(): Promise<number>;
  /** Whether a grant of this person is still to be ended at Zoom. */
  hasGrantToEnd(person: string): Promise<boolean>;

  /** Resolves when nothing that must not be cut off is under way: neither a refresh nor the storing of a pair. */
  settled(): Promise<void>;
}

export interface ConnectionsDeps {
  connection: Connection;
  zoom: ZoomClient;
  keyRing: KeyRing;
  leases: Leases;
  log: Logger;
  now: Clock;
}

export function createConnections(deps: ConnectionsDeps): Connections {
  const { zoom, leases, log, now } = deps;
  const connections = createConnectionModel(deps.connection);
  const seal = createTokenSeal(deps.keyRing);
  const revocations = createRevocations({ connection: deps.connection, connections, seal, zoom, log, now });
  const refreshing = createTokenRefresh({ connections, seal, zoom, revocations, leases, log, now });
  const storing = new Set<Promise<unknown>>();

  const find = createReadById<ConnectionDocument>(connections);

  /** Tries again while the database is away, and some times after any other failure. */
  async function surely<T>(person: string, write: () => Promise<T>): Promise<T> {
    return persistently(write, (error, tries) => {
      log.error(
        { event: 'zoom.grant.not_stored', person, tries, reason: String(error) },
        'A new Zoom grant could not be stored yet.',
      );
      return isDatabaseUnavailable(error) || tries < STORE_TRIES;
    });
  }

  /**
   * Replaces or inserts on the condition that nothing changed since it was looked at, and starts over when it did.
   *
   * | stored                                        | our access token at Zoom  | outcome                                 |
   * |-----------------------------------------------|---------------------------|-----------------------------------------|
   * | nothing, and it may be inserted               | not asked                 | stored                                  |
   * | nothing else                                  | not asked                 | not connected                           |
   * | a pair from before our exchange began         | not asked                 | stored: Zoom ended that grant with ours |
   * | a pair written since                          | alive                     | stored                                  |
   * | a pair written since                          | dead                      | superseded                              |
   * | a pair written since                          | Zoom does not say         | the one granted later                   |
   */
  async function storePair(
    pair: TokenPair,
    user: ZoomUser,
    how: { exchangeStartedAt: number; ownSignIn: boolean; inserts: boolean },
  ): Promise<{ kind: 'stored' } | { kind: 'superseded' } | { kind: 'not_connected' }> {
    const person = user.id;
    const answeredAt = new Date(pair.answeredAt);
    const granted = {
      ...(await seal.seal(person, pair)),
      accountId: user.accountId,
      displayName: user.displayName,
      scopes: pair.scopes,
      state: 'CONNECTED' as const,
      reconnectReason: null,
      accessTokenExpiresAt: new Date(pair.expiresAt),
      grantedAt: answeredAt,
      refreshedAt: answeredAt,
    };
    for (;;) {
      const stored = await surely(person, () => find(person));
      if (stored === null) {
        if (!how.inserts) return { kind: 'not_connected' };
        const inserted = await surely(person, () => insert({ _id: person, ...granted, ownSignIn: how.ownSignIn }));
        if (inserted) break;
        continue;
      }
      if (mayBeLater(stored, how.exchangeStartedAt) && !(await isAlive(pair, stored))) {
        log.info(
          { event: 'zoom.grant.superseded', person },
          'Another authorization of the same person was the later one.',
        );
        return { kind: 'superseded' };
      }
      const { version } = stored;
      const ownSignIn = stored.ownSignIn || how.ownSignIn;
      const replaced = await surely(person, () =>
        connections.updateOne({ _id: person, version }, { $set: { ...granted, ownSignIn, version: version + 1 } }),
      );
      if (replaced.matchedCount === 1) break;
    }
    log.info({ event: 'zoom.grant.stored', person, scopes: pair.scopes }, 'A person authorized the app at Zoom.');
    return { kind: 'stored' };
  }

  async function keepTrack<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => storing.delete(tracked));
    storing.add(tracked);
    return tracked;
  }

  /** @returns false when somebody else inserted first */
  async function insert(document: Omit<ConnectionDocument, 'shape' | 'version' | 'createdAt'>): Promise<boolean> {
    try {
      await connections.create({
        ...document,
        shape: CONNECTION_SHAPE,
        version: randomInt(1, FIRST_VERSION_BELOW),
        createdAt: new Date(now()),
      });
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) !== null) return false;
      throw error;
    }
  }

  /** Whether our pair, rather than the stored one, is the one that Zoom keeps. */
  async function isAlive(pair: TokenPair, stored: ConnectionDocument): Promise<boolean> {
    try {
      await zoom.getMe(pair.accessToken);
      return true;
    } catch (error) {
      if (!(error instanceof ZoomError)) throw error;
      if (error.kind === 'ACCESS_TOKEN_INVALID') return false;
      return pair.answeredAt >= stored.grantedAt.getTime();
    }
  }

  async function disconnect(person: string, { grantedBefore }: { grantedBefore?: Date } = {}): Promise<Disconnection> {
    const found = await find(person);
    const isOlder = ({ grantedAt }: ConnectionDocument) =>
      grantedBefore === undefined ? grantedAt.getTime() === found?.grantedAt.getTime() : grantedAt < grantedBefore;
    let isErased = false;
    for (;;) {
      const connection = await find(person);
      if (connection === null) break;
      if (!isOlder(connection)) break;
      // Before the tokens go with the connection: whatever dies in between, the grant still ends.
      if (connection.state === 'CONNECTED') await revocations.note(connection);
      // A refresh that was under way may have stored a newer pair: then that one has to be revoked.
      const { deletedCount } = await connections.deleteOne({ _id: person, version: connection.version });
      isErased ||= deletedCount === 1;
    }
    const revocation = await revocations.carryOut(person);
    seal.forget(person);
    if ((await find(person)) !== null) return { kind: 'connected_again' };
    if (!isErased && revocation === null) return { kind: 'not_connected' };
    const { kind } = revocation ?? { kind: 'already_over' };
    log.info({ event: 'zoom.grant.disconnected', person, revocation: kind }, 'A person was disconnected from Zoom.');
    return { kind: 'disconnected', revocation: revocation ?? { kind: 'already_over' } };
  }

  return {
    find,
    disconnect,

    async store(pair, user, how) {
      const { kind } = await keepTrack(storePair(pair, user, { ...how, inserts: true }));
      return { kind: kind === 'superseded' ? 'superseded' : 'stored' };
    },

    replace: async (pair, user, { exchangeStartedAt }) =>
      keepTrack(storePair(pair, user, { exchangeStartedAt, ownSignIn: false, inserts: false })),

    async getAccessToken(person, { record, minValidityMs = REFRESH_MARGIN_MS, signal } = {}) {
      const connection = record ?? (await find(person));
      if (connection === null) return { kind: 'not_connected' };
      const decision = accessDecision(connection, minValidityMs, now());
      if (decision.kind === 'refresh') return refreshing.leave(person, connection.version, signal);
      if (decision.kind !== 'use') return decision;
      return { kind: 'token', accessToken: await seal.openAccessToken(connection), version: connection.version };
    },

    async refreshAfterRejection(person, version, { signal } = {}) {
      log.warn(
        { event: 'zoom.access_token.rejected', person, version },
        'Zoom refused an access token before its time.',
      );
      return refreshing.leave(person, version, signal);
    },

    renew: async (person, version) => refreshing.leave(person, version),

    async erase(person, { grantedBefore } = {}) {
      seal.forget(person);
      const { deletedCount } = await connections.deleteOne({
        _id: person,
        ...(grantedBefore ? { grantedAt: { $lt: grantedBefore } } : {}),
      });
      if (deletedCount === 1) log.info({ event: 'zoom.grant.erased', person }, "A person's connection was erased.");
      return deletedCount === 1;
    },

    endGrants: async () => revocations.takeUp(),
    hasGrantToEnd: async (person) => revocations.isWaiting(person),

    async settled() {
      await Promise.allSettled([...storing, refreshing.settled()]);
    },
  };
}

/** Whether the stored pair was written since our exchange began, as far as two servers' clocks can tell. */
function mayBeLater(stored: ConnectionDocument, exchangeStartedAt: number): boolean {
  return stored.refreshedAt.getTime() >= exchangeStartedAt - CLOCK_SKEW_MS;
}
