import { createHash, randomUUID } from 'node:crypto';
import type { NoteSecret } from '../simulator/secretsFile.js';
import { oauthErrors, type ZoomError } from './errors.js';
import { type AuthorizationCode, countFor, type ZoomData, zoomToken } from './zoomData.js';
import type { ZoomApp, ZoomGrant } from './zoomSimulator.js';

/** https://developers.zoom.us/docs/integrations/oauth/ : five minutes. */
const CODE_MS = 5 * 60 * 1000;
const ACCESS_TOKEN_SECONDS = 3599;

export interface TokenAnswer {
  access_token: string;
  token_type: 'bearer';
  refresh_token?: string;
  expires_in: number;
  scope: string;
  api_url: string;
}

export type TokenResult = { kind: 'granted'; answer: TokenAnswer } | { kind: 'refused'; error: ZoomError };

/** Codes, tokens and grants. Whoever calls has checked the client's credentials, and saves the state. */
export interface Grants {
  issueCode(input: Omit<AuthorizationCode, 'expiresAt' | 'spent'>): string;
  exchange(input: { code: string; redirectUri?: string; codeVerifier?: string }): TokenResult;
  refresh(refreshToken: string): TokenResult;
  clientCredentials(): TokenResult;
  /** Whose access token it is; null when it is not valid now. */
  holder(accessToken: string): { person: string | null; scopes: string[] } | null;
  /** Whose token or code it is or ever was. */
  ownerOf(tokenOrCode: string): string | undefined;
  /** Ends the grant of this person; false when there was none. */
  end(person: string): boolean;
  expireAccessTokens(person: string): void;
  expireRefreshToken(person: string): void;
}

