import { createHmac } from 'node:crypto';
import { exchange, type Exchanged } from './exchange.js';

/** How a webhook is signed: as Zoom would, unless a test says otherwise. */
export interface ZoomSigning {
  secretToken: string;
  /** Milliseconds since 1970; now unless given. */
  at?: number;
}

/** Zoom's headers: https://developers.zoom.us/docs/api/webhooks/ */
export function zoomSignatureHeaders(
  { secretToken, at = Date.now() }: ZoomSigning,
  body: string | Buffer,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secretToken).update(`v0:${timestamp}:`).update(body).digest('hex');
  return { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${mac}` };
}

/** Delivers a webhook of Zoom's; texts and bytes are sent as they are. */
export async function deliverZoomWebhook(
  origin: string,
  body: unknown,
  signing: ZoomSigning,
  headers: Record<string, string> = {},
): Promise<Exchanged> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return exchange(origin, '/zoom/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...zoomSignatureHeaders(signing, bytes), ...headers },
    body: bytes,
  });
}
