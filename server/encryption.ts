import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';

/** AES-256. */
const KEY_BYTES = 32;

/** Seals strings for the database with the first key, opens them with any key of the ring. */
export interface KeyRing {
  /**
   * Encrypts `plaintext` as a compact JWE (`dir`, `A256GCM`) that opens only as `record`.
   *
   * @param record where the value lives, e.g. `connections/<Zoom user id>/refreshToken`
   */
  seal(plaintext: string, record: string): Promise<string>;
  /**
   * Decrypts what `seal` made for the same `record`.
   *
   * @throws {SealError} the key is not in the ring, or the value is damaged or belongs to another record
   */
  open(sealed: string, record: string): Promise<string>;
  /** The key that seals. */
  readonly currentKid: string;
  /** The keys that only open. */
  readonly formerKids: readonly string[];
  /** The key that a value was sealed with; undefined when it is no sealed value. */
  kidOf(sealed: string): string | undefined;
}

/** A stored value does not open. That is the operator's to mend (a missing key, a damaged database), never the person's. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly code: 'UNKNOWN_KEY' | 'DAMAGED',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Makes a key ring. The first key seals, all of them open: so a new key is added at the end everywhere, then moved to
 * the front, and the old one removed once nothing sealed with it is left.
 *
 * The record's name is part of the authenticated header rather than of the key, so that a value that was moved to
 * another record is told apart from one that was sealed with a key we lack.
 *
 * @throws {TypeError} no key, a key that is not 32 bytes long, or a kid that is empty or stands twice
 */
export function createKeyRing(keys: readonly { kid: string; key: Uint8Array }[]): KeyRing {
  const ring = new Map<string, Promise<CryptoKey>>();
  for (const { kid, key } of keys) {
    if (kid === '' || ring.has(kid)) throw new TypeError(`Each encryption key needs a name of its own: "${kid}".`);
    if (key.length !== KEY_BYTES) {
      throw new TypeError(`The encryption key "${kid}" has ${key.length} bytes, it needs ${KEY_BYTES}.`);
    }
    // Imported once: jose imports raw bytes again at every call, which costs more than the encryption itself.
    ring.set(kid, crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt']));
  }
  const [current] = keys;
  if (!current) throw new TypeError('A key ring needs at least one encryption key.');
  const currentKid = current.kid;

  return {
    currentKid,
    formerKids: [...ring.keys()].slice(1),
    kidOf,

    async seal(plaintext, record) {
      return new CompactEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: currentKid, rec: record })
        .encrypt(await keyNamed(ring, currentKid));
    },

    async open(sealed, record) {
      const kid = kidOf(sealed);
      if (kid === undefined) throw damaged(record);
      const key = await keyNamed(ring, kid);
      const opened = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => {
        // jose's own error is dropped on purpose: nothing of the sealed value may travel in an error.
        throw damaged(record);
      });
      if (opened.protectedHeader['rec'] !== record) throw damaged(record);
      return new TextDecoder().decode(opened.plaintext);
    },
  };
}

function kidOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}

function keyNamed(ring: Map<string, Promise<CryptoKey>>, kid: string): Promise<CryptoKey> {
  const key = ring.get(kid);
  if (!key) {
    throw new SealError(
      'UNKNOWN_KEY',
      `A stored value was sealed with the key "${printable(kid)}", which is not in TOKEN_ENCRYPTION_KEYS. ` +
        'Add that key again, at the end of the list.',
    );
  }
  return key;
}

function damaged(record: string): SealError {
  return new SealError(
    'DAMAGED',
    `The value stored as ${record} does not open: it is damaged, belongs to another record, ` +
      'or was sealed with another key of the same name.',
  );
}

/** A kid comes out of the stored value: short, and free of anything that could be mistaken for a secret or break a log line. */
function printable(kid: string): string {
  return kid.replace(/[^\w.-]/g, '?').slice(0, 40);
}
