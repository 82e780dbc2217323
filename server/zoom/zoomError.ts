/**
 * What a failed call to Zoom means for whoever made it.
 *
 * | kind                   | meaning                                                              | what to do                          |
 * |------------------------|----------------------------------------------------------------------|-------------------------------------|
 * | `GRANT_DEAD`           | Zoom says that the refresh token sent is over                        | the person connects again, unless a newer pair is stored |
 * | `CODE_INVALID`         | the authorization code is expired, used, or has another verifier     | start the authorization again       |
 * | `CLIENT_CREDENTIALS`   | the app's id or secret is wrong                                      | the operator corrects it            |
 * | `ACCESS_TOKEN_INVALID` | the API does not take the access token                               | one forced refresh, one retry       |
 * | `SCOPE_MISSING`        | the grant lacks the scopes in `missingScopes`                        | the person consents again           |
 * | `RATE_LIMITED`         | too many calls for this Zoom account                                 | wait `retryAfterMs`                 |
 * | `UNAVAILABLE`          | Zoom could not be reached, or answered with something else           | try again later                     |
 * | `TIMEOUT`              | Zoom did not answer in time                                          | try again later                     |
 * | `REFUSED`              | any other refusal                                                    | final: look at `zoomCode` and the message |
 */
export type ZoomErrorKind =
  | 'GRANT_DEAD'
  | 'CODE_INVALID'
  | 'CLIENT_CREDENTIALS'
  | 'ACCESS_TOKEN_INVALID'
  | 'SCOPE_MISSING'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'REFUSED';

export interface ZoomErrorDetails {
  kind: ZoomErrorKind;
  /** The HTTP status of Zoom's answer; null without an answer. */
  status?: number | null;
  /** Zoom's own word: its number (`124`), or OAuth's (`invalid_grant`). */
  zoomCode?: string | null;
  /** How long Zoom asks to wait, in milliseconds. */
  retryAfterMs?: number | null;
  /** With `SCOPE_MISSING`: the scopes that Zoom named. */
  missingScopes?: readonly string[];
}

/**
 * A call to Zoom failed. The message holds Zoom's reason and never a token, a code or a secret; for the same reason
 * there is no `cause`: the errors underneath carry whole answers.
 */
export class ZoomError extends Error {
  override readonly name = 'ZoomError';
  readonly kind: ZoomErrorKind;
  readonly status: number | null;
  readonly zoomCode: string | null;
  readonly retryAfterMs: number | null;
  readonly missingScopes: readonly string[];

  constructor(message: string, details: ZoomErrorDetails) {
    super(message);
    this.kind = details.kind;
    this.status = details.status ?? null;
    this.zoomCode = details.zoomCode ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.missingScopes = details.missingScopes ?? [];
  }

  /** Whether the same call may succeed later without anybody doing anything. */
  get temporary(): boolean {
    return this.kind === 'RATE_LIMITED' || this.kind === 'UNAVAILABLE' || this.kind === 'TIMEOUT';
  }
}
