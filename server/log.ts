import { type DestinationStream, type Logger, pino } from 'pino';

/** The log: one line of JSON an event. Errors are written with their causes; requests are written by route, never by URL. */
export function createLog(options: { level: string; destination?: DestinationStream }): Logger {
  return pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    options.destination ?? pino.destination(1),
  );
}

interface LoggedError {
  type: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: LoggedError;
}

/**
 * Type, message, code, stack and causes: the fields that are known to hold no secret. Libraries hang requests, commands and
 * configurations on their errors, which do.
 */
function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
