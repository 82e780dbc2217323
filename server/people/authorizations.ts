import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.js';
import type { KeyRing } from '../encryption.js';
import { randomSecret, s256Challenge } from '../zoom/oauth.js';
import { hashOf, isSameHash } from './hashOf.js';
import type { SealedPlace } from './reseal.js';

/** As long as Zoom's code lives; a person who takes longer starts again. */
export const AUTHORIZATION_TTL_MS = 5 * 60_000;

/** The second knows of panels, the third says with which key it is sealed. */
const SHAPE = 3;

/** The backend's user for whom a connect link was made, and where that person returns to. */
export interface ConnectRequest {
  /** The name of the API key that made the link. */
  apiKey: string;
  externalUserId: string;
  /** Null: the code is shown instead. */
  returnUrl: string | null;
}

/** A panel with its session: who has opened it, by Zoom's word, and which of theirs it is. */
export interface Panel {
  /** Zoom user id. */
  person: string;
  /** Hash of the panel's own key, which outlives a session. */
  keyHash: string;
}

/** What an authorization begins with: it signs a browser in, completes a backend's connect link, or connects a panel's person. */
export type AuthorizationRequest =
  | {
      kind: 'browser';
      /** A secret that only this browser holds, such as the value of a cookie. */
      browserKey: string;
    }
  | { kind: 'connect'; browserKey: string; connect: ConnectRequest }
  | { kind: 'panel'; panel: Panel };

/** An authorization that was used up by taking it. */
export interface Authorization {
  codeVerifier: string;
  /** Null: no backend asked for it. */
  connect: ConnectRequest | null;
  /** Who has to turn out to have given their consent; null outside of panels, where it may be anybody. */
  panelPerson: string | null;
}

export type TakenAuthorization =
  | { kind: 'taken'; authorization: Authorization }
  /** Never begun, expired, or used already. */
  | { kind: 'unknown' }
  /** Begun by another browser or panel, which may still use it. */
  | { kind: 'other_browser' };

/** OAuth attempts under way. Each is used once, by the browser or panel that began it, within five minutes. */
export interface Authorizations {
  /** @returns what Zoom is to be given; the challenge is plain for panels, because the Zoom client supports no other, and S256 else */
  begin(request: AuthorizationRequest): Promise<{ state: string; codeChallenge: string; expiresAt: Date }>;
  /**
   * Uses up an attempt: of all who try, one gets it. One of a panel may come back in any browser, because it is bound to its person.
   *
   * @param browserKey null: this browser has none
   * @throws {SealError} the verifier does not open; the attempt is not used up
   */
  take(state: string, browserKey: string | null): Promise<TakenAuthorization>;
  /**
   * As `take`, for the panel that began it.
   *
   * @param state null: the one that this panel was given last
   */
  takeForPanel(state: string | null, panel: Panel): Promise<TakenAuthorization>;
  /** Removes those that a person began in a panel before this moment; of others nobody knows yet whose they are. */
  removeAllOf(person: string, before: Date): Promise<void>;
}

interface AuthorizationDocument {
  /** Hash of the state. */
  _id: string;
  shape: number;
  /** Of the browser's key, or of the panel's. */
  browserKeyHash: string;
  sealedCodeVerifier: string;
  /** The name of the key that it is sealed with; absent from older shapes. */
  sealedWith?: string;
  connect: ConnectRequest | null;
  /** Absent from the first shape, which had no panels. */
  panelPerson?: string | null;
  expiresAt: Date;
}

const authorizationSchema = new Schema<AuthorizationDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    browserKeyHash: { type: String, required: true },
    sealedCodeVerifier: { type: String, required: true },
    sealedWith: String,
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
    panelPerson: { type: String, default: null },
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

  async function find(state: string): Promise<AuthorizationDocument | null> {
    return authorizations.findById(hashOf(state)).lean<AuthorizationDocument | null>();
  }

  async function findLastOf(panel: Panel): Promise<AuthorizationDocument | null> {
    return authorizations
      .findOne({ browserKeyHash: panel.keyHash })
      .sort({ expiresAt: -1 })
      .lean<AuthorizationDocument | null>();
  }

  async function takeIf(
    found: AuthorizationDocument | null,
    isTheirs: (found: AuthorizationDocument) => boolean,
  ): Promise<TakenAuthorization> {
    if (found === null || found.expiresAt.getTime() <= now()) return { kind: 'unknown' };
    if (!isTheirs(found)) return { kind: 'other_browser' };
    const { _id, connect, panelPerson = null } = found;
    const codeVerifier = await keyRing.open(found.sealedCodeVerifier, recordOf(_id));
    const { deletedCount } = await authorizations.deleteOne({ _id });
    if (deletedCount === 0) return { kind: 'unknown' };
    return { kind: 'taken', authorization: { codeVerifier, connect, panelPerson } };
  }

  return {
    async begin(request) {
      const state = randomSecret();
      const codeVerifier = randomSecret();
      const id = hashOf(state);
      const expiresAt = new Date(now() + AUTHORIZATION_TTL_MS);
      const isPanels = request.kind === 'panel';
      await authorizations.create({
        _id: id,
        shape: SHAPE,
        browserKeyHash: isPanels ? request.panel.keyHash : hashOf(request.browserKey),
        sealedCodeVerifier: await keyRing.seal(codeVerifier, recordOf(id)),
        sealedWith: keyRing.currentKid,
        connect: request.kind === 'connect' ? request.connect : null,
        panelPerson: isPanels ? request.panel.person : null,
        expiresAt,
      });
      return { state, codeChallenge: isPanels ? codeVerifier : s256Challenge(codeVerifier), expiresAt };
    },

    take: async (state, browserKey) =>
      takeIf(await find(state), ({ browserKeyHash, panelPerson = null }) => {
        if (panelPerson !== null) return true;
        return browserKey !== null && isSameHash(browserKeyHash, hashOf(browserKey));
      }),

    takeForPanel: async (state, panel) =>
      takeIf(
        state === null ? await findLastOf(panel) : await find(state),
        ({ browserKeyHash, panelPerson }) => panelPerson === panel.person && isSameHash(browserKeyHash, panel.keyHash),
      ),

    async removeAllOf(person, before) {
      const expiresAt = { $lt: new Date(before.getTime() + AUTHORIZATION_TTL_MS) };
      await authorizations.deleteMany({ panelPerson: person, expiresAt });
    },
  };
}

/** Where the verifiers are, for a change of keys. */
export const SEALED_VERIFIERS: SealedPlace = {
  collection: 'authorizations',
  records: { sealedCodeVerifier: recordOf },
  isAlwaysSealed: true,
};

function recordOf(id: string): string {
  return `authorizations/${id}/codeVerifier`;
}
