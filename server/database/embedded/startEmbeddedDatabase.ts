import { constants } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './EmbeddedDatabaseError.js';
import { engineFolder, readMarker, writeMarker, type Engine, type EngineMarker } from './engineMarker.js';
import type { EngineProcess } from './engineProcess.js';
import { findExecutable, isExecutable } from './findExecutable.js';
import { lockFolder, type FolderLock } from './folderLock.js';
import { memoryServerMongod } from './memoryServerMongod.js';
import { mongodVersion, startMongod } from './mongod.js';
import { findMongoJavaServer, startMongoJavaServer } from './mongoJavaServer.js';

const DATABASE_NAME = 'broughtby';
/** The engine of a server that has just been killed may hold its files for a moment. */
const LOCKED_PATIENCE_MS = 4_000;
const LOCKED_INTERVAL_MS = 100;
const LOCKED_FILES = /file is locked|DBPathInUse|another mongod instance/i;

export interface EmbeddedDatabaseOptions {
  /** The data, and which engine wrote it. Made if it doesn't exist. */
  dataDir: string;
  /** A `mongod` to use instead of looking for one. */
  mongodPath?: string | null;
  /** Where to look for `mongod`, `java` and `mvn`: a list of folders like PATH. */
  searchPath: string;
  /** Receives lines for people: the choice, and what takes long. */
  report: (line: string) => void;
}

export interface EmbeddedDatabase {
  uri: string;
  engine: Engine;
  description: string;
  /** Resolves when everything is on disk and the engine has ended. */
  stop(): Promise<void>;
}

/** A place where an engine may be had. */
interface Source {
  engine: Engine;
  /** Set by hand, so that its absence is an error, not a reason to look elsewhere. */
  demanded?: boolean;
  find(): Promise<Found | { missing: string }>;
}

interface Found {
  description: string;
  start(folder: string, preferredPort: number): Promise<EngineProcess>;
}

interface Running {
  engine: Engine;
  description: string;
  process: EngineProcess;
}

/**
 * Starts a database of this server's own, on loopback, that ends when this process does.
 *
 * Which engine: the one that wrote this folder's data; for a new folder a `mongod` (MONGOD_PATH, PATH, the cache or the
 * download of mongodb-memory-server), else mongo-java-server on H2. Throws an `EmbeddedDatabaseError` with the ways out
 * when there is none, or when another server has the folder.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { report } = options;
  const dataDir = resolve(options.dataDir);
  await makeFolder(dataDir);

  const lock = await lockFolder(dataDir);
  let running: Running | undefined;
  try {
    running = await startEngine({ ...options, dataDir }, await readMarker(dataDir));
    const { engine, description, process } = running;
    const uri = `mongodb://127.0.0.1:${process.port}/${DATABASE_NAME}`;
    await writeMarker(dataDir, { engine, port: process.port });
    await lock.announce(uri, process.pids);
    report(`Embedded database: ${description}, data in ${dataDir}, at ${uri}`);
    return { uri, engine, description, stop: stopOnce(process, lock, report) };
  } catch (error) {
    await running?.process.stop();
    await lock.release();
    throw error;
  }
}

function stopOnce(process: EngineProcess, lock: FolderLock, report: (line: string) => void): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  async function reportUnexpectedEnd() {
    const said = await process.ended;
    if (!stopping) report(`The embedded database has ended by itself; restart the server. Its last words:\n${said}`);
  }
  async function stop() {
    await process.stop();
    await lock.release();
  }
  void reportUnexpectedEnd();
  return () => (stopping ??= stop());
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `The embedded database can't write to ${dataDir} (${messageOf(error)}). Make that folder writable, set DATA_DIR to ` +
        'another one, or set MONGODB_URI to a MongoDB that runs.',
      { cause: error },
    );
  }
}

async function startEngine(options: EmbeddedDatabaseOptions, marker: EngineMarker | null): Promise<Running> {
  const { dataDir, mongodPath, report } = options;
  if (mongodPath && marker?.engine === 'mongo-java-server') {
    report(`MONGOD_PATH is not used: the data in ${dataDir} was written with ${marker.engine}.`);
  }
  const tried: string[] = [];

  for (const source of sourcesOf(options)) {
    if (marker && source.engine !== marker.engine) continue;
    const found = await source.find();
    if ('missing' in found) {
      if (source.demanded) throw new EmbeddedDatabaseError(`${found.missing}. Correct MONGOD_PATH, or unset it.`);
      tried.push(found.missing);
      continue;
    }

    const folder = engineFolder(dataDir, source.engine);
    await mkdir(folder, { recursive: true });
    try {
      const process = await startPatiently(() => found.start(folder, marker?.port ?? 0));
      return { engine: source.engine, description: found.description, process };
    } catch (error) {
      const failure = `${found.description} did not start: ${messageOf(error)}`;
      if (isLocked(error)) {
        throw new EmbeddedDatabaseError(
          `Another process has the database files in ${folder} open. Stop it, or set MONGODB_URI to share its database.\n${failure}`,
          { cause: error },
        );
      }
      if (source.demanded) {
        throw new EmbeddedDatabaseError(`${failure}\nCorrect MONGOD_PATH, or unset it.`, { cause: error });
      }
      report(failure);
      tried.push(failure);
      // What a failed start left in a new folder must not count as data.
      if (!marker) await rm(folder, { recursive: true, force: true });
    }
  }
  throw new EmbeddedDatabaseError(marker ? engineIsMissing(dataDir, marker.engine, tried) : noEngine(tried));
}

/** In the order of preference. */
function sourcesOf({ dataDir, mongodPath, searchPath, report }: EmbeddedDatabaseOptions): Source[] {
  const javaServer: Source = {
    engine: 'mongo-java-server',
    async find() {
      const result = await findMongoJavaServer({ dataDir, searchPath, report });
      if ('missing' in result) return result;
      return {
        description: 'mongo-java-server on H2',
        start: (folder, port) => startMongoJavaServer(result, folder, port),
      };
    },
  };
  if (mongodPath) {
    const demanded: Source = {
      engine: 'mongod',
      demanded: true,
      async find() {
        if (await isExecutable(mongodPath)) return mongodAt(mongodPath);
        return { missing: `MONGOD_PATH is ${mongodPath}, which is not an executable file` };
      },
    };
    return [demanded, javaServer];
  }
  const onPath: Source = {
    engine: 'mongod',
    async find() {
      const path = await findExecutable('mongod', searchPath);
      return path ? mongodAt(path) : { missing: 'no mongod on the PATH' };
    },
  };
  const ofMemoryServer: Source = {
    engine: 'mongod',
    async find() {
      const result = await memoryServerMongod(report);
      return 'missing' in result ? result : mongodAt(result.path);
    },
  };
  return [onPath, ofMemoryServer, javaServer];
}

