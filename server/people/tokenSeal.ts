import type { KeyRing } from '../encryption.js';
import type { TokenPair } from '../zoom/client.js';
import type { ConnectionDocument } from './connectionModel.js';
import type { SealedPlace } from './reseal.js';

/** People whose opened access token is kept in memory: about 2 kB each. */
const MEMO_MAX_PEOPLE = 5_000;

type SealedPair = Required<Pick<ConnectionDocument, 'sealedAccessToken' | 'sealedRefreshToken' | 'sealedWith'>>;

/** Seals a person's tokens for the database, and opens them again. */
export interface TokenSeal {
  seal(person: string, pair: TokenPair): Promise<SealedPair>;
  /** Opens the access token; the same ciphertext of the same person is opened once. */
  openAccessToken(connection: Pick<ConnectionDocument, '_id' | 'sealedAccessToken'>): Promise<string>;
  openRefreshToken(connection: Pick<ConnectionDocument, '_id' | 'sealedRefreshToken'>): Promise<string>;
  /** Drops what is remembered of a person. */
  forget(person: string): void;
}

export function createTokenSeal(keyRing: KeyRing): TokenSeal {
  // By person, so that a ciphertext that was moved to another person's document is never answered from here.
  const opened = new Map<string, { sealed: string; token: Promise<string> }>();

  function remember(person: string, sealed: string, token: Promise<string>): Promise<string> {
    opened.delete(person);
    opened.set(person, { sealed, token });
    for (const [oldest] of opened) {
      if (opened.size <= MEMO_MAX_PEOPLE) break;
      opened.delete(oldest);
    }
    return token;
  }

  return {
    async seal(person, pair) {
      const [sealedAccessToken, sealedRefreshToken] = await Promise.all([
        keyRing.seal(pair.accessToken, accessTokenRecord(person)),
        keyRing.seal(pair.refreshToken, refreshTokenRecord(person)),
      ]);
      return { sealedAccessToken, sealedRefreshToken, sealedWith: keyRing.currentKid };
    },

    async openAccessToken({ _id: person, sealedAccessToken: sealed }) {
      const known = opened.get(person);
      if (known?.sealed === sealed) return known.token;
      const token = remember(person, sealed, keyRing.open(sealed, accessTokenRecord(person)));
      token.catch(() => {
        if (opened.get(person)?.token === token) opened.delete(person);
      });
      return token;
    },

    async openRefreshToken({ _id: person, sealedRefreshToken: sealed }) {
      return keyRing.open(sealed, refreshTokenRecord(person));
    },

    forget(person) {
      opened.delete(person);
    },
  };
}

/** Where the tokens are, for a change of keys. */
export const SEALED_TOKENS: SealedPlace = {
  collection: 'connections',
  records: { sealedAccessToken: accessTokenRecord, sealedRefreshToken: refreshTokenRecord },
  isAlwaysSealed: true,
};

/** Grants that are to end at Zoom keep their tokens as the connection held them. */
export const SEALED_GRANTS_TO_END: SealedPlace = { ...SEALED_TOKENS, collection: 'revocations' };

function accessTokenRecord(person: string): string {
  return `connections/${person}/accessToken`;
}

function refreshTokenRecord(person: string): string {
  return `connections/${person}/refreshToken`;
}
