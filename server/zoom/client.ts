import {
  allowInsecureRequests,
  ClientError,
  type ClientAuth,
  Configuration,
  customFetch,
  type CustomFetch,
  genericGrantRequest,
  refreshTokenGrant,
  type TokenEndpointResponse,
  tokenRevocation,
} from 'openid-client';
import type { Logger } from 'pino';
import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../clock.js';
import { errorKind, type ZoomCall } from './errorKind.js';
import { jsonObject } from './jsonObject.js';
import { ZoomError } from './zoomError.js';

export { ZoomError, type ZoomErrorKind } from './zoomError.js';

/** How long Zoom's answer to a refresh, an exchange or a revocation is awaited. */
export const REFRESH_TIMEOUT_MS = 30_000;
/** How long the API may take to accept a connection, to begin an answer, and to go on with it. */
const API_TIMEOUT_MS = 7_000;
/**
 * How long an idle connection to the API is kept. Zoom does not say how long it keeps one; a call that finds its
 * connection closed by the other side is sent once more.
 */
const API_KEEP_ALIVE_MS = 30_000;
/** No answer of Zoom's that we ask for comes near this. */
const ANSWER_MAX_BYTES = 256 * 1024;
/** Zoom's access tokens live an hour: assumed when an answer leaves out `expires_in`. */
const DEFAULT_EXPIRES_IN_S = 3600;

/**
 * What a token may look like. Zoom documents no form, so this only keeps out what is certainly none: an empty string,
 * `undefined`, an error page, a sentence.
 */
const TOKEN_FORM = /^[\w.~+/=-]{16,8192}$/;

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in milliseconds since 1970, counted from before the call. */
  expiresAt: number;
  /** When Zoom's answer arrived, in milliseconds since 1970. */
  answeredAt: number;
  /** The granted scopes; empty when the answer to a refresh named none, which leaves them as they were (RFC 6749 §5.1). */
  scopes: string[];
}

export interface ZoomUser {
  /** The Zoom user id: the same as `uid` in the app context. */
  id: string;
  accountId: string;
  displayName: string;
}

export interface CodeExchange {
  code: string;
  codeVerifier: string;
  /** Must be the one that the code was issued for; null leaves it out, which in-client codes may need. Default: the app's. */
  redirectUri?: string | null;
}

/** Every HTTP call to Zoom. Each method throws a ZoomError when it does not get what it asked for. */
export interface ZoomClient {
  /** Exchanges an authorization code. Zoom ends the person's older grant with it. */
  exchangeCode(exchange: CodeExchange): Promise<TokenPair>;
  /**
   * Spends a refresh token for a new pair. Zoom has no grace period: once it accepted, only the new pair lives, so
   * nothing cancels this call but its own 30 seconds. https://developers.zoom.us/docs/integrations/oauth/
   */
  refresh(refreshToken: string): Promise<TokenPair>;
  /** Ends the grant that an access token belongs to, its refresh token included. The app stays installed. */
  revoke(accessToken: string): Promise<void>;
  /** `GET /users/me`: whose token this is. */
  getMe(accessToken: string): Promise<ZoomUser>;
  /**
   * Mints an on-behalf-of token: `GET /users/me/token?type=onbehalf`, valid for two hours. It is for one bot, is handed
   * on and is never kept. https://developers.zoom.us/docs/meeting-sdk/auth/obf/
   *
   * @param options.meetingNumber digits; without it Zoom mints a token for any meeting of the person
   */
  mintObfToken(accessToken: string, options?: { meetingNumber?: string }): Promise<string>;
  /** Closes the connections once the calls under way are answered. */
  close(): Promise<void>;
}

export interface ZoomClientDeps {
  clientId: string;
  /** The first is tried first; the others when Zoom answers that the client is unknown, so that a secret can be rotated. */
  clientSecrets: readonly string[];
  redirectUri: string;
  oauthBaseUrl: string;
  apiBaseUrl: string;
  /** Default `REFRESH_TIMEOUT_MS`; below the life of a refresh's lease. */
  oauthTimeoutMs?: number;
  /** Default `API_TIMEOUT_MS`. */
  apiTimeoutMs?: number;
  log: Logger;
  now: Clock;
}

