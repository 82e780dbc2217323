import { createHash, timingSafeEqual } from 'node:crypto';

/** How random secrets are stored, so that whoever reads the database cannot use them. Not for passwords, which can be guessed. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Compares in constant time. */
export function isSameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
