import { createHmac } from 'node:crypto';

/** `x-zm-signature`: https://developers.zoom.us/docs/api/webhooks/ . The timestamp is in seconds. */
export function signZoomWebhook(secretToken: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secretToken).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** `encryptedToken` that proves the receiver has the secret token. */
export function encryptPlainToken(secretToken: string, plainToken: string): string {
  return createHmac('sha256', secretToken).update(plainToken).digest('hex');
}
