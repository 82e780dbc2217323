import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from './duplicateKey.js';

interface LeaseDocument {
  _id: string;
  shape: 1;
  owner: string;
  expiresAt: Date;
}

export interface Lease {
  readonly key: string;
  /** Extends the lease to `ttlMs` from now. False when somebody else has taken it over since. */
  renew(ttlMs: number): Promise<boolean>;
  /** Gives the lease back; does nothing when somebody else has taken it over since. */
  release(): Promise<void>;
}

export interface Leases {
  /** The lease, or null while somebody else holds it. One that has run out is taken over. */
  acquire(key: string, ttlMs: number): Promise<Lease | null>;
}

/**
 * Leases say who is at work on something, so that others need not be. They save work and do not decide what is true: a
 * holder that was paused may outlive its lease without knowing it, so what it writes must be conditional by itself.
 *
 * `owner` names this process, for whoever reads the collection; each acquisition has a random token of its own.
 */
export function createLeases(connection: Connection, { owner, now }: { owner: string; now: Clock }): Leases {
  const leases = connection.collection<LeaseDocument>('leases');
  const expiry = (ttlMs: number) => new Date(now() + ttlMs);

  function lease(key: string, token: string): Lease {
    return {
      key,
      async renew(ttlMs) {
        const renewed = await leases.updateOne({ _id: key, owner: token }, { $set: { expiresAt: expiry(ttlMs) } });
        return renewed.matchedCount === 1;
      },
      async release() {
        await leases.deleteOne({ _id: key, owner: token });
      },
    };
  }

  return {
    async acquire(key, ttlMs) {
      const token = `${owner}/${randomUUID()}`;
      try {
        await leases.insertOne({ _id: key, shape: 1, owner: token, expiresAt: expiry(ttlMs) });
        return lease(key, token);
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
      }
      const takenOver = await leases.updateOne(
        { _id: key, expiresAt: { $lte: new Date(now()) } },
        { $set: { shape: 1, owner: token, expiresAt: expiry(ttlMs) } },
      );
      return takenOver.matchedCount === 1 ? lease(key, token) : null;
    },
  };
}
