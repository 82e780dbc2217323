import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from '../database/duplicateKey.js';
import { randomSecret } from '../zoom/oauth.js';
import { hashOf } from './hashOf.js';

/** How long the code lives that a person brings back from a connect link. */
export const CONNECT_CODE_TTL_MS = 5 * 60_000;

const LINK_SHAPE = 1;
const CODE_SHAPE = 1;
/** Claims of every kind share a collection. */
const CODE_ID_PREFIX = 'connect_code:';

/** A backend's user, and the Zoom user they are. */
export interface LinkDocument {
  /** Hash of the API key's name and the external user id. */
  _id: string;
  shape: number;
  /** The API key's name. */
  apiKey: string;
  /** The backend's own id of its user. */
  externalUserId: string;
  /** Zoom user id. */
  person: string;
  createdAt: Date;
}

/** Which of its own users a backend may act for, and as whom. */
export interface Links {
  /** Makes the link, or points an existing one to another person. */
  put(apiKey: string, externalUserId: string, person: string): Promise<void>;
  find(apiKey: string, externalUserId: string): Promise<LinkDocument | null>;
  /** @returns whether there was one */
  remove(apiKey: string, externalUserId: string): Promise<boolean>;
  listOf(person: string): Promise<LinkDocument[]>;
  /** Removes every link to a person from before this moment, and the codes that would make new ones. */
  removeAllOf(person: string, before: Date): Promise<void>;

  /**
   * Issues a one-time code to a person who completed a connect link. Whoever completed it may not be the user for whom
   * it was made, so nothing is linked before the backend, which knows its user, has redeemed the code.
   */
  issueCode(completed: { apiKey: string; externalUserId: string; person: string }): Promise<string>;
  /** Trades a code for the link. Of all who try, one succeeds, and only with the API key that made the connect link. */
  redeem(
    code: string,
    apiKey: string,
  ): Promise<{ kind: 'redeemed'; externalUserId: string; person: string } | { kind: 'invalid' }>;
}

interface ConnectCodeDocument {
  /** `connect_code:` and the hash of the code. */
  _id: string;
  shape: number;
  /** The name of the API key that may redeem it. */
  owner: string;
  externalUserId: string;
  person: string;
  expiresAt: Date;
}

const linkSchema = new Schema<LinkDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    apiKey: { type: String, required: true },
    externalUserId: { type: String, required: true },
    person: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

const connectCodeSchema = new Schema<ConnectCodeDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    owner: { type: String, required: true },
    externalUserId: { type: String, required: true },
    person: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export function createLinks(deps: { connection: Connection; now: Clock }): Links {
  const { now } = deps;
  const links = deps.connection.model<LinkDocument>('Link', linkSchema, 'links');
  const codes = deps.connection.model<ConnectCodeDocument>('ConnectCode', connectCodeSchema, 'claims');

  async function put(apiKey: string, externalUserId: string, person: string): Promise<void> {
    const _id = linkId(apiKey, externalUserId);
    // A link that is made anew is as young as one that is new: it outlives an erasure of before.
    const made = { person, createdAt: new Date(now()) };
    const { matchedCount } = await links.updateOne({ _id }, { $set: made });
    if (matchedCount === 1) return;
    try {
      await links.create({ _id, shape: LINK_SHAPE, apiKey, externalUserId, ...made });
    } catch (error) {
      if (duplicateKeyIndex(error) === null) throw error;
      await links.updateOne({ _id }, { $set: made });
    }
  }

  return {
    put,

    async find(apiKey, externalUserId) {
      return links.findById(linkId(apiKey, externalUserId)).lean<LinkDocument | null>();
    },

    async remove(apiKey, externalUserId) {
      const { deletedCount } = await links.deleteOne({ _id: linkId(apiKey, externalUserId) });
      return deletedCount === 1;
    },

    async listOf(person) {
      return links.find({ person }).lean<LinkDocument[]>();
    },

    async removeAllOf(person, before) {
      // The codes first: a code that is redeemed in between makes a link that is still removed, or younger.
      await codes.deleteMany({ person, expiresAt: { $lt: new Date(before.getTime() + CONNECT_CODE_TTL_MS) } });
      await links.deleteMany({ person, createdAt: { $lt: before } });
    },

    async issueCode({ apiKey, externalUserId, person }) {
      const code = randomSecret();
      const expiresAt = new Date(now() + CONNECT_CODE_TTL_MS);
      await codes.create({ _id: codeId(code), shape: CODE_SHAPE, owner: apiKey, externalUserId, person, expiresAt });
      return code;
    },

    async redeem(code, apiKey) {
      const _id = codeId(code);
      const found = await codes.findById(_id).lean<ConnectCodeDocument | null>();
      if (found === null || found.owner !== apiKey || found.expiresAt.getTime() <= now()) return { kind: 'invalid' };
      const { externalUserId, person } = found;
      // The link first: a crash in between leaves a code that can be redeemed again, not one that is lost.
      await put(apiKey, externalUserId, person);
      const { deletedCount } = await codes.deleteOne({ _id });
      return deletedCount === 1 ? { kind: 'redeemed', externalUserId, person } : { kind: 'invalid' };
    },
  };
}

/** Of the JSON list, so that no two pairs of names run together into the same text. */
function linkId(apiKey: string, externalUserId: string): string {
  return hashOf(JSON.stringify([apiKey, externalUserId]));
}

function codeId(code: string): string {
  return CODE_ID_PREFIX + hashOf(code);
}
