import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { callerError } from './errors.js';
import type { Identity } from './identity.js';
import type { TrustedDocuments } from './trustedDocuments.js';

const graphqlRequest = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  /** A trusted document's hash. */
  documentId: z.string().nullish(),
  /** The same, as GraphQL clients send it for persisted documents. */
  extensions: z.object({ persistedQuery: z.object({ sha256Hash: z.string() }).nullish() }).nullish(),
});

export interface GraphQLRequest {
  query: string | null | undefined;
  operationName?: string;
  variables?: Record<string, unknown>;
}

/**
 * Reads what was sent, and puts a trusted document's text in the place of its hash. An API key may run any document, everybody else
 * those that the built clients ship.
 *
 * @throws GraphQLError BAD_USER_INPUT, DOCUMENT_NOT_TRUSTED, SERVER_OLDER
 */
export async function readGraphQLRequest(
  sent: unknown,
  identity: Identity,
  trustedDocuments: TrustedDocuments,
): Promise<GraphQLRequest> {
  const parsed = graphqlRequest.safeParse(sent);
  if (!parsed.success)
    throw callerError('BAD_USER_INPUT', 'The body must be a JSON object with query or documentId, and variables.', 400);
  const { query, operationName, variables, documentId, extensions } = parsed.data;
  const hash = documentId ?? extensions?.persistedQuery?.sha256Hash;
  const mayRunAny = identity.kind === 'api_key';
  if (!mayRunAny && (hash === undefined || typeof query === 'string')) throw notTrusted();
  const text = hash === undefined ? query : await findTrusted(hash, trustedDocuments);
  return { query: text, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) };
}

async function findTrusted(hash: string, trustedDocuments: TrustedDocuments): Promise<string> {
  const found = await trustedDocuments.find(hash);
  if (found.kind === 'found') return found.text;
  if (found.kind === 'unknown') throw notTrusted();
  throw callerError('SERVER_OLDER', 'This server is older than the page. Try again in a moment.', 503);
}

function notTrusted(): GraphQLError {
  return callerError(
    'DOCUMENT_NOT_TRUSTED',
    'Without an API key only the documents of this server’s own pages can be run, by their hash. Reload the page.',
    400,
  );
}
