import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { LaunchOptions } from 'playwright-core';
import { findExecutable } from '../../server/database/embedded/findExecutable.js';

/** What to start: a file and its environment, or nothing for the browser in Playwright's cache. */
export type Installation = Pick<LaunchOptions, 'executablePath' | 'env'>;

/** Installs a browser; only one process at a time may. @throws {Error} it can't here; the message says why */
type Source = (cache: string, say: (line: string) => void) => Promise<Installation>;

const COMMAND_TIMEOUT_MS = 8 * 60_000;
const STILL_BUSY_MS = 5_000;
const REACHABLE_TIMEOUT_MS = 3_000;
const PLAYWRIGHT_HOST = 'https://cdn.playwright.dev';

/** A headless Chromium for Linux on x64 that lies in the registry itself, with the libraries it needs: https://github.com/Sparticuz/chromium */
const NPM_PACKAGE = '@sparticuz/chromium';
const NPM_VERSION = '153.0.0';
const NPM_SHA512 = 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==';

/** In the order in which they are tried. */
export const CHROMIUM_SOURCES: readonly Source[] = [fromDebian, fromPlaywright, fromNpm];

async function fromDebian(_cache: string, say: (line: string) => void): Promise<Installation> {
  const os = await readFile('/etc/os-release', 'utf8').catch(() => '');
  // Ubuntu's package of this name is a snap, which containers can't run.
  if (!/^ID="?debian"?$/m.test(os)) throw new Error('apt-get: only on Debian');
  if (process.getuid?.() !== 0) throw new Error('apt-get: only as root');
  say('Installing Chromium for the browser tests with apt-get, once (about 90 MB)…');
  const lockPatience = ['-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', ['update', ...lockPatience], say);
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...lockPatience, 'chromium'], say);
  const executablePath = await findExecutable('chromium', process.env['PATH'] ?? '');
  if (executablePath === null) throw new Error('apt-get: installed, but not on PATH');
  return { executablePath };
}

async function fromPlaywright(_cache: string, say: (line: string) => void): Promise<Installation> {
  const host = process.env['PLAYWRIGHT_DOWNLOAD_HOST'] ?? PLAYWRIGHT_HOST;
  // Playwright itself tries five times, for minutes where packets are dropped. Behind a proxy only it can tell.
  if (process.env['HTTPS_PROXY'] === undefined && !(await isReachable(host))) {
    throw new Error(`Playwright's download: ${host} can't be reached`);
  }
  say(`Downloading a headless Chromium from ${host}, once (about 100 MB)…`);
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  await run(process.execPath, [cli, 'install', 'chromium-headless-shell'], say);
  return {};
}

async function fromNpm(cache: string, say: (line: string) => void): Promise<Installation> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`${NPM_PACKAGE}: only for Linux on x64`);
  say(`Fetching ${NPM_PACKAGE} ${NPM_VERSION} from the npm registry for the browser tests, once (70 MB)…`);
  const folder = join(cache, 'fetching');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  try {
    await run('npm', ['pack', '--loglevel=error', '--pack-destination', folder, `${NPM_PACKAGE}@${NPM_VERSION}`], say);
    const archive = join(folder, `sparticuz-chromium-${NPM_VERSION}.tgz`);
    const hash = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (hash !== NPM_SHA512) throw new Error(`${NPM_PACKAGE}: the registry sent another archive than ever before`);

    await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', 'package/bin'], say);
    const unpacked = join(folder, 'unpacked');
    await mkdir(unpacked);
    await decompress(join(folder, 'chromium.br'), join(unpacked, 'chromium'));
    for (const name of ['al2023.tar', 'fonts.tar']) {
      await decompress(join(folder, `${name}.br`), join(folder, name));
      await run('tar', ['-xf', join(folder, name), '-C', unpacked], say);
    }
    const home = npmHome(cache);
    await writeFile(join(unpacked, 'fonts.conf'), fontsConfiguration(join(home, 'fonts')));
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home);
    return fetchedFromNpm(cache);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `fromNpm` leaves behind, whether it is there or not. */
export function fetchedFromNpm(cache: string): Installation {
  const home = npmHome(cache);
  return {
    executablePath: join(home, 'chromium'),
    env: { ...process.env, LD_LIBRARY_PATH: join(home, 'lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') },
  };
}

function npmHome(cache: string): string {
  return join(cache, `sparticuz-${NPM_VERSION}`);
}

/** The machine's own fonts, where there are any, and the one that came along. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}</dir>
</fontconfig>
`;
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}

/** Runs a command, passing on what it prints, and a sign of life while it prints nothing. */
async function run(command: string, args: string[], say: (line: string) => void): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: COMMAND_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const name = `${command} ${args[0]}`;
  const startedAt = performance.now();
  const busy = setInterval(() => {
    say(`  … ${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }, STILL_BUSY_MS);
  const pass = (line: string) => {
    if (line.trim() === '') return;
    say(`  ${line.trim()}`);
    busy.refresh();
  };
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', pass);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`${name} ended with ${signal ?? `code ${code}`}; what it said is above`));
      });
    });
  } finally {
    clearInterval(busy);
  }
}

/** Any answer will do. */
async function isReachable(url: string): Promise<boolean> {
  return fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_TIMEOUT_MS) }).then(
    () => true,
    () => false,
  );
}