export function createZoomClient(deps: ZoomClientDeps): ZoomClient {
  const { log, now, apiTimeoutMs = API_TIMEOUT_MS } = deps;
  const api = target(deps.apiBaseUrl);
  // Its own limits rather than an AbortSignal a call, which costs more than the rest of a call's preparation.
  const apiAgent = new Agent({
    connect: { timeout: apiTimeoutMs },
    headersTimeout: apiTimeoutMs,
    bodyTimeout: apiTimeoutMs,
    keepAliveTimeout: API_KEEP_ALIVE_MS,
    maxResponseSize: ANSWER_MAX_BYTES,
  });
  // Without keep-alive: a refresh that meets a connection which Zoom is just closing fails without anybody knowing
  // whether Zoom accepted it. They are rare, so a connection of their own costs little.
  const oauthAgent = new Agent({ pipelining: 0, maxResponseSize: ANSWER_MAX_BYTES });
  const configurations = deps.clientSecrets.map((secret) => configurationFor(deps, secret));
  /** The secret that Zoom took last: known after the first call of a rotation. */
  let preferred = 0;

  /**
   * Makes an OAuth call with each client secret in turn, until Zoom knows one. An unknown client is refused before the
   * grant is looked at, so trying again spends nothing.
   */
  async function oauthCall<T>(
    call: ZoomCall,
    sent: readonly string[],
    run: (configuration: Configuration) => Promise<T>,
  ): Promise<T> {
    let refused: ZoomError | undefined;
    for (let attempt = 0; attempt < configurations.length; attempt += 1) {
      const index = (preferred + attempt) % configurations.length;
      const base = configurations[index];
      if (!base) break;
      const configuration = base((url, options) => oauthFetch(call, sent, url, options));
      try {
        const result = await run(configuration);
        if (index !== preferred) {
          preferred = index;
          log.warn(
            { event: 'zoom.client_secret.switched', position: index + 1 },
            'Zoom takes another client secret of ZOOM_CLIENT_SECRET than before.',
          );
        }
        return result;
      } catch (error) {
        const zoomError = oauthError(call, error);
        if (zoomError.kind !== 'CLIENT_CREDENTIALS') throw zoomError;
        refused = zoomError;
      }
    }
    throw refused ?? new ZoomError('No Zoom client secret is configured.', { kind: 'CLIENT_CREDENTIALS' });
  }

  /**
   * What openid-client calls instead of `fetch`. It reads the whole answer first, because openid-client understands
   * nothing but OAuth's own JSON: anything else becomes a ZoomError here.
   */
  async function oauthFetch(
    call: ZoomCall,
    sent: readonly string[],
    url: string,
    options: Parameters<CustomFetch>[1],
  ): Promise<Response> {
    const { origin, pathname, search } = new URL(url);
    const { status, headers, text } = await send(oauthAgent, {
      origin,
      path: pathname + search,
      method: 'POST',
      headers: options.headers,
      body: options.body instanceof URLSearchParams ? options.body.toString() : '',
      signal: options.signal,
    }).catch((error: unknown) => {
      throw unanswered(OAUTH_CALL_NAMES[call], error);
    });
    if (status === 200 && call === 'revoke') return new Response('{}', { status });
    const answer = status === 200 ? tokenAnswer(text) : undefined;
    if (answer) return Response.json(answer);
    throw refusal(call, OAUTH_CALL_NAMES[call], { status, text, retryAfter: headerText(headers, 'retry-after') }, sent);
  }

  /** A GET to the API whose answer is a JSON object. */
  async function apiCall(name: string, path: string, accessToken: string): Promise<Record<string, unknown>> {
    const request: Dispatcher.RequestOptions = {
      origin: api.origin,
      path: api.prefix + path,
      method: 'GET',
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    };
    const answer = await send(apiAgent, request)
      .catch((error: unknown) => {
        if (closedUnderneath(error)) return send(apiAgent, request);
        throw error;
      })
      .catch((error: unknown) => {
        throw unanswered(name, error);
      });
    const json = answer.status === 200 ? jsonObject(answer.text) : undefined;
    if (json) return json;
    const retryAfter = headerText(answer.headers, 'retry-after');
    throw refusal('api', name, { status: answer.status, text: answer.text, retryAfter }, [accessToken]);
  }

  function refusal(
    call: ZoomCall,
    name: string,
    answer: { status: number; text: string; retryAfter: string | null },
    sent: readonly string[],
  ): ZoomError {
    const { status, text, retryAfter } = answer;
    const { kind, zoomCode, reason, retryAfterMs, missingScopes } = errorKind({
      call,
      status,
      body: status === 200 ? '' : text,
      retryAfter,
      sent,
      now: now(),
    });
    const words = [
      status === 200 ? 'HTTP 200 without what was asked for' : `HTTP ${status}`,
      ...(zoomCode === null ? [] : [zoomCode]),
      ...(reason === null ? [] : [`"${reason}"`]),
    ];
    return new ZoomError(`Zoom did not ${name}: ${words.join(', ')}.`, {
      kind,
      status,
      zoomCode,
      retryAfterMs,
      missingScopes,
    });
  }

  return {
    async exchangeCode({ code, codeVerifier, redirectUri = deps.redirectUri }) {
      const startedAt = now();
      const answer = await oauthCall('exchange', [code, codeVerifier], (configuration) =>
        genericGrantRequest(configuration, 'authorization_code', {
          code,
          code_verifier: codeVerifier,
          ...(redirectUri === null ? {} : { redirect_uri: redirectUri }),
        }),
      );
      if (answer.refresh_token === undefined) {
        throw new ZoomError('Zoom exchanged the authorization code without a refresh token.', {
          kind: 'REFUSED',
          status: 200,
        });
      }
      return tokenPair(answer, answer.refresh_token, startedAt, now());
    },

    async refresh(refreshToken) {
      const startedAt = now();
      const answer = await oauthCall('refresh', [refreshToken], (configuration) =>
        refreshTokenGrant(configuration, refreshToken),
      );
      // Zoom always sends a new one. Should it ever not, the old one stays valid (RFC 6749 §6).
      return tokenPair(answer, answer.refresh_token ?? refreshToken, startedAt, now());
    },

    async revoke(accessToken) {
      await oauthCall('revoke', [accessToken], (configuration) => tokenRevocation(configuration, accessToken));
    },

    async getMe(accessToken) {
      const me = await apiCall('say whose token this is', '/v2/users/me', accessToken);
      const { id, account_id: accountId } = me;
      if (typeof id !== 'string' || id === '' || typeof accountId !== 'string') {
        throw new ZoomError('Zoom answered /users/me without an id and an account.', {
          kind: 'UNAVAILABLE',
          status: 200,
        });
      }
      return { id, accountId, displayName: displayNameOf(me) };
    },

    async mintObfToken(accessToken, { meetingNumber } = {}) {
      // `type` must be said: without it Zoom mints the deprecated kind.
      const meeting = meetingNumber === undefined ? '' : `&meeting_id=${encodeURIComponent(meetingNumber)}`;
      const path = `/v2/users/me/token?type=onbehalf${meeting}`;
      const { token } = await apiCall('mint an OBF token', path, accessToken);
      if (typeof token !== 'string' || !TOKEN_FORM.test(token)) {
        throw new ZoomError('Zoom answered the request for an OBF token with something that is no token.', {
          kind: 'UNAVAILABLE',
          status: 200,
        });
      }
      return token;
    },

    async close() {
      await Promise.all([apiAgent.close(), oauthAgent.close()]);
    },
  };
}

