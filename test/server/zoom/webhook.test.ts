import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerUrlValidation, readZoomEvent, verifyZoomWebhook } from '../../../server/zoom/webhook.js';

const SECRET = 'zoom-secret-token-0001';
const TIMESTAMP = '1767225600';
const SENT_AT = 1_767_225_600_000;
const MINUTE_MS = 60_000;
const VALIDATION = '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}';
const VALIDATION_SIGNATURE = 'v0=c526660caac85459efb1a7d68d26419a1964c19f4a21feac935066bf62056d10';
const DEAUTHORIZATION = '{"event":"app_deauthorized","payload":{"user_id":"zoomUser_01"}}';
const DEAUTHORIZATION_SIGNATURE = 'v0=930aab4a017b27fa816216c0c0c918d8d04e2601b1c1fad0c942b52d47f24edf';

function verify(
  body: string,
  signature: string | string[] | undefined,
  {
    timestamp = TIMESTAMP,
    secrets = [SECRET],
    now = SENT_AT,
  }: { timestamp?: string | undefined; secrets?: string[]; now?: number } = {},
) {
  const headers = { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': signature };
  return verifyZoomWebhook(headers, Buffer.from(body), secrets, now);
}

function idOf(body: string, timestamp: string, secret: string): string {
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const verdict = verify(body, signature, { timestamp, secrets: [secret] });
  return verdict.kind === 'valid' ? verdict.requestId : verdict.reason;
}

describe('a signature', () => {
  test.each([
    [VALIDATION, VALIDATION_SIGNATURE],
    [DEAUTHORIZATION, DEAUTHORIZATION_SIGNATURE],
  ])('of Zoom: %s', (body, signature) => {
    const valid = { kind: 'valid', secretToken: SECRET, requestId: expect.stringMatching(/^[\w-]{43}$/) };
    expect(verify(body, signature)).toEqual(valid);
    expect(verify(body, signature, { secrets: ['another-secret-token', SECRET] })).toEqual(valid);
    for (const now of [SENT_AT - 5 * MINUTE_MS, SENT_AT + 5 * MINUTE_MS])
      expect(verify(body, signature, { now })).toEqual(valid);
  });

  test.each<[string, string, ReturnType<typeof verify>]>([
    ['none', 'missing', verify(VALIDATION, undefined)],
    ['two of them', 'missing', verify(VALIDATION, [VALIDATION_SIGNATURE, VALIDATION_SIGNATURE])],
    ['an empty one', 'wrong_signature', verify(VALIDATION, '')],
    ["another body's", 'wrong_signature', verify(VALIDATION, DEAUTHORIZATION_SIGNATURE)],
    ['with one byte more', 'wrong_signature', verify(`${VALIDATION} `, VALIDATION_SIGNATURE)],
    ['with one byte less', 'wrong_signature', verify(VALIDATION.slice(0, -1), VALIDATION_SIGNATURE)],
    ['cut', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE.slice(0, -1))],
    ['without its version', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE.slice(3))],
    ['of another version', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE.replace('v0', 'v1'))],
    ['in capitals', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE.toUpperCase())],
    ['in other characters of as many', 'wrong_signature', verify(VALIDATION, 'é'.repeat(67))],
    ['of another secret', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE, { secrets: ['another-secret'] })],
    ['where there is no secret', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE, { secrets: [] })],
    ['of another second', 'wrong_signature', verify(VALIDATION, VALIDATION_SIGNATURE, { timestamp: '1767225601' })],
    ['too old', 'too_old', verify(VALIDATION, VALIDATION_SIGNATURE, { now: SENT_AT + 5 * MINUTE_MS + 1 })],
    ['too new', 'too_new', verify(VALIDATION, VALIDATION_SIGNATURE, { now: SENT_AT - 5 * MINUTE_MS - 1 })],
    ['of milliseconds', 'unreadable_time', verify(VALIDATION, VALIDATION_SIGNATURE, { timestamp: `${TIMESTAMP}000` })],
    ...['', '0', '-1', '1e9', ' 1767225600', '1767225600.0', 'NaN', '01767225600', '0x69558F00'].map(
      (timestamp): [string, string, ReturnType<typeof verify>] => [
        `of the time “${timestamp}”`,
        'unreadable_time',
        verify(VALIDATION, VALIDATION_SIGNATURE, { timestamp }),
      ],
    ),
  ])('%s is none: %s', (_name, reason, verdict) => {
    expect(verdict).toEqual({ kind: 'invalid', reason });
  });

  test('is known again by time and body, whichever secret signed', () => {
    const id = idOf(VALIDATION, TIMESTAMP, SECRET);
    expect(idOf(VALIDATION, TIMESTAMP, 'another-secret-token')).toBe(id);
    expect(idOf(VALIDATION, '1767225601', SECRET)).not.toBe(id);
    expect(idOf(`${VALIDATION} `, TIMESTAMP, SECRET)).not.toBe(id);
  });

  test('without a time is none', () => {
    const headers = { 'x-zm-signature': VALIDATION_SIGNATURE };
    expect(verifyZoomWebhook(headers, Buffer.from(VALIDATION), [SECRET], SENT_AT)).toEqual({
      kind: 'invalid',
      reason: 'missing',
    });
  });
});

test('the proof for Zoom’s validation of the address', () => {
  expect(answerUrlValidation('qgg8vlvZRS6UYooatFL8Aw', SECRET)).toEqual({
    plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
    encryptedToken: '4d38b48547a16d68b514aa94630c49d70633d2801f1818a04cca41f9576176a7',
  });
});

