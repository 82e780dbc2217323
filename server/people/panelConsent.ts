import type { Logger } from 'pino';
import type { Authorization, Authorizations, Panel } from './authorizations.js';
import type { CodeExchangeFailure, CodeExchanges, NewGrant } from './codeExchange.js';
import type { Connections } from './connections.js';

/** A code of Zoom's is much shorter; what is longer is not sent. */
const MAX_CODE_LENGTH = 2048;

/** What to say to Zoom as the `redirect_uri` of a code that was given to a panel: Zoom does not document it. */
export type InClientRedirect =
  /** What the Zoom client said, if it is one of these; otherwise nothing. */
  { kind: 'event'; allowed: readonly string[] } | { kind: 'omit' } | { kind: 'uri'; uri: string };

/** What came of a code for a panel. */
export type PanelGrantOutcome =
  | { kind: 'connected' }
  /** Another Zoom user gave the consent than the one who opened the panel: nothing changes for either. */
  | { kind: 'other_user' }
  | { kind: 'not_allowed' }
  | CodeExchangeFailure;

export type PanelConsentOutcome =
  | PanelGrantOutcome
  /** The state is used, older than five minutes, or not this panel's. */
  | { kind: 'unknown_state' };

/** What the Zoom client handed to a panel. */
export interface PanelAnswer {
  code: string;
  redirectUri: string | null;
}

/**
 * Zoom's consent inside the Zoom client. https://developers.zoom.us/docs/zoom-apps/authentication/
 *
 * The verifier is known to the page, because the Zoom client supports the plain method only. What protects is the client's secret,
 * the one-time state that is the panel's own, and that the person who consented has to be the one who opened the panel.
 */
export interface PanelConsent {
  begin(panel: Panel): Promise<{ state: string; codeChallenge: string; expiresAt: Date }>;
  /** @param answer.state null: the Zoom client left it out, and the one that this panel was given last counts */
  complete(answer: PanelAnswer & { state: string | null }, panel: Panel): Promise<PanelConsentOutcome>;
  /** For a panel's authorization that was taken, wherever its answer has arrived. Signs nobody in. */
  accept(
    answer: PanelAnswer,
    authorization: Pick<Authorization, 'codeVerifier' | 'panelPerson'>,
  ): Promise<PanelGrantOutcome>;
}

export function createPanelConsent(deps: {
  authorizations: Authorizations;
  codeExchanges: CodeExchanges;
  connections: Connections;
  redirect: InClientRedirect;
  log: Logger;
}): PanelConsent {
  const { authorizations, codeExchanges, connections, redirect, log } = deps;

  async function complete(answer: PanelAnswer & { state: string | null }, panel: Panel): Promise<PanelConsentOutcome> {
    const taken = await authorizations.takeForPanel(answer.state, panel);
    if (taken.kind === 'taken') return accept(answer, taken.authorization);
    log.warn({ event: 'consent.state_refused', reason: taken.kind }, 'An answer with a state that is not the panel’s');
    return { kind: 'unknown_state' };
  }

  async function accept(
    { code, redirectUri }: PanelAnswer,
    { codeVerifier, panelPerson }: Pick<Authorization, 'codeVerifier' | 'panelPerson'>,
  ): Promise<PanelGrantOutcome> {
    if (code === '' || code.length > MAX_CODE_LENGTH) return { kind: 'code_refused' };
    const exchanged = await codeExchanges.exchange({ code, codeVerifier, redirectUri: sentRedirect(redirectUri) });
    if (exchanged.kind !== 'granted') return exchanged;
    const { pair, user, exchangeStartedAt } = exchanged;
    if (user.id !== panelPerson) {
      await returnToOwner(exchanged);
      return { kind: 'other_user' };
    }
    if (!codeExchanges.isAllowed(user)) {
      await codeExchanges.handBack(pair);
      return { kind: 'not_allowed' };
    }
    await connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
    return { kind: 'connected' };
  }

  /**
   * Zoom has just replaced the grant of whoever consented by this one. If they are connected here, their bots depend on it, so it takes
   * the place of the one that died; otherwise it ends. They are not connected by it: they did not ask for that here.
   */
  async function returnToOwner({ pair, user, exchangeStartedAt }: NewGrant): Promise<void> {
    const { kind } = await connections.replace(pair, user, { exchangeStartedAt });
    if (kind === 'not_connected') await codeExchanges.handBack(pair);
    log.warn({ event: 'consent.other_user', grant: kind }, 'A panel brought the consent of another Zoom user');
  }

  function sentRedirect(given: string | null): string | null {
    switch (redirect.kind) {
      case 'event':
        return given !== null && redirect.allowed.includes(given) ? given : null;
      case 'omit':
        return null;
      case 'uri':
        return redirect.uri;
      default:
        return redirect satisfies never;
    }
  }

  return { begin: async (panel) => authorizations.begin({ kind: 'panel', panel }), complete, accept };
}
