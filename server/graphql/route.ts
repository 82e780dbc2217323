import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { Cookies } from '../http/cookies.js';
import type { GraphQLContext, GraphQLServices } from './context.js';
import { callerError, DATABASE_UNAVAILABLE, errorBody, internalError, unauthenticated } from './errors.js';
import { type Identify, type Identity, rateLimitKey } from './identity.js';
import { developerPage } from './developerPage.js';
import { readGraphQLRequest } from './graphqlRequest.js';
import { socketRoute } from './sockets.js';
import { createStrangerLimit } from './strangerLimit.js';
import type { TrustedDocuments } from './trustedDocuments.js';

const MAX_BODY_BYTES = 64 * 1024;
/**
 * Per identity and server; an API key serves many people. `opener`: who has an app context and no session yet; `anonymous`: everybody
 * without either at one address; `address`: both together.
 */
export const REQUESTS_PER_MINUTE = { person: 240, guest: 60, opener: 30, anonymous: 60, address: 600, api_key: 1200 };

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity;
  }
}

/**
 * `/graphql`: POST with JSON, and the WebSocket for subscriptions. An API key may run any document; everybody else those that the built clients ship, by their hash. A
 * cookie counts only in requests from our own pages.
 */
export async function graphqlRoute(
  app: FastifyInstance,
  deps: {
    server: ApolloServer<GraphQLContext>;
    schema: GraphQLSchema;
    services: GraphQLServices;
    identify: Identify;
    cookies: Cookies;
    trustedDocuments: TrustedDocuments;
    baseUrl: string;
    showsPage: boolean;
    requestsPerMinute: typeof REQUESTS_PER_MINUTE;
  },
): Promise<void> {
  const { server, services, cookies, trustedDocuments } = deps;
  const handle = fastifyApolloHandler(server, { context: contextOf });

  await app.register(async (scope) => {
    // JSON only: the other types can be sent by a form on any site.
    scope.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
    scope.decorateRequest('identity');
    scope.addHook('onRequest', identifyCaller);

    scope.post('/graphql', {
      bodyLimit: MAX_BODY_BYTES,
      config: {
        rateLimit: {
          // Once it is known who asks, and before anything is done for them.
          hook: 'preParsing',
          timeWindow: '1 minute',
          max: ({ identity: { kind } }: FastifyRequest) =>
            deps.requestsPerMinute[kind === 'anonymous' ? 'address' : kind],
          keyGenerator: rateLimitKey,
          errorResponseBuilder: (_request, { after }) =>
            callerError('RATE_LIMITED', `Too many requests. Try again in ${after}.`, 429),
        },
      },
      preHandler: [createStrangerLimit(scope, { ...deps, ...services }), trustDocument],
      errorHandler: sendError,
      handler: (request, reply) => handle.call(scope, request, reply),
    });
  });

  app.route({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    // Before the body is read, so that no body changes the answer.
    onRequest: answerOtherMethods,
    handler: async () => '',
  });

  await socketRoute(app, { ...deps, answerGet: answerOtherMethods });

  async function answerOtherMethods(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (request.method === 'GET' && deps.showsPage) return developerPage(reply, deps.baseUrl);
    return reply
      .code(405)
      .header('allow', 'POST')
      .send(errorBody(callerError('BAD_USER_INPUT', 'Send a POST with a JSON body.')));
  }

  async function identifyCaller(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { headers } = request;
    const { authorization } = headers;
    const sessionToken = authorization === undefined ? cookies.session(request) : undefined;
    const identified = await deps.identify({ authorization, sessionToken, canSetCookie: true });
    if (identified.kind === 'wrong_bearer') throw unauthenticated();
    if (cameByCookie(identified.identity) && headers.origin !== deps.baseUrl) {
      throw callerError('FORBIDDEN', `Requests with the session's cookie have to come from ${deps.baseUrl}.`, 403);
    }
    request.identity = identified.identity;
    if (identified.session?.prolonged === true && sessionToken !== undefined) cookies.setSession(reply, sessionToken);
  }

  async function trustDocument(request: FastifyRequest): Promise<void> {
    request.body = await readGraphQLRequest(request.body, request.identity, trustedDocuments);
  }

  async function contextOf(request: FastifyRequest, reply: FastifyReply): Promise<GraphQLContext> {
    return {
      ...services,
      identity: request.identity,
      requestId: request.id,
      log: request.log,
      clearSessionCookie: () => {
        // A panel has no cookie; one that came along belongs to a browser's page.
        if (request.headers.authorization === undefined) cookies.clearSession(reply);
      },
    };
  }
}

function cameByCookie(identity: Identity): boolean {
  return identity.kind === 'person' && identity.origin === 'browser';
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = graphqlErrorOf(error);
  if (known !== null) {
    void reply.code(known.status).send(errorBody(known.error));
  } else if (isDatabaseUnavailable(error)) {
    request.log.warn({ event: 'graphql.database_unavailable' }, 'The database is away');
    void reply.code(503).send({ errors: [DATABASE_UNAVAILABLE] });
  } else {
    request.log.error({ event: 'graphql.fault', err: error }, 'A request failed before its document ran');
    void reply.code(500).send({ errors: [internalError(request.id)] });
  }
}

function graphqlErrorOf(error: unknown): { error: GraphQLError; status: number } | null {
  if (!(error instanceof Error)) return null;
  if (isGraphQLError(error)) {
    const http = error.extensions['http'];
    const status = typeof http === 'object' && http !== null && 'status' in http ? Number(http.status) : 400;
    return { error, status };
  }
  const statusCode = 'statusCode' in error ? Number(error.statusCode) : 500;
  if (statusCode < 400 || statusCode >= 500) return null;
  const message = statusCode === 415 ? 'Send JSON, with the header Content-Type: application/json.' : error.message;
  return { error: callerError('BAD_USER_INPUT', message), status: statusCode };
}

function isGraphQLError(error: Error): error is GraphQLError {
  return error.name === 'GraphQLError' && 'extensions' in error;
}
