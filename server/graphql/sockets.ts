import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { Cookies } from '../http/cookies.js';
import { createRefusal } from '../http/unreadableRequests.js';
import { webSocketUpgrades } from '../http/upgrades.js';
import type { GraphQLServices } from './context.js';
import { badInput, callerError, errorBody } from './errors.js';
import { type Identify, type Identity, rateLimitKey } from './identity.js';
import { createOpenStreams } from './openStreams.js';
import { type FollowingIdentity, type Subscriber, subscriptionHooks } from './subscriptionHooks.js';
import type { TrustedDocuments } from './trustedDocuments.js';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** How long a socket may be open before `connection_init`. */
const INIT_WITHIN_MS = 5_000;
/** A socket that has not answered by the next ping is cut. */
const PING_EVERY_MS = 15_000;
/** How long the socket of a session that is over can stay. */
const CHECK_SESSIONS_EVERY_MS = 3_000;
/** How long a stopping server waits for sockets to close in good order. */
const CLOSE_WITHIN_MS = 1_000;
/** From one address, whoever asks: many people may be behind it. */
export const SOCKETS_PER_MINUTE = 600;
const MESSAGES_PER_MINUTE = 300;
const MINUTE_MS = 60_000;

/** At once, of one person in all their browsers and panels, or of one API key; per server. */
export const MAX_SOCKETS = { person: 30, api_key: 300 };
export const MAX_STREAMS_PER_SOCKET = 50;

/** Clients come back after these (https://www.iana.org/assignments/websocket). */
const RESTARTING = 1012;
const TRY_AGAIN_LATER = 1013;
/** And not after these. */
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;

/** A WebSocket, and who is behind it. */
interface Line extends Subscriber {
  readonly socket: WebSocket;
  isAnswering: boolean;
  /** In the minute that began last. */
  messages: { count: number; since: number };
}

