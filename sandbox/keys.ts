import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The sandbox's own credentials on both sides. None is a default: each sandbox makes its own. */
export interface SandboxKeys {
  zoomClientId: string;
  zoomClientSecret: string;
  zoomWebhookSecretToken: string;
  recallApiKey: string;
  /** `whsec_…` */
  recallVerificationSecret: string;
  recallCallbackSecret: string;
  /** `kid:base64` */
  tokenEncryptionKey: string;
  /** Of the API key named `sandbox`. */
  apiKey: string;
}

/** Makes the keys at the first call and keeps them: what is stored in the database opens with no others. */
export async function loadOrCreateKeys(file: string): Promise<SandboxKeys> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return JSON.parse(kept) as SandboxKeys;
  const keys: SandboxKeys = {
    zoomClientId: randomBytes(16).toString('base64url'),
    zoomClientSecret: randomBytes(24).toString('base64url'),
    zoomWebhookSecretToken: randomBytes(16).toString('base64url'),
    recallApiKey: randomBytes(20).toString('hex'),
    recallVerificationSecret: `whsec_${randomBytes(32).toString('base64')}`,
    recallCallbackSecret: randomBytes(32).toString('hex'),
    tokenEncryptionKey: `sandbox1:${randomBytes(32).toString('base64')}`,
    apiKey: randomBytes(32).toString('hex'),
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}
