import type { Connection } from 'mongoose';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from './duplicateKey.js';

interface ClaimDocument {
  /** The kind and the id. */
  _id: string;
  shape: 1;
  expiresAt: Date;
}

/** What was dealt with and is not to be dealt with again, by kind; other kinds of claims share the collection. */
export interface Claims {
  has(id: string): Promise<boolean>;
  /** @param lifeMs how long it is remembered */
  put(id: string, lifeMs: number): Promise<void>;
}

/** @param kind such as `zoom_webhook` */
export function createClaims(connection: Connection, { kind, now }: { kind: string; now: Clock }): Claims {
  const claims = connection.collection<ClaimDocument>('claims');
  const idOf = (id: string) => `${kind}:${id}`;

  return {
    async has(id) {
      const claim = await claims.findOne({ _id: idOf(id) });
      return claim !== null && claim.expiresAt.getTime() > now();
    },
    async put(id, lifeMs) {
      try {
        await claims.insertOne({ _id: idOf(id), shape: 1, expiresAt: new Date(now() + lifeMs) });
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
      }
    },
  };
}
