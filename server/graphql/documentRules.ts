import { ApolloArmor } from '@escape.tech/graphql-armor';
import { GraphQLError, type GraphQLSchema, parse, specifiedRules, validate, type DocumentNode } from 'graphql';

const MAX_DEPTH = 8;
const MAX_ALIASES = 15;
export const MAX_TOKENS = 1000;
/** By graphql-armor's count: 2 for an object, 1 for a field, times 1.5 for each level. The largest document of ours costs about a tenth. */
const MAX_COST = 5000;

/** What any document has to keep to, whoever sends it and however. */
// Of graphql-armor only the rules: graphql itself counts tokens, and suggesting the names of a published schema does no harm.
export const { validationRules: LIMIT_RULES } = new ApolloArmor({
  maxDepth: { n: MAX_DEPTH },
  maxAliases: { n: MAX_ALIASES },
  costLimit: { maxCost: MAX_COST, objectCost: 2, scalarCost: 1, depthCostFactor: 1.5 },
}).protect();

/** @throws GraphQLError for what does not parse, does not fit the schema, or is beyond the limits */
export function readDocument(schema: GraphQLSchema, text: string): DocumentNode {
  const document = withCode('GRAPHQL_PARSE_FAILED', () => parse(text, { maxTokens: MAX_TOKENS }));
  // The rules of the limits throw where the others report.
  const [error] = withCode('GRAPHQL_VALIDATION_FAILED', () =>
    validate(schema, document, [...specifiedRules, ...LIMIT_RULES]),
  );
  if (error !== undefined) throw coded(error, 'GRAPHQL_VALIDATION_FAILED');
  return document;
}

function withCode<T>(code: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, code) : error;
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, extensions: { code } });
}
