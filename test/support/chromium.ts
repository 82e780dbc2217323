import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { EmbeddedDatabaseError } from '../../server/database/embedded/EmbeddedDatabaseError.js';
import { findExecutable } from '../../server/database/embedded/findExecutable.js';
import { type FolderLock, lockFolder } from '../../server/database/embedded/folderLock.js';
import { CHROMIUM_SOURCES, fetchedFromNpm, type Installation } from './chromiumSources.js';

/** How long `openChromium` may take where it has to install one: the timeout of a `beforeAll`. */
export const CHROMIUM_READY_MS = 10 * 60_000;

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'broughtby', 'chromium');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const LOCK_INTERVAL_MS = 250;
/** Runs as root and in containers, and asks nothing of the network by itself. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium: the one in CHROMIUM_PATH, on PATH, in Playwright's cache, or fetched by an earlier run. Where
 * there is none it installs one, once, and says what it does; of several processes one installs and the others wait.
 *
 * @param say takes a line of progress
 * @throws {Error} there is none, and none can be had; the message names the ways out
 */
export async function openChromium(say: (line: string) => void = print): Promise<Browser> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) return launch({ executablePath: chosen });

  const present = await openPresent();
  if (present !== null) return present;
  const lock = await lockOnceFree();
  try {
    // Another process may have installed one while this one waited.
    return (await openPresent()) ?? (await installAndOpen(say));
  } finally {
    await lock.release();
  }
}

/** Makes sure that `openChromium` finds a browser at once: for a set-up whose output everybody sees. */
export async function ensureChromium(say: (line: string) => void = print): Promise<void> {
  const browser = await openChromium(say);
  await browser.close();
}

/** A file that is there is not yet a browser that runs (Ubuntu's `chromium-browser` asks for a snap): the first that starts. */
async function openPresent(): Promise<Browser | null> {
  const files = await Promise.all(NAMES.map((name) => findExecutable(name, process.env['PATH'] ?? '')));
  const onPath = files.filter((file) => file !== null).map((executablePath) => ({ executablePath }));
  for (const installation of [...onPath, {}, fetchedFromNpm(CACHE)]) {
    const browser = await launch(installation).catch(() => null);
    if (browser !== null) return browser;
  }
  return null;
}

async function installAndOpen(say: (line: string) => void): Promise<Browser> {
  const failures: string[] = [];
  for (const install of CHROMIUM_SOURCES) {
    try {
      return await launch(await install(CACHE, say));
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `These tests need a Chromium. There is none here, and none could be installed:\n- ${failures.join('\n- ')}\n` +
      'Install Chromium or Chrome so that it is on PATH, or set CHROMIUM_PATH to the file of one, and run the tests again.',
  );
}

async function launch(installation: Installation): Promise<Browser> {
  return chromium.launch({ ...installation, args: ARGS });
}

async function lockOnceFree(): Promise<FolderLock> {
  await mkdir(CACHE, { recursive: true });
  for (;;) {
    try {
      return await lockFolder(CACHE);
    } catch (error) {
      if (!(error instanceof EmbeddedDatabaseError)) throw error;
    }
    await wait(LOCK_INTERVAL_MS);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
