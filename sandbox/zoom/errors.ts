/** An error answer of Zoom's, word for word where the words are documented. */
export interface ZoomError {
  status: number;
  body: Record<string, unknown>;
}

/**
 * Errors of /oauth/token: https://developers.zoom.us/docs/integrations/oauth/ and, for the numbers,
 * https://developers.zoom.us/docs/integrations/oauth-error-messages/ . Status 400 where none is documented.
 */
export const oauthErrors = {
  /** Expired, used, unknown, or the verifier is wrong. Zoom repeats the code in its answer. */
  invalidCode: (code: string): ZoomError => ({
    status: 400,
    body: { reason: `Invalid authorization code ${code}`, error: 'invalid_grant' },
  }),
  invalidToken: (status: number): ZoomError => ({
    status,
    body: { reason: 'Invalid Token!', error: 'invalid_grant' },
  }),
  /** 4741; the words around the number are ours. */
  revokedToken: (): ZoomError => ({
    status: 400,
    body: {
      code: 4741,
      reason: 'Token has been revoked. Only the last token issued is valid.',
      error: 'invalid_grant',
    },
  }),
  invalidClient: (status: number): ZoomError => ({
    status,
    body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
  }),
  unsupportedGrantType: (): ZoomError => ({
    status: 400,
    body: { reason: 'unsupported grant type', error: 'unsupported_grant_type' },
  }),
  missing: (parameter: string): ZoomError => ({
    status: 400,
    body: { reason: `Missing ${parameter}`, error: 'invalid_request' },
  }),
  /** 4709. */
  redirectMismatch: (): ZoomError => ({
    status: 400,
    body: { reason: 'Redirect URI mismatch.', error: 'invalid_request' },
  }),
};

/** Errors of /v2: https://developers.zoom.us/docs/api/users/ . */
export const apiErrors = {
  invalidAccessToken: (status: number): ZoomError => ({
    status,
    body: { code: 124, message: 'Invalid access token.' },
  }),
  missingScopes: (scopes: readonly string[]): ZoomError => ({
    status: 400,
    body: { code: 4711, message: `Invalid access token, does not contain scopes:[${scopes.join(', ')}].` },
  }),
  rateLimited: (window: 'per-second' | 'daily'): ZoomError => ({
    status: 429,
    body: { code: 429, message: `You have reached the maximum ${window} rate limit for this API. Try again later.` },
  }),
  notRecognized: (): ZoomError => ({
    status: 400,
    body: { code: 2300, message: 'This API endpoint is not recognized.' },
  }),
  userDoesNotExist: (user: string): ZoomError => ({
    status: 404,
    body: { code: 1001, message: `User does not exist: ${user}.` },
  }),
  /** Documented words, undocumented number. */
  tokenTypeWithdrawn: (): ZoomError => ({
    status: 400,
    body: { code: 300, message: 'Token is no longer supported. Please use ZAK token instead.' },
  }),
  invalidParameter: (field: string, message: string): ZoomError => ({
    status: 400,
    body: { code: 300, message: 'Validation Failed.', errors: [{ field, message }] },
  }),
  meetingDoesNotExist: (number: string): ZoomError => ({
    status: 404,
    body: { code: 3001, message: `Meeting does not exist: ${number}.` },
  }),
  userNotInMeeting: (): ZoomError => ({
    status: 400,
    body: { code: 300, message: 'The user is not in the meeting.' },
  }),
};
