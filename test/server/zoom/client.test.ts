import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createZoomClient, type ZoomClient, type ZoomClientDeps, ZoomError } from '../../../server/zoom/client.js';

const CLIENT_ID = 'rDrAf_Wu-QLOWEb3hZUlJc';
const SECRET = 'firstSecret_0123456789abcdef';
const CODE = 'q8zXkP3hVvB1oD9sQ2mW_authorization';
const VERIFIER = 'verifier-0123456789-0123456789-0123456789-x';
const ACCESS = 'eyJhbGciOiJIUzUxMiJ9.accessToken.0001';
const REFRESH = 'eyJhbGciOiJIUzUxMiJ9.refreshToken.0001';
const SECRETS = [SECRET, CODE, VERIFIER, ACCESS, REFRESH];
const NOW = 1_767_225_600_000;

const TOKEN_ANSWER = {
  access_token: ACCESS,
  token_type: 'bearer',
  refresh_token: REFRESH,
  expires_in: 3599,
  scope: 'user:read:token user:read:user zoomapp:inmeeting',
  api_url: 'https://api-us.zoom.us',
};

interface Received {
  method: string;
  url: string;
  authorization: string | undefined;
  form: Record<string, string>;
}

type Handler = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A Zoom that answers as a test says, for the answers that the simulated Zoom never gives. */
async function zoomThat(handler: Handler, deps: Partial<ZoomClientDeps> = {}) {
  const received: Received[] = [];
  const logged: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const form = Object.fromEntries(new URLSearchParams(body));
      const call = { method, url, authorization: headers.authorization, form };
      received.push(call);
      handler(call, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client: ZoomClient = createZoomClient({
    clientId: CLIENT_ID,
    clientSecrets: [SECRET],
    redirectUri: 'https://app.example.com/zoom/oauth-callback',
    oauthBaseUrl: `http://127.0.0.1:${port}`,
    apiBaseUrl: `http://127.0.0.1:${port}`,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    now: () => NOW,
    ...deps,
  });
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await client.close();
  });
  return { client, received, logged };
}

function answering(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (_received, response) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Knows one client secret only. */
function accepting(accepted: string): Handler {
  return (received, response, request) => {
    const secret = Buffer.from(received.authorization?.slice(6) ?? '', 'base64')
      .toString()
      .split(':')[1];
    const handler =
      secret === accepted
        ? answering(200, TOKEN_ANSWER)
        : answering(400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
    handler(received, response, request);
  };
}

async function failureOf(call: Promise<unknown>): Promise<ZoomError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof ZoomError)) throw new Error(`expected a ZoomError, got ${inspect(error)}`);
  const shown = inspect(error, { depth: 9, showHidden: true });
  for (const secret of SECRETS) expect(shown).not.toContain(secret);
  expect(error.cause).toBeUndefined();
  return error;
}

const exchange = { code: CODE, codeVerifier: VERIFIER };

