import { type Explanation, forOperator, forPerson, nothingToDo } from './explanation.js';

const LAUNCH_AGAIN = 'Bring the bot again.';
const LAUNCH_AGAIN_LATER = 'Bring the bot again in a few minutes.';
const LAUNCH_AGAIN_IF_IT_GOES_ON = 'Bring the bot again if the meeting goes on.';
const JOIN_FIRST = 'Join the meeting with the connected Zoom account, then bring the bot again.';
const PASTE_CURRENT_LINK = 'Copy the invite link from the meeting and bring the bot with it.';
const USE_PERSONAL_LINK = 'Register, then bring the bot with the personal link from the confirmation e-mail.';
const LET_IT_RECORD = 'Ask the host to allow the recording, then bring the bot again.';
const ASK_THE_HOST = 'Ask the host, then bring the bot again.';
const CHECK_RECALL_KEY = 'Check RECALL_API_KEY, and that RECALL_REGION is the key’s own region.';

const WRONG_RECALL_KEY = forOperator('Recall does not accept this server’s API key.', CHECK_RECALL_KEY);
const REGISTRATION = forPerson('The meeting asks for registration.', USE_PERSONAL_LINK);
const ONLY_BOTS = forPerson(
  'The bot left because it seemed that only bots were in the meeting.',
  'Bring the bot again if there are people in the meeting.',
);

/**
 * What Recall's sub-codes mean (https://docs.recall.ai/docs/sub-codes). More specific than a code, so asked first.
 * Recall adds new ones without notice.
 */
