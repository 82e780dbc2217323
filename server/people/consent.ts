import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type TokenPair, type ZoomClient, ZoomError, type ZoomUser } from '../zoom/client.js';
import { authorizationUrl } from '../zoom/oauth.js';
import type { Authorization, Authorizations, ConnectRequest } from './authorizations.js';
import type { Connections } from './connections.js';
import type { Links } from './links.js';
import { persistently } from './persistently.js';
import type { Sessions } from './sessions.js';

/** How often Zoom is asked whose a new grant is, within a second unless its answers take longer. */
const OWNER_TRIES = 4;

/** What came of a person's visit to Zoom's consent page. */
export type ConsentOutcome =
  /** Signed in by themselves: the session's token is for the cookie. */
  | { kind: 'signed_in'; sessionToken: string }
  /** Completed, declined or refused for a backend, which is told by the status and, when connected, redeems the code. */
  | {
      kind: 'for_backend';
      request: ConnectRequest;
      status: 'connected' | 'declined' | 'not_allowed';
      code: string | null;
    }
  | { kind: 'declined' }
  | { kind: 'not_allowed' }
  /** A code that came without a state of ours, such as from the Marketplace's "Add": it is discarded. */
  | { kind: 'no_state' }
  /** The state is used, older than five minutes, or not ours. */
  | { kind: 'unknown_state' }
  | { kind: 'other_browser' }
  /** Zoom did not take the code. */
  | { kind: 'code_refused' }
  /** Zoom did not answer as it should; trying again may help. */
  | { kind: 'zoom_unavailable' }
  /** Zoom does not accept this server's credentials. */
  | { kind: 'client_credentials' };

/** The query of Zoom's redirect. */
export interface ConsentAnswer {
  state: string | null;
  code: string | null;
  /** Set when the person declined, or when Zoom refused the request. */
  error: string | null;
}

export interface Consent {
  /** Begins an authorization in this browser. @returns Zoom's consent page */
  begin(browserKey: string, connect: ConnectRequest | null): Promise<string>;
  complete(answer: ConsentAnswer, browserKey: string | null): Promise<ConsentOutcome>;
}

export function createConsent(deps: {
  authorizations: Authorizations;
  connections: Connections;
  links: Links;
  sessions: Sessions;
  zoom: ZoomClient;
  settings: {
    clientId: string;
    redirectUri: string;
    oauthBaseUrl: string;
    allowedAccounts: ReadonlySet<string> | null;
  };
  now: Clock;
  log: Logger;
}): Consent {
  const { authorizations, connections, links, sessions, zoom, settings, now, log } = deps;

  async function begin(browserKey: string, connect: ConnectRequest | null): Promise<string> {
    const { state, codeChallenge } = await authorizations.begin(
      connect === null ? { kind: 'browser', browserKey } : { kind: 'connect', browserKey, connect },
    );
    return authorizationUrl({ ...settings, state, codeChallenge });
  }

  async function complete(answer: ConsentAnswer, browserKey: string | null): Promise<ConsentOutcome> {
    if (answer.state === null) return { kind: 'no_state' };
    if (browserKey === null) return { kind: 'other_browser' };
    const taken = await authorizations.take(answer.state, browserKey);
    if (taken.kind !== 'taken') return { kind: taken.kind === 'unknown' ? 'unknown_state' : 'other_browser' };
    const { connect } = taken.authorization;
    if (answer.code === null) {
      log.info({ event: 'consent.declined', reason: answer.error }, 'A person declined, or Zoom refused the request');
      return connect === null
        ? { kind: 'declined' }
        : { kind: 'for_backend', request: connect, status: 'declined', code: null };
    }
    try {
      return await accept(answer.code, taken.authorization);
    } catch (error) {
      if (error instanceof ZoomError) return failureOf(error);
      throw error;
    }
  }

  async function accept(code: string, authorization: Authorization): Promise<ConsentOutcome> {
    const { connect } = authorization;
    const exchangeStartedAt = now();
    const pair = await zoom.exchangeCode({
      code,
      codeVerifier: authorization.codeVerifier,
      redirectUri: settings.redirectUri,
    });
    const user = await ownerOf(pair);
    if (settings.allowedAccounts !== null && !settings.allowedAccounts.has(user.accountId)) {
      log.warn(
        { event: 'consent.account_not_allowed', account: user.accountId },
        'Somebody of an account that is not allowed',
      );
      await handBack(pair);
      return connect === null
        ? { kind: 'not_allowed' }
        : { kind: 'for_backend', request: connect, status: 'not_allowed', code: null };
    }
    await connections.store(pair, user, { exchangeStartedAt, ownSignIn: connect === null });
    if (connect === null) return { kind: 'signed_in', sessionToken: (await sessions.create(user.id)).token };
    const connectCode = await links.issueCode({
      apiKey: connect.apiKey,
      externalUserId: connect.externalUserId,
      person: user.id,
    });
    return { kind: 'for_backend', request: connect, status: 'connected', code: connectCode };
  }

  /** Asked more than once: with this grant Zoom has ended the person's older one, and only this answer says whose to replace. */
  async function ownerOf(pair: TokenPair): Promise<ZoomUser> {
    try {
      return await persistently(
        () => zoom.getMe(pair.accessToken),
        (error, tries) => error instanceof ZoomError && error.temporary && tries < OWNER_TRIES,
      );
    } catch (error) {
      await handBack(pair);
      throw error;
    }
  }

  /** The grant is of no use to us. Best effort, since it lapses by itself. */
  async function handBack(pair: TokenPair): Promise<void> {
    await zoom.revoke(pair.accessToken).catch((error: unknown) => {
      log.warn({ event: 'consent.revoke_failed', err: error }, 'A grant that is not wanted could not be revoked');
    });
  }

  function failureOf(error: ZoomError): ConsentOutcome {
    log.warn({ event: 'consent.failed', kind: error.kind, err: error }, 'An authorization could not be completed');
    switch (error.kind) {
      case 'CLIENT_CREDENTIALS':
        return { kind: 'client_credentials' };
      case 'RATE_LIMITED':
      case 'TIMEOUT':
      case 'UNAVAILABLE':
        return { kind: 'zoom_unavailable' };
      case 'ACCESS_TOKEN_INVALID':
      case 'CODE_INVALID':
      case 'GRANT_DEAD':
      case 'REFUSED':
      case 'SCOPE_MISSING':
        return { kind: 'code_refused' };
      default:
        return error.kind satisfies never;
    }
  }

  return { begin, complete };
}
