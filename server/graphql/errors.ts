import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The codes of `extensions.code` that this server sets itself; GraphQL's own for wrong documents come on top. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'SERVER_OLDER'
  | 'DATABASE_UNAVAILABLE';

export function callerError(code: ErrorCode, message: string, status?: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(status === undefined ? {} : { http: { status } }) } });
}

export function unauthenticated(): GraphQLError {
  return callerError('UNAUTHENTICATED', 'Sign in with Zoom, or send an API key as "Authorization: Bearer …".', 401);
}

export function forbidden(message: string): GraphQLError {
  return callerError('FORBIDDEN', message, 403);
}

export function badInput(message: string): GraphQLError {
  return callerError('BAD_USER_INPUT', message);
}

export const DATABASE_UNAVAILABLE: GraphQLFormattedError = {
  message: 'The database is away. Try again in a moment.',
  extensions: { code: 'DATABASE_UNAVAILABLE' satisfies ErrorCode },
};

/** All that is told of a fault of ours. @param requestId stands beside it in the log */
export function internalError(requestId?: string): GraphQLFormattedError {
  return { message: 'Something went wrong on this server.', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } };
}

/** Codes that GraphQL and its limits give to documents and variables that the caller got wrong: their messages help, and hold nothing of ours. */
const CALLER_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'DOCUMENT_NOT_TRUSTED',
  'SERVER_OLDER',
  'DATABASE_UNAVAILABLE',
]);

export function isCallersError(error: GraphQLFormattedError): boolean {
  return CALLER_CODES.has(String(error.extensions?.['code']));
}

/** An error from before the document runs, in GraphQL's own shape. */
export function errorBody(error: GraphQLError) {
  return { errors: [{ message: error.message, extensions: { code: error.extensions['code'] } }] };
}