describe('a code exchange', () => {
  test('sends the code with its verifier and redirect URI, and the credentials joined as they are', async () => {
    const { client, received } = await zoomThat(answering(200, TOKEN_ANSWER));
    await client.exchangeCode(exchange);
    expect(received).toEqual([
      {
        method: 'POST',
        url: '/oauth/token',
        authorization: `Basic ${Buffer.from(`${CLIENT_ID}:${SECRET}`).toString('base64')}`,
        form: {
          grant_type: 'authorization_code',
          code: CODE,
          code_verifier: VERIFIER,
          redirect_uri: 'https://app.example.com/zoom/oauth-callback',
        },
      },
    ]);
  });

  test('sends another redirect URI, or none, when it is told to', async () => {
    const { client, received } = await zoomThat(answering(200, TOKEN_ANSWER));
    await client.exchangeCode({ ...exchange, redirectUri: 'https://app.example.com/panel' });
    await client.exchangeCode({ ...exchange, redirectUri: null });
    expect(received[0]?.form['redirect_uri']).toBe('https://app.example.com/panel');
    expect(received[1]?.form).not.toHaveProperty('redirect_uri');
  });

  test('gives the pair, with its end counted from before the call', async () => {
    let now = NOW;
    const { client } = await zoomThat(
      (_received, response) => {
        now += 2_000;
        response.setHeader('content-type', 'application/json').end(JSON.stringify(TOKEN_ANSWER));
      },
      { now: () => now },
    );
    expect(await client.exchangeCode(exchange)).toEqual({
      accessToken: ACCESS,
      refreshToken: REFRESH,
      expiresAt: NOW + 3_599_000,
      answeredAt: NOW + 2_000,
      scopes: ['user:read:token', 'user:read:user', 'zoomapp:inmeeting'],
    });
  });

  test('fails without a refresh token', async () => {
    const { client } = await zoomThat(answering(200, { ...TOKEN_ANSWER, refresh_token: undefined }));
    expect((await failureOf(client.exchangeCode(exchange))).kind).toBe('REFUSED');
  });

  test('says that the code is no good, without repeating it', async () => {
    const reason = `Invalid authorization code ${CODE}`;
    const { client } = await zoomThat(answering(400, { reason, error: 'invalid_grant' }));
    const error = await failureOf(client.exchangeCode(exchange));
    expect(error).toMatchObject({ kind: 'CODE_INVALID', status: 400, zoomCode: 'invalid_grant' });
    expect(error.message).toContain('Invalid authorization code');
  });
});