const SUB_CODES: ReadonlyMap<string, Explanation> = new Map([
  // Joining on behalf of a person
  [
    'zoom_obf_user_not_in_meeting',
    forPerson('The person it came for was not in the meeting, and Zoom lets the bot in only beside them.', JOIN_FIRST),
  ],

  // Why it could not join
  [
    'zoom_sdk_credentials_missing',
    forOperator(
      'Recall does not have this app’s Zoom credentials.',
      'Enter the Zoom app’s client id and secret in Recall’s dashboard, under Meeting Bot Setup, Zoom.',
    ),
  ],
  [
    'zoom_sdk_app_not_published',
    forOperator(
      'Zoom has not approved this app yet, so bots can only join meetings of its creator’s own account.',
      'Submit the Zoom app for approval in Zoom’s Marketplace.',
    ),
  ],
  [
    'zoom_sdk_update_required',
    forOperator('Zoom asks for a newer version of the software that the bot runs on.', 'Tell Recall’s support.'),
  ],
  [
    'zoom_invalid_signature',
    forOperator(
      'Zoom did not accept the app’s credentials that Recall has, or the meeting link.',
      'Check the client id and secret in Recall’s dashboard, under Meeting Bot Setup, Zoom; if they are right, the link is wrong.',
    ),
  ],
  [
    'zoom_invalid_join_token',
    forOperator(
      'Zoom did not accept the bot’s join token.',
      'Let the join token be made for this very meeting, with the authorization of its host.',
    ),
  ],
  [
    'zoom_account_blocked',
    forOperator('Zoom has blocked the account that the bot signs in with.', 'Let bots sign in with another account.'),
  ],
  [
    'zoom_email_blocked_by_admin',
    forPerson(
      'The host’s organisation does not let this account into its meetings.',
      'Ask the host’s administrator to allow it, then bring the bot again.',
    ),
  ],
  [
    'zoom_email_required',
    forOperator(
      'The meeting lets nobody in without an e-mail address, and the bot has none.',
      'Bots for webinars have to be created with zoom.user_email.',
    ),
  ],
  ['zoom_registration_required', REGISTRATION],
  [
    'zoom_invalid_webinar_invite',
    forPerson('The invitation to this webinar is not valid for the bot.', PASTE_CURRENT_LINK),
  ],
  ['zoom_captcha_required', forPerson('Zoom wanted proof that the bot is a human being.', LAUNCH_AGAIN_LATER)],
  ['zoom_join_timeout', forPerson('Zoom did not let the bot in in time.', LAUNCH_AGAIN_LATER)],
  ['zoom_connection_failed', forPerson('The bot could not reach Zoom.', LAUNCH_AGAIN_LATER)],
  ['zoom_internal_error', forPerson('Zoom failed while the bot was joining.', LAUNCH_AGAIN_LATER)],
  [
    'zoom_web_disallowed',
    forPerson(
      'The meeting is end-to-end encrypted, or its host does not allow joining from the web.',
      'Ask the host to switch end-to-end encryption off for this meeting, then bring the bot again.',
    ),
  ],
  [
    'zoom_error_multiple_device_join',
    forPerson(
      'Somebody else joined with the same credentials, so Zoom put the bot out.',
      'Remove the other bot, then bring this one again.',
    ),
  ],
  [
    'zoom_meeting_not_accessible',
    forPerson('The bot has no access to this meeting.', 'Check the invite link, and ask the host who may join.'),
  ],
  [
    'zoom_meeting_host_inactive',
    forPerson('Zoom has disabled or restricted the host’s account.', 'Hold the meeting with another host.'),
  ],
  [
    'zoom_another_meeting_in_progress',
    forPerson('The host has another meeting running.', 'Bring the bot again when the other meeting is over.'),
  ],
  [
    'meeting_requires_sign_in',
    forPerson(
      'Only people who are signed in to Zoom may join this meeting.',
      'Ask the host to admit guests, then bring the bot again.',
    ),
  ],
  ['meeting_requires_registration', REGISTRATION],
  ['meeting_not_found', forPerson('Zoom knows no meeting behind this link.', PASTE_CURRENT_LINK)],
  ['meeting_link_invalid', forPerson('The meeting link is wrong.', PASTE_CURRENT_LINK)],
  ['meeting_link_expired', forPerson('The meeting link is no longer valid.', PASTE_CURRENT_LINK)],
  ['meeting_password_incorrect', forPerson('The passcode is wrong or missing.', PASTE_CURRENT_LINK)],
  ['meeting_not_started', forPerson('The meeting has not started.', 'Start the meeting, then bring the bot again.')],
  ['meeting_ended', nothingToDo('The meeting is over.')],
  ['meeting_locked', forPerson('The meeting is locked.', 'Ask the host to unlock it, then bring the bot again.')],
  ['meeting_full', forPerson('The meeting is full.', 'Bring the bot again when somebody has left.')],
  ['failed_to_launch_in_time', forPerson('Recall could not start the bot in time.', LAUNCH_AGAIN)],
  ['bot_errored', forPerson('The bot broke down at Recall.', LAUNCH_AGAIN)],

  // Why it may not record
  [
    'zoom_local_recording_disabled',
    forPerson(
      'The host’s account has local recording switched off.',
      'Ask the host to switch local recording on in their Zoom settings, then bring the bot again.',
    ),
  ],
  [
    'zoom_local_recording_request_disabled',
    forPerson(
      'The host’s settings do not let participants ask to record.',
      'Ask the host to let participants record locally in their Zoom settings, then bring the bot again.',
    ),
  ],
  [
    'zoom_local_recording_request_disabled_by_host',
    forPerson(
      'The host does not let anybody ask to record in this meeting.',
      'Ask the host to allow requests to record in this meeting, then bring the bot again.',
    ),
  ],
  [
    'zoom_bot_in_waiting_room',
    forPerson('The bot can’t ask to record from the waiting room.', 'Ask the host to admit the bot.'),
  ],
  ['zoom_host_not_present', forPerson('The host is not there to allow the recording.', 'Wait for the host to join.')],
  ['zoom_local_recording_request_denied_by_host', forPerson('The host refused the recording.', LET_IT_RECORD)],
  ['zoom_local_recording_denied', forPerson('The bot was not given the permission to record.', LET_IT_RECORD)],
  [
    'zoom_local_recording_grant_not_supported',
    forPerson(
      'The host is in the meeting with a device that can’t allow a recording.',
      'Ask the host to join from a computer, then bring the bot again.',
    ),
  ],
  [
    'zoom_sdk_key_blocked_by_host_admin',
    forPerson(
      'The administrator of the host’s account has blocked this app.',
      'Ask the host’s administrator to allow the app, then bring the bot again.',
    ),
  ],

  // The end of a call
  ['call_ended_by_host', nothingToDo('The host ended the meeting.')],
  ['call_ended_by_platform_idle', nothingToDo('Zoom ended the meeting because nobody did anything.')],
  [
    'call_ended_by_platform_max_length',
    nothingToDo('Zoom ended the meeting at the longest time that the host’s plan allows.'),
  ],
  [
    'call_ended_by_platform_waiting_room_timeout',
    forPerson('Nobody let the bot in for as long as one may wait.', 'Ask the host to admit it, and bring it again.'),
  ],
  [
    'timeout_exceeded_waiting_room',
    forPerson(
      'The bot waited to be let in for as long as it may, and left.',
      'Be in the meeting yourself, ask the host to admit the bot, and bring it again.',
    ),
  ],
  ['timeout_exceeded_noone_joined', forPerson('Nobody came, so the bot left.', LAUNCH_AGAIN)],
  ['timeout_exceeded_everyone_left', nothingToDo('Everybody else left, so the bot left too.')],
  [
    'timeout_exceeded_silence_detected',
    forPerson('Nobody had spoken for a long time, so the bot left.', LAUNCH_AGAIN_IF_IT_GOES_ON),
  ],
  ['timeout_exceeded_only_bots_detected_using_participant_names', ONLY_BOTS],
  ['timeout_exceeded_only_bots_detected_using_participant_events', ONLY_BOTS],
  [
    'timeout_exceeded_in_call_not_recording',
    forPerson('The bot had not recorded for as long as it may stay so, and left.', LET_IT_RECORD),
  ],
  [
    'timeout_exceeded_recording_permission_denied',
    forPerson('The bot was not allowed to record, so it left.', LET_IT_RECORD),
  ],
  [
    'timeout_exceeded_in_call_recording',
    forPerson('The bot left at the longest time that it may record.', LAUNCH_AGAIN_IF_IT_GOES_ON),
  ],
  [
    'timeout_exceeded_max_duration',
    forPerson('The bot left at the longest time that Recall lets it stay.', LAUNCH_AGAIN_IF_IT_GOES_ON),
  ],
  [
    'bot_kicked_from_call',
    forPerson(
      'The bot was removed from the meeting: by the host, or by Zoom because the person it came for left.',
      'Join the meeting again if you left it, then bring the bot again.',
    ),
  ],
  ['bot_kicked_from_waiting_room', forPerson('The host did not let the bot in.', ASK_THE_HOST)],
  ['bot_received_leave_call', nothingToDo('The bot was told to leave.')],

  // Why Recall made none
  [
    'rate_limited',
    forPerson(
      'Recall asked to wait for longer than a launch may take: too many bots were launched at once.',
      LAUNCH_AGAIN_LATER,
    ),
  ],
  ['no_bots_available', forPerson('No bot was free at Recall for as long as a launch may take.', LAUNCH_AGAIN_LATER)],
  ['http_402', forOperator('The balance at Recall is used up.', 'Top up the balance in Recall’s dashboard.')],
  [
    'insufficient_credit_balance',
    forOperator('The balance at Recall is used up.', 'Top up the balance in Recall’s dashboard.'),
  ],
  ['authentication_failed', WRONG_RECALL_KEY],
  ['http_401', WRONG_RECALL_KEY],
  [
    'request_blocked',
    forOperator(
      'Recall’s firewall blocked the request.',
      'BASE_URL must be a public https address, not localhost and not an IP.',
    ),
  ],
]);

