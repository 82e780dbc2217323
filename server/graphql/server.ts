import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  type ValidationContext,
} from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { GraphQLContext } from './context.js';
import { LIMIT_RULES, MAX_TOKENS } from './documentRules.js';
import { DATABASE_UNAVAILABLE, internalError, isCallersError } from './errors.js';
import { resolvers } from './resolvers.generated.js';
import { typeDefs } from './typeDefs.generated.js';

export function createSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs, resolvers });
}

/** The GraphQL server, for one route of the app. To be started before it is used. */
export function createGraphQLServer(schema: GraphQLSchema): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    schema,
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [...LIMIT_RULES, answeredAtOnce],
    plugins: [ApolloServerPluginLandingPageDisabled(), maskedFaults],
    formatError: maskFault,
  });
}

/** A subscription would only fail when it is run. */
function answeredAtOnce(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const message = 'Subscriptions are told over a WebSocket at this address, protocol graphql-transport-ws.';
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}

/** What the caller got wrong is told as it is; of everything else only that it happened. */
function maskFault(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (isDatabaseUnavailable(causeOf(error))) return { ...DATABASE_UNAVAILABLE, ...place };
  if (!isCallersError(formatted)) return { ...internalError(), ...place };
  return { message, ...place, extensions: { code: extensions?.['code'] } };
}

/** What was thrown inside, where GraphQL has wrapped it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

/** Writes what is masked to the log. */
function noteFault(error: GraphQLError, log: FastifyBaseLogger): void {
  const cause = causeOf(error);
  if (isDatabaseUnavailable(cause)) log.warn({ event: 'graphql.database_unavailable' }, 'The database is away');
  else if (!isCallersError(error.toJSON())) log.error({ event: 'graphql.fault', err: cause }, 'A resolver failed');
}

/** Errors as a caller gets them who is not asked by HTTP; what is masked is written to the log. */
export function maskedErrors(
  errors: readonly GraphQLError[],
  { log, id }: { log: FastifyBaseLogger; id: string },
): GraphQLFormattedError[] {
  return errors.map((error) => {
    noteFault(error, log);
    const masked = maskFault(error.toJSON(), error);
    const isMasked = masked.extensions?.['code'] === 'INTERNAL_SERVER_ERROR';
    return isMasked ? { ...masked, extensions: { ...masked.extensions, requestId: id } } : masked;
  });
}

/** Writes faults to the log under the request's id, and tells the caller that id. */
const maskedFaults: ApolloServerPlugin<GraphQLContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) noteFault(error, contextValue.log);
      },
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== 'single') return;
        for (const { extensions } of response.body.singleResult.errors ?? []) {
          if (extensions === undefined) continue;
          if (extensions['code'] === 'INTERNAL_SERVER_ERROR') extensions['requestId'] = contextValue.requestId;
          if (extensions['code'] === 'DATABASE_UNAVAILABLE') response.http.status = 503;
        }
      },
    };
  },
};
