import mongoose from 'mongoose';

const {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} = mongoose.mongo;

const AWAY_ERRORS = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoServerClosedError,
  MongoClientClosedError,
  MongoExpiredSessionError,
  MongoOperationTimeoutError,
  MongoWriteConcernError,
  mongoose.Error.MongooseServerSelectionError,
];

/** Classes that the driver throws and does not export. */
const AWAY_NAMES = new Set(['MongoPoolClearedError', 'MongoPoolClosedError', 'MongoWaitQueueTimeoutError']);

/**
 * What a server answers that has no primary, is shutting down, or took too long.
 * https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#not-writable-primary-and-node-is-recovering
 */
const AWAY_CODES = new Set<number | string | undefined>([
  6, 7, 50, 64, 89, 91, 189, 262, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436,
]);

/** Mongoose gives these no class and no code of their own. */
const AWAY_MESSAGES = /before initial connection is complete|buffering timed out|Connection was force closed/;

/** The driver lets these through bare when a connection breaks as it is written to. Adapters wrap their own. */
const BROKEN_SOCKET_CODES = new Set<unknown>(['EPIPE', 'ECONNRESET']);

/**
 * Whether an error means "the database is away": answer 503, and trying again later can help. A write that failed so may
 * have been carried out all the same. Follows `cause`.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const isBare = error instanceof Error && error.name === 'Error' && 'code' in error;
  return (isBare && BROKEN_SOCKET_CODES.has(error.code)) || saysSo(error);
}

function saysSo(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    AWAY_ERRORS.some((type) => error instanceof type) ||
    AWAY_NAMES.has(error.name) ||
    (error instanceof MongoServerError && AWAY_CODES.has(error.code)) ||
    // What the server refuses has a code; of any other failure the driver keeps the message only.
    (error instanceof MongoBulkWriteError && error.code === undefined) ||
    (error instanceof mongoose.Error && AWAY_MESSAGES.test(error.message)) ||
    saysSo(error.cause)
  );
}