export interface SocketDeps {
  schema: GraphQLSchema;
  services: GraphQLServices;
  identify: Identify;
  cookies: Cookies;
  trustedDocuments: TrustedDocuments;
  baseUrl: string;
  requestsPerMinute: Record<Identity['kind'], number>;
  /** Answers what comes by GET and proposes no WebSocket. */
  answerGet: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

/**
 * `/graphql` over WebSocket, protocol graphql-transport-ws: subscriptions only. From our own pages a session's cookie counts, or a
 * panel's bearer in `connectionParams.authorization`; without an Origin only an API key does. A server that stops closes its sockets
 * so that clients come back (1012), a session that is over closes its own for good (4401).
 */
export async function socketRoute(app: FastifyInstance, deps: SocketDeps): Promise<void> {
  const { identify, cookies, baseUrl, services } = deps;
  const lines = new Set<Line>();
  let sessionCheck: Promise<void> | null = null;

  await app.register(async (scope) => {
    await scope.register(fastifyWebsocket, {
      options: {
        maxPayload: MAX_MESSAGE_BYTES,
        handleProtocols,
        server: webSocketUpgrades(app.server, '/graphql'),
      },
      errorHandler: (error, socket, request) => {
        request.log.info({ event: 'socket.broken', err: error }, 'A WebSocket failed');
        socket.close(INTERNAL_ERROR);
      },
      preClose: closeAll,
    });
    scope.decorateRequest('identity');
    scope.websocketServer.on('wsClientError', createRefusal(scope.log));
    const isTooOften = limiterOf(scope, deps.requestsPerMinute);
    scope.route({
      method: 'GET',
      url: '/graphql',
      config: {
        rateLimit: { max: SOCKETS_PER_MINUTE, timeWindow: MINUTE_MS, allowList: ({ ws }: FastifyRequest) => !ws },
      },
      onRequest: async (request, reply) => (request.ws ? admit(request, reply) : deps.answerGet(request, reply)),
      handler: async () => '',
      wsHandler: (socket, request) => serve(socket, request),
    });

    function serve(socket: WebSocket, request: FastifyRequest): void {
      const line: Line = {
        socket,
        request,
        streams: createOpenStreams(MAX_STREAMS_PER_SOCKET),
        identity: null,
        isAnswering: true,
        messages: { count: 0, since: services.now() },
      };
      lines.add(line);
      const server = makeServer({
        connectionInitWaitTimeout: INIT_WITHIN_MS,
        onConnect: async ({ connectionParams }) => connect(line, connectionParams?.['authorization']),
        ...subscriptionHooks(line, { ...deps, isTooOften }),
      });
      const closed = server.opened(
        {
          protocol: socket.protocol,
          // A follower is handed the next state when the socket has taken this one.
          send: async (data) => send(socket, data),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (act) =>
            socket.on('message', (data, isBinary) => {
              if (isBinary) socket.close(UNSUPPORTED_DATA, 'Send text');
              else if (isFlooding(line)) socket.close(POLICY_VIOLATION, 'Too many messages');
              else act(textOf(data)).catch((error: unknown) => fail(line, error));
            }),
        },
        line,
      );
      socket.on('pong', () => (line.isAnswering = true));
      socket.once('close', (code, reason) => {
        lines.delete(line);
        line.streams.endAll();
        closed(code, String(reason)).catch((error: unknown) => fail(line, error));
        request.log.info({ event: 'socket.closed', code }, 'A WebSocket was closed');
      });
    }
  });

  const timers = [setInterval(ping, PING_EVERY_MS), setInterval(checkSessions, CHECK_SESSIONS_EVERY_MS)];
  for (const timer of timers) timer.unref();

  /** Before the upgrade: what refuses here is seen by servers and tools, a page only learns that it failed. */
  async function admit({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (headers.origin !== undefined && headers.origin !== baseUrl)
      return refuse(reply, 403, callerError('FORBIDDEN', `WebSockets of pages have to come from ${baseUrl}.`));
    if (handleProtocols(headers['sec-websocket-protocol'] ?? '') === false)
      return refuse(reply, 400, badInput(`Propose the WebSocket protocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.`));
    return undefined;
  }

  /** @returns false where the socket is being closed */
  async function connect(line: Line, authorization: unknown): Promise<boolean> {
    const { socket, request } = line;
    const caller = await identifyCaller(request, authorization);
    if (caller === 'database_away') socket.close(TRY_AGAIN_LATER, 'The database is away');
    else if (caller === 'unknown') socket.close(CloseCode.Unauthorized, 'Sign in with Zoom, or send an API key');
    else if (caller === 'forbidden') socket.close(CloseCode.Forbidden, 'There is nothing to follow for this caller');
    else if (isTooMany(caller)) socket.close(TRY_AGAIN_LATER, 'Too many sockets of this caller are open');
    else {
      line.identity = caller;
      request.identity = caller;
      return true;
    }
    return false;
  }

  async function identifyCaller(
    request: FastifyRequest,
    authorization: unknown,
  ): Promise<FollowingIdentity | 'unknown' | 'forbidden' | 'database_away'> {
    if (authorization !== undefined && typeof authorization !== 'string') return 'unknown';
    const sessionToken = authorization === undefined ? cookies.session(request) : undefined;
    try {
      const identified = await identify({ authorization, sessionToken, canSetCookie: false });
      if (identified.kind === 'wrong_bearer' || identified.identity.kind === 'anonymous') return 'unknown';
      const { identity } = identified;
      const isFromPage = request.headers.origin !== undefined;
      return identity.kind === 'guest' || (identity.kind === 'person' && !isFromPage) ? 'forbidden' : identity;
    } catch (error) {
      if (isDatabaseUnavailable(error)) return 'database_away';
      throw error;
    }
  }

  function isTooMany(identity: FollowingIdentity): boolean {
    const own = [...lines].filter((line) => line.identity !== null && isSame(line.identity, identity));
    return own.length >= MAX_SOCKETS[identity.kind];
  }

  function isFlooding({ messages }: Line): boolean {
    const now = services.now();
    if (now - messages.since > MINUTE_MS) Object.assign(messages, { count: 0, since: now });
    messages.count += 1;
    return messages.count > MESSAGES_PER_MINUTE;
  }

  function ping(): void {
    for (const line of lines) {
      if (!line.isAnswering) line.socket.terminate();
      line.isAnswering = false;
      if (line.socket.readyState === line.socket.OPEN) line.socket.ping();
    }
  }

  /** One query, however many sockets there are; none where there are none of sessions. */
  function checkSessions(): void {
    const ofSessions = [...lines].flatMap((line) =>
      line.identity?.kind === 'person' ? [{ line, token: line.identity.sessionToken }] : [],
    );
    if (ofSessions.length > 0 && sessionCheck === null) {
      sessionCheck = closeOver(ofSessions).finally(() => (sessionCheck = null));
    }
  }

  async function closeOver(ofSessions: { line: Line; token: string }[]): Promise<void> {
    try {
      const open = await services.sessions.stillOpen(ofSessions.map(({ token }) => token));
      for (const { line, token } of ofSessions)
        if (!open.has(token)) line.socket.close(CloseCode.Unauthorized, 'The session is over');
    } catch (error) {
      app.log.warn(
        { event: 'socket.check_failed', err: error },
        'Sessions could not be read; they are soon read again',
      );
    }
  }

  async function closeAll(this: FastifyInstance): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    for (const { socket } of lines) socket.close(RESTARTING, 'This server stops: connect again');
    const impatience = setTimeout(() => {
      for (const { socket } of lines) socket.terminate();
    }, CLOSE_WITHIN_MS);
    await new Promise<void>((resolve) => this.websocketServer.close(() => resolve()));
    clearTimeout(impatience);
    await sessionCheck;
  }
}

/** Whether messages of a socket's caller come more often than their requests may. */
function limiterOf(scope: FastifyInstance, requestsPerMinute: SocketDeps['requestsPerMinute']) {
  const check = scope.createRateLimit({
    timeWindow: MINUTE_MS,
    max: ({ identity }: FastifyRequest) => requestsPerMinute[identity.kind],
    keyGenerator: rateLimitKey,
  });
  return async (request: FastifyRequest) => {
    const limit = await check(request);
    return !limit.isAllowed && limit.isExceeded;
  };
}

function isSame(one: FollowingIdentity, other: FollowingIdentity): boolean {
  if (one.kind === 'api_key') return other.kind === 'api_key' && one.name === other.name;
  return other.kind === 'person' && one.person === other.person;
}

async function refuse(reply: FastifyReply, status: number, error: GraphQLError): Promise<unknown> {
  return reply.code(status).send(errorBody(error));
}

async function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  await new Promise<void>((resolve, reject) => {
    socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function fail({ socket, request }: Line, error: unknown): void {
  request.log.error({ event: 'socket.fault', err: error }, 'A message of a WebSocket could not be handled');
  socket.close(INTERNAL_ERROR, 'Something went wrong on this server');
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
