import { createCipheriv, createHash, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What the Zoom client says of who opened a panel: https://developers.zoom.us/docs/zoom-apps/zoom-app-context/ */
export interface AppContextClaims {
  typ: 'panel' | 'meeting' | 'webinar' | 'chat';
  /** The Zoom user id; absent for a guest. */
  uid?: string;
  /** The meeting's UUID; only in a meeting. */
  mid?: string;
  /** The breakout room's UUID. */
  bmid?: string;
  attendrole?: 'host' | 'co-host' | 'participant' | 'panelist' | 'attendee';
  /** Milliseconds since 1970, as is `exp`. */
  ts: number;
  exp: number;
  iss: string;
  /** The app's client id. */
  aud: string;
  /** The action of a deep link. */
  act?: string;
}

/**
 * Seals an app context as Zoom does: base64url of the length of the iv (u8), the iv, the length of the additional data (u16 LE), that,
 * the length of the ciphertext (i32 LE), that, and the tag of 16 bytes.
 *
 * @param how.aad additional data that is authenticated with it
 */
export function sealAppContext(
  claims: AppContextClaims,
  clientSecret: string,
  { iv = randomBytes(IV_BYTES), aad = Buffer.alloc(0) }: { iv?: Buffer; aad?: Buffer } = {},
): string {
  const key = createHash('sha256').update(clientSecret).digest();
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(claims), 'utf8'), cipher.final()]);
  const ivLength = Buffer.from([iv.length]);
  const aadLength = Buffer.alloc(2);
  aadLength.writeUInt16LE(aad.length);
  const ciphertextLength = Buffer.alloc(4);
  ciphertextLength.writeInt32LE(ciphertext.length);
  const parts = [ivLength, iv, aadLength, aad, ciphertextLength, ciphertext, cipher.getAuthTag()];
  return Buffer.concat(parts).toString('base64url');
}
