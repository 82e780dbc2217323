import { describe, expect, test } from 'vitest';
import { knownCode, OWN_END } from '../../../server/bots/lifecycle.js';
import { explain } from '../../../server/recall/explanations.js';

describe('an explanation', () => {
  test('of a sub-code that is known is its own', () => {
    expect(explain('fatal', 'meeting_locked')).toEqual({
      message: 'The meeting is locked.',
      nextStep: 'Ask the host to unlock it, then bring the bot again.',
      nextStepFor: 'PERSON',
    });
  });

  test('of any on-behalf-of sub-code asks the person to join first', () => {
    for (const subCode of ['zoom_obf_user_not_in_meeting', 'zoom_obf_something_new']) {
      expect(explain('fatal', subCode).nextStep).toMatch(/^Join the meeting with the connected Zoom account/);
    }
    expect(explain('fatal', 'zoom_obf_something_new').message).toContain('zoom_obf_something_new');
  });

  test('of a sub-code that is unknown says what is known and names it', () => {
    expect(explain('fatal', 'brand_new').message).toBe('The bot could not join the meeting (brand_new).');
    expect(explain('call_ended', 'brand_new').message).toBe('The bot left the meeting (brand_new).');
  });

  test('of a code without sub-code', () => {
    expect(explain('in_waiting_room', null)).toEqual({
      message: 'The bot is in the waiting room.',
      nextStep: 'Ask the host to admit it.',
      nextStepFor: 'PERSON',
    });
  });

  test('of a code that is unknown names it, and claims to know nothing of it', () => {
    const nothing = { nextStep: null, nextStepFor: null };
    expect(explain('teleported', null)).toEqual({
      message: 'Recall reports “teleported”, which this app does not know.',
      ...nothing,
    });
    expect(explain('constructor', '__proto__')).toEqual({
      message: 'Recall reports “constructor”, which this app does not know (__proto__).',
      ...nothing,
    });
  });

  test('exists for every state, and for every end that this server states itself', () => {
    const states = ['joining_call', 'in_waiting_room', 'in_call_not_recording', 'recording_permission_allowed'];
    states.push(
      'recording_permission_denied',
      'in_call_recording',
      'recording_done',
      'call_ended',
      'done',
      'fatal',
      'ready',
    );
    for (const code of [...states, ...Object.values(OWN_END)]) {
      expect(knownCode(code)).toBe(true);
      expect(explain(code, null).message).not.toContain('Recall reports');
    }
  });

  test('is one sentence', () => {
    for (const [code, subCode] of [
      ['fatal', 'bot_errored'],
      ['done', null],
      ['launch_gave_up', null],
    ] as const) {
      expect(explain(code, subCode).message).toMatch(ONE_SENTENCE);
    }
  });
});

const ONE_SENTENCE = /^[A-Z][^.]*\.$/;

