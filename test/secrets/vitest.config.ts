import { defineConfig } from 'vitest/config';

/** Runs after the tests, upon what they left behind in .test-run and in the database. */
export default defineConfig({
  test: {
    dir: 'test/secrets',
    include: ['*.aftermath.ts'],
    globalSetup: ['test/secrets/reopenDatabase.ts'],
    reporters: ['default', ['json', { outputFile: '.test-run/results-secrets.json' }]],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
