import { describe, expect, test } from 'vitest';
import {
  authorizationUrl,
  missingScopes,
  NEEDED_SCOPES,
  randomSecret,
  s256Challenge,
} from '../../../server/zoom/oauth.js';

describe('the consent page', () => {
  test('is asked for with a state, and with S256 named because Zoom defaults to plain', () => {
    const url = new URL(
      authorizationUrl({
        oauthBaseUrl: 'https://zoom.us/',
        clientId: 'client_ID-1',
        redirectUri: 'https://app.example.com/zoom/oauth-callback',
        state: 'the state',
        codeChallenge: 'the-challenge',
      }),
    );
    expect(url.origin + url.pathname).toBe('https://zoom.us/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client_ID-1',
      redirect_uri: 'https://app.example.com/zoom/oauth-callback',
      state: 'the state',
      code_challenge: 'the-challenge',
      code_challenge_method: 'S256',
    });
  });

  test('gets the challenge of RFC 7636, appendix B', () => {
    expect(s256Challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  test('gets verifiers of the length and alphabet that RFC 7636 demands, no two alike', () => {
    expect(randomSecret()).toMatch(/^[\w-]{43}$/);
    expect(randomSecret()).not.toBe(randomSecret());
  });
});

describe('the scopes', () => {
  test.each([
    ['all', [...NEEDED_SCOPES], []],
    ['all and others', ['meeting:read:participant', ...NEEDED_SCOPES], []],
    ['none', [], [...NEEDED_SCOPES]],
    ['one less', ['user:read:user', 'zoomapp:inmeeting'], ['user:read:token']],
    [
      'a longer name that only begins like one',
      ['user:read:tokens', 'user:read:user', 'zoomapp:inmeeting'],
      ['user:read:token'],
    ],
    ['the form of account-level apps', ['user:read:token:admin', 'user:read:user:admin', 'zoomapp:inmeeting'], []],
  ])('granted as %s lack exactly what is missing', (_what, granted, missing) => {
    expect(missingScopes(granted)).toEqual(missing);
  });
});
