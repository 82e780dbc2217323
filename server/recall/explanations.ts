/** A code in words: what happened, and what a person can do now. */
export interface Explanation {
  readonly message: string;
  readonly nextStep: string | null;
}

const LAUNCH_AGAIN = 'Bring the bot again.';
const JOIN_FIRST = 'Join the meeting with the connected Zoom account, then bring the bot again.';
const PASTE_CURRENT_LINK = 'Copy the invite link from the meeting and bring the bot with it.';
const LET_IT_RECORD = 'Ask the host to allow the recording, then bring the bot again.';

/**
 * What Recall's sub-codes mean (https://docs.recall.ai/docs/sub-codes). More specific than a code, so asked first.
 * Recall adds new ones without notice.
 */
const SUB_CODES: ReadonlyMap<string, Explanation> = new Map([
  // The end of a call
  ['call_ended_by_host', { message: 'The host ended the meeting.', nextStep: null }],
  ['call_ended_by_platform_idle', { message: 'Zoom ended the meeting because nobody did anything.', nextStep: null }],
  [
    'call_ended_by_platform_max_length',
    { message: 'Zoom ended the meeting at the longest time that the host’s plan allows.', nextStep: null },
  ],
  ['timeout_exceeded_everyone_left', { message: 'Everybody else left, so the bot left too.', nextStep: null }],
  ['timeout_exceeded_noone_joined', { message: 'Nobody came, so the bot left.', nextStep: LAUNCH_AGAIN }],
  [
    'timeout_exceeded_waiting_room',
    {
      message: 'The bot waited to be let in for as long as it may, and left.',
      nextStep: 'Be in the meeting yourself, ask the host to admit the bot, and bring it again.',
    },
  ],
  [
    'bot_kicked_from_call',
    {
      message: 'The bot was removed from the meeting: by the host, or by Zoom because the person it came for left.',
      nextStep: 'Join the meeting again if you left it, then bring the bot again.',
    },
  ],
  [
    'bot_kicked_from_waiting_room',
    { message: 'The host did not let the bot in.', nextStep: 'Ask the host, then bring the bot again.' },
  ],
  ['bot_received_leave_call', { message: 'The bot was told to leave.', nextStep: null }],
  [
    'timeout_exceeded_recording_permission_denied',
    { message: 'The bot was not allowed to record, so it left.', nextStep: LET_IT_RECORD },
  ],

  // Why it could not join
  [
    'meeting_not_started',
    { message: 'The meeting has not started.', nextStep: 'Start the meeting, then bring the bot again.' },
  ],
  ['meeting_ended', { message: 'The meeting is over.', nextStep: null }],
  [
    'meeting_locked',
    { message: 'The meeting is locked.', nextStep: 'Ask the host to unlock it, then bring the bot again.' },
  ],
  ['meeting_full', { message: 'The meeting is full.', nextStep: 'Bring the bot again when somebody has left.' }],
  ['meeting_not_found', { message: 'Zoom knows no meeting behind this link.', nextStep: PASTE_CURRENT_LINK }],
  ['meeting_link_invalid', { message: 'The meeting link is wrong.', nextStep: PASTE_CURRENT_LINK }],
  ['meeting_link_expired', { message: 'The meeting link is no longer valid.', nextStep: PASTE_CURRENT_LINK }],
  ['meeting_password_incorrect', { message: 'The passcode is wrong or missing.', nextStep: PASTE_CURRENT_LINK }],
  [
    'meeting_requires_registration',
    {
      message: 'The meeting asks for registration.',
      nextStep: 'Register, then bring the bot with the personal link from the confirmation e-mail.',
    },
  ],
  [
    'zoom_registration_required',
    {
      message: 'The meeting asks for registration.',
      nextStep: 'Register, then bring the bot with the personal link from the confirmation e-mail.',
    },
  ],
  [
    'meeting_requires_sign_in',
    {
      message: 'Only people who are signed in to Zoom may join this meeting.',
      nextStep: 'Ask the host to admit guests, then bring the bot again.',
    },
  ],
  [
    'zoom_obf_user_not_in_meeting',
    {
      message: 'The person it came for was not in the meeting, and Zoom lets the bot in only beside them.',
      nextStep: JOIN_FIRST,
    },
  ],
  [
    'zoom_sdk_credentials_missing',
    {
      message: 'Recall does not have this app’s Zoom credentials.',
      nextStep: 'For the operator: enter the Zoom app’s client id and secret in Recall’s Meeting Bot Setup.',
    },
  ],
  [
    'zoom_sdk_app_not_published',
    {
      message: 'Zoom has not approved this app yet, so bots can only join meetings of its creator’s own account.',
      nextStep: 'For the operator: submit the Zoom app for approval.',
    },
  ],
  ['failed_to_launch_in_time', { message: 'Recall could not start the bot in time.', nextStep: LAUNCH_AGAIN }],
  ['bot_errored', { message: 'The bot broke down at Recall.', nextStep: LAUNCH_AGAIN }],

  // Why it may not record
  [
    'zoom_local_recording_disabled',
    {
      message: 'The host’s account has local recording switched off.',
      nextStep: 'Ask the host to switch local recording on in their Zoom settings, then bring the bot again.',
    },
  ],
  [
    'zoom_local_recording_request_disabled',
    {
      message: 'The host’s settings do not let participants ask to record.',
      nextStep: 'Ask the host to let participants record locally in their Zoom settings, then bring the bot again.',
    },
  ],
  [
    'zoom_local_recording_request_denied_by_host',
    { message: 'The host refused the recording.', nextStep: LET_IT_RECORD },
  ],
  [
    'zoom_host_not_present',
    { message: 'The host is not there to allow the recording.', nextStep: 'Wait for the host to join.' },
  ],
  [
    'zoom_bot_in_waiting_room',
    { message: 'The bot can’t ask to record from the waiting room.', nextStep: 'Ask the host to admit the bot.' },
  ],

  // Why Recall made none
  [
    'rate_limited',
    {
      message: 'Recall asked to wait for longer than a launch may take: too many bots were launched at once.',
      nextStep: 'Bring the bot again in a few minutes.',
    },
  ],
  [
    'no_bots_available',
    {
      message: 'Recall had no bot free for as long as a launch may take.',
      nextStep: 'Bring the bot again in a few minutes.',
    },
  ],
  [
    'http_402',
    {
      message: 'The operator’s balance at Recall is used up.',
      nextStep: 'For the operator: top up the balance in Recall’s dashboard.',
    },
  ],
  [
    'authentication_failed',
    {
      message: 'Recall does not accept this server’s API key.',
      nextStep: 'For the operator: check RECALL_API_KEY, and that RECALL_REGION is the key’s own region.',
    },
  ],
  [
    'http_401',
    {
      message: 'Recall does not accept this server’s API key.',
      nextStep: 'For the operator: check RECALL_API_KEY, and that RECALL_REGION is the key’s own region.',
    },
  ],
  [
    'request_blocked',
    {
      message: 'Recall’s firewall blocked the request.',
      nextStep: 'For the operator: BASE_URL must be a public https address, not localhost and not an IP.',
    },
  ],
]);

