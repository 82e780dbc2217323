import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { startEngineProcess, type EngineProcess } from './engineProcess.js';
import { findExecutable } from './findExecutable.js';
import { embeddedSource, packageFolder } from './packageFolder.js';

const BUILD_TIMEOUT_MS = 10 * 60_000;
const PROGRESS_INTERVAL_MS = 5_000;
/** A small heap and one compiler: it starts in a third of a second and takes about 110 MB. */
const JVM_FLAGS = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xmx256m',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dslf4j.internal.verbosity=ERROR',
];

export interface JavaServerOptions {
  dataDir: string;
  searchPath: string;
  report: (line: string) => void;
}

export async function findMongoJavaServer({
  dataDir,
  searchPath,
  report,
}: JavaServerOptions): Promise<{ java: string; jar: string } | { missing: string }> {
  const java = await findExecutable('java', searchPath);
  if (!java) return { missing: 'no java on the PATH' };

  const source = embeddedSource('mongo-java-server');
  const name = `mongo-java-server-${await hashOf(source)}.jar`;
  const caches = [join(packageFolder(), 'node_modules', '.cache', 'broughtby'), join(dataDir, 'engines')];
  for (const cache of caches) {
    const jar = join(cache, name);
    if (await isThere(jar)) return { java, jar };
  }

  const mvn = await findExecutable('mvn', searchPath);
  if (!mvn) return { missing: 'java is on the PATH, but not mvn, which builds mongo-java-server once' };
  for (const cache of caches) {
    if (!(await isWritable(cache))) continue;
    const failure = await build(mvn, source, join(cache, name), report);
    return failure === null ? { java, jar: join(cache, name) } : { missing: failure };
  }
  return { missing: `no folder to build mongo-java-server in: neither ${caches.join(' nor ')} can be written` };
}

export async function startMongoJavaServer(
  { java, jar }: { java: string; jar: string },
  folder: string,
  preferredPort: number,
): Promise<EngineProcess> {
  return startEngineProcess(java, [...JVM_FLAGS, '-jar', jar, join(folder, 'data.mv'), String(preferredPort)]);
}

/** Null when the jar is there, otherwise why not. Two servers may build at once: each renames its own complete jar. */
async function build(mvn: string, source: string, jar: string, report: (line: string) => void): Promise<string | null> {
  const folder = await mkdtemp(`${jar}.build-`);
  try {
    await cp(source, folder, { recursive: true });
    report(
      'Building the embedded database (mongo-java-server on H2) with Maven, once: 5 s, or a minute the first time…',
    );
    const failure = await runMaven(mvn, folder, report);
    if (failure !== null) return `mongo-java-server could not be built (in ${source}, by ${mvn}):\n${failure}`;
    await rename(join(folder, 'target', 'embedded-database.jar'), jar);
    report('Built.');
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runMaven(mvn: string, folder: string, report: (line: string) => void): Promise<string | null> {
  const started = performance.now();
  const maven = spawn(mvn, ['-B', 'package'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BUILD_TIMEOUT_MS,
  });
  const errors: string[] = [];
  let downloads = 0;
  for (const output of [maven.stdout, maven.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      if (line.includes('Downloaded from')) downloads++;
      else if (line.includes('ERROR') || output === maven.stderr) errors.push(line);
    });
  }
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000);
    report(`… still building: ${seconds} s, ${downloads} files downloaded`);
  }, PROGRESS_INTERVAL_MS);
  try {
    return await new Promise((resolve) => {
      maven.once('error', (error) => resolve(error.message));
      maven.once('close', (code, signal) =>
        resolve(code === 0 ? null : [...errors.slice(0, 8), `(ended with ${signal ?? `code ${code}`})`].join('\n')),
      );
    });
  } finally {
    clearInterval(progress);
  }
}

async function hashOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(relative(folder, file)).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
