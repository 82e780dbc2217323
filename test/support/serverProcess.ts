import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, inject, onTestFinished } from 'vitest';

const PACKAGE_FOLDER = join(import.meta.dirname, '..', '..');

/** One line of the server's log. */
export type LogLine = Record<string, unknown> & { event?: string };

/** The real server, `server/main.ts`, in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Where it listens; its public origin (BASE_URL) may be another. */
  readonly url: string;
  /** Every line that it has logged, oldest first. */
  readonly log: readonly LogLine[];
  /** Resolves with the first line of this event, past or to come; rejects when the process ends without it. */
  logged(event: string): Promise<LogLine>;
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** How it ended, whoever ended it. All that it logged is in `log` by then. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Starts a server process and waits until it listens. Its output goes to the folder of the servers' logs.
 *
 * @param env the environment, as `world.env`, whose PORT belongs to the world's own server
 * @param whenOver calls back when the process is to be killed, if it still runs: after the test, unless said otherwise
 */
export async function startServerProcess(
  env: Record<string, string> & { PORT: string },
  whenOver: (end: () => void) => void = onTestFinished,
): Promise<ServerProcess> {
  // Without tsx's own launcher in between, so that a signal reaches the server itself.
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: PACKAGE_FOLDER,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  whenOver(() => void child.kill('SIGKILL'));

  const testName = basename(expect.getState().testPath ?? 'unnamed', '.test.ts');
  const file = createWriteStream(join(inject('logsFolder'), `${testName}-${child.pid}.log`));
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });

  const log: LogLine[] = [];
  const waiting = new Set<{ event: string; resolve: (line: LogLine) => void; reject: (error: Error) => void }>();
  let isOver = false;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = parse(text);
    log.push(line);
    for (const waiter of waiting) {
      if (waiter.event !== line.event) continue;
      waiting.delete(waiter);
      waiter.resolve(line);
    }
  });
  const endedWithout = (event: string) => new Error(`The server ended without ${event}. ${errors}`);
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    isOver = true;
    file.end();
    for (const { event, reject } of waiting) reject(endedWithout(event));
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });

  async function logged(event: string): Promise<LogLine> {
    const past = log.find((line) => line.event === event);
    if (past !== undefined) return past;
    if (isOver) throw endedWithout(event);
    return new Promise((resolve, reject) => waiting.add({ event, resolve, reject }));
  }

  await logged('server.listening');
  return {
    pid: child.pid ?? 0,
    url: `http://localhost:${env.PORT}`,
    log,
    logged,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { text };
  }
}
