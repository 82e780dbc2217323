import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.js';
import { randomSecret } from '../zoom/oauth.js';
import { hashOf } from './hashOf.js';

/** How long a panel's session lives. It is never prolonged: a fresh app context opens another. */
export const PANEL_SESSION_MS = 30 * 60_000;
/** A browser's session in use is prolonged at most once in this time, so that reading it is not a write each time. */
const PROLONG_EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** The second knows of panels. */
const SHAPE = 2;

/** A browser's. */
export interface Session {
  person: string;
  expiresAt: Date;
  /** Whether this reading prolonged it: then the browser's cookie has to be set again. */
  prolonged: boolean;
}

export interface PanelSession {
  /** Null for a guest. */
  person: string | null;
  /** Which panel it is: sessions that follow each other in one panel have it in common. */
  panelKeyHash: string;
  expiresAt: Date;
}

interface NewSession {
  token: string;
  expiresAt: Date;
}

/** Signed-in browsers and open panels. A token is known by its hash only, and never serves for the other kind. */
export interface Sessions {
  create(person: string): Promise<NewSession>;
  /** @param opener.person null for a guest */
  createForPanel(opener: { person: string | null; panelKey: string }): Promise<NewSession>;
  /**
   * Which browser's session this is, prolonging it unless the browser cannot be given its cookie again; null when it is unknown, ended
   * or expired.
   */
  read(token: string, options?: { prolong: boolean }): Promise<Session | null>;
  /** Which panel's session this is; null when it is unknown, ended or expired. */
  readPanel(token: string): Promise<PanelSession | null>;
  /** Those of the tokens, of browsers and panels, whose sessions go on. */
  stillOpen(tokens: readonly string[]): Promise<Set<string>>;
  end(token: string): Promise<void>;
  /** Ends the sessions of a person that began before this moment. */
  endAllOf(person: string, before: Date): Promise<void>;
}

interface SessionDocument {
  /** Hash of the token. */
  _id: string;
  shape: number;
  /** Zoom user id; null for a guest in a panel. */
  person: string | null;
  /** Null for browsers; absent from the first shape, which was of browsers only. */
  panelKeyHash?: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const sessionSchema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    person: { type: String, default: null },
    panelKeyHash: { type: String, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

/** @param deps.sessionDays how long a browser's session lives after its last use */
export function createSessions(deps: { connection: Connection; sessionDays: number; now: Clock }): Sessions {
  const { now } = deps;
  const lifeMs = deps.sessionDays * DAY_MS;
  const sessions = deps.connection.model<SessionDocument>('Session', sessionSchema, 'sessions');

  async function insert(of: Pick<SessionDocument, 'person' | 'panelKeyHash'>, life: number): Promise<NewSession> {
    const token = randomSecret();
    const createdAt = new Date(now());
    const expiresAt = new Date(createdAt.getTime() + life);
    await sessions.create({ _id: hashOf(token), shape: SHAPE, ...of, createdAt, expiresAt });
    return { token, expiresAt };
  }

  async function find(token: string): Promise<SessionDocument | null> {
    const session = await sessions.findById(hashOf(token)).lean<SessionDocument | null>();
    return session === null || session.expiresAt.getTime() <= now() ? null : session;
  }

  return {
    create: async (person) => insert({ person, panelKeyHash: null }, lifeMs),

    createForPanel: async ({ person, panelKey }) =>
      insert({ person, panelKeyHash: hashOf(panelKey) }, PANEL_SESSION_MS),

    async read(token, { prolong } = { prolong: true }) {
      const session = await find(token);
      if (session === null || session.person === null || isPanels(session)) return null;
      const { _id, person } = session;
      const expiresAt = new Date(now() + lifeMs);
      const isDue = expiresAt.getTime() - session.expiresAt.getTime() >= PROLONG_EVERY_MS;
      if (!isDue || !prolong) return { person, expiresAt: session.expiresAt, prolonged: false };
      // Nothing matches when it was ended meanwhile.
      const { matchedCount } = await sessions.updateOne({ _id }, { $set: { expiresAt } });
      return matchedCount === 1 ? { person, expiresAt, prolonged: true } : null;
    },

    async readPanel(token) {
      const session = await find(token);
      if (session === null || !isPanels(session)) return null;
      const { person, panelKeyHash, expiresAt } = session;
      return { person, panelKeyHash, expiresAt };
    },

    async stillOpen(tokens) {
      const byHash = new Map(tokens.map((token) => [hashOf(token), token]));
      const found = await sessions.find({ _id: { $in: [...byHash.keys()] } }, { expiresAt: 1 }).lean();
      const open = found.filter(({ expiresAt }) => expiresAt.getTime() > now());
      return new Set(open.flatMap(({ _id }) => byHash.get(_id) ?? []));
    },

    async end(token) {
      await sessions.deleteOne({ _id: hashOf(token) });
    },

    async endAllOf(person, before) {
      await sessions.deleteMany({ person, createdAt: { $lt: before } });
    },
  };
}

function isPanels(session: SessionDocument): session is SessionDocument & { panelKeyHash: string } {
  return typeof session.panelKeyHash === 'string';
}
