import { createDecipheriv, createHash } from 'node:crypto';
import { CLIENT_SECRET } from './zoomApp.js';

/** The claims of an app context that the Zoom of `startZoomApp` sealed. @throws when another did */
export function openAppContext(context: string): Record<string, unknown> {
  const bytes = Buffer.from(context, 'base64url');
  const key = createHash('sha256').update(CLIENT_SECRET).digest();
  const iv = bytes.subarray(1, 13);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAuthTag(bytes.subarray(-16));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(19, -16)), decipher.final()]).toString('utf8'));
}
