import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/support/patience.js';

export default defineConfig({
  // As Node resolves it for the packages that use it; Vite's choice would load a second copy, whose types are others.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/globalSetup.ts'],
    reporters: ['default', ['json', { outputFile: '.test-run/results.json' }]],
    maxWorkers: 2,
    // They only end what hangs: how fast something has to be is said by the test that is about it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
