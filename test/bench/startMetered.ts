import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { openDatabase } from '../../server/database/connect.js';
import { startEmbeddedDatabase } from '../../server/database/embedded/startEmbeddedDatabase.js';
import { ensureIndexes } from '../../server/database/indexes.js';
import { createKeyRing, type KeyRing } from '../../server/encryption.js';
import { type BenchProcess, startProcess } from './startProcess.js';

export interface Metered {
  server: BenchProcess;
  /** Without the server's limits of time: filling it takes long. */
  database: mongoose.mongo.Db;
  /** As it was before the server's present key. */
  formerKeyRing: KeyRing;
}

/** A server on a database of its own, with a meter in it, beside stand-ins for Zoom and Recall. MONGODB_URI takes the place of the embedded one. */
export async function withMetered(
  env: Record<string, string>,
  use: (metered: Metered) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broughtby-bench-'));
  const closing: (() => Promise<unknown>)[] = [async () => rm(folder, { recursive: true, force: true })];
  try {
    const uri = process.env['MONGODB_URI'] ?? (await startDatabase(folder, closing));
    const indexed = await openDatabase({ uri, log: pino({ level: 'silent' }) });
    await ensureIndexes(indexed.connection);
    await indexed.close();
    const client = await mongoose.mongo.MongoClient.connect(uri);
    closing.push(async () => client.close());
    const vendors = await startProcess('zoomStub', { env: {} });
    closing.push(async () => vendors.stop());
    const [present, former] = [randomBytes(32), randomBytes(32)];
    const server = await startProcess('productServer', {
      env: {
        METERED: 'true',
        MONGODB_URI: uri,
        BASE_URL: 'http://localhost:9567',
        HOST: '127.0.0.1',
        ZOOM_CLIENT_ID: 'bench',
        ZOOM_CLIENT_SECRET: randomBytes(16).toString('hex'),
        ZOOM_OAUTH_BASE_URL: vendors.url,
        ZOOM_API_BASE_URL: vendors.url,
        RECALL_API_KEY: randomBytes(16).toString('hex'),
        RECALL_API_BASE_URL: vendors.url,
        RECALL_CALLBACK_SECRET: randomBytes(32).toString('hex'),
        TOKEN_ENCRYPTION_KEYS: `k2:${present.toString('base64')},k1:${former.toString('base64')}`,
        ...env,
      },
      nodeOptions: ['--expose-gc'],
    });
    closing.push(async () => server.stop());
    await use({
      server,
      database: client.db(),
      formerKeyRing: createKeyRing([{ kid: 'k1', key: new Uint8Array(former) }]),
    });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function startDatabase(folder: string, closing: (() => Promise<unknown>)[]): Promise<string> {
  const embedded = await startEmbeddedDatabase({
    dataDir: folder,
    searchPath: process.env['PATH'] ?? '',
    report: (line) => console.log(line),
  });
  closing.push(async () => embedded.stop());
  return embedded.uri;
}
