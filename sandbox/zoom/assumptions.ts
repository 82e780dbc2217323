/**
 * What Zoom does not document, and what we take it to do. Each is a switch, so that a test can try the other way.
 * A field's comment says what is known, and where.
 */
export interface ZoomAssumptions {
  /**
   * What a person who declines consent brings back to the redirect URI: `error=access_denied` with the state, as in
   * RFC 6749 §4.1.2.1 (Zoom's OAuth page does not say), or nothing at all: they stay on Zoom's page.
   */
  declineReturns: 'access_denied' | 'nothing';
  /**
   * Status with which a superseded refresh token is refused. Its body is known from reports
   * (https://github.com/raycast/extensions/issues/10896, with 400; older ones saw 401).
   */
  staleRefreshTokenStatus: 400 | 401;
  /**
   * How the refresh token of a grant that was replaced by a newer one, or revoked, is refused: as any old one, or with
   * 4741 of https://developers.zoom.us/docs/integrations/oauth-error-messages/ , whose body is not shown there.
   */
  replacedGrantAnswer: 'invalid-token' | '4741';
  /** Status of `invalid_client`; 400 was seen (https://github.com/JubaerHossain/zoom-laravel/issues/3), none is documented. */
  invalidClientStatus: 400 | 401;
  /** Status of error 124, "Invalid access token."; both occur (https://developers.zoom.us/docs/api/users/ lists 400). */
  invalidAccessTokenStatus: 400 | 401;
  /**
   * Whether a refresh ends the access token before it. https://developers.zoom.us/docs/integrations/oauth/ speaks of
   * the latest refresh token only.
   */
  refreshEndsOlderAccessToken: boolean;
  /** Whether an exchange that fails (wrong verifier, wrong redirect URI) uses the code up. */
  failedExchangeSpendsCode: boolean;
  /**
   * `redirect_uri` when a code from inside the client is exchanged: samples of Zoom send the page's own address
   * (zoom/zoomapps-advancedsample-react) or must leave it out (zoom/arlo).
   */
  inClientRedirectUri: 'either' | 'required' | 'refused';
  /** Seconds that a refresh token lives: about 90 days (https://developers.zoom.us/docs/integrations/oauth/). */
  refreshTokenSeconds: number;
  /** Seconds in Retry-After of a 429, or none (https://developers.zoom.us/docs/api/rate-limits/ promises none). */
  retryAfterSeconds: number | null;
  /** Whether minting looks up `meeting_id` (https://developers.zoom.us/docs/meeting-sdk/auth/obf/ does not say). */
  mintChecksMeeting: boolean;
  /** Whether minting demands that the person is in the meeting; the page above describes only the check at the join. */
  mintChecksPresence: boolean;
  /** Whether a failed join spends the OBF token. "Single-use" seems to mean one successful join. */
  failedJoinSpendsObfToken: boolean;
  /**
   * Seconds between a person's leaving and the removal of what they brought. "Must leave when their owner leaves"
   * (https://developers.zoom.us/docs/meeting-sdk/obf-faq/); how soon is not said.
   */
  removalAfterPersonLeftSeconds: number;
}

export const ZOOM_ASSUMPTIONS: Readonly<ZoomAssumptions> = {
  declineReturns: 'access_denied',
  staleRefreshTokenStatus: 400,
  replacedGrantAnswer: 'invalid-token',
  invalidClientStatus: 400,
  invalidAccessTokenStatus: 401,
  refreshEndsOlderAccessToken: false,
  failedExchangeSpendsCode: true,
  inClientRedirectUri: 'either',
  refreshTokenSeconds: 90 * 24 * 60 * 60,
  retryAfterSeconds: null,
  mintChecksMeeting: false,
  mintChecksPresence: false,
  failedJoinSpendsObfToken: false,
  removalAfterPersonLeftSeconds: 0,
};
