import { defineConfig } from '@eddeee888/gcg-typescript-resolver-files';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { type DocumentNode, Kind } from 'graphql';

/** schema.graphql → the server's types and resolver map (scalars from graphql-scalars), and the client's typed, trusted documents. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  emitLegacyCommonJSImports: false,
  generates: {
    'server/graphql': defineConfig({
      mode: 'merged',
      typeDefsFileMode: 'merged',
      resolverMainFileMode: 'merged',
      resolverGeneration: 'minimal',
      mergeSchema: false,
      scalarsOverrides: {
        ID: { type: 'string' },
        DateTime: { type: { input: 'Date', output: 'Date' } },
        JSONObject: { type: 'Record<string, string>' },
      },
      typesPluginsConfig: { enumsAsTypes: true, useTypeImports: true, contextType: './context.js#GraphQLContext' },
    }),
    'client/src/graphql/generated/': {
      documents: ['client/src/**/*.graphql', 'client/src/**/*.tsx'],
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', mode: 'replaceDocumentWithHash' },
        onExecutableDocumentNode: operationOf,
      },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: { DateTime: 'string', ID: 'string' },
      },
    },
  },
};

/** What the client needs of a document besides its hash: the texts stay on the server. */
function operationOf({ definitions }: DocumentNode): { kind: string; name: string } | undefined {
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operation && { kind: operation.operation, name: operation.name?.value ?? '' };
}

export default config;