describe('a refresh', () => {
  test('sends the refresh token and gives the new pair', async () => {
    const { client, received } = await zoomThat(
      answering(200, { ...TOKEN_ANSWER, refresh_token: 'next-refresh-token-0002' }),
    );
    expect((await client.refresh(REFRESH)).refreshToken).toBe('next-refresh-token-0002');
    expect(received[0]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: REFRESH });
  });

  // The old pair is dead by now: whatever holds a new one is taken.
  test.each<[string, object, object]>([
    ['no token type', { token_type: undefined }, {}],
    ['an odd token type', { token_type: 'Bearer ' }, {}],
    ['the lifetime as text', { expires_in: '3600' }, { expiresAt: NOW + 3_600_000 }],
    ['no lifetime', { expires_in: undefined }, { expiresAt: NOW + 3_600_000 }],
    ['scopes as a list', { scope: ['a:b', 'c:d'] }, { scopes: ['a:b', 'c:d'] }],
    ['scopes with commas', { scope: 'a:b,c:d' }, { scopes: ['a:b', 'c:d'] }],
    ['no scopes', { scope: undefined }, { scopes: [] }],
    ['fields that nobody knows', { id_token: 'not a JWT', foo: {} }, {}],
    ['no new refresh token', { refresh_token: undefined }, { refreshToken: REFRESH }],
  ])('takes a pair that comes with %s', async (_what, change, expected) => {
    const { client } = await zoomThat(answering(200, { ...TOKEN_ANSWER, ...change }));
    expect(await client.refresh(REFRESH)).toMatchObject({ accessToken: ACCESS, ...expected });
  });

  test('takes a pair whatever its content type says', async () => {
    const { client } = await zoomThat(answering(200, TOKEN_ANSWER, { 'content-type': 'text/plain' }));
    expect((await client.refresh(REFRESH)).accessToken).toBe(ACCESS);
  });

  test.each<[string, ZoomError['kind'], number, string]>([
    ['the end of the grant', 'GRANT_DEAD', 400, '{"reason":"Invalid Token!","error":"invalid_grant"}'],
    ['the end of the grant, as formerly', 'GRANT_DEAD', 401, '{"reason":"Invalid Token!","error":"invalid_grant"}'],
    ['the end of the grant by number', 'GRANT_DEAD', 400, '{"code":4741,"message":"Token revoked"}'],
    ['the end of the grant in XML', 'GRANT_DEAD', 400, '<oauth><error>invalid_grant</error></oauth>'],
    ['a disabled app', 'REFUSED', 400, '{"code":4738,"message":"Disabled by admin"}'],
    ['an error page', 'UNAVAILABLE', 502, '<html><body>invalid_grant</body></html>'],
    ['an error page with 400', 'REFUSED', 400, '<html><body>invalid_grant</body></html>'],
    ['a page with 200', 'UNAVAILABLE', 200, '<html><body>Sign in</body></html>'],
    ['nothing with 200', 'UNAVAILABLE', 200, ''],
    ['JSON without a token', 'UNAVAILABLE', 200, '{"refresh_token":"aaaaaaaaaaaaaaaaaaaa"}'],
    ['an empty token', 'UNAVAILABLE', 200, '{"access_token":""}'],
    ['a redirect', 'UNAVAILABLE', 302, ''],
  ])('understands %s', async (_what, kind, status, body) => {
    const { client } = await zoomThat(answering(status, body, { 'content-type': 'text/html' }));
    expect(await failureOf(client.refresh(REFRESH))).toMatchObject({ kind, status });
  });

  test('says how long Zoom asks to wait', async () => {
    const { client } = await zoomThat(answering(429, '', { 'retry-after': '7' }));
    expect(await failureOf(client.refresh(REFRESH))).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 7_000 });
  });

  test('gives up a Zoom that does not answer', async () => {
    const { client } = await zoomThat(() => {}, { oauthTimeoutMs: 50 });
    expect(await failureOf(client.refresh(REFRESH))).toMatchObject({ kind: 'TIMEOUT', status: null });
  });

  test('gives up a Zoom that stops in the middle of its answer', async () => {
    const { client } = await zoomThat(
      (_received, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"access_token":');
      },
      { oauthTimeoutMs: 50 },
    );
    expect((await failureOf(client.refresh(REFRESH))).kind).toBe('TIMEOUT');
  });

  test('is not sent again when the connection breaks: Zoom may have accepted it', async () => {
    const { client, received } = await zoomThat((_received, _response, request) => request.socket.destroy());
    expect((await failureOf(client.refresh(REFRESH))).kind).toBe('UNAVAILABLE');
    expect(received).toHaveLength(1);
  });

  test('reports a Zoom that cannot be reached', async () => {
    const { client } = await zoomThat(() => {}, { oauthBaseUrl: 'http://127.0.0.1:9' });
    expect((await failureOf(client.refresh(REFRESH))).kind).toBe('UNAVAILABLE');
  });

  test('reports an answer that never ends instead of reading it all', async () => {
    const { client } = await zoomThat(answering(200, `{"x":"${'x'.repeat(400_000)}"}`));
    expect((await failureOf(client.refresh(REFRESH))).kind).toBe('UNAVAILABLE');
  });
});

describe('a client secret', () => {
  const NEXT = 'nextSecret_0123456789abcdef';

  test('that Zoom does not know any more is followed by the next one of the list, from then on first', async () => {
    const { client, received, logged } = await zoomThat(accepting(NEXT), { clientSecrets: [SECRET, NEXT] });
    await client.refresh(REFRESH);
    expect(received).toHaveLength(2);
    await client.refresh(REFRESH);
    await client.exchangeCode(exchange);
    expect(received).toHaveLength(4);
    expect(logged.join('')).toContain('zoom.client_secret.switched');
    expect(logged.join('')).not.toContain(NEXT);
  });

  test('that was switched back is found again', async () => {
    let accepted = NEXT;
    const { client, received } = await zoomThat(
      (call, response, request) => accepting(accepted)(call, response, request),
      { clientSecrets: [SECRET, NEXT] },
    );
    await client.refresh(REFRESH);
    accepted = SECRET;
    await client.refresh(REFRESH);
    expect(received).toHaveLength(4);
  });

  test('of which Zoom knows none is the operator’s fault, not the grant’s', async () => {
    const { client, received } = await zoomThat(accepting('another'), { clientSecrets: [SECRET, NEXT] });
    for (const call of [
      () => client.refresh(REFRESH),
      () => client.exchangeCode(exchange),
      () => client.revoke(ACCESS),
    ]) {
      expect((await failureOf(call())).kind).toBe('CLIENT_CREDENTIALS');
    }
    expect(received).toHaveLength(6);
  });

  test('is not changed because of anything else', async () => {
    const { client, received } = await zoomThat(answering(400, { error: 'invalid_grant', reason: 'Invalid Token!' }), {
      clientSecrets: [SECRET, NEXT],
    });
    expect((await failureOf(client.refresh(REFRESH))).kind).toBe('GRANT_DEAD');
    expect(received).toHaveLength(1);
  });
});