function read(body: unknown) {
  return readZoomEvent(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

describe('an event', () => {
  test('the validation of the address, with a token of any form that Zoom may use', () => {
    expect(read(VALIDATION)).toEqual({ kind: 'url_validation', plainToken: 'qgg8vlvZRS6UYooatFL8Aw' });
    for (const plainToken of ['a', 'aGVsbG8=', 'a+/b', 'x'.repeat(128)])
      expect(read({ event: 'endpoint.url_validation', payload: { plainToken } })).toMatchObject({ plainToken });
  });

  test.each([undefined, null, 7, '', 'x'.repeat(129), `v0:${TIMESTAMP}:{}`, 'with space', 'ü', { $ne: null }, ['a']])(
    'the validation of the address with what is no token: %j',
    (plainToken) => {
      expect(read({ event: 'endpoint.url_validation', payload: { plainToken } }).kind).toBe('malformed');
    },
  );

  test('a deauthorization', () => {
    const payload = {
      account_id: 'EabCDEFghiLHMA',
      user_id: 'z9jkdsfsdfjhdkfjQ',
      signature: '827edc3452044f0bc86bdd5684afb7d1e6becfa1a767f24df1b287853cf73000',
      deauthorization_time: '2026-01-01T00:00:00.632Z',
      client_id: 'ADZ9k9bTWmGUoUbECUKU_a',
    };
    expect(read({ event: 'app_deauthorized', event_ts: SENT_AT + 9_000, payload })).toEqual({
      kind: 'deauthorized',
      person: payload.user_id,
      accountId: payload.account_id,
      clientId: payload.client_id,
      at: SENT_AT + 632,
    });
  });

  test('a deauthorization that leaves things out', () => {
    const said = { kind: 'deauthorized', person: 'p', accountId: null, clientId: null };
    expect(read({ event: 'app_deauthorized', event_ts: 7, payload: { user_id: 'p' } })).toEqual({ ...said, at: 7 });
    expect(read({ event: 'app_deauthorized', event_ts: 7, payload: { user_id: 'p', event_ts: 5 } })).toEqual({
      ...said,
      at: 5,
    });
    expect(read(DEAUTHORIZATION)).toEqual({
      kind: 'malformed',
      why: 'the time of the deauthorization cannot be read',
    });
  });

  const participant = { user_id: '16778000', user_name: 'Jill', id: 'zoomUser_01', participant_user_id: 'zoomUser_01' };

  test.each([
    ['participant_joined', 'join_time'],
    ['participant_left', 'leave_time'],
  ])('meeting.%s', (name, field) => {
    const event = `meeting.${name}`;
    const time = { [field]: '2026-01-01T00:00:00Z' };
    const object = { id: '98765432101', uuid: 'x==', participant: { ...participant, ...time } };
    const said = { kind: name, meetingNumber: '98765432101', people: ['zoomUser_01'] };
    expect(read({ event, event_ts: SENT_AT + 123, payload: { account_id: 'a', object } })).toEqual({
      ...said,
      at: SENT_AT + 123,
    });
    expect(read({ event, payload: { object: { ...object, id: 98_765_432_101 } } })).toEqual({ ...said, at: SENT_AT });
    const other = { ...participant, participant_user_id: 'zoomUser_02' };
    expect(read({ event, event_ts: 1, payload: { object: { ...object, participant: other } } })).toMatchObject({
      people: ['zoomUser_01', 'zoomUser_02'],
    });
    const guest = { ...participant, id: '', participant_user_id: undefined };
    expect(read({ event, event_ts: 1, payload: { object: { ...object, participant: guest } } })).toMatchObject({
      kind: name,
      people: [],
    });
  });

  test('meeting.ended', () => {
    const object = { id: 98_765_432_101, end_time: '2026-01-01T00:00:00Z', host_id: 'zoomUser_01' };
    expect(read({ event: 'meeting.ended', payload: { object } })).toEqual({
      kind: 'meeting_ended',
      meetingNumber: '98765432101',
      at: SENT_AT,
    });
    expect(read({ event: 'meeting.ended', event_ts: SENT_AT + 5, payload: { object } })).toMatchObject({
      at: SENT_AT + 5,
    });
  });

  test.each<unknown>([
    '',
    'null',
    '[]',
    '7',
    '{"event":"app_deauth',
    {},
    { event: 7 },
    { event: '' },
    { event: 'x'.repeat(129) },
    { event: 'app_deauthorized' },
    { event: 'app_deauthorized', event_ts: 1, payload: [] },
    { event: 'app_deauthorized', event_ts: 1, payload: { user_id: { $ne: null } } },
    { event: 'app_deauthorized', payload: { user_id: 'p', deauthorization_time: 'yesterday' } },
    { event: 'app_deauthorized', payload: { user_id: 'p', deauthorization_time: 9e15 } },
    { event: 'meeting.ended', event_ts: 1 },
    { event: 'meeting.ended', event_ts: 1, payload: { object: { id: { $gt: '' } } } },
    { event: 'meeting.ended', event_ts: 1, payload: { object: { id: 1.5 } } },
    { event: 'meeting.ended', event_ts: -1, payload: { object: { id: 98_765_432_101 } } },
    { event: 'meeting.participant_left', payload: { object: { id: '98765432101', participant } } },
    { event: 'meeting.participant_left', event_ts: 1, payload: { object: { participant } } },
  ])('that is not as Zoom documents it: %j', (body) => {
    expect(read(body).kind).toBe('malformed');
  });

  test.each(['meeting.started', 'user.created', '__proto__', 'constructor'])('of no interest: %s', (event) => {
    expect(read({ event, payload: {} })).toEqual({ kind: 'other', event });
  });

  test('may be anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (body) => {
        expect(read(body).kind).toBeTypeOf('string');
      }),
    );
  });
});
