import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from '../database/duplicateKey.js';
import { SealError } from '../encryption.js';
import { type ZoomClient, ZoomError } from '../zoom/client.js';
import type { ConnectionDocument, ConnectionModel } from './connectionModel.js';
import { persistently } from './persistently.js';
import type { TokenSeal } from './tokenSeal.js';

/** How long whoever is at a revocation is left alone: Zoom's answers to a refresh and to the revocation take 60 s at most. */
const CLAIM_MS = 70_000;
const RETRY_AFTER_MS = 60_000;
/** After this the sealed tokens go, whatever became of the grant: the person can still remove the app at Zoom. */
const GIVE_UP_AFTER_MS = 72 * 3_600_000;
const TAKE_UP_LIMIT = 50;
/** How often a pair that a refresh brought is tried to be stored; the grant is ended with it in any case. */
const STORE_TRIES = 4;

/** How the grant at Zoom ended when a person disconnected. */
export type Revocation =
  | { kind: 'revoked' }
  /** Zoom had ended it before. */
  | { kind: 'already_over' }
  /** Zoom could not be asked, or refused: that is tried again. */
  | { kind: 'failed'; error: ZoomError | SealError };

/** The sealed pair of a grant that is to end. */
export type GrantToEnd = Pick<
  ConnectionDocument,
  '_id' | 'sealedAccessToken' | 'accessTokenExpiresAt' | 'sealedRefreshToken' | 'sealedWith'
>;

/**
 * Grants that are to end at Zoom. Each is noted with its tokens before the connection that held them goes, and forgotten once Zoom
 * has ended it: so that neither a dead process nor an absence of Zoom leaves one alive.
 */
export interface Revocations {
  /** Notes a grant, over an older one of the same person, which died with this one's beginning. */
  note(grant: GrantToEnd): Promise<void>;
  /** Asks Zoom to end the grant that is noted for a person; null when there is none. */
  carryOut(person: string): Promise<Revocation | null>;
  isWaiting(person: string): Promise<boolean>;
  /** Tries again what was left. @returns how many */
  takeUp(): Promise<number>;
}

/** The collection `revocations`. */
interface RevocationDocument extends Omit<GrantToEnd, 'sealedWith'> {
  shape: 2;
  /** Null when the connection did not say it. */
  sealedWith: string | null;
  /** Another one at each `note`: a pair that was noted meanwhile is not forgotten with the one before. */
  noteId: string;
  /** When somebody may take it up. */
  dueAt: Date;
  giveUpAt: Date;
}

