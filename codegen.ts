import { defineConfig } from '@eddeee888/gcg-typescript-resolver-files';
import type { CodegenConfig } from '@graphql-codegen/cli';

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
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: { DateTime: 'string', ID: 'string' },
      },
    },
  },
};

export default config;
