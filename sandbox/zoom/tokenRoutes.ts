import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '../simulator/store.js';
import { oauthErrors, type ZoomError } from './errors.js';
import type { Grants, TokenResult } from './grants.js';
import type { ZoomData } from './zoomData.js';
import type { ZoomApp } from './zoomSimulator.js';

/** POST /oauth/token and POST /oauth/revoke. */
export function addTokenRoutes(
  server: FastifyInstance,
  { store, app, grants }: { store: Store<ZoomData>; app: ZoomApp; grants: Grants },
): void {
  const { visible } = store.data;

  server.post('/oauth/token', (request, reply) => {
    const fields = parameters(request);
    if (!clientIsKnown(request, app)) {
      return refuse(reply, oauthErrors.invalidClient(visible.assumptions.invalidClientStatus));
    }
    const result = grant(fields);
    store.changed();
    return result.kind === 'granted'
      ? reply.header('cache-control', 'no-store').send(result.answer)
      : refuse(reply, result.error);
  });

  server.post('/oauth/revoke', (request, reply) => {
    if (!clientIsKnown(request, app)) {
      return refuse(reply, oauthErrors.invalidClient(visible.assumptions.invalidClientStatus));
    }
    const token = parameters(request)['token'];
    if (token === undefined) return refuse(reply, oauthErrors.missing('token'));
    const holder = grants.holder(token);
    if (holder === null || holder.person === null) {
      return refuse(reply, oauthErrors.invalidToken(visible.assumptions.staleRefreshTokenStatus));
    }
    grants.end(holder.person);
    visible.counters.revocations += 1;
    store.changed();
    return reply.send({ status: 'success' });
  });

  function grant(fields: Record<string, string>): TokenResult {
    const { code, refresh_token: refreshToken, redirect_uri: redirectUri, code_verifier: codeVerifier } = fields;
    switch (fields['grant_type']) {
      case 'authorization_code':
        if (code === undefined) return { kind: 'refused', error: oauthErrors.missing('code') };
        return grants.exchange({
          code,
          ...(redirectUri !== undefined && { redirectUri }),
          ...(codeVerifier !== undefined && { codeVerifier }),
        });
      case 'refresh_token':
        if (refreshToken === undefined) return { kind: 'refused', error: oauthErrors.missing('refresh_token') };
        return grants.refresh(refreshToken);
      case 'client_credentials':
        return grants.clientCredentials();
      case undefined:
        return { kind: 'refused', error: oauthErrors.missing('grant type') };
      default:
        return { kind: 'refused', error: oauthErrors.unsupportedGrantType() };
    }
  }
}

/** From the form body and from the query: Zoom takes either. */
export function parameters(request: FastifyRequest): Record<string, string> {
  const given = { ...(request.query as object), ...(request.body as object | undefined) };
  return Object.fromEntries(
    Object.entries(given).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

function clientIsKnown(request: FastifyRequest, app: ZoomApp): boolean {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return false;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const given = secret.join(':');
  // RFC 6749 §2.3.1 has both form-encoded; many clients send them as they are.
  return (
    [id, decode(id)].includes(app.clientId) &&
    app.clientSecrets.some((known) => known === given || known === decode(given))
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

function refuse(reply: FastifyReply, error: ZoomError): FastifyReply {
  return reply.code(error.status).send(error.body);
}
