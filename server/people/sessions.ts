import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.js';
import { randomSecret } from '../zoom/oauth.js';

/** A session in use is prolonged at most once in this time, so that reading it is not a write each time. */
const PROLONG_EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const SHAPE = 1;

export interface Session {
  person: string;
  expiresAt: Date;
  /** Whether this reading prolonged it: then the browser's cookie has to be set again. */
  prolonged: boolean;
}

/** Signed-in browsers. A token is known by its hash only. */
export interface Sessions {
  create(person: string): Promise<{ token: string; expiresAt: Date }>;
  /** Whose session this is, prolonging it; null when it is unknown, ended or expired. */
  read(token: string): Promise<Session | null>;
  end(token: string): Promise<void>;
  endAllOf(person: string): Promise<void>;
}

interface SessionDocument {
  /** Hash of the token. */
  _id: string;
  shape: number;
  /** Zoom user id. */
  person: string;
  createdAt: Date;
  expiresAt: Date;
}

const sessionSchema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    person: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

/** @param deps.sessionDays how long a session lives after its last use */
export function createSessions(deps: { connection: Connection; sessionDays: number; now: Clock }): Sessions {
  const { now } = deps;
  const lifeMs = deps.sessionDays * DAY_MS;
  const sessions = deps.connection.model<SessionDocument>('Session', sessionSchema, 'sessions');

  return {
    async create(person) {
      const token = randomSecret();
      const expiresAt = new Date(now() + lifeMs);
      await sessions.create({ _id: hashOf(token), shape: SHAPE, person, createdAt: new Date(now()), expiresAt });
      return { token, expiresAt };
    },

    async read(token) {
      const session = await sessions.findById(hashOf(token)).lean<SessionDocument | null>();
      if (session === null || session.expiresAt.getTime() <= now()) return null;
      const { _id, person } = session;
      const expiresAt = new Date(now() + lifeMs);
      const isDue = expiresAt.getTime() - session.expiresAt.getTime() >= PROLONG_EVERY_MS;
      if (!isDue) return { person, expiresAt: session.expiresAt, prolonged: false };
      // Nothing matches when it was ended meanwhile.
      const { matchedCount } = await sessions.updateOne({ _id }, { $set: { expiresAt } });
      return matchedCount === 1 ? { person, expiresAt, prolonged: true } : null;
    },

    async end(token) {
      await sessions.deleteOne({ _id: hashOf(token) });
    },

    async endAllOf(person) {
      await sessions.deleteMany({ person });
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