describe('a revocation', () => {
  test('sends the access token, with the credentials', async () => {
    const { client, received } = await zoomThat(answering(200, { status: 'success' }));
    await client.revoke(ACCESS);
    expect(received).toMatchObject([{ method: 'POST', url: '/oauth/revoke', form: { token: ACCESS } }]);
    expect(received[0]?.authorization).toMatch(/^Basic /);
  });

  test.each<[ZoomError['kind'], number, string]>([
    ['GRANT_DEAD', 400, '{"reason":"Invalid Token!","error":"invalid_grant"}'],
    ['REFUSED', 400, '{"reason":"Bad request","error":"invalid_request"}'],
    ['UNAVAILABLE', 503, ''],
  ])('fails as %s', async (kind, status, body) => {
    const { client } = await zoomThat(answering(status, body));
    expect((await failureOf(client.revoke(ACCESS))).kind).toBe(kind);
  });
});

describe('whose token it is', () => {
  const ME = {
    id: 'zoomUser_01',
    account_id: 'account_01',
    display_name: 'Ada Lovelace',
    first_name: 'A',
    last_name: 'L',
  };

  test('is asked of the API with the access token', async () => {
    const { client, received } = await zoomThat(answering(200, ME));
    expect(await client.getMe(ACCESS)).toEqual({
      id: 'zoomUser_01',
      accountId: 'account_01',
      displayName: 'Ada Lovelace',
    });
    expect(received).toMatchObject([{ method: 'GET', url: '/v2/users/me', authorization: `Bearer ${ACCESS}` }]);
  });

  test.each([
    [{ display_name: undefined }, 'A L'],
    [{ display_name: ' ', last_name: undefined }, 'A'],
    [{ display_name: undefined, first_name: undefined, last_name: undefined }, ''],
  ])('comes with the best name there is', async (change, displayName) => {
    const { client } = await zoomThat(answering(200, { ...ME, ...change }));
    expect((await client.getMe(ACCESS)).displayName).toBe(displayName);
  });

  test.each([{ id: '' }, { id: 7 }, { account_id: undefined }])(
    'is not known without an id and an account',
    async (change) => {
      const { client } = await zoomThat(answering(200, { ...ME, ...change }));
      expect((await failureOf(client.getMe(ACCESS))).kind).toBe('UNAVAILABLE');
    },
  );
});

