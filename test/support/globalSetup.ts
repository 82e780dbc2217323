import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { TestProject } from 'vitest/node';
import { buildClient } from '../../client/buildClient.js';
import { EmbeddedDatabaseError } from '../../server/database/embedded/EmbeddedDatabaseError.js';
import { lockFolder, type FolderLock } from '../../server/database/embedded/folderLock.js';
import { startEmbeddedDatabase } from '../../server/database/embedded/startEmbeddedDatabase.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database server of this run. Each test file has a database of its own there: see `testDatabaseUri`. */
    mongodbUri: string;
    /** Where the names of the run's databases are noted, one a line. */
    testDatabasesFile: string;
    /** Where every secret of the run is noted, one JSON object a line. */
    secretsFile: string;
    /** Where servers under test write their logs. */
    logsFolder: string;
    /** Where the filters are noted that servers under test sent to the database, one JSON object a line. */
    filtersFile: string;
    /** Where the updates of bots are noted that servers under test sent to the database, one JSON list a line. */
    botUpdatesFile: string;
    /** Where what was answered to people and backends is noted, one JSON object a line. */
    answersFile: string;
  }
}

const RUN_FOLDER = '.test-run';

/**
 * Gives the run the built client, and a database: MONGODB_URI, or else an embedded engine with a fresh folder. What the tests wrote stays where
 * it is, so that it can be searched afterwards; the next run clears it away.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildClient(say);
  const { folder, lock, passing } = await claimRunFolder();
  const databasesFile = join(folder, 'databases.txt');
  const external = process.env.MONGODB_URI;

  if (external) await dropDatabases(external, databasesFile);
  await writeFile(databasesFile, '');
  const dataDir = join(folder, 'data');
  await rm(dataDir, { recursive: true, force: true });
  const embedded = external
    ? null
    : await startEmbeddedDatabase({
        dataDir,
        mongodPath: process.env.MONGOD_PATH ?? null,
        searchPath: process.env.PATH ?? '',
        report: say,
      });
  if (external) say('The tests use the database in MONGODB_URI.');

  const uri = external ?? embedded?.uri;
  if (uri === undefined) throw new Error('no database');
  project.provide('mongodbUri', uri);
  project.provide('testDatabasesFile', databasesFile);
  project.provide('secretsFile', await emptyFile(join(folder, 'secrets.jsonl')));
  project.provide('filtersFile', await emptyFile(join(folder, 'filters.jsonl')));
  project.provide('botUpdatesFile', await emptyFile(join(folder, 'bot-updates.jsonl')));
  project.provide('answersFile', await emptyFile(join(folder, 'answers.jsonl')));
  const logsFolder = join(folder, 'logs');
  await rm(logsFolder, { recursive: true, force: true });
  await mkdir(logsFolder);
  project.provide('logsFolder', logsFolder);

  return async () => {
    await embedded?.stop();
    if (passing && external) await dropDatabases(external, databasesFile);
    await lock.release();
    if (passing) await rm(folder, { recursive: true, force: true });
  };
}

/** `.test-run`, or, while another run has it, a folder inside it that goes when this run ends. */
async function claimRunFolder(): Promise<{ folder: string; lock: FolderLock; passing: boolean }> {
  await mkdir(RUN_FOLDER, { recursive: true });
  try {
    return { folder: RUN_FOLDER, lock: await lockFolder(RUN_FOLDER), passing: false };
  } catch (error) {
    if (!(error instanceof EmbeddedDatabaseError)) throw error;
  }
  const folder = join(RUN_FOLDER, `beside-${process.pid}`);
  await mkdir(folder, { recursive: true });
  return { folder, lock: await lockFolder(folder), passing: true };
}

async function emptyFile(path: string): Promise<string> {
  await writeFile(path, '');
  return path;
}

async function dropDatabases(uri: string, databasesFile: string): Promise<void> {
  const names = await readFile(databasesFile, 'utf8').catch(() => '');
  const client = await mongoose.mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 4_000 });
  try {
    for (const name of names.split('\n')) {
      if (name.startsWith('broughtby_test_')) await client.db(name).dropDatabase();
    }
  } finally {
    await client.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
