import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.js';
import type { KeyRing } from '../encryption.js';
import { randomSecret, s256Challenge } from '../zoom/oauth.js';
import { hashOf, isSameHash } from './hashOf.js';

/** As long as Zoom's code lives; a person who takes longer starts again. */
export const AUTHORIZATION_TTL_MS = 5 * 60_000;

const SHAPE = 1;

/** The backend's user for whom a connect link was made, and where that person returns to. */
export interface ConnectRequest {
  /** The name of the API key that made the link. */
  apiKey: string;
  externalUserId: string;
  /** Null: the code is shown instead. */
  returnUrl: string | null;
}

/** What an authorization begins with: it signs a browser in, or completes a backend's connect link. */
export type AuthorizationRequest = {
  /** A secret that only this browser holds, such as the value of a cookie. */
  browserKey: string;
} & ({ kind: 'browser' } | { kind: 'connect'; connect: ConnectRequest });

export interface Authorization {
  /** Null: the browser is to be signed in. */
  connect: ConnectRequest | null;
  codeVerifier: string;
}

export type TakenAuthorization =
  | { kind: 'taken'; authorization: Authorization }
  /** Never begun, expired, or used already. */
  | { kind: 'unknown' }
  /** Begun by another browser, which may still use it. */
  | { kind: 'other_browser' };

/** OAuth attempts under way. Each is used once, by the browser that began it, within five minutes. */
export interface Authorizations {
  /** @returns the values for Zoom's consent page */
  begin(request: AuthorizationRequest): Promise<{ state: string; codeChallenge: string }>;
  /**
   * Uses up an attempt: of all who try, one gets it.
   *
   * @throws {SealError} the verifier does not open; the attempt is not used up
   */
  take(state: string, browserKey: string): Promise<TakenAuthorization>;
}

interface AuthorizationDocument {
  /** Hash of the state. */
  _id: string;
  shape: number;
  browserKeyHash: string;
  sealedCodeVerifier: string;
  connect: ConnectRequest | null;
  expiresAt: Date;
}

const authorizationSchema = new Schema<AuthorizationDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    browserKeyHash: { type: String, required: true },
    sealedCodeVerifier: { type: String, required: true },
    connect: {
      type: new Schema<ConnectRequest>(
        {
          apiKey: { type: String, required: true },
          externalUserId: { type: String, required: true },
          returnUrl: { type: String, default: null },
        },
        { _id: false },
      ),
      default: null,
    },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export function createAuthorizations(deps: { connection: Connection; keyRing: KeyRing; now: Clock }): Authorizations {
  const { keyRing, now } = deps;
  const authorizations = deps.connection.model<AuthorizationDocument>(
    'Authorization',
    authorizationSchema,
    'authorizations',
  );

  return {
    async begin(request) {
      const state = randomSecret();
      const codeVerifier = randomSecret();
      const id = hashOf(state);
      await authorizations.create({
        _id: id,
        shape: SHAPE,
        browserKeyHash: hashOf(request.browserKey),
        sealedCodeVerifier: await keyRing.seal(codeVerifier, recordOf(id)),
        connect: request.kind === 'connect' ? request.connect : null,
        expiresAt: new Date(now() + AUTHORIZATION_TTL_MS),
      });
      return { state, codeChallenge: s256Challenge(codeVerifier) };
    },

    async take(state, browserKey) {
      const id = hashOf(state);
      const found = await authorizations.findById(id).lean<AuthorizationDocument | null>();
      if (found === null || found.expiresAt.getTime() <= now()) return { kind: 'unknown' };
      if (!isSameHash(found.browserKeyHash, hashOf(browserKey))) return { kind: 'other_browser' };
      const codeVerifier = await keyRing.open(found.sealedCodeVerifier, recordOf(id));
      const { deletedCount } = await authorizations.deleteOne({ _id: id });
      if (deletedCount === 0) return { kind: 'unknown' };
      return { kind: 'taken', authorization: { connect: found.connect, codeVerifier } };
    },
  };
}

function recordOf(id: string): string {
  return `authorizations/${id}/codeVerifier`;
}
