import { describe, expect, test } from 'vitest';
import { absorb, initialLife, requestRemoval } from '../../../server/bots/lifecycle.js';
import { reasonFor } from '../../../server/bots/reason.js';
import { unknownPresence } from '../../../server/bots/presence.js';
import type { TimelineEntry } from '../../../server/bots/timeline.js';

type Stored = Parameters<typeof reasonFor>[0];
type Told = readonly [code: string, subCode?: string];

/** A bot of which Recall told this, one after the other, and whose requests for tokens were answered so. */
function bot(told: readonly Told[], answers: readonly string[] = [], own: Partial<Stored> = {}): Stored {
  const events = told.map(([code, subCode = null], at) => ({ code, subCode, at }));
  const timeline = answers.map((code): TimelineEntry => {
    return { at: new Date(0), kind: 'OBF_REQUEST', code, detail: null, tookMs: null };
  });
  // Only what is looked at.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { life: events.reduce(absorb, initialLife), timeline, refusal: null, ...own } as Stored;
}

const NO_TOKEN = ['fatal', 'zoom_obf_token_fetch_failed'] as const;
const NOT_LET_IN = ['call_ended', 'timeout_exceeded_waiting_room'] as const;

describe('why a bot did not get in', () => {
  test.each<[string, Stored, RegExp]>([
    [
      'the grant is gone',
      bot([['joining_call'], NO_TOKEN], ['reconnect_required']),
      /^Zoom has ended the authorization/,
    ],
    ['a scope is missing', bot([['joining_call'], NO_TOKEN], ['missing_scope']), /^The permission/],
    [
      'Zoom was away until the end',
      bot([['joining_call'], NOT_LET_IN], ['token', 'zoom_unavailable']),
      /^Zoom could not/,
    ],
    ['Recall says nothing more', bot([['joining_call'], ['fatal']], ['zoom_rate_limited']), /^Zoom’s rate limit/],
    ['Recall says something new', bot([['joining_call'], ['fatal', 'brand_new']], ['fault']), /^This server failed/],
    [
      'what was asked after the end is no cause',
      bot([['joining_call'], NO_TOKEN], ['zoom_timeout', 'no_launch']),
      /^Zoom did not answer in time/,
    ],
    [
      'it had its token, and never came to the waiting room',
      bot([['joining_call'], NOT_LET_IN], ['token']),
      /most likely the person/,
    ],
    [
      'it had its token, and its person was there',
      bot([['joining_call'], NOT_LET_IN], ['token'], { presence: { ...unknownPresence, person_joined: 1 } }),
      /^The bot waited/,
    ],
    [
      'its person had left when it asked for its token',
      bot([['joining_call'], NO_TOKEN], ['token', 'person_left'], { presence: { ...unknownPresence, person_left: 1 } }),
      /^The person it came for had left/,
    ],
    [
      'it was left in the waiting room',
      bot([['joining_call'], ['in_waiting_room'], NOT_LET_IN], ['token']),
      /^The bot waited/,
    ],
    [
      'the meeting is another one',
      bot([['joining_call'], ['fatal', 'meeting_not_found']], ['zoom_refused']),
      /^Zoom knows no meeting/,
    ],
    [
      'it had a token at last',
      bot([['joining_call'], NO_TOKEN], ['zoom_timeout', 'token']),
      /^Zoom did not let the bot join/,
    ],
    [
      'it was in the call already',
      bot([['in_call_recording'], ['call_ended']], ['zoom_timeout']),
      /^The bot left the meeting/,
    ],
  ])('%s', (_why, stored, message) => {
    const reason = reasonFor(stored);
    expect(reason?.message).toMatch(message);
    expect(reason?.code).toBe(stored.life.end?.subCode ?? stored.life.end?.code);
  });

  test('Recall refused what the person typed, in Recall’s words; a known refusal in ours', () => {
    const refusal = { message: 'Invalid.', fieldErrors: [{ field: 'meeting_url', messages: ['Not for bots.'] }] };
    expect(reasonFor(bot([['recall_refused', 'invalid_request_data']], [], { refusal }))?.message).toBe(
      'Recall refused to make the bot: Not for bots.',
    );
    expect(reasonFor(bot([['deployment_refused', 'parse_error']], [], { refusal }))).toMatchObject({
      message: 'Recall does not take bots from this server: Invalid.',
      nextStepFor: 'OPERATOR',
    });
    expect(reasonFor(bot([['deployment_refused', 'http_401']], [], { refusal }))?.message).toBe(
      'Recall does not accept this server’s API key.',
    );
  });

  test('there is none where it left because it was asked to, or goes on as wished', () => {
    const asked = bot([['joining_call']]);
    const life = absorb(requestRemoval(asked.life), { code: 'call_ended', subCode: null, at: 5 });
    expect(reasonFor({ ...asked, life })).toBeNull();
    expect(reasonFor(bot([['in_call_recording']]))).toBeNull();
  });

  test('while it lives, its person’s absence is one; what keeps it from recording, and its own end, come before', () => {
    const presence = { ...unknownPresence, person_joined: 1, person_left: 2 };
    const left = { code: 'person_left', nextStepFor: 'PERSON' };
    expect(reasonFor(bot([['in_call_recording']], [], { presence }))).toMatchObject(left);
    expect(reasonFor(bot([['in_call_recording']], [], { presence: { ...presence, person_joined: 3 } }))).toBeNull();
    expect(reasonFor(bot([['recording_permission_denied']], [], { presence }))?.code).toBe(
      'recording_permission_denied',
    );
    expect(reasonFor(bot([['in_call_recording'], ['call_ended']], [], { presence }))?.code).toBe('call_ended');
    const { life } = bot([['in_call_recording']]);
    expect(reasonFor(bot([], [], { life: requestRemoval(life), presence }))).toBeNull();
  });
});
