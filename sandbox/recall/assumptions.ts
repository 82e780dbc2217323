/**
 * What Recall does not document, and what we take it to do. Each is a switch, so that a test can try the other way.
 * A field's comment says what is known, and where.
 */
export interface RecallAssumptions {
  /** Bots created per minute and workspace: 60 or 120 (https://docs.recall.ai/docs/bot_create); null for no limit. */
  createBotPerMinute: number | null;
  /** `leave_call` requests per minute and workspace (https://docs.recall.ai/reference/bot_leave_call_create). */
  leaveCallPerMinute: number | null;
  /** Retry-After in seconds of a 507, or none. The text says 30 s, later editions name
   * the header (https://docs.recall.ai/reference/errors). */
  adhocRetryAfterSeconds: number | null;
  /** Whether an error answer is replayed under its idempotency key (https://docs.recall.ai/reference/idempotency). */
  replaysErrorAnswers: boolean;
  /** A known key with another body: the earlier answer again, or 409. */
  sameKeyOtherBody: 'replay' | 'conflict';
  /** A POST without the trailing slash is served, or answered with a 301 to the address with it. */
  withoutTrailingSlash: 'serve' | 'redirect';
  /** `meeting_url` in answers (https://docs.recall.ai/docs/meeting-urls says object, the specification string). */
  meetingUrlInAnswers: 'object' | 'string';
  /** Whether answers hold the `zoom` object that was sent, callback address included. */
  echoesZoomSettings: boolean;
  /** Whether a link of the form /my/NAME passes validation. */
  acceptsPersonalLinks: boolean;
  /** Bots on one page of a list. */
  pageSize: number;
  /** Seconds from Create Bot to `joining_call` of an ad-hoc bot. */
  launchSeconds: number;
  /** Seconds of each step inside a call: asking for permission, starting to record. */
  stepSeconds: number;
  /** Seconds from `call_ended` to `done`. */
  shutdownSeconds: number;
  /** Seconds between two attempts to join while the person is not there (peers: 3 to 30). */
  joinRetrySeconds: number;
  /** Whether each attempt to join fetches a token of its own ("immediately before the bot joins", join tokens page). */
  freshTokenForEachAttempt: boolean;
  /** How long a token fetch may take, in real milliseconds (peers: 15 s and 30 s). */
  tokenFetchTimeoutMs: number;
  /** How often a failing token fetch is tried. */
  tokenFetchTries: number;
  /** Seconds between those tries. */
  tokenFetchRetrySeconds: number;
  /**
   * When no token could be had: no join, or a join without attribution. https://docs.recall.ai/docs/zoom-obf says that
   * either may be seen.
   */
  withoutToken: 'fatal' | 'join-unattributed';
  /** Sub-code of that `fatal`; Recall lists none for OBF (https://docs.recall.ai/docs/sub-codes). */
  withoutTokenSubCode: string;
  /** Sub-code of `fatal` when Zoom refuses the token itself (expired, used, for another meeting). */
  refusedTokenSubCode: string;
  /**
   * When the person has not come within `waiting_room_timeout`: `call_ended` with
   * `timeout_exceeded_waiting_room`, or `fatal` with `zoom_obf_user_not_in_meeting` (named by one secondary source).
   */
  personNeverCame: 'call_ended' | 'fatal';
  /** Sub-code of `call_ended` when Zoom removes the bot because its person left (https://docs.recall.ai/docs/zoom-obf). */
  personLeftSubCode: string;
  /** Seconds from the end of a recording until its transcript is ready. */
  transcriptSeconds: number;
  /**
   * For how many seconds a link to a file is good: "expires every 5 hours" in version 1.10
   * (https://docs.recall.ai/v1.10/docs/receive-a-recording), not documented since.
   */
  mediaLinkSeconds: number;
  /** Deliveries of one bot are begun one after the other; otherwise all at once, so that they may overtake each other. */
  webhooksInOrder: boolean;
  /** How long a delivery may take, in real milliseconds; documented as 15 s. */
  webhookTimeoutMs: number;
}

export const RECALL_ASSUMPTIONS: Readonly<RecallAssumptions> = {
  createBotPerMinute: 60,
  leaveCallPerMinute: 300,
  adhocRetryAfterSeconds: 30,
  replaysErrorAnswers: true,
  sameKeyOtherBody: 'replay',
  withoutTrailingSlash: 'serve',
  meetingUrlInAnswers: 'object',
  echoesZoomSettings: true,
  acceptsPersonalLinks: false,
  pageSize: 100,
  launchSeconds: 1,
  stepSeconds: 1,
  shutdownSeconds: 2,
  joinRetrySeconds: 10,
  freshTokenForEachAttempt: true,
  tokenFetchTimeoutMs: 15_000,
  tokenFetchTries: 3,
  tokenFetchRetrySeconds: 5,
  withoutToken: 'fatal',
  withoutTokenSubCode: 'zoom_obf_token_fetch_failed',
  refusedTokenSubCode: 'zoom_obf_token_invalid',
  personNeverCame: 'call_ended',
  personLeftSubCode: 'bot_kicked_from_call',
  transcriptSeconds: 5,
  mediaLinkSeconds: 5 * 3600,
  webhooksInOrder: true,
  webhookTimeoutMs: 15_000,
};
