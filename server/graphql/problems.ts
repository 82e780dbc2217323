import { isVisible } from '../bots/listing.js';
import type { CallbackUrlOutcome, LaunchOutcome } from '../bots/launch.js';
import type { DeletionOutcome, RecordingsOutcome } from '../bots/recordings.js';
import type { PanelConsentOutcome } from '../people/panelConsent.js';
import { botType } from './botType.js';
import { type GraphQLContext, requireViewer } from './context.js';
import { callerError } from './errors.js';

/** A person cannot do anything here without a reason; an unknown external user is the backend's to solve. */
export function unknownExternalUser(externalUserId: string) {
  return {
    __typename: 'UnknownExternalUser',
    message: 'This user has not connected Zoom through you. Make a connect link for them and redeem its code.',
    externalUserId,
  } as const;
}

export const GUEST_NOT_ALLOWED = {
  __typename: 'GuestNotAllowed',
  message: 'Zoom does not say who you are. Sign in to Zoom and add the app, then connect.',
} as const;

const ACCOUNT_NOT_ALLOWED = {
  __typename: 'AccountNotAllowed',
  message: 'Bots are not open to your Zoom account here. Ask whoever runs this server.',
} as const;

/**
 * Why a panel's authorization connected nobody.
 *
 * @throws when Zoom does not accept this server's credentials, which only the operator can mend
 */
export function authorizationProblem(outcome: Exclude<PanelConsentOutcome, { kind: 'connected' }>) {
  switch (outcome.kind) {
    case 'unknown_state':
      return {
        __typename: 'ZoomAuthorizationUnknown',
        message: 'This authorization was used already, is older than five minutes, or began elsewhere. Connect again.',
      } as const;
    case 'other_user':
      return {
        __typename: 'OtherZoomUser',
        message:
          'The consent was given by another Zoom user than the one who opened this panel, so nothing was connected. ' +
          'Connect again with your own Zoom account.',
      } as const;
    case 'not_allowed':
      return ACCOUNT_NOT_ALLOWED;
    case 'code_refused':
      return {
        __typename: 'ZoomCodeRefused',
        message: 'Zoom did not accept the authorization. Nothing was changed. Connect again.',
      } as const;
    case 'zoom_unavailable':
      return { __typename: 'ZoomUnavailable', message: 'Zoom did not answer. Connect again in a minute.' } as const;
    case 'client_credentials':
      throw new Error('Zoom does not accept this server’s credentials: check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.');
    default:
      return outcome satisfies never;
  }
}

export function botNotFound() {
  return { __typename: 'BotNotFound', message: 'There is no such bot among yours.' } as const;
}

/**
 * Why there are no recordings to see or to delete now.
 *
 * @throws RATE_LIMITED
 */
export function recordingProblem(
  outcome: Exclude<RecordingsOutcome | DeletionOutcome, { kind: 'found' | 'deleted' | 'nothing_recorded' | 'gone' }>,
) {
  switch (outcome.kind) {
    case 'unknown_bot':
      return botNotFound();
    case 'not_over':
      return {
        __typename: 'BotNotOver',
        message: 'The bot is not over yet. Its recording can be seen once it has left the meeting.',
      } as const;
    case 'processing':
      return {
        __typename: 'RecordingProcessing',
        message: 'Recall is still making the recording. Look again in a few minutes.',
      } as const;
    case 'recall_unavailable':
      return {
        __typename: 'RecallUnavailable',
        message: 'Recall, where recordings lie, did not answer. Try again in a minute.',
      } as const;
    case 'too_many_questions':
      throw callerError('RATE_LIMITED', 'Too many questions about recordings. Try again in a minute.');
    default:
      return outcome satisfies never;
  }
}

type SharedProblem = Exclude<
  LaunchOutcome | CallbackUrlOutcome,
  { kind: 'launched' | 'refused' | 'created' | 'invalid_name' | 'invalid_expiry' }
>;

/** What may keep anybody from bringing a bot, as the API tells it. */
export function bringingProblem(outcome: SharedProblem, context: GraphQLContext) {
  const viewer = requireViewer(context);
  const connectUrl = viewer.kind === 'person' ? context.connectUrl : null;
  switch (outcome.kind) {
    case 'not_connected':
      return { __typename: 'NotConnected', message: 'Connect your Zoom account first.', connectUrl } as const;
    case 'reconnect_required':
      return {
        __typename: 'ReconnectRequired',
        message: 'Zoom has ended the authorization. Connect your Zoom account again.',
        connectUrl,
      } as const;
    case 'missing_scope':
      return {
        __typename: 'MissingScope',
        message: `Zoom was not allowed to give ${outcome.scopes.join(', ')}. Connect again and leave every permission ticked.`,
        scopes: outcome.scopes,
        connectUrl,
      } as const;
    case 'account_not_allowed':
      return ACCOUNT_NOT_ALLOWED;
    case 'invalid':
      return { __typename: 'InvalidMeetingLink', message: outcome.message, code: outcome.problem } as const;
    case 'already_there':
      return {
        __typename: 'BotAlreadyThere',
        message: 'A bot is in this meeting already, or on its way.',
        bot: isVisible(viewer, outcome.bot) ? botType(outcome.bot, context) : null,
      } as const;
    case 'too_many':
      return {
        __typename: 'TooManyLiveBots',
        message:
          outcome.limit === 1
            ? 'Only one bot may be live at a time. Remove it first.'
            : `Only ${outcome.limit} bots may be live at once. Remove one of them first.`,
        limit: outcome.limit,
      } as const;
    default:
      return outcome satisfies never;
  }
}