/** Families of sub-codes that have no complete list (https://docs.recall.ai/docs/zoom-obf). */
const PREFIXES: readonly (readonly [string, Explanation])[] = [
  ['zoom_obf', { message: 'Zoom did not let the bot join on your behalf', nextStep: JOIN_FIRST }],
];

/**
 * What the codes mean without a sub-code that we know: Recall's statuses
 * (https://docs.recall.ai/docs/bot-status-change-events), and the ends that this server states itself.
 */
const CODES: ReadonlyMap<string, Explanation> = new Map([
  ['ready', { message: 'The bot is ready to set out', nextStep: null }],
  ['joining_call', { message: 'The bot is connecting to the meeting', nextStep: null }],
  ['in_waiting_room', { message: 'The bot is in the waiting room', nextStep: 'Ask the host to admit it.' }],
  ['in_call_not_recording', { message: 'The bot is in the meeting and does not record', nextStep: null }],
  ['recording_permission_allowed', { message: 'The host allowed the recording', nextStep: null }],
  ['recording_permission_denied', { message: 'The bot may not record', nextStep: LET_IT_RECORD }],
  ['in_call_recording', { message: 'The bot is recording', nextStep: null }],
  ['recording_done', { message: 'The recording is over', nextStep: null }],
  ['call_ended', { message: 'The bot left the meeting', nextStep: 'Bring the bot again if the meeting goes on.' }],
  ['done', { message: 'The bot has finished', nextStep: 'Bring the bot again if the meeting goes on.' }],
  [
    'fatal',
    {
      message: 'The bot could not join the meeting',
      nextStep: 'Bring the bot again; if that fails too, tell the operator of this app what it says here.',
    },
  ],
  [
    'launch_gave_up',
    { message: 'Recall could not be reached, or had no bot free, so there is none', nextStep: LAUNCH_AGAIN },
  ],
  [
    'recall_refused',
    {
      message: 'Recall refused to make the bot',
      nextStep: 'Check the meeting link; if it is right, tell the operator of this app what it says here.',
    },
  ],
  [
    'deployment_refused',
    {
      message: 'Recall does not take bots from this server',
      nextStep: 'For the operator: the server’s log and Recall’s dashboard say what has to be put right.',
    },
  ],
  [
    'launch_expired',
    {
      message: 'The launch was interrupted for so long that the meeting may be over',
      nextStep: 'Bring the bot again if the meeting goes on.',
    },
  ],
  ['meeting_over', { message: 'The meeting ended before the bot was made', nextStep: null }],
  [
    'callback_expired',
    { message: 'The callback URL expired', nextStep: 'Create a new callback URL for the next bot.' },
  ],
  [
    'disconnected',
    {
      message: 'Zoom was disconnected, so the bot was told to leave',
      nextStep: 'Connect Zoom again, then bring the bot again.',
    },
  ],
  ['removed_before_join', { message: 'The bot was removed before it joined', nextStep: null }],
  [
    'gone_at_recall',
    { message: 'Recall no longer knows this bot', nextStep: 'Bring the bot again if the meeting goes on.' },
  ],
]);

/**
 * Says in one sentence what a code and its sub-code mean, and in one more what to do.
 *
 * | sub-code                     | sentence                                       |
 * |------------------------------|------------------------------------------------|
 * | in the table                 | its own                                        |
 * | of a known family            | the family's, with the sub-code in it          |
 * | unknown                      | the code's, with the sub-code in it            |
 * | none                         | the code's                                     |
 *
 * An unknown code is named as it is.
 */
export function explain(code: string, subCode: string | null): Explanation {
  const own = subCode === null ? undefined : SUB_CODES.get(subCode);
  if (own !== undefined) return own;
  const family = PREFIXES.find(([prefix]) => subCode?.startsWith(prefix))?.[1];
  const { message, nextStep } = family ?? CODES.get(code) ?? { message: `Recall reports “${code}”`, nextStep: null };
  return { message: subCode === null ? `${message}.` : `${message} (${subCode}).`, nextStep };
}
