import { defineConfig } from 'vitest/config';

/** Runs after the tests, upon what they left behind in .test-run and in the database. */
export default defineConfig({
  test: {
    dir: 'test/aftermath',
    include: ['*.aftermath.ts'],
    globalSetup: ['test/aftermath/reopenDatabase.ts'],
    reporters: ['default', ['json', { outputFile: '.test-run/results-aftermath.json' }]],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
