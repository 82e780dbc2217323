import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { type Database, DatabaseUnreachableError, openDatabase } from './database/connect.js';
import { EmbeddedDatabaseError } from './database/embedded/EmbeddedDatabaseError.js';
import { packageFolder } from './database/embedded/packageFolder.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './database/embedded/startEmbeddedDatabase.js';
import { ensureIndexes } from './database/indexes.js';
import { createLog } from './log.js';

/** Refreshes are awaited for at most 30 s, requests for less: what takes longer is stuck. */
const STOP_WITHIN_MS = 35_000;
const TRUSTED_DOCUMENTS = 'client/src/graphql/generated/persisted-documents.json';

try {
  await run();
} catch (error) {
  if (
    !(
      error instanceof ConfigError ||
      error instanceof DatabaseUnreachableError ||
      error instanceof EmbeddedDatabaseError
    )
  )
    throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel });
  const embedded = config.mongodbUri === null ? await startEmbedded(config) : null;
  const database = await openDatabase({ uri: config.mongodbUri ?? embedded?.uri ?? '', log });
  await ensureIndexes(database.connection);
  const app = await createApp({
    config,
    database,
    trustedDocuments: await readTrustedDocuments(),
    log,
    now: Date.now,
    pause: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  await app.http.listen({ port: config.port, host: config.host });
  log.info({ event: 'server.listening', port: config.port, baseUrl: config.baseUrl }, 'Listening');
  app.sweep.start();
  await stopWithGrace({ app, config, database, embedded, log });
}

async function startEmbedded(config: Config): Promise<EmbeddedDatabase> {
  return startEmbeddedDatabase({
    dataDir: config.dataDir,
    searchPath: config.searchPath,
    ...(config.mongodPath === null ? {} : { mongodPath: config.mongodPath }),
    report: (line) => void process.stdout.write(`${line}\n`),
  });
}

async function readTrustedDocuments(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(packageFolder(), TRUSTED_DOCUMENTS), 'utf8'));
}

async function stopWithGrace(running: {
  app: Awaited<ReturnType<typeof createApp>>;
  config: Config;
  database: Database;
  embedded: EmbeddedDatabase | null;
  log: Logger;
}): Promise<void> {
  const { app, config, database, embedded, log } = running;
  const drainMs = config.drainSeconds * 1000;
  closeWithGrace({ delay: drainMs + STOP_WITHIN_MS, logger: false }, async ({ signal, err }) => {
    if (err !== undefined) log.fatal({ event: 'server.crashed', err }, 'An error that nobody handled');
    log.info({ event: 'server.stopping', signal }, 'Draining');
    app.drain();
    if (err === undefined) await wait(drainMs);
    await app.stop();
    await database.close();
    await embedded?.stop();
    log.info({ event: 'server.stopped' }, 'Stopped');
  });
}