const OAUTH_CALL_NAMES: Readonly<Record<ZoomCall, string>> = {
  exchange: 'exchange the authorization code',
  refresh: 'refresh the token',
  revoke: 'revoke the grant',
  api: 'answer',
};

/** A configuration by hand, because Zoom offers no discovery; one a call, because the fetch knows which call it serves. */
function configurationFor(deps: ZoomClientDeps, clientSecret: string): (fetch: CustomFetch) => Configuration {
  const base = deps.oauthBaseUrl.replace(/\/+$/, '');
  const server = {
    issuer: base,
    token_endpoint: `${base}/oauth/token`,
    revocation_endpoint: `${base}/oauth/revoke`,
  };
  // Zoom wants the two joined as they are. openid-client's own `ClientSecretBasic` percent-encodes them first
  // (RFC 6749 §2.3.1), which changes every id with an underscore in it.
  const credentials = Buffer.from(`${deps.clientId}:${clientSecret}`).toString('base64');
  const authenticate: ClientAuth = (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${credentials}`);
  };
  return (fetch) => {
    const configuration = new Configuration(server, deps.clientId, undefined, authenticate);
    configuration.timeout = (deps.oauthTimeoutMs ?? REFRESH_TIMEOUT_MS) / 1000;
    configuration[customFetch] = fetch;
    if (base.startsWith('http://')) allowInsecureRequests(configuration);
    return configuration;
  };
}

/** openid-client wraps what its fetch throws. Its own errors hold whole answers, tokens included: only their code is kept. */
function oauthError(call: ZoomCall, error: unknown): ZoomError {
  if (error instanceof ZoomError) return error;
  if (error instanceof Error && error.cause instanceof ZoomError) return error.cause;
  if (error instanceof ClientError) {
    return new ZoomError(
      `Zoom did not ${OAUTH_CALL_NAMES[call]}: its answer was not understood (${error.code ?? 'unknown'}).`,
      {
        kind: 'UNAVAILABLE',
      },
    );
  }
  throw error;
}

/**
 * The parts of a token answer that we use, in the form that openid-client checks. An answer with a token pair is taken
 * even if the rest of it is odd: when it answers a refresh, the old pair is already gone.
 */
function tokenAnswer(text: string): Record<string, string | number> | undefined {
  const json = jsonObject(text);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope } = json ?? {};
  if (typeof accessToken !== 'string' || !TOKEN_FORM.test(accessToken)) return undefined;
  const seconds = Number(expiresIn);
  const scopes = Array.isArray(scope) ? scope.join(' ') : scope;
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_EXPIRES_IN_S,
    ...(typeof refreshToken === 'string' && refreshToken !== '' ? { refresh_token: refreshToken } : {}),
    ...(typeof scopes === 'string' ? { scope: scopes } : {}),
  };
}

function tokenPair(
  answer: TokenEndpointResponse,
  refreshToken: string,
  startedAt: number,
  answeredAt: number,
): TokenPair {
  return {
    accessToken: answer.access_token,
    refreshToken,
    expiresAt: startedAt + (answer.expires_in ?? DEFAULT_EXPIRES_IN_S) * 1000,
    answeredAt,
    scopes: (answer.scope ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
  };
}

/** `display_name` where Zoom sends it, else the parts of the name, else nothing. */
function displayNameOf(me: Record<string, unknown>): string {
  return textOf(me['display_name']) || `${textOf(me['first_name'])} ${textOf(me['last_name'])}`.trim();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

interface Answer {
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  text: string;
}

async function send(agent: Agent, request: Dispatcher.RequestOptions): Promise<Answer> {
  const { statusCode, headers, body } = await agent.request(request);
  return { status: statusCode, headers, text: await body.text() };
}

/** A kept-alive connection that was closed while we wrote to it. Nothing was answered, so a GET may be sent again. */
function closedUnderneath(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(wordOf(error));
}

function unanswered(name: string, error: unknown): ZoomError {
  const word = wordOf(error);
  return /timeout|timedout|abort/i.test(word)
    ? new ZoomError(`Zoom did not ${name} in time.`, { kind: 'TIMEOUT' })
    : new ZoomError(`Zoom could not be reached to ${name} (${word}).`, { kind: 'UNAVAILABLE' });
}

/** What an error of the network calls itself: `ECONNREFUSED`, `UND_ERR_SOCKET`, `TimeoutError`. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function headerText(headers: Dispatcher.ResponseData['headers'], name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function target(baseUrl: string): { origin: string; prefix: string } {
  const { origin, pathname } = new URL(baseUrl);
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}