/** Families of sub-codes that have no complete list (https://docs.recall.ai/docs/zoom-obf). */
const PREFIXES: readonly (readonly [string, Explanation])[] = [
  ['zoom_obf', forPerson('Zoom did not let the bot join on this person’s behalf', JOIN_FIRST)],
];

/**
 * What the codes mean without a sub-code that we know: Recall's statuses
 * (https://docs.recall.ai/docs/bot-status-change-events), and the ends that this server states itself.
 */
const CODES: ReadonlyMap<string, Explanation> = new Map([
  ['ready', nothingToDo('The bot is ready to set out')],
  ['joining_call', nothingToDo('The bot is connecting to the meeting')],
  ['in_waiting_room', forPerson('The bot is in the waiting room', 'Ask the host to admit it.')],
  ['in_call_not_recording', nothingToDo('The bot is in the meeting and does not record')],
  ['recording_permission_allowed', nothingToDo('The host allowed the recording')],
  ['recording_permission_denied', forPerson('The bot may not record', LET_IT_RECORD)],
  ['in_call_recording', nothingToDo('The bot is recording')],
  ['recording_done', nothingToDo('The recording is over')],
  ['call_ended', forPerson('The bot left the meeting', LAUNCH_AGAIN_IF_IT_GOES_ON)],
  ['done', forPerson('The bot has finished', LAUNCH_AGAIN_IF_IT_GOES_ON)],
  [
    'fatal',
    forPerson(
      'The bot could not join the meeting',
      'Bring the bot again; if that fails too, tell whoever runs this app what it says here.',
    ),
  ],
  ['launch_gave_up', forPerson('Recall could not be reached, or had no bot free, so there is none', LAUNCH_AGAIN)],
  [
    'recall_refused',
    forPerson(
      'Recall refused to make the bot',
      'Check the meeting link; if it is right, tell whoever runs this app what it says here.',
    ),
  ],
  [
    'deployment_refused',
    forOperator(
      'Recall does not take bots from this server',
      'The server’s log and Recall’s dashboard say what has to be put right.',
    ),
  ],
  [
    'launch_expired',
    forPerson('The launch was interrupted for so long that the meeting may be over', LAUNCH_AGAIN_IF_IT_GOES_ON),
  ],
  ['meeting_over', nothingToDo('The meeting ended before the bot was made')],
  ['callback_expired', forPerson('The callback URL expired', 'Create a new callback URL for the next bot.')],
  [
    'disconnected',
    forPerson('Zoom was disconnected, so the bot was told to leave', 'Connect Zoom again, then bring the bot again.'),
  ],
  ['removed_before_join', nothingToDo('The bot was removed before it joined')],
  ['gone_at_recall', forPerson('Recall no longer knows this bot', LAUNCH_AGAIN_IF_IT_GOES_ON)],
]);