/** What each of Recall's documented sub-codes asks for, and of whom; null where there is nothing to do. */
const DOCUMENTED: [
  code: string,
  subCode: string,
  nextStepFor: 'PERSON' | 'OPERATOR' | null,
  nextStep: RegExp | null,
][] = [
  // https://docs.recall.ai/docs/zoom-obf
  ['fatal', 'zoom_obf_user_not_in_meeting', 'PERSON', /^Join the meeting/],

  // https://docs.recall.ai/docs/sub-codes : fatal
  ['fatal', 'zoom_sdk_credentials_missing', 'OPERATOR', /Meeting Bot Setup/],
  ['fatal', 'zoom_sdk_app_not_published', 'OPERATOR', /approval/],
  ['fatal', 'zoom_sdk_update_required', 'OPERATOR', /support/],
  ['fatal', 'zoom_invalid_signature', 'OPERATOR', /client id and secret/],
  ['fatal', 'zoom_invalid_join_token', 'OPERATOR', /authorization of its host/],
  ['fatal', 'zoom_account_blocked', 'OPERATOR', /another account/],
  ['fatal', 'zoom_email_blocked_by_admin', 'PERSON', /administrator/],
  ['fatal', 'zoom_email_required', 'OPERATOR', /user_email/],
  ['fatal', 'zoom_registration_required', 'PERSON', /personal link/],
  ['fatal', 'zoom_invalid_webinar_invite', 'PERSON', /invite link/],
  ['fatal', 'zoom_captcha_required', 'PERSON', /in a few minutes/],
  ['fatal', 'zoom_join_timeout', 'PERSON', /in a few minutes/],
  ['fatal', 'zoom_connection_failed', 'PERSON', /in a few minutes/],
  ['fatal', 'zoom_internal_error', 'PERSON', /in a few minutes/],
  ['fatal', 'zoom_web_disallowed', 'PERSON', /end-to-end encryption/],
  ['fatal', 'zoom_error_multiple_device_join', 'PERSON', /other bot/],
  ['fatal', 'zoom_meeting_not_accessible', 'PERSON', /invite link/],
  ['fatal', 'zoom_meeting_host_inactive', 'PERSON', /another host/],
  ['fatal', 'zoom_another_meeting_in_progress', 'PERSON', /when the other meeting is over/],
  ['fatal', 'meeting_requires_sign_in', 'PERSON', /guests/],
  ['fatal', 'meeting_requires_registration', 'PERSON', /personal link/],
  ['fatal', 'meeting_not_found', 'PERSON', /invite link/],
  ['fatal', 'meeting_link_invalid', 'PERSON', /invite link/],
  ['fatal', 'meeting_link_expired', 'PERSON', /invite link/],
  ['fatal', 'meeting_password_incorrect', 'PERSON', /invite link/],
  ['fatal', 'meeting_not_started', 'PERSON', /^Start the meeting/],
  ['fatal', 'meeting_ended', null, null],
  ['fatal', 'meeting_locked', 'PERSON', /unlock/],
  ['fatal', 'meeting_full', 'PERSON', /left/],
  ['fatal', 'failed_to_launch_in_time', 'PERSON', /^Bring the bot again/],
  ['fatal', 'bot_errored', 'PERSON', /^Bring the bot again/],

  // https://docs.recall.ai/docs/sub-codes : recording_permission_denied
  ['recording_permission_denied', 'zoom_local_recording_disabled', 'PERSON', /switch local recording on/],
  ['recording_permission_denied', 'zoom_local_recording_request_disabled', 'PERSON', /record locally/],
  ['recording_permission_denied', 'zoom_local_recording_request_disabled_by_host', 'PERSON', /allow requests/],
  ['recording_permission_denied', 'zoom_bot_in_waiting_room', 'PERSON', /admit/],
  ['recording_permission_denied', 'zoom_host_not_present', 'PERSON', /host to join/],
  ['recording_permission_denied', 'zoom_local_recording_request_denied_by_host', 'PERSON', /^Ask the host/],
  ['recording_permission_denied', 'zoom_local_recording_denied', 'PERSON', /^Ask the host/],
  ['recording_permission_denied', 'zoom_local_recording_grant_not_supported', 'PERSON', /from a computer/],
  ['recording_permission_denied', 'zoom_sdk_key_blocked_by_host_admin', 'PERSON', /administrator/],

  // https://docs.recall.ai/docs/sub-codes : call_ended
  ['call_ended', 'call_ended_by_host', null, null],
  ['call_ended', 'call_ended_by_platform_idle', null, null],
  ['call_ended', 'call_ended_by_platform_max_length', null, null],
  ['call_ended', 'call_ended_by_platform_waiting_room_timeout', 'PERSON', /admit/],
  ['call_ended', 'timeout_exceeded_waiting_room', 'PERSON', /admit/],
  ['call_ended', 'timeout_exceeded_noone_joined', 'PERSON', /^Bring the bot again/],
  ['call_ended', 'timeout_exceeded_everyone_left', null, null],
  ['call_ended', 'timeout_exceeded_silence_detected', 'PERSON', /^Bring the bot again/],
  ['call_ended', 'timeout_exceeded_only_bots_detected_using_participant_names', 'PERSON', /if there are people/],
  ['call_ended', 'timeout_exceeded_only_bots_detected_using_participant_events', 'PERSON', /if there are people/],
  ['call_ended', 'timeout_exceeded_in_call_not_recording', 'PERSON', /allow the recording/],
  ['call_ended', 'timeout_exceeded_recording_permission_denied', 'PERSON', /allow the recording/],
  ['call_ended', 'timeout_exceeded_in_call_recording', 'PERSON', /^Bring the bot again/],
  ['call_ended', 'timeout_exceeded_max_duration', 'PERSON', /^Bring the bot again/],
  ['call_ended', 'bot_kicked_from_call', 'PERSON', /^Join the meeting again/],
  ['call_ended', 'bot_kicked_from_waiting_room', 'PERSON', /^Ask the host/],
  ['call_ended', 'bot_received_leave_call', null, null],
];

describe('each sub-code that Recall documents is one sentence of its own, with what to do and who does it', () => {
  test.each(DOCUMENTED)('%s, %s', (code, subCode, nextStepFor, nextStep) => {
    const explanation = explain(code, subCode);
    expect(explanation.message).toMatch(ONE_SENTENCE);
    expect(explanation.message).not.toContain(subCode);
    expect(explanation.nextStepFor).toBe(nextStepFor);
    if (nextStep === null) expect(explanation.nextStep).toBeNull();
    else expect(explanation.nextStep).toMatch(nextStep);
    if (explanation.nextStep !== null) expect(explanation.nextStep).toMatch(/^[A-Z].+\.$/);
  });

  test('a person is never sent to a setting or a dashboard, an operator always is told which', () => {
    const explanations = DOCUMENTED.map(([code, subCode]) => explain(code, subCode));
    const ofPersons = explanations.filter(({ nextStepFor }) => nextStepFor === 'PERSON');
    expect(ofPersons.length).toBeGreaterThan(30);
    for (const { nextStep } of ofPersons) expect(nextStep).not.toMatch(/[A-Z]+_[A-Z]+|dashboard|client id/);
  });
});
