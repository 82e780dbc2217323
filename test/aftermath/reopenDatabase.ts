import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../server/database/embedded/startEmbeddedDatabase.js';

/** Opens the database that the tests have just used, as they left it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.MONGODB_URI;
  if (external) {
    project.provide('mongodbUri', external);
    return async () => {};
  }
  const embedded = await startEmbeddedDatabase({
    dataDir: '.test-run/data',
    mongodPath: process.env.MONGOD_PATH ?? null,
    searchPath: process.env.PATH ?? '',
    report: () => undefined,
  });
  project.provide('mongodbUri', embedded.uri);
  return async () => embedded.stop();
}