async function mongodAt(path: string): Promise<Found | { missing: string }> {
  const result = await mongodVersion(path);
  if ('unusable' in result) return { missing: result.unusable };
  return {
    description: `mongod ${result.version} (${path})`,
    start: (folder, port) => startMongod(path, folder, port),
  };
}

async function startPatiently(start: () => Promise<EngineProcess>): Promise<EngineProcess> {
  const deadline = performance.now() + LOCKED_PATIENCE_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error;
    }
    await delay(LOCKED_INTERVAL_MS);
  }
}

function isLocked(error: unknown): boolean {
  return LOCKED_FILES.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function noEngine(tried: string[]): string {
  return [
    'There is no database. MONGODB_URI is not set, and no engine for an embedded one was found:',
    ...tried.map((line) => `  - ${line}`),
    'Do one of these:',
    ...WAYS_TO_MONGOD,
    '  - install Java 17 (a JDK) and Maven, from which a small stand-in for MongoDB is built',
    '  - set MONGODB_URI to a MongoDB that runs, for example after',
    '      docker run -d -p 127.0.0.1:27017:27017 mongo:8',
    `      MONGODB_URI=mongodb://127.0.0.1:27017/${DATABASE_NAME}`,
  ].join('\n');
}

function engineIsMissing(dataDir: string, engine: Engine, tried: string[]): string {
  const ways =
    engine === 'mongod'
      ? [
          ...WAYS_TO_MONGOD,
          '  - run that data with Docker, and set MONGODB_URI to it:',
          `      docker run -d -p 127.0.0.1:27017:27017 -v ${engineFolder(dataDir, engine)}:/data/db mongo:8`,
          `      MONGODB_URI=mongodb://127.0.0.1:27017/${DATABASE_NAME}`,
        ]
      : ['  - install Java 17 (a JDK) and Maven, or put them on the PATH'];
  return [
    `The data in ${dataDir} was written with ${engine}, which can't be started now:`,
    ...tried.map((line) => `  - ${line}`),
    'Another engine would begin with an empty database, so none was started. Do one of these:',
    ...ways,
    '  - set DATA_DIR to another folder, or remove this one, to begin with an empty database',
  ].join('\n');
}

const WAYS_TO_MONGOD = [
  '  - install MongoDB, so that mongod is on the PATH (https://www.mongodb.com/docs/manual/installation/)',
  '  - set MONGOD_PATH to a mongod that is somewhere else',
];
