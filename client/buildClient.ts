import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOfSources, SOURCES_FILE } from './sources.js';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');
const BUILT = join(PACKAGE_FOLDER, 'dist', 'client');

/**
 * Builds the client to dist/client, unless it was built from these very sources. It takes its place as a whole, so that others
 * may read the former one, or build at the same time.
 *
 * @param say takes a line of progress
 * @throws {Error} it does not build; the message holds what Vite said
 */
export async function buildClient(say: (line: string) => void): Promise<void> {
  const builtFrom = await readFile(join(BUILT, SOURCES_FILE), 'utf8').catch(() => null);
  if (builtFrom === (await hashOfSources())) return;

  say('Building the client …');
  const folder = `${BUILT}-${process.pid}`;
  try {
    await runVite(folder);
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
