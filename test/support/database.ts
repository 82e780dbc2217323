import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pino } from 'pino';
import { expect, inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../server/database/connect.js';

const PREFIX = 'broughtby_test_';
/** MongoDB allows 63 bytes. */
const MAX_LABEL_LENGTH = 30;

/**
 * The address of a new, empty database on the run's server. `name` says in it what it is for; without one, the test file
 * does. It is kept after the test, and its name noted, so that what tests wrote can be searched.
 */
export function testDatabaseUri(name?: string): string {
  const label = name ?? basename(expect.getState().testPath ?? 'unnamed', '.test.ts');
  const database =
    PREFIX + label.replace(/\W+/g, '_').slice(0, MAX_LABEL_LENGTH) + randomUUID().replaceAll('-', '').slice(0, 12);
  appendFileSync(inject('testDatabasesFile'), `${database}\n`);
  return withDatabase(inject('mongodbUri'), database);
}

/** Opens a database of the test's own and closes it when the test ends; call it within a test. */
export async function openTestDatabase({
  uri = testDatabaseUri(),
  drop = false,
}: { uri?: string; drop?: boolean } = {}): Promise<Database> {
  const database = await openDatabase({ uri, log: pino({ level: 'silent' }) });
  onTestFinished(async () => {
    if (drop) await database.connection.dropDatabase();
    await database.close();
  });
  return database;
}

/**
 * The same server with another database. Options stay; so does the database that a user is known to, which is the URI's
 * own unless it says otherwise: https://www.mongodb.com/docs/manual/reference/connection-string-options/
 */
export function withDatabase(uri: string, database: string): string {
  const [, server = '', own, options] = /^([^/]+:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri) ?? [];
  const all = new URLSearchParams(options);
  if (server.includes('@') && !all.has('authSource')) all.set('authSource', own || 'admin');
  return `${server}/${database}${all.size > 0 ? `?${all.toString()}` : ''}`;
}
