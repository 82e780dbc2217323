import { createHmac, randomBytes } from 'node:crypto';

/**
 * One signature of Recall's: https://docs.recall.ai/docs/authenticating-requests-from-recallai . The payload is the
 * empty string for GET. The secret is `whsec_` and base64.
 */
export function signForRecall(secret: string, id: string, timestamp: string, payload: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64')}`;
}

/** How a request is signed: as it should be, or in a way that must be refused. */
export type SignatureKind = 'right' | 'wrong' | 'none' | 'stale';

/** Receivers allow five minutes. */
const STALE_MS = 10 * 60 * 1000;

/** The three headers; none without a secret. Several secrets give several signatures in one header. */
export function signatureHeaders(input: {
  secrets: readonly string[];
  id: string;
  now: number;
  payload: string;
  spelling?: 'webhook' | 'svix';
  kind?: SignatureKind;
}): Record<string, string> {
  const { id, payload, spelling = 'webhook', kind = 'right' } = input;
  const secrets = kind === 'wrong' ? [`whsec_${randomBytes(24).toString('base64')}`] : input.secrets;
  if (kind === 'none' || secrets.length === 0) return {};
  const timestamp = String(Math.floor((input.now - (kind === 'stale' ? STALE_MS : 0)) / 1000));
  return {
    [`${spelling}-id`]: id,
    [`${spelling}-timestamp`]: timestamp,
    [`${spelling}-signature`]: secrets.map((secret) => signForRecall(secret, id, timestamp, payload)).join(' '),
  };
}

export function messageId(): string {
  return `msg_${randomBytes(15).toString('base64url').replaceAll(/[-_]/g, '0')}`;
}