const revocationSchema = new Schema<RevocationDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    noteId: { type: String, required: true },
    sealedAccessToken: { type: String, required: true },
    accessTokenExpiresAt: { type: Date, required: true },
    sealedRefreshToken: { type: String, required: true },
    sealedWith: { type: String, default: null },
    dueAt: { type: Date, required: true },
    giveUpAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export function createRevocations(deps: {
  connection: Connection;
  connections: ConnectionModel;
  seal: TokenSeal;
  zoom: ZoomClient;
  log: Logger;
  now: Clock;
}): Revocations {
  const { connections, seal, zoom, log, now } = deps;
  const revocations = deps.connection.model<RevocationDocument>('Revocation', revocationSchema, 'revocations');

  async function note(grant: GrantToEnd): Promise<void> {
    const { _id, sealedAccessToken, accessTokenExpiresAt, sealedRefreshToken, sealedWith = null } = grant;
    const noted = {
      shape: 2 as const,
      noteId: randomUUID(),
      sealedAccessToken,
      accessTokenExpiresAt,
      sealedRefreshToken,
      sealedWith,
      dueAt: new Date(now() + CLAIM_MS),
      giveUpAt: new Date(now() + GIVE_UP_AFTER_MS),
    };
    const { matchedCount } = await revocations.updateOne({ _id }, { $set: noted });
    if (matchedCount === 1) return;
    try {
      await revocations.create({ _id, ...noted });
    } catch (error) {
      if (duplicateKeyIndex(error) === null) throw error;
      await revocations.updateOne({ _id }, { $set: noted });
    }
  }

  /**
   * | what is found | then |
   * |---|---|
   * | nothing noted | null |
   * | the person is connected again | Zoom has ended the older grant with the newer one: forgotten |
   * | Zoom ends it, or has ended it | forgotten |
   * | Zoom does not, or the tokens do not open | tried again, until it is given up |
   */
  async function carryOut(person: string): Promise<Revocation | null> {
    const noted = await revocations.findById(person).lean<RevocationDocument | null>();
    if (noted === null) return null;
    const revocation = await end(noted);
    if (revocation.kind === 'failed') {
      await revocations.updateOne({ _id: person }, { $set: { dueAt: new Date(now() + RETRY_AFTER_MS) } });
      const reason = String(revocation.error);
      log.warn({ event: 'zoom.grant.not_revoked', person, reason }, 'A grant could not be ended at Zoom yet.');
    } else {
      await forget(noted);
    }
    return revocation;
  }

  async function end(noted: RevocationDocument): Promise<Revocation> {
    if ((await connections.exists({ _id: noted._id })) !== null) return { kind: 'already_over' };
    try {
      await zoom.revoke(await liveAccessToken(noted));
      return { kind: 'revoked' };
    } catch (error) {
      return revocationAfter(error);
    }
  }

  /** Zoom revokes by the access token, so one that has run out is replaced first. */
  async function liveAccessToken(noted: RevocationDocument): Promise<string> {
    const { _id: person, noteId } = noted;
    if (noted.accessTokenExpiresAt.getTime() > now()) return seal.openAccessToken(noted);
    const pair = await zoom.refresh(await seal.openRefreshToken(noted));
    const fresh = { ...(await seal.seal(person, pair)), accessTokenExpiresAt: new Date(pair.expiresAt) };
    await persistently(
      () => revocations.updateOne({ _id: person, noteId }, { $set: fresh }),
      (_error, tries) => tries < STORE_TRIES,
    ).catch((error: unknown) => {
      log.error({ event: 'zoom.grant.not_stored', person, reason: String(error) }, 'Only this server can end a grant.');
    });
    return pair.accessToken;
  }

  async function forget({ _id, noteId }: RevocationDocument): Promise<void> {
    await revocations.deleteOne({ _id, noteId });
    seal.forget(_id);
  }

  async function takeUp(): Promise<number> {
    const due = await revocations
      .find({ dueAt: { $lte: new Date(now()) } })
      .sort({ dueAt: 1 })
      .limit(TAKE_UP_LIMIT)
      .lean<RevocationDocument[]>();
    const taken = await Promise.all(due.map(takeOver));
    return taken.filter(Boolean).length;
  }

  async function takeOver(noted: RevocationDocument): Promise<boolean> {
    const { _id: person, dueAt, giveUpAt } = noted;
    if (giveUpAt.getTime() <= now()) {
      await forget(noted);
      log.error({ event: 'zoom.grant.revocation_given_up', person }, 'A grant could not be ended at Zoom for days.');
      return true;
    }
    const claimed = await revocations.updateOne(
      { _id: person, dueAt },
      { $set: { dueAt: new Date(now() + CLAIM_MS) } },
    );
    if (claimed.matchedCount === 0) return false;
    const revocation = await carryOut(person);
    log.info(
      { event: 'zoom.grant.revocation_retried', person, revocation: revocation?.kind },
      'Tried again to end a grant.',
    );
    return true;
  }

  return {
    note,
    carryOut,
    takeUp,
    isWaiting: async (person) => (await revocations.exists({ _id: person })) !== null,
  };
}

function revocationAfter(error: unknown): Revocation {
  if (error instanceof ZoomError) {
    const isOver = error.kind === 'GRANT_DEAD' || error.kind === 'ACCESS_TOKEN_INVALID';
    return isOver ? { kind: 'already_over' } : { kind: 'failed', error };
  }
  if (error instanceof SealError) return { kind: 'failed', error };
  throw error;
}
