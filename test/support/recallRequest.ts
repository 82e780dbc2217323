import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { exchange, type Exchanged } from './exchange.js';

/** How a request is signed: as Recall would, unless a test says otherwise. */
export interface Signing {
  /** Each of them signs. None: no headers. */
  secrets: readonly string[];
  /** Milliseconds since 1970; now unless given. */
  at?: number;
  id?: string;
  spelling?: 'webhook' | 'svix';
}

/** Recall's three headers: https://docs.recall.ai/docs/authenticating-requests-from-recallai . A GET's payload is empty. */
export function signatureHeaders(
  { secrets, at = Date.now(), id = `msg_${randomUUID()}`, spelling = 'webhook' }: Signing,
  payload: string | Buffer,
): Record<string, string> {
  if (secrets.length === 0) return {};
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(payload).digest('base64')}`;
  });
  return {
    [`${spelling}-id`]: id,
    [`${spelling}-timestamp`]: timestamp,
    [`${spelling}-signature`]: signatures.join(' '),
  };
}

/** Fetches a callback URL as a bot of Recall's does at the moment it joins. */
export async function fetchCallback(
  url: string,
  signing: Signing,
  more: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Exchanged> {
  const { origin, pathname, search } = new URL(url);
  const { headers = {}, ...rest } = more;
  return exchange(origin, pathname + search, { ...rest, headers: { ...signatureHeaders(signing, ''), ...headers } });
}

/** Delivers a webhook; texts and bytes are sent as they are. */
export async function deliverWebhook(
  origin: string,
  body: unknown,
  signing: Signing,
  headers: Record<string, string> = {},
): Promise<Exchanged> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return exchange(origin, '/recall/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signatureHeaders(signing, bytes), ...headers },
    body: bytes,
  });
}

/** A secret as Recall's dashboard makes them. */
export function newWhsec(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
