import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRecallVerifier } from '../../../server/recall/signature.js';

const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const OTHER_SECRET = `whsec_${Buffer.from('another secret of the workspace').toString('base64')}`;
const SENT_AT_SECONDS = 1_767_225_600;
const SENT_AT = SENT_AT_SECONDS * 1_000;

const GET = {
  'webhook-id': 'msg_test0001',
  'webhook-timestamp': String(SENT_AT_SECONDS),
  'webhook-signature': 'v1,CnZDL+M8pptNA6bEU3Lbc7Zq3yxQJ5oxEnd+RNWDdnk=',
};
const BODY = '{"event":"bot.done","data":{}}';
const POST = {
  'webhook-id': 'msg_test0002',
  'webhook-timestamp': String(SENT_AT_SECONDS),
  'webhook-signature': 'v1,58goqZWjDGYVtVEnnmO8t6rbsNlxaryCIcLr3+PMeOY=',
};

function signed(secret: string, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`msg_1.${SENT_AT_SECONDS}.${body}`).digest('base64');
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(SENT_AT_SECONDS),
    'webhook-signature': `v1,${signature}`,
  };
}

const verifier = createRecallVerifier([SECRET]);

describe('a request that Recall signed', () => {
  test('is valid: a GET, over the empty payload', () => {
    expect(verifier.verify(GET, '', SENT_AT)).toEqual({ kind: 'valid', id: 'msg_test0001' });
  });

  test('is valid: a POST, over its raw body, as text or as bytes', () => {
    expect(verifier.verify(POST, BODY, SENT_AT)).toEqual({ kind: 'valid', id: 'msg_test0002' });
    expect(verifier.verify(POST, Buffer.from(BODY), SENT_AT)).toEqual({ kind: 'valid', id: 'msg_test0002' });
  });

  test('is valid with the header names of older accounts', () => {
    const old = Object.fromEntries(
      Object.entries(POST).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
    );
    expect(verifier.verify(old, BODY, SENT_AT)).toEqual({ kind: 'valid', id: 'msg_test0002' });
  });

  test('is valid when the body is not JSON, which is not the signature’s business', () => {
    expect(verifier.verify(signed(SECRET, 'not JSON'), 'not JSON', SENT_AT).kind).toBe('valid');
  });

  test('is valid with any of the secrets, and with any of several signatures', () => {
    const rotating = createRecallVerifier([OTHER_SECRET, SECRET]);
    expect(rotating.verify(POST, BODY, SENT_AT).kind).toBe('valid');
    const signatures = `v1a,AAAA v1,bm90IHRoaXMgb25l ${signed(OTHER_SECRET, BODY)['webhook-signature']} ${POST['webhook-signature']}`;
    expect(verifier.verify({ ...POST, 'webhook-signature': signatures }, BODY, SENT_AT).kind).toBe('valid');
  });

  test('is valid for five minutes in both directions', () => {
    expect(verifier.verify(GET, '', SENT_AT + 300_000).kind).toBe('valid');
    expect(verifier.verify(GET, '', SENT_AT - 300_000).kind).toBe('valid');
  });
});

describe('a request that is not signed', () => {
  test('is told apart from one that is signed wrongly', () => {
    expect(verifier.verify({ host: 'bots.example.com' }, '', SENT_AT)).toEqual({ kind: 'missing' });
    expect(verifier.verify({}, BODY, SENT_AT)).toEqual({ kind: 'missing' });
  });
});

describe('a request that is refused', () => {
  const table: [name: string, headers: Record<string, string | string[]>, body: string, now: number, reason: string][] =
    [
      ['no signature', { 'webhook-id': 'a', 'webhook-timestamp': '1' }, '', SENT_AT, 'incomplete'],
      ['no id', { ...GET, 'webhook-id': '' }, '', SENT_AT, 'incomplete'],
      ['no time', { ...GET, 'webhook-timestamp': '' }, '', SENT_AT, 'incomplete'],
      ['a time that is none', { ...GET, 'webhook-timestamp': 'now' }, '', SENT_AT, 'unreadable_time'],
      [
        'a time with more behind it',
        { ...GET, 'webhook-timestamp': `${SENT_AT_SECONDS}x` },
        '',
        SENT_AT,
        'unreadable_time',
      ],
      ['a time beyond any date', { ...GET, 'webhook-timestamp': '9'.repeat(30) }, '', SENT_AT, 'unreadable_time'],
      ['a negative time', { ...GET, 'webhook-timestamp': '-5' }, '', SENT_AT, 'unreadable_time'],
      ['more than five minutes old', GET, '', SENT_AT + 300_001, 'too_old'],
      ['more than five minutes ahead', GET, '', SENT_AT - 300_001, 'too_new'],
      ['another body', POST, `${BODY} `, SENT_AT, 'wrong_signature'],
      ['a body on a GET', GET, 'x', SENT_AT, 'wrong_signature'],
      ['another id', { ...GET, 'webhook-id': 'msg_test0009' }, '', SENT_AT, 'wrong_signature'],
      ['another time', { ...GET, 'webhook-timestamp': String(SENT_AT_SECONDS + 1) }, '', SENT_AT, 'wrong_signature'],
      ['another secret', signed(OTHER_SECRET, BODY), BODY, SENT_AT, 'wrong_signature'],
      [
        'no version',
        { ...GET, 'webhook-signature': GET['webhook-signature'].slice(3) },
        '',
        SENT_AT,
        'wrong_signature',
      ],
      [
        'another version',
        { ...GET, 'webhook-signature': GET['webhook-signature'].replace('v1', 'v2') },
        '',
        SENT_AT,
        'wrong_signature',
      ],
      [
        'a part of the signature',
        { ...GET, 'webhook-signature': GET['webhook-signature'].slice(0, -8) },
        '',
        SENT_AT,
        'wrong_signature',
      ],
      ['an empty signature', { ...GET, 'webhook-signature': 'v1,' }, '', SENT_AT, 'wrong_signature'],
      ['repeated headers', { ...GET, 'webhook-id': ['msg_test0001', 'msg_test0001'] }, '', SENT_AT, 'wrong_signature'],
    ];
  test.each(table)('%s', (_, headers, body, now, reason) => {
    expect(verifier.verify(headers, body, now)).toEqual({ kind: 'invalid', reason });
  });

  test('everything, where there is no secret', () => {
    expect(createRecallVerifier([]).verify(GET, '', SENT_AT)).toEqual({ kind: 'invalid', reason: 'wrong_signature' });
  });
});

describe('a secret that is none', () => {
  test.each(['whsec_not base64!', 'whsec_', ''])('%j is refused at once, without being repeated', (secret) => {
    expect(() => createRecallVerifier([SECRET, secret])).toThrow(
      /^Recall secret number 2 is not one: expected whsec_ followed by base64$/,
    );
  });
});
