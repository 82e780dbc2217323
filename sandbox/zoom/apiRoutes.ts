import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Store } from '../simulator/store.js';
import { apiErrors, type ZoomError } from './errors.js';
import type { Grants } from './grants.js';
import type { RateLimits } from './rateLimits.js';
import { countFor, type ZoomData, zoomToken } from './zoomData.js';
import type { ZoomAccount, ZoomApp, ZoomPerson } from './zoomSimulator.js';

/** https://developers.zoom.us/docs/meeting-sdk/auth/obf/ : two hours unless `ttl` says otherwise, at most a year. */
const OBF_SECONDS = 7200;
const LONGEST_OBF_SECONDS = 365 * 24 * 60 * 60;

type Caller = { kind: 'known'; person: ZoomPerson; account: ZoomAccount } | { kind: 'refused'; error: ZoomError };

/** The part of /v2 that an app with a person's token needs. */
export function addApiRoutes(
  server: FastifyInstance,
  options: {
    store: Store<ZoomData>;
    app: ZoomApp;
    grants: Grants;
    limits: RateLimits;
    now: () => number;
    noteSecret: NoteSecret;
  },
): void {
  const { store, app, grants, limits, now, noteSecret } = options;
  const { visible, hidden } = store.data;

  server.get('/v2/users/me', (request, reply) => {
    const caller = identify(request, 'user:read:user');
    if (caller.kind === 'refused') return refuse(reply, caller.error);
    const { person, account } = caller;
    const [firstName, ...lastNames] = person.displayName.split(' ');
    return reply.send({
      id: person.id,
      first_name: firstName,
      last_name: lastNames.join(' '),
      display_name: person.displayName,
      email: person.email,
      type: account.plan === 'free' ? 1 : 2,
      role_name: 'Member',
      verified: 1,
      account_id: person.accountId,
      language: 'en-US',
      status: 'active',
    });
  });

  server.get<{ Querystring: Record<string, string> }>('/v2/users/me/token', (request, reply) => {
    const caller = identify(request, 'user:read:token');
    if (caller.kind === 'refused') return refuse(reply, caller.error);
    const { type = 'token', meeting_id: meetingId, ttl } = request.query;
    if (type === 'zak') {
      const zak = zoomToken('zak', caller.person.id);
      noteSecret('zak', zak);
      return reply.send({ token: zak });
    }
    if (type !== 'onbehalf') {
      return refuse(
        reply,
        type === 'token' ? apiErrors.tokenTypeWithdrawn() : apiErrors.invalidParameter('type', 'Invalid field.'),
      );
    }
    const seconds = ttl === undefined ? OBF_SECONDS : Number(ttl);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_OBF_SECONDS) {
      return refuse(reply, apiErrors.invalidParameter('ttl', 'Invalid field.'));
    }
    const unfit = meetingId === undefined ? undefined : whyNotFor(meetingId, caller.person);
    if (unfit !== undefined) return refuse(reply, unfit);
    const token = zoomToken('obf', caller.person.id);
    noteSecret('obf_token', token);
    hidden.obfTokens[token] = {
      person: caller.person.id,
      clientId: app.clientId,
      ...(meetingId !== undefined && { meetingNumber: meetingId }),
      mintedAt: now(),
      expiresAt: now() + seconds * 1000,
    };
    countFor(visible, 'obfTokensMinted', caller.person.id);
    store.changed();
    return reply.send({ token });
  });

  // An app that a single user added knows nobody but "me".
  server.get<{ Params: { user: string } }>('/v2/users/:user/token', (request, reply) => {
    const caller = identify(request, 'user:read:token');
    return refuse(reply, caller.kind === 'refused' ? caller.error : apiErrors.userDoesNotExist(request.params.user));
  });

  server.all('/v2/*', (_request, reply) => refuse(reply, apiErrors.notRecognized()));

  function whyNotFor(meetingId: string, person: ZoomPerson): ZoomError | undefined {
    if (!/^\d{9,11}$/.test(meetingId)) return apiErrors.invalidParameter('meeting_id', 'Invalid field.');
    const meeting = visible.meetings.find((known) => known.number === meetingId);
    const { mintChecksMeeting, mintChecksPresence } = visible.assumptions;
    if (mintChecksMeeting && meeting === undefined) return apiErrors.meetingDoesNotExist(meetingId);
    if (mintChecksPresence && !meeting?.participants.includes(person.id)) return apiErrors.userNotInMeeting();
    return undefined;
  }

  function identify(request: FastifyRequest, scope: string): Caller {
    const { invalidAccessTokenStatus } = visible.assumptions;
    const holder = grants.holder(bearerOf(request) ?? '');
    const person = visible.people.find((known) => known.id === holder?.person);
    const account = visible.accounts.find((known) => known.id === person?.accountId);
    if (holder === null || person === undefined || account === undefined) {
      return { kind: 'refused', error: apiErrors.invalidAccessToken(invalidAccessTokenStatus) };
    }
    const limit = limits.take(account);
    if (limit !== 'allowed') {
      visible.counters.rateLimited += 1;
      store.changed();
      return { kind: 'refused', error: apiErrors.rateLimited(limit) };
    }
    if (!holder.scopes.includes(scope)) {
      return { kind: 'refused', error: apiErrors.missingScopes([scope, `${scope}:admin`]) };
    }
    return { kind: 'known', person, account };
  }

  function refuse(reply: FastifyReply, error: ZoomError): FastifyReply {
    const { retryAfterSeconds } = visible.assumptions;
    if (error.status === 429 && retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
    return reply.code(error.status).send(error.body);
  }
}

export function bearerOf(request: FastifyRequest): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
