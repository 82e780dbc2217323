import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { GraphQLContext } from './context.js';
import { DATABASE_UNAVAILABLE, internalError, isCallersError } from './errors.js';
import { resolvers } from './resolvers.generated.js';
import { typeDefs } from './typeDefs.generated.js';

const MAX_DEPTH = 8;
const MAX_ALIASES = 15;
const MAX_TOKENS = 1000;
/** By graphql-armor's count: 2 for an object, 1 for a field, times 1.5 for each level. The largest document of ours costs about a tenth. */
const MAX_COST = 5000;

export function createSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs, resolvers });
}

/** The GraphQL server, for one route of the app. To be started before it is used. */
export function createGraphQLServer(schema: GraphQLSchema): ApolloServer<GraphQLContext> {
  // Of graphql-armor only the rules: graphql itself counts tokens, and suggesting the names of a published schema does no harm.
  const armor = new ApolloArmor({
    maxDepth: { n: MAX_DEPTH },
    maxAliases: { n: MAX_ALIASES },
    costLimit: { maxCost: MAX_COST, objectCost: 2, scalarCost: 1, depthCostFactor: 1.5 },
  }).protect();
  return new ApolloServer<GraphQLContext>({
    schema,
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [...armor.validationRules, knownOperationType],
    plugins: [ApolloServerPluginLandingPageDisabled(), maskedFaults],
    formatError: maskFault,
  });
}

/** The specification asks for it, graphql leaves it out: a subscription would only fail when it is run. */
function knownOperationType(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`There is no ${node.operation} in this API.`, { nodes: node }));
    },
  };
}

/** What the caller got wrong is told as it is; of everything else only that it happened. */
function maskFault(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (isDatabaseUnavailable(unwrapResolverError(error))) return { ...DATABASE_UNAVAILABLE, ...place };
  if (!isCallersError(formatted)) return { ...internalError(), ...place };
  return { message, ...place, extensions: { code: extensions?.['code'] } };
}

/** Writes faults to the log under the request's id, and tells the caller that id. */
const maskedFaults: ApolloServerPlugin<GraphQLContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) {
          const cause = unwrapResolverError(error);
          if (isDatabaseUnavailable(cause))
            contextValue.log.warn({ event: 'graphql.database_unavailable' }, 'The database is away');
          else if (!isCallersError(error.toJSON()))
            contextValue.log.error({ event: 'graphql.fault', err: cause }, 'A resolver failed');
        }
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
