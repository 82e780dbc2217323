import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import type { Logger } from 'pino';
import { boundOperations } from './boundedOperations.js';
import { endCommandsWithTheirConnection } from './closedConnections.js';

/** How long an operation looks for a server that can take it. */
const SELECTION_TIMEOUT_MS = 4_000;
/** How long a server may be silent on an operation. A read is tried once more, so a hung database costs at most 8 s. */
const ANSWER_TIMEOUT_MS = 4_000;
/** How long an operation may take in all: the driver has no limit for an operation and what it repeats of it. */
const OPERATION_TIMEOUT_MS = 9_000;
const CONNECT_TIMEOUT_MS = 3_000;
const POOL_WAIT_TIMEOUT_MS = 3_000;
const HEARTBEAT_MS = 5_000;
/** Looking up a host's name is not bounded by the driver. */
const START_TIMEOUT_MS = 4_800;
const PING_TIMEOUT_MS = 1_000;
const MAX_POOL_SIZE = 50;

const AUTHENTICATION_FAILED = 18;

export interface Database {
  connection: mongoose.Connection;
  /** Whether the database answers a ping within a second. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** The database could not be opened. The message is for the operator; it never contains the URI's user or password. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError';
}

export interface OpenDatabaseOptions {
  uri: string;
  log: Logger;
  selectionTimeoutMs?: number;
  operationTimeoutMs?: number;
  /** Told of each command as it is sent, for tests that count them or hold them against the indexes. */
  onCommand?: (command: SentCommand) => void;
}

export interface SentCommand {
  /** Such as `find` or `update`. */
  name: string;
  /** The command as it goes over the wire. */
  command: Record<string, unknown>;
}

/**
 * Opens the database, or throws a `DatabaseUnreachableError` within five seconds. Once open, the connection outlives any
 * absence of the database: operations fail meanwhile (see `isDatabaseUnavailable`) and succeed again afterwards.
 */
export async function openDatabase({
  uri,
  log,
  selectionTimeoutMs = SELECTION_TIMEOUT_MS,
  operationTimeoutMs = OPERATION_TIMEOUT_MS,
  onCommand,
}: OpenDatabaseOptions): Promise<Database> {
  endCommandsWithTheirConnection();
  const connection = mongoose.createConnection();
  try {
    await withinStartTimeout(
      connection.openUri(uri, {
        appName: 'broughtby',
        bufferCommands: false,
        autoIndex: false,
        autoCreate: false,
        writeConcern: { w: 'majority', journal: true },
        readPreference: 'primary',
        maxPoolSize: MAX_POOL_SIZE,
        serverSelectionTimeoutMS: selectionTimeoutMs,
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        socketTimeoutMS: ANSWER_TIMEOUT_MS,
        waitQueueTimeoutMS: POOL_WAIT_TIMEOUT_MS,
        heartbeatFrequencyMS: HEARTBEAT_MS,
        monitorCommands: onCommand !== undefined,
      }),
    );
  } catch (error) {
    await connection.close(true).catch(() => {});
    throw unreachable(uri, error);
  }

  if (connection.db !== undefined) boundOperations(connection.db, operationTimeoutMs);
  if (onCommand !== undefined) {
    connection
      .getClient()
      .on('commandStarted', ({ commandName, command }) => onCommand({ name: commandName, command }));
  }
  let closing = false;
  connection.on('disconnected', () => {
    if (!closing) log.warn({ event: 'database.lost' }, 'The database is away; requests that need it get 503');
  });
  connection.on('reconnected', () => log.info({ event: 'database.back' }, 'The database is back'));

  return {
    connection,
    async isReady() {
      const ping = connection
        .getClient()
        .db()
        .command({ ping: 1 })
        .then(
          () => true,
          () => false,
        );
      return Promise.race([ping, delay(PING_TIMEOUT_MS, false, { ref: false })]);
    },
    async close() {
      closing = true;
      await connection.close();
    },
  };
}

async function withinStartTimeout<T>(opening: Promise<T>): Promise<T> {
  const timeout = new AbortController();
  opening.catch(() => {});
  try {
    return await Promise.race([
      opening,
      delay(START_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => {
        throw new Error('no answer');
      }),
    ]);
  } finally {
    timeout.abort();
  }
}

function unreachable(uri: string, error: unknown): DatabaseUnreachableError {
  const host = hostsIn(uri);
  const reason = error instanceof Error ? error.message : String(error);
  const { MongoAPIError, MongoParseError, MongoServerError } = mongoose.mongo;

  if (/wire version/.test(reason)) {
    return new DatabaseUnreachableError(
      `The database at ${host} is too old (${reason}). Use MongoDB 4.4 or later in MONGODB_URI.`,
      { cause: error },
    );
  }
  if (error instanceof MongoParseError || error instanceof MongoAPIError || error instanceof TypeError) {
    // The driver's own words may quote the URI, so they are left out, and so is the cause.
    return new DatabaseUnreachableError(
      'MONGODB_URI is not a valid connection string. It looks like mongodb://user:password@host:27017/name; ' +
        'characters such as @ / : ? # % in the user or password must be percent-encoded, and options after ? must be ' +
        'ones that the MongoDB driver knows.',
    );
  }
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) {
    return new DatabaseUnreachableError(
      `The database at ${host} refused the user or password in MONGODB_URI (${reason}). Correct them, or add the ` +
        'authSource that the user belongs to.',
      { cause: error },
    );
  }
  return new DatabaseUnreachableError(
    `Can't reach the database at ${host}: ${reason}. Start MongoDB there, or correct MONGODB_URI ` +
      '(host, port, firewall, TLS options).',
    { cause: error },
  );
}

/** Everything up to the last @ may belong to a password, whether or not it was encoded as it should be. */
function hostsIn(uri: string): string {
  return /^[^/]*:\/\/(?:.*@)?([^/?]*)/s.exec(uri)?.[1] || 'the host in MONGODB_URI';
}
