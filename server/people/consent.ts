import type { Logger } from 'pino';
import { authorizationUrl } from '../zoom/oauth.js';
import type { Authorization, Authorizations, ConnectRequest } from './authorizations.js';
import type { CodeExchangeFailure, CodeExchanges } from './codeExchange.js';
import type { Connections } from './connections.js';
import type { Links } from './links.js';
import type { PanelConsent, PanelGrantOutcome } from './panelConsent.js';
import type { Sessions } from './sessions.js';

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
  /** A panel in the Zoom client began it, and Zoom has sent the answer here: nobody is signed in in this browser. */
  | { kind: 'for_panel'; outcome: PanelGrantOutcome | { kind: 'declined' } }
  | { kind: 'declined' }
  | { kind: 'not_allowed' }
  /** A code that came without a state of ours, such as from the Marketplace's "Add": it is discarded. */
  | { kind: 'no_state' }
  /** The state is used, older than five minutes, or not ours. */
  | { kind: 'unknown_state' }
  | { kind: 'other_browser' }
  | CodeExchangeFailure;

/** The query of Zoom's redirect. */
export interface ConsentAnswer {
  state: string | null;
  code: string | null;
  /** Set when the person declined, or when Zoom refused the request. */
  error: string | null;
}

/** Zoom's consent in a browser. */
export interface Consent {
  /** Begins an authorization in this browser. @returns Zoom's consent page */
  begin(browserKey: string, connect: ConnectRequest | null): Promise<string>;
  complete(answer: ConsentAnswer, browserKey: string | null): Promise<ConsentOutcome>;
}

export function createConsent(deps: {
  authorizations: Authorizations;
  codeExchanges: CodeExchanges;
  panelConsent: PanelConsent;
  connections: Connections;
  links: Links;
  sessions: Sessions;
  settings: { clientId: string; redirectUri: string; oauthBaseUrl: string };
  log: Logger;
}): Consent {
  const { authorizations, codeExchanges, panelConsent, connections, links, sessions, settings, log } = deps;

  async function begin(browserKey: string, connect: ConnectRequest | null): Promise<string> {
    const { state, codeChallenge } = await authorizations.begin(
      connect === null ? { kind: 'browser', browserKey } : { kind: 'connect', browserKey, connect },
    );
    return authorizationUrl({ ...settings, state, codeChallenge });
  }

  async function complete(answer: ConsentAnswer, browserKey: string | null): Promise<ConsentOutcome> {
    if (answer.state === null) return { kind: 'no_state' };
    const taken = await authorizations.take(answer.state, browserKey);
    if (taken.kind !== 'taken') return { kind: taken.kind === 'unknown' ? 'unknown_state' : 'other_browser' };
    const { authorization } = taken;
    if (answer.code === null) {
      log.info({ event: 'consent.declined', reason: answer.error }, 'A person declined, or Zoom refused the request');
      return declined(authorization);
    }
    if (authorization.panelPerson === null) return accept(answer.code, authorization);
    const landed = { code: answer.code, redirectUri: settings.redirectUri };
    return { kind: 'for_panel', outcome: await panelConsent.accept(landed, authorization) };
  }

  async function accept(code: string, { codeVerifier, connect }: Authorization): Promise<ConsentOutcome> {
    const exchanged = await codeExchanges.exchange({ code, codeVerifier, redirectUri: settings.redirectUri });
    if (exchanged.kind !== 'granted') return exchanged;
    const { pair, user, exchangeStartedAt } = exchanged;
    if (!codeExchanges.isAllowed(user)) {
      await codeExchanges.handBack(pair);
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

  return { begin, complete };
}

function declined({ connect, panelPerson }: Authorization): ConsentOutcome {
  if (panelPerson !== null) return { kind: 'for_panel', outcome: { kind: 'declined' } };
  return connect === null
    ? { kind: 'declined' }
    : { kind: 'for_backend', request: connect, status: 'declined', code: null };
}