export function createGrants(options: {
  data: ZoomData;
  app: ZoomApp;
  now: () => number;
  noteSecret: NoteSecret;
  /** Origin that tokens are good for. */
  apiUrl: () => string;
}): Grants {
  const { data, app, now, noteSecret } = options;
  const { visible, hidden } = data;

  function liveGrant(person: string): ZoomGrant | undefined {
    return visible.grants.find((grant) => grant.person === person);
  }

  function end(person: string): boolean {
    const live = liveGrant(person) !== undefined;
    visible.grants = visible.grants.filter((grant) => grant.person !== person);
    delete hidden.grantIds[person];
    return live;
  }

  function newPair(grant: ZoomGrant, grantId: string): TokenResult {
    const accessToken = zoomToken('access', grant.person);
    const refreshToken = zoomToken('refresh', grant.person);
    noteSecret('access_token', accessToken);
    noteSecret('refresh_token', refreshToken);
    grant.accessTokenExpiresAt = now() + ACCESS_TOKEN_SECONDS * 1000;
    grant.refreshTokenExpiresAt = now() + visible.assumptions.refreshTokenSeconds * 1000;
    hidden.accessTokens[accessToken] = {
      person: grant.person,
      grantId,
      expiresAt: grant.accessTokenExpiresAt,
      ended: false,
    };
    hidden.refreshTokens[refreshToken] = {
      person: grant.person,
      grantId,
      expiresAt: grant.refreshTokenExpiresAt,
      rotated: false,
    };
    return {
      kind: 'granted',
      answer: {
        access_token: accessToken,
        token_type: 'bearer',
        refresh_token: refreshToken,
        expires_in: ACCESS_TOKEN_SECONDS,
        scope: grant.scopes.join(' '),
        api_url: options.apiUrl(),
      },
    };
  }

  function endAccessTokens(person: string): void {
    for (const token of Object.values(hidden.accessTokens)) if (token.person === person) token.ended = true;
  }

  return {
    issueCode(input) {
      // Zoom's codes are short and carry the user's id; ours do so too, so that nobody takes them for opaque.
      const code = `${randomUUID().replaceAll('-', '')}_${input.person}`;
      noteSecret('authorization_code', code);
      hidden.codes[code] = { ...input, expiresAt: now() + CODE_MS, spent: false };
      return code;
    },

    exchange({ code, redirectUri, codeVerifier }) {
      const known = Object.hasOwn(hidden.codes, code) ? hidden.codes[code] : undefined;
      if (known === undefined || known.spent || now() >= known.expiresAt) {
        return { kind: 'refused', error: oauthErrors.invalidCode(code) };
      }
      const failure = redirectFits(known, redirectUri, visible.assumptions.inClientRedirectUri)
        ? verifierFits(known.challenge, codeVerifier)
          ? undefined
          : oauthErrors.invalidCode(code)
        : oauthErrors.redirectMismatch();
      if (failure !== undefined) {
        known.spent = visible.assumptions.failedExchangeSpendsCode;
        return { kind: 'refused', error: failure };
      }
      known.spent = true;
      // One live grant for a person and an app: the older pair is dead from here on.
      end(known.person);
      const grantId = randomUUID();
      const withheld = hidden.withheldScopes[known.person] ?? [];
      const grant: ZoomGrant = {
        person: known.person,
        clientId: app.clientId,
        scopes: known.scopes.filter((scope) => !withheld.includes(scope)),
        grantedAt: now(),
        accessTokenExpiresAt: 0,
        refreshTokenExpiresAt: 0,
        refreshes: 0,
      };
      hidden.grantIds[known.person] = grantId;
      visible.grants.push(grant);
      countFor(visible, 'exchanges', known.person);
      return newPair(grant, grantId);
    },

    refresh(refreshToken) {
      const { staleRefreshTokenStatus, replacedGrantAnswer, refreshEndsOlderAccessToken } = visible.assumptions;
      const known = Object.hasOwn(hidden.refreshTokens, refreshToken) ? hidden.refreshTokens[refreshToken] : undefined;
      if (known === undefined) return { kind: 'refused', error: oauthErrors.invalidToken(staleRefreshTokenStatus) };
      const grant = liveGrant(known.person);
      if (grant === undefined || hidden.grantIds[known.person] !== known.grantId) {
        countFor(visible, 'staleRefreshes', known.person);
        return {
          kind: 'refused',
          error:
            replacedGrantAnswer === '4741'
              ? oauthErrors.revokedToken()
              : oauthErrors.invalidToken(staleRefreshTokenStatus),
        };
      }
      if (known.rotated || now() >= known.expiresAt) {
        countFor(visible, 'staleRefreshes', known.person);
        return { kind: 'refused', error: oauthErrors.invalidToken(staleRefreshTokenStatus) };
      }
      known.rotated = true;
      if (refreshEndsOlderAccessToken) endAccessTokens(known.person);
      grant.refreshes += 1;
      countFor(visible, 'refreshes', known.person);
      return newPair(grant, known.grantId);
    },

    clientCredentials() {
      const accessToken = zoomToken('client', null);
      noteSecret('access_token', accessToken);
      hidden.accessTokens[accessToken] = {
        person: null,
        grantId: null,
        expiresAt: now() + ACCESS_TOKEN_SECONDS * 1000,
        ended: false,
      };
      return {
        kind: 'granted',
        answer: {
          access_token: accessToken,
          token_type: 'bearer',
          expires_in: ACCESS_TOKEN_SECONDS,
          scope: '',
          api_url: options.apiUrl(),
        },
      };
    },

    holder(accessToken) {
      const known = Object.hasOwn(hidden.accessTokens, accessToken) ? hidden.accessTokens[accessToken] : undefined;
      if (known === undefined || known.ended || now() >= known.expiresAt) return null;
      if (known.person === null) return { person: null, scopes: [] };
      if (hidden.grantIds[known.person] !== known.grantId) return null;
      return { person: known.person, scopes: liveGrant(known.person)?.scopes ?? [] };
    },

    ownerOf(value) {
      for (const table of [hidden.accessTokens, hidden.refreshTokens, hidden.codes]) {
        if (Object.hasOwn(table, value)) return table[value]?.person ?? undefined;
      }
      return undefined;
    },

    end,

    expireAccessTokens(person) {
      endAccessTokens(person);
      const grant = liveGrant(person);
      if (grant !== undefined) grant.accessTokenExpiresAt = Math.min(grant.accessTokenExpiresAt, now());
    },

    expireRefreshToken(person) {
      for (const token of Object.values(hidden.refreshTokens)) {
        if (token.person === person) token.expiresAt = Math.min(token.expiresAt, now());
      }
      const grant = liveGrant(person);
      if (grant !== undefined) grant.refreshTokenExpiresAt = Math.min(grant.refreshTokenExpiresAt, now());
    },
  };
}

function redirectFits(
  code: AuthorizationCode,
  given: string | undefined,
  inClient: 'either' | 'required' | 'refused',
): boolean {
  if (!code.inClient) return given === code.redirectUri;
  if (given === undefined) return inClient !== 'required';
  return inClient !== 'refused' && (code.redirectUri === null || given === code.redirectUri);
}

/** https://developers.zoom.us/docs/integrations/oauth/ : the method is `plain` unless the request said S256. */
function verifierFits(challenge: AuthorizationCode['challenge'], verifier: string | undefined): boolean {
  if (challenge === null) return true;
  if (verifier === undefined) return false;
  if (challenge.method === 'plain') return verifier === challenge.value;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}
