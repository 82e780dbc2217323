import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');
const BUILT = join(PACKAGE_FOLDER, 'dist', 'client');
/** In the built folder, beside the manifest: what it was built from. */
const SOURCES_FILE = join('.vite', 'sources.sha256');

/**
 * Builds the client to dist/client, unless it was built from these very sources. It takes its place as a whole, so that others
 * may read the former one, or build at the same time.
 *
 * @param say takes a line of progress
 * @throws {Error} it does not build; the message holds what Vite said
 */
export async function buildClient(say: (line: string) => void): Promise<void> {
  const sources = await hashOfSources();
  if ((await readFile(join(BUILT, SOURCES_FILE), 'utf8').catch(() => null)) === sources) return;

  say('Building the client …');
  const folder = `${BUILT}-${process.pid}`;
  try {
    await runVite(folder);
    await writeFile(join(folder, SOURCES_FILE), sources);
    await takeThePlaceOfTheFormer(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runVite(outDir: string): Promise<void> {
  const vite = spawn(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', 'client', '--outDir', outDir, '--logLevel', 'warn'],
    // Within the tests it is "test", and React would be built for development.
    { cwd: PACKAGE_FOLDER, env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [vite.stdout, vite.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const [code] = await once(vite, 'close');
  if (code !== 0) throw new Error(`The client does not build:\n${output}`);
}

async function takeThePlaceOfTheFormer(folder: string): Promise<void> {
  const former = `${folder}-former`;
  await rename(BUILT, former).catch(() => undefined);
  // Where another process was quicker, its build is of the same sources.
  await rename(folder, BUILT).catch(() => undefined);
  await rm(former, { recursive: true, force: true });
}

async function hashOfSources(): Promise<string> {
  const names = await readdir(import.meta.dirname, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(PACKAGE_FOLDER, 'package-lock.json'), ...files.toSorted()]) {
    hash
      .update(file)
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}
