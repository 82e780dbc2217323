import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type DestinationStream, type Logger, pino } from 'pino';
import { createApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { type Database, DatabaseUnreachableError, openDatabase } from './database/connect.js';
import { EmbeddedDatabaseError } from './database/embedded/EmbeddedDatabaseError.js';
import { packageFolder } from './database/embedded/packageFolder.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './database/embedded/startEmbeddedDatabase.js';
import { ensureIndexes } from './database/indexes.js';
import { ClientNotBuiltError } from './http/appPage.js';
import { createLog } from './log.js';

/**
 * A callback may send a refresh in the last of its eight seconds, Zoom's answer is awaited for 30 s, and the pair is to be
 * stored: what takes longer is stuck.
 */
const STOP_WITHIN_MS = 40_000;
/** A service manager, Ctrl-C, a terminal that is closed. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const MAX_UNWRITTEN_LOG_BYTES = 1024 * 1024;
const BUILT_CLIENT = 'dist/client';
const TRUSTED_DOCUMENTS = 'client/src/graphql/generated/persisted-documents.json';

try {
  await run();
} catch (error) {
  if (
    !(
      error instanceof ConfigError ||
      error instanceof ClientNotBuiltError ||
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
  const log = createLog({ level: config.logLevel, destination: standardOutput() });
  const embedded = config.mongodbUri === null ? await startEmbedded(config) : null;
  const database = await openDatabase({ uri: config.mongodbUri ?? embedded?.uri ?? '', log });
  await ensureIndexes(database.connection);
  const app = await createApp({
    config,
    database,
    trustedDocuments: await readTrustedDocuments(),
    clientFolder: join(packageFolder(), BUILT_CLIENT),
    log,
    now: Date.now,
    pause: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  await app.http.listen({ port: config.port, host: config.host });
  log.info({ event: 'server.listening', port: config.port, baseUrl: config.baseUrl }, 'Listening');
  app.sweep.start();
  stopWithGrace({ app, config, database, embedded, log });
}

/** Where it cannot be written any more (a full disk, a terminal that was closed), the log is lost; the server must not be. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, maxLength: MAX_UNWRITTEN_LOG_BYTES });
  output.on('error', () => {
    // sonic-boom's flush at the end of the process repeats a write that fails, for ever.
    output.flushSync = () => undefined;
  });
  return output;
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

/**
 * Stops at the first signal, or at an error that nobody handled, once all that was accepted is finished. A second one cuts
 * nothing off: a refresh that was sent must be stored, or the person's grant is lost. It only ends the drain.
 */
function stopWithGrace(running: {
  app: Awaited<ReturnType<typeof createApp>>;
  config: Config;
  database: Database;
  embedded: EmbeddedDatabase | null;
  log: Logger;
}): void {
  const { app, config, database, embedded, log } = running;
  const drainMs = config.drainSeconds * 1000;
  const drain = new AbortController();
  let isStopping = false;

  function begin(exitCode: 0 | 1): void {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      log.fatal({ event: 'server.stop_timed_out' }, 'Something accepted could not be finished in time and is lost');
      process.exit(1);
    }, drainMs + STOP_WITHIN_MS);
    stop().then(
      () => process.exit(exitCode),
      (err: unknown) => {
        log.fatal({ event: 'server.stop_failed', err }, 'The server could not be stopped in good order');
        process.exit(1);
      },
    );
  }

  async function stop(): Promise<void> {
    app.drain();
    await wait(drainMs, undefined, { signal: drain.signal }).catch(() => undefined);
    await app.stop();
    await database.close();
    await embedded?.stop();
    log.info({ event: 'server.stopped' }, 'Stopped');
  }

  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (isStopping) {
        log.warn({ event: 'server.hurried', signal }, 'Draining no longer; what was accepted is still finished');
        drain.abort();
      } else {
        log.info({ event: 'server.stopping', signal }, 'Draining');
      }
      begin(0);
    });
  }
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', (err) => {
    log.fatal({ event: 'server.crashed', err }, 'An error that nobody handled');
    drain.abort();
    begin(1);
  });
}
