import type { FieldErrors } from './createBotRequest.js';

/** An answer of Recall's API. */
export interface RecallAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/**
 * Error answers: https://docs.recall.ai/reference/errors , and for the shape of 400
 * https://docs.recall.ai/reference/calendar_events_bot_create . Where only a text is documented, `detail` holds it.
 */
export const recallErrors = {
  invalidData: (errors: FieldErrors): RecallAnswer => ({
    status: 400,
    body: {
      code: 'invalid_request_data',
      message:
        'Unable to process request because invalid data was submitted. Check `errors` field for more information.',
      errors,
    },
  }),
  unreadable: (): RecallAnswer => ({ status: 400, body: { code: 'parse_error', detail: 'JSON parse error' } }),
  noCredentials: (): RecallAnswer => ({
    status: 401,
    body: { code: 'not_authenticated', detail: 'Authentication credentials were not provided.' },
  }),
  wrongCredentials: (): RecallAnswer => ({
    status: 401,
    body: {
      code: 'authentication_failed',
      detail:
        'Invalid API token. Check that the token belongs to the region that you are calling: us-east-1, us-west-2, eu-central-1 or ap-northeast-1.',
    },
  }),
  noCredit: (): RecallAnswer => ({
    status: 402,
    body: { code: 'insufficient_credit_balance', detail: 'Insufficient credit balance' },
  }),
  blocked: (): RecallAnswer => ({
    status: 403,
    body: {
      code: 'request_blocked',
      detail:
        'Request was blocked due to security rules. This is likely due to providing a localhost URL in your payload. More details: https://docs.recall.ai/reference/errors',
    },
  }),
  notFound: (): RecallAnswer => ({ status: 404, body: { code: 'not_found', detail: 'Not found.' } }),
  alreadyDispatched: (): RecallAnswer => ({
    status: 405,
    body: { code: 'method_not_allowed', detail: 'Method "DELETE" not allowed.' },
  }),
  conflict: (): RecallAnswer => ({
    status: 409,
    body: { code: 'conflict', detail: 'A request with this idempotency key is in progress. Please retry.' },
  }),
  throttled: (seconds: number): RecallAnswer => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { code: 'throttled', detail: `Request was throttled. Expected available in ${seconds} seconds.` },
  }),
  adhocPoolDepleted: (retryAfterSeconds: number | null): RecallAnswer => ({
    status: 507,
    headers: retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { code: 'adhoc_pool_depleted', detail: 'Out of adhoc bots -- Please retry in 30 seconds' },
  }),
  updateFailed: (
    detail: 'Only non-dispatched bots can be updated' | 'Not enough time to launch new bot',
  ): RecallAnswer => ({
    status: 400,
    body: { code: 'update_bot_failed', detail },
  }),
  /** Not documented: only that deleting is irreversible. */
  mediaNotReady: (): RecallAnswer => ({
    status: 400,
    body: { code: 'cannot_delete_media', detail: 'Cannot delete the media of a bot which has not completed.' },
  }),
  commandToCompletedBot: (): RecallAnswer => ({
    status: 400,
    body: {
      code: 'cannot_command_completed_bot',
      detail: 'Cannot send a command to a bot which has completed (is shutting/has shut down/has errored).',
    },
  }),
  commandToUnstartedBot: (): RecallAnswer => ({
    status: 400,
    body: {
      code: 'cannot_command_unstarted_bot',
      detail: 'Cannot send a command to a bot which has not been started.',
    },
  }),
};
