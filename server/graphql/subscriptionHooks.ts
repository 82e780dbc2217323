import type { FastifyRequest } from 'fastify';
import { type ExecutionArgs, getOperationAST, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { GraphQLContext, GraphQLServices } from './context.js';
import { readDocument } from './documentRules.js';
import { badInput, callerError, unauthenticated } from './errors.js';
import { readGraphQLRequest } from './graphqlRequest.js';
import type { Identity } from './identity.js';
import type { OpenStreams } from './openStreams.js';
import { maskedErrors } from './server.js';
import type { TrustedDocuments } from './trustedDocuments.js';

/** Who may follow anything. */
export type FollowingIdentity = Extract<Identity, { kind: 'person' | 'api_key' }>;

/** Who is at the other end of a WebSocket, and what they follow. */
export interface Subscriber {
  readonly request: FastifyRequest;
  readonly streams: OpenStreams;
  /** Null until it is known. */
  identity: FollowingIdentity | null;
}

/** What becomes of a `subscribe` message: the rules of the route, but for subscriptions only. */
export function subscriptionHooks(
  subscriber: Subscriber,
  deps: {
    schema: GraphQLSchema;
    services: GraphQLServices;
    trustedDocuments: TrustedDocuments;
    isTooOften: (request: FastifyRequest) => Promise<boolean>;
  },
): Pick<ServerOptions, 'onSubscribe' | 'subscribe' | 'onNext' | 'onError'> {
  const { request, streams } = subscriber;

  async function prepare(payload: SubscribePayload): Promise<ExecutionArgs> {
    const { identity } = subscriber;
    if (identity === null) throw unauthenticated();
    if (await deps.isTooOften(request)) throw callerError('RATE_LIMITED', 'Too many requests. Try again in a minute.');
    // The protocol demands a text: beside a hash it is empty.
    const sent = payload.query === '' ? { ...payload, query: undefined } : payload;
    const { query, operationName, variables } = await readGraphQLRequest(sent, identity, deps.trustedDocuments);
    const document = readDocument(deps.schema, query ?? '');
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw badInput('Only a subscription can be sent over the WebSocket. Send everything else as a POST.');
    const contextValue: GraphQLContext = {
      ...deps.services,
      identity,
      requestId: request.id,
      log: request.log,
      clearSessionCookie: () => undefined,
    };
    return { schema: deps.schema, document, operationName, variableValues: variables, contextValue };
  }

  return {
    async onSubscribe(_context, _id, payload) {
      try {
        return await prepare(payload);
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },
    subscribe: async (args) => streams.begin(args),
    onNext: (_context, _id, _payload, _args, { errors, ...rest }) =>
      errors === undefined ? undefined : { ...rest, errors: maskedErrors(errors, request) },
    onError: (_context, _id, _payload, errors) => maskedErrors(errors.map(asThrown), request),
  };
}

/** What a stream threw, which graphql-ws has wrapped. */
function asThrown(error: GraphQLError): GraphQLError {
  return error.originalError instanceof GraphQLError ? error.originalError : error;
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('A subscription failed', { originalError: error instanceof Error ? error : null });
}
