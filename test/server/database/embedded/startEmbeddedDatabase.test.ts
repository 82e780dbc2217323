import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../../server/database/embedded/engineMarker.js';
import { findExecutable } from '../../../../server/database/embedded/findExecutable.js';
import { isRunning, recordProcess } from '../../../../server/database/embedded/processes.js';
import {
  startEmbeddedDatabase,
  type EmbeddedDatabaseOptions,
} from '../../../../server/database/embedded/startEmbeddedDatabase.js';
import { folderWithFakeMongod, folderWithJava, temporaryFolder } from '../../../support/fakeExecutables.js';
import { SLACK_MS } from '../../../support/patience.js';
import { startEmbeddedServer } from '../../../support/startEmbeddedServer.js';

// No real mongod takes part: mongodb-memory-server has none of this version, and may not fetch it.
process.env.MONGOMS_VERSION = '4.9.99';
process.env.MONGOMS_RUNTIME_DOWNLOAD = 'false';

const tools = await Promise.all(['java', 'mvn'].map((name) => findExecutable(name, process.env.PATH ?? '')));
const java = !tools.includes(null);

async function start(options: Partial<EmbeddedDatabaseOptions> & { dataDir: string }) {
  const lines: string[] = [];
  const embedded = await startEmbeddedDatabase({ searchPath: '', report: (line) => lines.push(line), ...options });
  onTestFinished(() => embedded.stop());
  return { embedded, lines };
}

async function failure(options: Partial<EmbeddedDatabaseOptions> & { dataDir: string }): Promise<string> {
  const error = await start(options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'EmbeddedDatabaseError' });
  return (error as Error).message;
}

async function fakeRun(dataDir: string): Promise<{ pid: number; args: string[] }> {
  return JSON.parse(await readFile(join(dataDir, 'mongod', 'fake.json'), 'utf8')) as { pid: number; args: string[] };
}

async function writtenWith(dataDir: string, engine: string): Promise<void> {
  await writeFile(join(dataDir, 'engine.json'), JSON.stringify({ engine, port: 0 }));
}

describe('which engine', () => {
  test('a mongod on the PATH comes first, on loopback, and the choice is printed', async () => {
    const dataDir = await temporaryFolder();
    const bin = await folderWithFakeMongod('well');
    const { embedded, lines } = await start({ dataDir, searchPath: `/nowhere${delimiter}${bin}` });

    expect(embedded.engine).toBe('mongod');
    expect(embedded.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/broughtby$/);
    expect(lines).toEqual([
      `Embedded database: mongod 8.0.4 (${join(bin, 'mongod')}), data in ${dataDir}, at ${embedded.uri}`,
    ]);
    const { args } = await fakeRun(dataDir);
    const port = new URL(embedded.uri).port;
    expect(args.join(' ')).toContain(`--dbpath ${join(dataDir, 'mongod')} --bind_ip 127.0.0.1 --port ${port}`);
  });

  test('MONGOD_PATH comes before the PATH', async () => {
    const dataDir = await temporaryFolder();
    const mongodPath = join(await folderWithFakeMongod('well'), 'mongod');
    const { embedded } = await start({ dataDir, mongodPath, searchPath: await folderWithFakeMongod('well') });
    expect(embedded.description).toContain(mongodPath);
  });

  test.for([
    ['is not there', '/nowhere/mongod', 'MONGOD_PATH is /nowhere/mongod, which is not an executable file'],
    ['is too old', 'old', 'is too old (4.2.24; 4.4 or later)'],
    ['does not start', 'broken', 'Illegal instruction'],
  ] as const)('a MONGOD_PATH that %s is an error, not a reason for another engine', async ([, path, message]) => {
    const mongodPath = path.startsWith('/') ? path : join(await folderWithFakeMongod(path as 'old'), 'mongod');
    const searchPath = await folderWithFakeMongod('well');
    const said = await failure({ dataDir: await temporaryFolder(), mongodPath, searchPath });
    expect(said).toContain(message);
    expect(said).toContain('Correct MONGOD_PATH, or unset it.');
  });

  test.runIf(java)('mongo-java-server is used where there is no mongod', { timeout: 120_000 }, async () => {
    const searchPath = (await folderWithJava()) ?? '';
    const { embedded } = await start({ dataDir: await temporaryFolder(), searchPath });
    expect(embedded.engine).toBe('mongo-java-server');
  });

  test.runIf(java)('a mongod that does not start leaves a new folder to the next engine', async () => {
    const dataDir = await temporaryFolder();
    const searchPath = [await folderWithFakeMongod('broken'), await folderWithJava()].join(delimiter);
    const { embedded, lines } = await start({ dataDir, searchPath });

    expect(embedded.engine).toBe('mongo-java-server');
    expect(lines.join('\n')).toMatch(/mongod 8\.0\.4 .* did not start: Illegal instruction/);
    await embedded.stop();
    expect((await readdir(dataDir)).sort()).toEqual(['engine.json', 'mongo-java-server']);
  });

  test('without any engine one message names every way out', async () => {
    const said = await failure({ dataDir: await temporaryFolder() });
    for (const way of ['install MongoDB', 'MONGOD_PATH', 'Java 17', 'Maven', 'docker run', 'mongo:8', 'MONGODB_URI']) {
      expect(said).toContain(way);
    }
    expect(said).toContain('no mongod on the PATH');
    expect(said).toContain('no java on the PATH');
    expect(said).toContain('MONGOMS_RUNTIME_DOWNLOAD forbids a download');
  });
});

