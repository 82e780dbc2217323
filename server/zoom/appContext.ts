import { createDecipheriv, createHash } from 'node:crypto';
import { jsonObject } from './jsonObject.js';

/** How far Zoom's clock and ours may be apart. */
export const APP_CONTEXT_SKEW_MS = 60_000;

const ISSUER = 'marketplace.zoom.us';
/** Zoom's are a few hundred characters long; what is longer than this is not looked at. */
const MAX_CHARACTERS = 8192;
/** Without demanding the whole tag, Node 20 accepts one of four bytes, which a forger can guess. */
const TAG_BYTES = 16;
/** Before the iv its length in one byte, before the additional data theirs in two, before the ciphertext its in four. */
const LENGTHS_BYTES = 1 + 2 + 4;

/** Who has opened a panel, and whether in a meeting, as the Zoom client says with Zoom's seal on it. */
export interface AppContext {
  /** The same however it is encoded: a hash of what was sealed. */
  id: string;
  /** Zoom user id; null for a guest, of whom Zoom does not say who they are. */
  person: string | null;
  /** Null outside of a meeting. */
  meetingUuid: string | null;
  /** In milliseconds since 1970, by Zoom's clock. */
  expiresAt: number;
}

export type OpenedAppContext =
  | { kind: 'opened'; appContext: AppContext }
  | { kind: 'expired' }
  | {
      kind: 'invalid';
      /** What is wrong, for the log. `seal`: no client secret of ours opens it, or it was tampered with. */
      problem: 'form' | 'seal' | 'claims' | 'issuer' | 'audience' | 'future';
    };

/**
 * Opens what the Zoom client gave a panel: AES-256-GCM under the SHA-256 of the client secret, laid out as length of the iv (u8),
 * iv, length of the additional data (u16 LE), these, length of the ciphertext (i32 LE), ciphertext, tag.
 * https://developers.zoom.us/docs/zoom-apps/zoom-app-context/
 *
 * It is a bearer's proof: whoever accepts it has to see to it that nobody presents it a second time.
 *
 * @param value base64 or base64url
 * @param app.clientSecrets all are tried, so that one can be rotated
 * @param now milliseconds since 1970
 */
export function openAppContext(
  value: string,
  app: { clientId: string; clientSecrets: readonly string[] },
  now: number,
): OpenedAppContext {
  const sealed = readSealed(value);
  if (sealed === null) return { kind: 'invalid', problem: 'form' };
  const plaintext = firstOpened(sealed, app.clientSecrets);
  if (plaintext === null) return { kind: 'invalid', problem: 'seal' };
  const claims = jsonObject(plaintext);
  const { iss, aud, ts, exp, uid = null, mid = null } = claims ?? {};
  if (!isMoment(ts) || !isMoment(exp) || !isTextOrNull(uid) || !isTextOrNull(mid)) {
    return { kind: 'invalid', problem: 'claims' };
  }
  if (iss !== ISSUER) return { kind: 'invalid', problem: 'issuer' };
  if (aud !== app.clientId) return { kind: 'invalid', problem: 'audience' };
  if (ts > now + APP_CONTEXT_SKEW_MS) return { kind: 'invalid', problem: 'future' };
  if (exp <= now - APP_CONTEXT_SKEW_MS) return { kind: 'expired' };
  return {
    kind: 'opened',
    appContext: { id: sealed.id, person: uid || null, meetingUuid: mid || null, expiresAt: exp },
  };
}

interface Sealed {
  id: string;
  iv: Buffer;
  additionalData: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

/** Null unless the parts fill the whole value, to the byte. */
function readSealed(value: string): Sealed | null {
  const bytes = decode(value);
  if (bytes === null || bytes.length < LENGTHS_BYTES + TAG_BYTES) return null;
  const ivEnd = 1 + bytes.readUInt8(0);
  if (ivEnd === 1 || bytes.length < ivEnd + 2) return null;
  const additionalDataEnd = ivEnd + 2 + bytes.readUInt16LE(ivEnd);
  if (bytes.length < additionalDataEnd + 4) return null;
  const ciphertextEnd = additionalDataEnd + 4 + bytes.readInt32LE(additionalDataEnd);
  if (ciphertextEnd <= additionalDataEnd + 4 || bytes.length !== ciphertextEnd + TAG_BYTES) return null;
  return {
    id: createHash('sha256').update(bytes).digest('base64url'),
    iv: bytes.subarray(1, ivEnd),
    additionalData: bytes.subarray(ivEnd + 2, additionalDataEnd),
    ciphertext: bytes.subarray(additionalDataEnd + 4, ciphertextEnd),
    tag: bytes.subarray(ciphertextEnd),
  };
}

/** Strictly, because Node skips what it does not understand: one value is written in one way of each alphabet. */
function decode(value: string): Buffer | null {
  if (value.length > MAX_CHARACTERS) return null;
  const digits = value.replace(/={1,2}$/, '');
  const bytes = Buffer.from(digits, 'base64');
  const isWhole = bytes.toString('base64url') === digits || bytes.toString('base64').replace(/=+$/, '') === digits;
  return isWhole ? bytes : null;
}

function firstOpened(sealed: Sealed, clientSecrets: readonly string[]): string | null {
  for (const secret of clientSecrets) {
    const plaintext = decrypt(sealed, secret);
    if (plaintext !== null) return plaintext;
  }
  return null;
}

function decrypt({ iv, additionalData, ciphertext, tag }: Sealed, clientSecret: string): string | null {
  const key = createHash('sha256').update(clientSecret, 'utf8').digest();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData).setAuthTag(tag);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null; // the tag does not fit, or the iv is one that nobody uses
  }
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