describe('an OBF token', () => {
  const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJvYmYiOjF9.c2lnbmF0dXJl';

  test('is minted for the meeting, with the type that Zoom would otherwise get wrong', async () => {
    const { client, received } = await zoomThat(answering(200, { token: TOKEN }));
    expect(await client.mintObfToken(ACCESS, { meetingNumber: '98765432101' })).toBe(TOKEN);
    expect(await client.mintObfToken(ACCESS)).toBe(TOKEN);
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/v2/users/me/token?type=onbehalf&meeting_id=98765432101',
        authorization: `Bearer ${ACCESS}`,
      },
      { url: '/v2/users/me/token?type=onbehalf' },
    ]);
  });

  test.each<[string, number, unknown]>([
    ['an empty token', 200, { token: '' }],
    ['no token', 200, {}],
    ['null', 200, { token: null }],
    ['a number', 200, { token: 1234567890123456 }],
    ['the word undefined', 200, { token: 'undefined' }],
    ['a sentence', 200, { token: 'Token is no longer supported. Please use ZAK token instead.' }],
    ['markup', 200, { token: '<html><body>sign in</body></html>' }],
    ['a line break in the token', 200, { token: `${TOKEN}\n` }],
    ['a list', 200, [TOKEN]],
    ['the bare token', 200, JSON.stringify(TOKEN)],
    ['a page', 200, '<html></html>'],
    ['nothing', 200, ''],
    ['another success', 204, ''],
    ['a redirect', 302, ''],
    ['an error page', 503, '<html></html>'],
  ])('is never %s', async (_what, status, body) => {
    const { client } = await zoomThat(answering(status, body));
    expect(await failureOf(client.mintObfToken(ACCESS))).toMatchObject({ kind: 'UNAVAILABLE', status });
  });

  test.each<[ZoomError['kind'], number, object]>([
    ['ACCESS_TOKEN_INVALID', 401, { code: 124, message: 'Invalid access token.' }],
    ['ACCESS_TOKEN_INVALID', 400, { code: 124, message: 'Invalid access token.' }],
    ['SCOPE_MISSING', 400, { code: 4711, message: 'Invalid access token, does not contain scopes:[user:read:token].' }],
    ['RATE_LIMITED', 429, { code: 429, message: 'You have reached the maximum per-second rate limit for this API.' }],
    ['REFUSED', 404, { code: 1001, message: 'User does not exist.' }],
    ['REFUSED', 400, { code: 300, message: 'Invalid meeting id.' }],
  ])('that Zoom refuses is a %s', async (kind, status, body) => {
    const { client } = await zoomThat(answering(status, body));
    expect((await failureOf(client.mintObfToken(ACCESS))).kind).toBe(kind);
  });

  test('that needs another scope names it', async () => {
    const message = 'Invalid access token, does not contain scopes:[user:read:token, user:read:token:admin].';
    const { client } = await zoomThat(answering(400, { code: 4711, message }));
    expect((await failureOf(client.mintObfToken(ACCESS))).missingScopes).toEqual(['user:read:token']);
  });

  test.each<[string, Handler]>([
    ['does not begin', () => {}],
    ['does not end', (_call, response) => void response.writeHead(200).write('{"token":')],
  ])('whose answer %s is given up after a while', async (_when, handler) => {
    const { client } = await zoomThat(handler, { apiTimeoutMs: 50 });
    expect((await failureOf(client.mintObfToken(ACCESS))).kind).toBe('TIMEOUT');
  });

  test('is asked for once more when its kept-alive connection was closed', async () => {
    let calls = 0;
    const { client, received } = await zoomThat((call, response, request) => {
      calls += 1;
      if (calls === 2) request.socket.destroy();
      else answering(200, { token: TOKEN })(call, response, request);
    });
    await client.mintObfToken(ACCESS);
    expect(await client.mintObfToken(ACCESS)).toBe(TOKEN);
    expect(received).toHaveLength(3);
  });

  test('is not asked for a third time', async () => {
    const { client, received } = await zoomThat((_call, _response, request) => request.socket.destroy());
    expect((await failureOf(client.mintObfToken(ACCESS))).kind).toBe('UNAVAILABLE');
    expect(received).toHaveLength(2);
  });

  test('uses its connections again', async () => {
    const sockets = new Set<unknown>();
    const { client } = await zoomThat((call, response, request) => {
      sockets.add(request.socket);
      answering(200, { token: TOKEN })(call, response, request);
    });
    for (let i = 0; i < 20; i += 1) await client.mintObfToken(ACCESS);
    expect(sockets.size).toBeLessThan(5);
  });
});