describe('data that is there already', () => {
  test.for(['mongod', 'mongo-java-server'] as Engine[])('%s is marked as what wrote it', async (engine) => {
    const dataDir = await temporaryFolder();
    const searchPath = engine === 'mongod' ? await folderWithFakeMongod('well') : await folderWithJava();
    if (searchPath === null) return;
    const { embedded } = await start({ dataDir, searchPath });
    await embedded.stop();
    expect(JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8'))).toEqual({
      engine,
      port: Number(new URL(embedded.uri).port),
    });

    const again = await start({ dataDir, searchPath });
    expect(again.embedded.uri).toBe(embedded.uri);
  });

  test.runIf(java)('of mongo-java-server is not left for a mongod', async () => {
    const dataDir = await temporaryFolder();
    await writtenWith(dataDir, 'mongo-java-server');
    const mongod = await folderWithFakeMongod('well');
    const searchPath = [mongod, await folderWithJava()].join(delimiter);
    const { embedded, lines } = await start({ dataDir, searchPath, mongodPath: join(mongod, 'mongod') });

    expect(embedded.engine).toBe('mongo-java-server');
    expect(lines[0]).toBe(`MONGOD_PATH is not used: the data in ${dataDir} was written with mongo-java-server.`);
  });

  test.runIf(java)(
    'of a mongod is not left for mongo-java-server: without a mongod, the ways out are named',
    async () => {
      const dataDir = await temporaryFolder();
      await writtenWith(dataDir, 'mongod');
      const said = await failure({ dataDir, searchPath: (await folderWithJava()) ?? '' });

      expect(said).toContain(`The data in ${dataDir} was written with mongod, which can't be started now:`);
      expect(said).toContain('MONGOD_PATH');
      expect(said).toContain(`-v ${join(dataDir, 'mongod')}:/data/db mongo:8`);
      expect(said).toContain('set DATA_DIR to another folder');
      expect(await readdir(dataDir)).toEqual(['engine.json']);
    },
  );

  test('without its marker still counts as its engine’s', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'mongo-java-server'));
    await writeFile(join(dataDir, 'mongo-java-server', 'data.mv'), 'x');
    const said = await failure({ dataDir, searchPath: await folderWithFakeMongod('well') });
    expect(said).toContain('was written with mongo-java-server');
  });

  test('of two engines without a marker is not guessed at', async () => {
    const dataDir = await temporaryFolder();
    for (const engine of ['mongod', 'mongo-java-server']) {
      await mkdir(join(dataDir, engine));
      await writeFile(join(dataDir, engine, 'x'), 'x');
    }
    const said = await failure({ dataDir, searchPath: await folderWithFakeMongod('well') });
    expect(said).toContain('holds data of mongod and of mongo-java-server');
  });

  test.for([
    ['an engine that we do not know', '{"engine":"sqlite"}'],
    ['nothing', ''],
    ['something else', '[]'],
  ] as const)('marked with %s is left alone, with what to do', async ([, marker]) => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, 'engine.json'), marker);
    const said = await failure({ dataDir, searchPath: await folderWithFakeMongod('well') });
    expect(said).toContain(`${join(dataDir, 'engine.json')} should say which database engine wrote the data`);
    expect(said).toContain('set DATA_DIR to another folder');
    expect(await readFile(join(dataDir, 'engine.json'), 'utf8')).toBe(marker);
  });
});

test('a folder that cannot be made is reported with what to do', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const said = await failure({ dataDir: join(file, 'data') });
  expect(said).toContain(`can't write to ${join(file, 'data')}`);
  expect(said).toContain('set DATA_DIR');
});

describe('a mongod', () => {
  test('ends with a graceful stop', async () => {
    const dataDir = await temporaryFolder();
    const { embedded } = await start({ dataDir, searchPath: await folderWithFakeMongod('well') });
    const mongod = await recordProcess((await fakeRun(dataDir)).pid);
    expect(await isRunning(mongod)).toBe(true);

    await embedded.stop();
    expect(await isRunning(mongod)).toBe(false);
    expect((await readdir(dataDir)).sort()).toEqual(['engine.json', 'mongod']);
  });

  test.for(['well', 'stubborn'] as const)('ends with a server that was killed (it behaves %s)', async (mode) => {
    const dataDir = await temporaryFolder();
    const searchPath = await folderWithFakeMongod(mode);
    const server = await startEmbeddedServer({ dataDir, searchPath, writers: 0 });
    const mongod = await recordProcess((await fakeRun(dataDir)).pid);
    expect(await isRunning(mongod)).toBe(true);

    await server.kill();
    const killed = performance.now();
    const { embedded } = await start({ dataDir, searchPath });
    expect(performance.now() - killed).toBeLessThan(5_000 + SLACK_MS);
    expect(await isRunning(mongod)).toBe(false);
    expect(embedded.uri).toBe(server.uri);
  });

  test('that ends by itself is reported, with its last words', async () => {
    const dataDir = await temporaryFolder();
    const reported = new Promise<string>((resolve) => {
      const report = (line: string) => line.includes('ended by itself') && resolve(line);
      void folderWithFakeMongod('well')
        .then((searchPath) => start({ dataDir, searchPath, report }))
        .then(async () => process.kill((await fakeRun(dataDir)).pid, 'SIGKILL'));
    });
    expect(await reported).toContain('restart the server');
  });
});