/**
 * Says in one sentence what a code and its sub-code mean, and in one more what to do, and who.
 *
 * | sub-code                     | sentence                                       |
 * |------------------------------|------------------------------------------------|
 * | in the table                 | its own                                        |
 * | of a known family            | the family's, with the sub-code in it          |
 * | unknown                      | the code's, with the sub-code in it            |
 * | none                         | the code's                                     |
 *
 * An unknown code is named as it is, and nothing is claimed to be known of it.
 */
export function explain(code: string, subCode: string | null): Explanation {
  const own = subCode === null ? undefined : SUB_CODES.get(subCode);
  if (own !== undefined) return own;
  const family = PREFIXES.find(([prefix]) => subCode?.startsWith(prefix))?.[1];
  const explanation = family ?? CODES.get(code) ?? unknown(code);
  const message = subCode === null ? `${explanation.message}.` : `${explanation.message} (${subCode}).`;
  return { ...explanation, message };
}

/** Whether a sub-code has a sentence of its own. */
export function isExplained(subCode: string): boolean {
  return SUB_CODES.has(subCode);
}

/** Whether a sub-code says that the bot could not join on a person's behalf. */
export function concernsObfToken(subCode: string | null): boolean {
  return PREFIXES.some(([prefix]) => subCode?.startsWith(prefix));
}

function unknown(code: string): Explanation {
  return nothingToDo(`Recall reports “${code}”, which this app does not know`);
}
