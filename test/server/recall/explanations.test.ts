import { describe, expect, test } from 'vitest';
import { knownCode, OWN_END } from '../../../server/bots/lifecycle.js';
import { explain } from '../../../server/recall/explanations.js';

describe('an explanation', () => {
  test('of a sub-code that is known is its own', () => {
    expect(explain('fatal', 'meeting_locked')).toEqual({
      message: 'The meeting is locked.',
      nextStep: 'Ask the host to unlock it, then bring the bot again.',
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
    });
  });

  test('of a code that is unknown names it', () => {
    expect(explain('teleported', null)).toEqual({ message: 'Recall reports “teleported”.', nextStep: null });
    expect(explain('constructor', '__proto__')).toEqual({
      message: 'Recall reports “constructor” (__proto__).',
      nextStep: null,
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
      expect(explain(code, subCode).message).toMatch(/^[A-Z][^.]*\.$/);
    }
  });
});
