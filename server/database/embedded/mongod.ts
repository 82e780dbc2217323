import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { startEngineProcess, type EngineProcess } from './engineProcess.js';
import { embeddedSource } from './packageFolder.js';

const VERSION_TIMEOUT_MS = 10_000;
const PORT_ATTEMPTS = 3;
/** The driver's own minimum. */
const OLDEST_VERSION = [4, 4] as const;

/** The version of a `mongod`, or why it can't be used. */
export async function mongodVersion(path: string): Promise<{ version: string } | { unusable: string }> {
  let output: string;
  try {
    output = (await promisify(execFile)(path, ['--version'], { timeout: VERSION_TIMEOUT_MS })).stdout;
  } catch (error) {
    return { unusable: `${path} does not run (${firstLine(error)})` };
  }
  const [, version, major, minor] = /db version v((\d+)\.(\d+)\S*)/.exec(output) ?? [];
  if (version === undefined) return { unusable: `${path} does not say which version it is` };
  const tooOld =
    Number(major) < OLDEST_VERSION[0] || (Number(major) === OLDEST_VERSION[0] && Number(minor) < OLDEST_VERSION[1]);
  return tooOld ? { unusable: `${path} is too old (${version}; ${OLDEST_VERSION.join('.')} or later)` } : { version };
}

/** Journaling is not asked for, because it is always on, and MongoDB 6.1 and later refuse the option. */
export async function startMongod(path: string, folder: string, preferredPort: number): Promise<EngineProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? preferredPort : 0);
    const args = ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--quiet'];
    try {
      return await startEngineProcess(execPath, [embeddedSource('mongodGuardian.mjs'), String(port), path, ...args]);
    } catch (error) {
      const portTaken = error instanceof Error && /address already in use/i.test(error.message);
      if (!portTaken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function freePort(preferred: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(preferred, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
