import { createHash, randomBytes } from 'node:crypto';

/**
 * What the app cannot do without: `user:read:token` mints OBF tokens, `user:read:user` identifies the person,
 * `zoomapp:inmeeting` runs the panel.
 */
export const NEEDED_SCOPES = ['user:read:token', 'user:read:user', 'zoomapp:inmeeting'] as const;

/** Random bytes of a state or a verifier: 43 base64url characters, the least that RFC 7636 allows a verifier to have. */
const SECRET_BYTES = 32;

/** The needed scopes that were not granted. The `:admin` form of a scope, which account-level apps get, counts as granted. */
export function missingScopes(granted: readonly string[]): string[] {
  return NEEDED_SCOPES.filter((scope) => !granted.includes(scope) && !granted.includes(`${scope}:admin`));
}

/** A fresh one-time value for `state`, or a PKCE code verifier. */
export function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** The PKCE challenge of a verifier by the method S256 (RFC 7636 §4.2). */
export function s256Challenge(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

export interface AuthorizationUrlInput {
  /** Where Zoom's OAuth pages live: `https://zoom.us`. */
  oauthBaseUrl: string;
  clientId: string;
  redirectUri: string;
  state: string;
  /** From `s256Challenge`. */
  codeChallenge: string;
}

/**
 * Zoom's consent page for this app. The scopes are those of the app's manifest: Zoom takes none in the URL.
 *
 * `code_challenge_method` must be said, because Zoom's default is `plain`.
 * https://developers.zoom.us/docs/integrations/oauth/
 */
export function authorizationUrl(input: AuthorizationUrlInput): string {
  const url = new URL(`${input.oauthBaseUrl.replace(/\/+$/, '')}/oauth/authorize`);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', input.clientId);
  url.searchParams.set('redirect_uri', input.redirectUri);
  url.searchParams.set('state', input.state);
  url.searchParams.set('code_challenge', input.codeChallenge);
  url.searchParams.set('code_challenge_method', 'S256');
  return url.href;
}
