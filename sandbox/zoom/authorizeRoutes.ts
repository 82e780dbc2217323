import type { FastifyInstance } from 'fastify';
import type { Store } from '../simulator/store.js';
import { renderConsent, renderConsentRefusal } from './consentPage.js';
import type { Grants } from './grants.js';
import { parameters } from './tokenRoutes.js';
import type { ZoomData } from './zoomData.js';
import type { ZoomApp, ZoomPerson } from './zoomSimulator.js';

/** Scopes that the app asks for unless it says otherwise. */
export const DEFAULT_SCOPES = ['zoomapp:inmeeting', 'user:read:user', 'user:read:token'];

/** A valid request for consent. */
export interface Authorization {
  clientId: string;
  redirectUri: string;
  state: string | null;
  challenge: { value: string; method: 'plain' | 'S256' } | null;
}

export type AuthorizationResult =
  | { kind: 'valid'; authorization: Authorization }
  /** Shown to the person: nobody is sent to an address that the app did not register. */
  | { kind: 'refused'; code: number; message: string };

/** Numbers: https://developers.zoom.us/docs/integrations/oauth-error-messages/ . */
export function readAuthorization(given: Record<string, string>, app: ZoomApp): AuthorizationResult {
  const { client_id: clientId, redirect_uri: redirectUri, response_type: responseType, state } = given;
  const { code_challenge: challenge, code_challenge_method: method = 'plain' } = given;
  if (clientId !== app.clientId) return { kind: 'refused', code: 4702, message: 'Invalid client.' };
  if (redirectUri === undefined || !app.redirectUris.includes(redirectUri)) {
    return { kind: 'refused', code: 4700, message: 'Invalid redirect url' };
  }
  if (responseType !== 'code') return { kind: 'refused', code: 4700, message: 'response_type must be "code".' };
  if (method !== 'plain' && method !== 'S256') {
    return { kind: 'refused', code: 4700, message: 'code_challenge_method must be "plain" or "S256".' };
  }
  return {
    kind: 'valid',
    authorization: {
      clientId,
      redirectUri,
      state: state ?? null,
      challenge: challenge === undefined ? null : { value: challenge, method },
    },
  };
}

/** What the person decided; answers where their browser goes. */
export type Decide = (input: {
  authorization: Authorization;
  person: ZoomPerson;
  /** The scopes that they allow; null: they decline. */
  allowed: string[] | null;
}) => { kind: 'redirect'; location: string } | { kind: 'stay' };

export function createDecide(options: { store: Store<ZoomData>; grants: Grants }): Decide {
  const { store, grants } = options;
  const { visible } = store.data;
  return ({ authorization, person, allowed }) => {
    const { redirectUri, state, challenge } = authorization;
    if (allowed === null) {
      return visible.assumptions.declineReturns === 'nothing'
        ? { kind: 'stay' }
        : { kind: 'redirect', location: addToUrl(redirectUri, { error: 'access_denied', state }) };
    }
    const code = grants.issueCode({ person: person.id, redirectUri, challenge, scopes: allowed, inClient: false });
    visible.counters.authorizations += 1;
    store.changed();
    return { kind: 'redirect', location: addToUrl(redirectUri, { code, state }) };
  };
}

/** GET and POST /oauth/authorize: the consent page. */
export function addAuthorizeRoutes(
  server: FastifyInstance,
  { store, app, decide }: { store: Store<ZoomData>; app: ZoomApp; decide: Decide },
): void {
  const { visible, hidden } = store.data;
  const scopes = app.scopes ?? DEFAULT_SCOPES;
  const required = new Set(scopes.filter((scope) => !(app.optionalScopes ?? scopes).includes(scope)));

  server.get('/oauth/authorize', (request, reply) => {
    const given = parameters(request);
    const result = readAuthorization(given, app);
    reply.type('text/html').header('cache-control', 'no-store');
    if (result.kind === 'refused') return reply.code(400).send(renderConsentRefusal(result));
    const ownerAccountId = app.ownerAccountId ?? visible.accounts[0]?.id;
    return reply.send(
      renderConsent({
        given,
        people: visible.people.map((person) => ({
          person,
          account: visible.accounts.find((account) => account.id === person.accountId)?.name ?? '',
          // https://developers.zoom.us/docs/distribute/ : before its review an app serves its own account only.
          excluded: app.published === false && person.accountId !== ownerAccountId,
        })),
        scopes: scopes.map((scope) => ({ scope, required: required.has(scope) })),
        withheld: hidden.withheldScopes,
      }),
    );
  });

  server.post('/oauth/authorize', (request, reply) => {
    const given = parameters(request);
    const result = readAuthorization(given, app);
    reply.header('cache-control', 'no-store');
    if (result.kind === 'refused') return reply.type('text/html').code(400).send(renderConsentRefusal(result));
    const person = visible.people.find((known) => known.id === given['person']);
    if (person === undefined) {
      const refusal = { code: 1001, message: 'Choose who you are, then allow or decline.' };
      return reply.type('text/html').code(400).send(renderConsentRefusal(refusal));
    }
    const ticked = new Set([(request.body as { scope?: string | string[] } | undefined)?.scope ?? []].flat());
    const allowed = scopes.filter((scope) => ticked.has(scope) || required.has(scope));
    const outcome = decide({
      authorization: result.authorization,
      person,
      allowed: given['decision'] === 'allow' ? allowed : null,
    });
    return outcome.kind === 'redirect' ? reply.redirect(outcome.location, 302) : reply.redirect('/', 303);
  });
}

function addToUrl(url: string, fields: Record<string, string | null>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(fields)) if (value !== null) target.searchParams.set(name, value);
  return target.href;
}
