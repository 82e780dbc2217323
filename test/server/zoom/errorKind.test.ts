import { describe, expect, test } from 'vitest';
import { errorKind, type ZoomAnswer, type ZoomCall } from '../../../server/zoom/errorKind.js';
import type { ZoomErrorKind } from '../../../server/zoom/zoomError.js';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const CALLS: readonly ZoomCall[] = ['exchange', 'refresh', 'revoke', 'api'];

function answer(given: Partial<ZoomAnswer>): ZoomAnswer {
  return { call: 'refresh', status: 400, body: '', now: NOW, ...given };
}

const json = (value: unknown) => JSON.stringify(value);
const missing = (message: string) =>
  errorKind(answer({ call: 'api', body: json({ code: 4711, message }) })).missingScopes;
const HTML = '<!DOCTYPE html>\n<html><body><h1>invalid_grant</h1><code>4741</code></body></html>';
const INVALID_GRANT = json({ reason: 'Invalid Token!', error: 'invalid_grant' });
const INVALID_CODE = json({ reason: 'Invalid authorization code q8zXkP3hVvB1oD9sQ2mW', error: 'invalid_grant' });
const INVALID_CLIENT = json({ reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
const BAD_ACCESS_TOKEN = json({ code: 124, message: 'Invalid access token.' });
const SCOPES = 'Invalid access token, does not contain scopes:[user:read:token, user:read:token:admin].';

describe('an answer of Zoom', () => {
  // What ends a grant.
  test.each<[string, Partial<ZoomAnswer>]>([
    ['invalid_grant with 400', { status: 400, body: INVALID_GRANT }],
    ['invalid_grant with 401, as Zoom answered formerly', { status: 401, body: INVALID_GRANT }],
    [
      'invalid_grant in XML',
      { body: '<?xml version="1.0"?><oauth><reason>Invalid Token!</reason><error>invalid_grant</error></oauth>' },
    ],
    [
      'invalid_grant in the words of RFC 6749',
      { body: json({ error: 'invalid_grant', error_description: 'Invalid Token!' }) },
    ],
    ['4741, token revoked', { body: json({ code: 4741, message: 'Token has been revoked.' }) }],
    ['4741 as text', { body: json({ errorCode: '4741', errorMessage: 'Token has been revoked.' }) }],
    ['4741 with 401', { status: 401, body: json({ code: 4741, message: 'Token has been revoked.' }) }],
    ['4741 in XML', { body: '<error><code>4741</code><message>revoked</message></error>' }],
  ])('to a refresh ends the grant: %s', (_what, given) => {
    expect(errorKind(answer({ call: 'refresh', ...given })).kind).toBe('GRANT_DEAD');
  });

  // What never does.
  test.each<[string, ZoomErrorKind, Partial<ZoomAnswer>]>([
    ['invalid_client with 400', 'CLIENT_CREDENTIALS', { status: 400, body: INVALID_CLIENT }],
    ['invalid_client with 401', 'CLIENT_CREDENTIALS', { status: 401, body: INVALID_CLIENT }],
    ['4702', 'CLIENT_CREDENTIALS', { body: json({ code: 4702, message: 'Invalid client.' }) }],
    ['4704', 'CLIENT_CREDENTIALS', { body: json({ code: 4704, message: 'Invalid client secret.' }) }],
    ['4706', 'CLIENT_CREDENTIALS', { body: json({ code: 4706, message: 'Client ID or client secret is missing.' }) }],
    ['invalid_request', 'REFUSED', { body: json({ reason: 'Missing grant type', error: 'invalid_request' }) }],
    [
      'an unsupported grant type',
      'REFUSED',
      { body: json({ reason: 'unsupported grant type', error: 'unsupported_grant_type' }) },
    ],
    ['4700, the catch-all', 'REFUSED', { body: json({ code: 4700, message: 'Token cannot be empty.' }) }],
    ['4700 beside invalid_grant', 'REFUSED', { body: json({ code: 4700, error: 'invalid_grant' }) }],
    ['4705', 'REFUSED', { body: json({ code: 4705, message: 'Grant type is not supported from token endpoint.' }) }],
    ['4709', 'REFUSED', { body: json({ code: 4709, message: 'Redirect URI mismatch.' }) }],
    ['4711', 'SCOPE_MISSING', { body: json({ code: 4711, message: 'Refresh token invalid.' }) }],
    ['4717, the app is disabled', 'REFUSED', { body: json({ code: 4717, message: 'The app has been disabled' }) }],
    ['4733', 'REFUSED', { body: json({ code: 4733, message: 'Code is expired.' }) }],
    ['4735', 'REFUSED', { body: json({ code: 4735, message: 'The owner of the token does not exist.' }) }],
    ['4737', 'REFUSED', { body: json({ code: 4737, message: 'Not found.' }) }],
    ['4738, disabled by an admin', 'REFUSED', { body: json({ code: 4738, message: 'Disabled by admin' }) }],
    ['4738 beside invalid_grant', 'REFUSED', { body: json({ code: 4738, error: 'invalid_grant' }) }],
    ['4740', 'REFUSED', { body: json({ code: 4740, message: 'Token tolerance.' }) }],
    ['429', 'RATE_LIMITED', { status: 429, body: '' }],
    ['429 that says invalid_grant', 'RATE_LIMITED', { status: 429, body: INVALID_GRANT }],
    [
      '500',
      'UNAVAILABLE',
      { status: 500, body: json({ status: false, errorCode: 5000, errorMessage: 'Internal error' }) },
    ],
    ['500 that says invalid_grant', 'UNAVAILABLE', { status: 500, body: INVALID_GRANT }],
    ['503 in HTML', 'UNAVAILABLE', { status: 503, body: HTML }],
    ['a redirect', 'UNAVAILABLE', { status: 302, body: '' }],
    ['200 without a token pair', 'UNAVAILABLE', { status: 200, body: INVALID_GRANT }],
    ['408', 'UNAVAILABLE', { status: 408, body: '' }],
    ['invalid_grant with 403', 'REFUSED', { status: 403, body: INVALID_GRANT }],
    ['HTML with 400', 'REFUSED', { status: 400, body: HTML }],
    ['HTML with 401', 'REFUSED', { status: 401, body: HTML }],
    ['nothing with 400', 'REFUSED', { status: 400, body: '' }],
    ['plain text', 'REFUSED', { status: 400, body: 'invalid_grant' }],
    ['a list', 'REFUSED', { status: 400, body: json([{ error: 'invalid_grant' }]) }],
    ['JSON that is cut', 'REFUSED', { status: 400, body: INVALID_GRANT.slice(0, -3) }],
    [
      'invalid_grant in the reason only',
      'REFUSED',
      { body: json({ reason: 'invalid_grant', error: 'invalid_request' }) },
    ],
  ])('to a refresh leaves the grant alone: %s', (_what, kind, given) => {
    expect(errorKind(answer({ call: 'refresh', ...given })).kind).toBe(kind);
  });

  test.each<[string, ZoomErrorKind, Partial<ZoomAnswer>]>([
    ['invalid_grant', 'CODE_INVALID', { body: INVALID_CODE }],
    [
      'invalid_request about the code',
      'CODE_INVALID',
      { body: json({ reason: 'Invalid authorization code', error: 'invalid_request' }) },
    ],
    ['4733', 'CODE_INVALID', { body: json({ code: 4733, message: 'Code is expired.' }) }],
    ['4734', 'CODE_INVALID', { body: json({ code: 4734, message: 'Invalid authorization code.' }) }],
    ['4735', 'CODE_INVALID', { body: json({ code: 4735, message: 'The owner of the code does not exist.' }) }],
    ['4737', 'CODE_INVALID', { body: json({ code: 4737, message: 'Code not found.' }) }],
    ['4741', 'CODE_INVALID', { body: json({ code: 4741, message: 'Revoked.' }) }],
    ['4709', 'REFUSED', { body: json({ code: 4709, message: 'Redirect URI mismatch.' }) }],
    ['invalid_client', 'CLIENT_CREDENTIALS', { body: INVALID_CLIENT }],
    ['invalid_request', 'REFUSED', { body: json({ reason: 'Bad request', error: 'invalid_request' }) }],
    ['503', 'UNAVAILABLE', { status: 503 }],
    ['429', 'RATE_LIMITED', { status: 429 }],
  ])('to an exchange: %s', (_what, kind, given) => {
    expect(errorKind(answer({ call: 'exchange', ...given })).kind).toBe(kind);
  });

  test.each<[string, ZoomErrorKind, Partial<ZoomAnswer>]>([
    ['124 with 401', 'ACCESS_TOKEN_INVALID', { status: 401, body: BAD_ACCESS_TOKEN }],
    ['124 with 400', 'ACCESS_TOKEN_INVALID', { status: 400, body: BAD_ACCESS_TOKEN }],
    [
      '4741: the refresh that follows decides',
      'ACCESS_TOKEN_INVALID',
      { status: 401, body: json({ code: 4741, message: 'revoked' }) },
    ],
    ['401 without a body', 'ACCESS_TOKEN_INVALID', { status: 401, body: '' }],
    ['401 from a proxy', 'REFUSED', { status: 401, body: HTML }],
    ['401 with another number', 'REFUSED', { status: 401, body: json({ code: 200, message: 'Authorization failed' }) }],
    ['4711', 'SCOPE_MISSING', { status: 400, body: json({ code: 4711, message: SCOPES }) }],
    ['4717', 'REFUSED', { status: 401, body: json({ code: 4717, message: 'The app has been disabled' }) }],
    ['300', 'REFUSED', { status: 400, body: json({ code: 300, message: 'Invalid parameter: meeting_id.' }) }],
    ['1001', 'REFUSED', { status: 404, body: json({ code: 1001, message: 'User does not exist.' }) }],
    ['2300', 'REFUSED', { status: 400, body: json({ code: 2300, message: 'This API endpoint is not recognized.' }) }],
    ['invalid_grant, which no API says', 'REFUSED', { status: 400, body: INVALID_GRANT }],
    [
      '429',
      'RATE_LIMITED',
      {
        status: 429,
        body: json({
          code: 429,
          message: 'You have reached the maximum per-second rate limit for this API. Try again later.',
        }),
      },
    ],
    ['502', 'UNAVAILABLE', { status: 502, body: HTML }],
    ['200 without what was asked for', 'UNAVAILABLE', { status: 200, body: '' }],
  ])('of the API: %s', (_what, kind, given) => {
    expect(errorKind(answer({ call: 'api', ...given })).kind).toBe(kind);
  });

  test('to a revocation says that the grant was over already', () => {
    expect(errorKind(answer({ call: 'revoke', body: INVALID_GRANT })).kind).toBe('GRANT_DEAD');
  });

  test('of the API never ends a grant, whatever it says', () => {
    for (const status of [200, 302, 400, 401, 403, 404, 408, 429, 500, 503]) {
      for (const body of [INVALID_GRANT, INVALID_CLIENT, BAD_ACCESS_TOKEN, HTML, '', json({ code: 4741 })]) {
        expect(errorKind(answer({ call: 'api', status, body })).kind).not.toBe('GRANT_DEAD');
      }
    }
  });
});

describe('what Zoom said', () => {
  test('is kept: its number, or else the word of OAuth, and the reason', () => {
    expect(errorKind(answer({ body: INVALID_GRANT }))).toMatchObject({
      zoomCode: 'invalid_grant',
      reason: 'Invalid Token!',
    });
    expect(errorKind(answer({ call: 'api', body: BAD_ACCESS_TOKEN }))).toMatchObject({
      zoomCode: '124',
      reason: 'Invalid access token.',
    });
    expect(errorKind(answer({ body: HTML }))).toMatchObject({ zoomCode: null, reason: null });
  });

  test('names the missing scopes once each', () => {
    expect(missing(SCOPES)).toEqual(['user:read:token']);
    expect(missing('Invalid access token, does not contain scopes:[user:read:user:admin].')).toEqual([
      'user:read:user:admin',
    ]);
    expect(missing('Invalid access token, does not contain scopes: [a:b, c:d].')).toEqual(['a:b', 'c:d']);
    expect(missing('Refresh token invalid.')).toEqual([]);
  });

  test('does not repeat the authorization code, which Zoom puts into its reason', () => {
    expect(errorKind(answer({ call: 'exchange', body: INVALID_CODE })).reason).toBe('Invalid authorization code …');
  });

  test('does not repeat anything that was sent, however short', () => {
    const body = json({ error: 'invalid_grant', reason: 'The token abc1 of s3cr is over' });
    expect(errorKind(answer({ body, sent: ['abc1', 's3cr', ''] })).reason).toBe('The token … of … is over');
  });

  test('keeps long ordinary words, and no line breaks', () => {
    const body = json({ error: 'invalid_request', reason: 'unsupported_grant_type for\r\nlocal_recording_token' });
    expect(errorKind(answer({ body })).reason).toBe('unsupported_grant_type for local_recording_token');
  });

  test('is cut when it is long', () => {
    const body = json({ error: 'invalid_request', reason: 'no '.repeat(1000) });
    expect(errorKind(answer({ body })).reason?.length).toBeLessThanOrEqual(200);
  });
});

describe('Retry-After', () => {
  test.each<[string | null | undefined, number | null]>([
    ['3', 3000],
    [' 120 ', 120_000],
    ['0', 0],
    ['Mon, 02 Mar 2026 12:00:30 GMT', 30_000],
    ['Mon, 02 Mar 2026 11:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%j means %j milliseconds', (retryAfter, expected) => {
    for (const call of CALLS) {
      expect(errorKind(answer({ call, status: 429, retryAfter })).retryAfterMs).toBe(expected);
    }
  });
});
