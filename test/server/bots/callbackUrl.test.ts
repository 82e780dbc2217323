import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallbackGrant, createCallbackUrls } from '../../../server/bots/callbackUrl.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const BASE_URL = 'https://broughtby.example';
const SECRET = 'a secret of more than thirty-two characters';
const OTHER_SECRET = 'another secret of more than thirty-two characters';

const urls = createCallbackUrls({ baseUrl: BASE_URL, secrets: [SECRET], now: () => NOW });

const GRANT: CallbackGrant = {
  launchId: '0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  person: 'Ana7FerreiraZ00mUserXA',
  meetingNumber: '98765432101',
  expiresAt: NOW + 3_600_000,
};

const grants = fc.record({
  launchId: fc.uuid(),
  person: fc.string({ minLength: 1, maxLength: 64 }),
  meetingNumber: fc.stringMatching(/^\d{9,11}$/),
  expiresAt: fc.integer({ min: 1, max: 10_000_000 }).map((seconds) => NOW + seconds * 1000),
});

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

describe('a callback URL', () => {
  test('names its launch, person and meeting, and nothing secret', () => {
    const url = new URL(urls.create(GRANT));
    expect(url.origin + url.pathname).toBe(`${BASE_URL}/recall/obf-callback`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      auth_token: expect.stringMatching(/^0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\.[0-9a-z]+\.[\w-]{43}$/),
      user_id: GRANT.person,
      meeting_id: GRANT.meetingNumber,
    });
    expect(url.href).not.toContain(SECRET);
  });

  test('is the same each time, so that the same launch has one URL', () => {
    expect(urls.create({ ...GRANT })).toBe(urls.create(GRANT));
  });

  test('proves what it was made for, whatever that is', () => {
    fc.assert(
      fc.property(grants, (grant) => {
        expect(urls.verify(queryOf(urls.create(grant)))).toEqual(grant);
      }),
    );
  });

  test('proves nothing else: not with a field of another grant', () => {
    fc.assert(
      fc.property(grants, grants, fc.constantFrom('auth_token', 'user_id', 'meeting_id'), (one, other, field) => {
        const changed = { ...queryOf(urls.create(one)), [field]: queryOf(urls.create(other))[field] };
        fc.pre(changed[field] !== queryOf(urls.create(one))[field]);
        expect(urls.verify(changed)).toBeNull();
      }),
    );
  });

  test('proves nothing else: not with a part of auth_token of another grant', () => {
    fc.assert(
      fc.property(grants, grants, fc.integer({ min: 0, max: 2 }), (one, other, part) => {
        const [own, others] = [queryOf(urls.create(one)), queryOf(urls.create(other))];
        const parts = own['auth_token']?.split('.') ?? [];
        parts[part] = others['auth_token']?.split('.')[part] ?? '';
        fc.pre(parts.join('.') !== own['auth_token']);
        expect(urls.verify({ ...own, auth_token: parts.join('.') })).toBeNull();
      }),
    );
  });

  test('keeps its fields apart: what one loses and the next wins is another grant', () => {
    const query = queryOf(urls.create({ ...GRANT, person: 'ab', meetingNumber: 'cd' }));
    expect(urls.verify({ ...query, user_id: 'abc', meeting_id: 'd' })).toBeNull();
    expect(urls.verify({ ...query, user_id: 'ab\n2:cd', meeting_id: '' })).toBeNull();
  });

  test('ends to the second when it says', () => {
    const query = queryOf(urls.create(GRANT));
    const verifyAt = (now: number) =>
      createCallbackUrls({ baseUrl: BASE_URL, secrets: [SECRET], now: () => now }).verify(query);
    expect(verifyAt(GRANT.expiresAt - 1)).toEqual(GRANT);
    expect(verifyAt(GRANT.expiresAt)).toBeNull();
  });
});

describe('anything else', () => {
  test.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['a list of tokens', { auth_token: ['a', 'b'], user_id: 'x', meeting_id: '1' }],
    ['an object', { auth_token: {}, user_id: 'x', meeting_id: '1' }],
    ['numbers', { auth_token: 1, user_id: 2, meeting_id: 3 }],
    ['dots', { auth_token: '..', user_id: 'x', meeting_id: '1' }],
    ['a token of the right form', { auth_token: `x.zzzzzz.${'A'.repeat(43)}`, user_id: 'x', meeting_id: '1' }],
    ['a token without an end', { auth_token: 'x'.repeat(100_000), user_id: 'x', meeting_id: '1' }],
  ])('is no grant: %s', (_name, query) => {
    expect(urls.verify(query)).toBeNull();
  });

  test('is no grant, and no error', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.anything());
    const query = fc.record({ auth_token: value, user_id: value, meeting_id: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(query, (given) => {
        expect(urls.verify(given)).toBeNull();
      }),
    );
  });
});

describe('secrets', () => {
  test('the first signs, all are accepted, others are not', () => {
    const rotating = createCallbackUrls({ baseUrl: BASE_URL, secrets: [OTHER_SECRET, SECRET], now: () => NOW });
    expect(rotating.verify(queryOf(urls.create(GRANT)))).toEqual(GRANT);
    expect(rotating.verify(queryOf(rotating.create(GRANT)))).toEqual(GRANT);
    expect(urls.verify(queryOf(rotating.create(GRANT)))).toBeNull();
  });

  test('are needed', () => {
    expect(() => createCallbackUrls({ baseUrl: BASE_URL, secrets: [], now: () => NOW })).toThrow(
      'A callback URL needs a secret',
    );
  });
});
