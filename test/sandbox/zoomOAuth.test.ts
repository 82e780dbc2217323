import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basic, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, startZoomApp, type ZoomApp } from './support/zoomApp.js';

const VERIFIER = 'a-verifier-of-forty-three-characters-or-more-0';
const S256 = createHash('sha256').update(VERIFIER).digest('base64url');

let app: ZoomApp;
let ana: string;

beforeEach(async () => {
  app = await startZoomApp();
  ana = app.zoom.cast.ana.id;
});
afterEach(() => app.zoom.close());

function exchange(code: string, more: Record<string, string> = {}) {
  return app.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more });
}

const invalidCode = (code: string) => ({ reason: `Invalid authorization code ${code}`, error: 'invalid_grant' });
const INVALID_TOKEN = { reason: 'Invalid Token!', error: 'invalid_grant' };

describe('the consent page', () => {
  test('shows the people and a checkbox for each scope, without a script', async () => {
    const answer = await fetch(app.authorizeUrl());
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('Ana Ferreira');
    expect(page.match(/type="checkbox"/g)).toHaveLength(3);
    expect(page).not.toContain('<script');
  });

  test('sends the person back with code and state, keeping the query of the redirect address', async () => {
    const answer = await fetch(app.authorizeUrl(), {
      method: 'POST',
      body: new URLSearchParams({ person: ana, decision: 'allow', scope: 'user:read:token' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(REDIRECT_URI);
    expect(location.searchParams.get('state')).toBe('state-01');
    const { body } = await exchange(location.searchParams.get('code') ?? '');
    expect(body.scope).toBe('user:read:token');
  });

  test('sends a person who declines back without a code', async () => {
    const { location } = await app.zoom.consent({ url: app.authorizeUrl(), person: ana, decline: true });
    expect(Object.fromEntries(new URL(location).searchParams)).toEqual({ error: 'access_denied', state: 'state-01' });
  });

  test.each([
    ['an unknown client', { client_id: 'another' }],
    ['an address that the app did not register', { redirect_uri: 'https://evil.example/callback' }],
    ['another response type', { response_type: 'token' }],
    ['an unknown challenge method', { code_challenge: S256, code_challenge_method: 'S512' }],
  ])('refuses %s on the page itself and redirects nowhere', async (_what, parameters) => {
    const answer = await fetch(app.authorizeUrl(parameters), { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('exchanging a code', () => {
  test('gives a pair of tokens in the documented form', async () => {
    const { status, body } = await exchange(await app.code(ana));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      refresh_token: expect.any(String),
      expires_in: 3599,
      scope: 'zoomapp:inmeeting user:read:user user:read:token',
      api_url: app.zoom.url,
    });
  });

  test('works once', async () => {
    const code = await app.code(ana);
    await exchange(code);
    expect(await exchange(code)).toMatchObject({ status: 400, body: invalidCode(code) });
  });

  test('works for five minutes', async () => {
    const late = await app.code(ana);
    await app.zoom.clock.advance(5 * 60 * 1000);
    expect(await exchange(late)).toMatchObject({ status: 400, body: invalidCode(late) });
    const inTime = await app.code(ana);
    await app.zoom.clock.advance(5 * 60 * 1000 - 5000);
    expect((await exchange(inTime)).status).toBe(200);
  });

  test('demands the very redirect address', async () => {
    const code = await app.code(ana);
    const answer = await exchange(code, { redirect_uri: 'https://app.example.com/other' });
    expect(answer).toMatchObject({ status: 400, body: { reason: 'Redirect URI mismatch.' } });
    expect((await exchange(code)).body).toEqual(invalidCode(code));
  });

  test.each([
    ['S256', { code_challenge: S256, code_challenge_method: 'S256' }],
    ['plain', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['no method, which means plain', { code_challenge: VERIFIER }],
  ])('checks the verifier: %s', async (_method, parameters) => {
    const wrong = await app.code(ana, parameters);
    expect((await exchange(wrong, { code_verifier: 'something-else' })).body).toEqual(invalidCode(wrong));
    const missing = await app.code(ana, parameters);
    expect((await exchange(missing)).body).toEqual(invalidCode(missing));
    const right = await app.code(ana, parameters);
    expect((await exchange(right, { code_verifier: VERIFIER })).status).toBe(200);
  });

  test('refuses S256 in the client, where the verifier has to be the challenge itself', async () => {
    const { code } = await app.zoom.issueCode({ person: ana, codeChallenge: S256 });
    expect((await app.token({ grant_type: 'authorization_code', code, code_verifier: VERIFIER })).status).toBe(400);
    const plain = await app.zoom.issueCode({ person: ana, codeChallenge: VERIFIER });
    const answer = await app.token({ grant_type: 'authorization_code', code: plain.code, code_verifier: VERIFIER });
    expect(answer.status).toBe(200);
  });
});

describe('refreshing', () => {
  test('rotates: the old token is refused, the newest works', async () => {
    const first = await app.connect(ana);
    const second = await app.refresh(first.refresh_token);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect(await app.refresh(first.refresh_token)).toMatchObject({ status: 400, body: INVALID_TOKEN });
    expect((await app.refresh(second.body.refresh_token)).status).toBe(200);
    expect(app.zoom.state.perPerson[ana]).toMatchObject({ refreshes: 2, staleRefreshes: 1 });
  });

  test('can answer a stale token as Zoom did formerly', async () => {
    await app.zoom.setAssumptions({ staleRefreshTokenStatus: 401 });
    expect(await app.refresh('unknown')).toMatchObject({ status: 401, body: INVALID_TOKEN });
  });

  test('leaves the access token before it alive, unless assumed otherwise', async () => {
    const first = await app.connect(ana);
    const second = (await app.refresh(first.refresh_token)).body;
    expect((await app.get('/v2/users/me', first.access_token)).status).toBe(200);
    await app.zoom.setAssumptions({ refreshEndsOlderAccessToken: true });
    await app.refresh(second.refresh_token);
    expect((await app.get('/v2/users/me', second.access_token)).status).toBe(401);
  });

  test('ends after the life of a refresh token', async () => {
    const { refresh_token } = await app.connect(ana);
    await app.zoom.clock.advance(91 * 24 * 3600 * 1000);
    expect(await app.refresh(refresh_token)).toMatchObject({ status: 400, body: INVALID_TOKEN });
  });
});

describe('one live grant for a person and an app', () => {
  test('a new grant kills the older pair', async () => {
    const older = await app.connect(ana);
    const newer = await app.connect(ana);
    expect(app.zoom.state.grants).toHaveLength(1);
    expect(await app.get('/v2/users/me', older.access_token)).toMatchObject({
      status: 401,
      body: { code: 124, message: 'Invalid access token.' },
    });
    expect(await app.refresh(older.refresh_token)).toMatchObject({ status: 400, body: INVALID_TOKEN });
    expect((await app.get('/v2/users/me', newer.access_token)).status).toBe(200);
    expect((await app.refresh(newer.refresh_token)).status).toBe(200);
  });

  test('another person’s grant is not touched', async () => {
    const bens = await app.connect(app.zoom.cast.ben.id);
    await app.connect(ana);
    expect((await app.refresh(bens.refresh_token)).status).toBe(200);
  });

  test('a replaced grant can be refused with 4741', async () => {
    const { refresh_token } = await app.connect(ana);
    await app.zoom.setAssumptions({ replacedGrantAnswer: '4741' });
    await app.zoom.revokeGrant({ person: ana });
    expect(await app.refresh(refresh_token)).toMatchObject({ status: 400, body: { code: 4741 } });
  });

  test('revoking ends the refresh token too', async () => {
    const { access_token, refresh_token } = await app.connect(ana);
    const answer = await fetch(`${app.zoom.url}/oauth/revoke`, {
      method: 'POST',
      headers: { authorization: basic(CLIENT_ID, CLIENT_SECRET) },
      body: new URLSearchParams({ token: access_token }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'success' });
    expect((await app.refresh(refresh_token)).status).toBe(400);
    expect(app.zoom.state.grants).toEqual([]);
  });
});

describe('the app’s credentials', () => {
  test.each([
    ['a wrong secret', basic(CLIENT_ID, 'wrong')],
    ['another client', basic('another', CLIENT_SECRET)],
    ['none', ''],
  ])('%s is refused without touching the grant', async (_what, authorization) => {
    const { refresh_token } = await app.connect(ana);
    const answer = await fetch(`${app.zoom.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
    expect((await app.refresh(refresh_token)).status).toBe(200);
  });

  test('both secrets work while one is being rotated', async () => {
    await app.zoom.setClientSecrets({ secrets: [CLIENT_SECRET, 'the-new-secret'] });
    expect((await app.token({ grant_type: 'client_credentials' })).status).toBe(200);
    expect((await app.token({ grant_type: 'client_credentials' }, 'the-new-secret')).status).toBe(200);
    await app.zoom.setClientSecrets({ secrets: ['the-new-secret'] });
    expect((await app.token({ grant_type: 'client_credentials' })).status).toBe(400);
  });

  test('client credentials give a token without a person and without a refresh token', async () => {
    const { body } = await app.token({ grant_type: 'client_credentials' });
    expect(body).not.toHaveProperty('refresh_token');
    expect((await app.get('/v2/users/me', body.access_token)).status).toBe(401);
  });

  test('parameters may come in the query', async () => {
    const { refresh_token } = await app.connect(ana);
    const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
    const answer = await fetch(`${app.zoom.url}/oauth/token?${query}`, {
      method: 'POST',
      headers: { authorization: basic(CLIENT_ID, CLIENT_SECRET) },
    });
    expect(answer.status).toBe(200);
  });

  test.each([
    [{ grant_type: 'password' }, { reason: 'unsupported grant type', error: 'unsupported_grant_type' }],
    [{}, { reason: 'Missing grant type', error: 'invalid_request' }],
    [{ grant_type: 'refresh_token' }, { reason: 'Missing refresh_token', error: 'invalid_request' }],
  ])('%o is refused in Zoom’s words', async (form, body) => {
    expect(await app.token(form as Record<string, string>)).toMatchObject({ status: 400, body });
  });
});
