import { spawn } from 'node:child_process';
import { kill } from 'node:process';
import { createInterface } from 'node:readline';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const REMEMBERED_LINES = 30;

export interface EngineProcess {
  port: number;
  /** What must have ended before the data can be opened again. */
  pids: number[];
  /** What the engine last said, once it has ended. */
  ended: Promise<string>;
  /** Resolves when the engine has committed and ended. */
  stop(): Promise<void>;
}

/**
 * Starts an engine that prints `listening PORT PID` when it is ready, and ends when its standard input does: so it does
 * not outlive this process, whatever ends that. It is in a process group of its own, because a Ctrl+C in the terminal
 * goes to the whole group and would take the database from under a server that still drains.
 *
 * Rejects with what the engine said when it ends before it is ready.
 */
export async function startEngineProcess(command: string, args: string[]): Promise<EngineProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const said: string[] = [];
  const remember = (line: string) => {
    said.push(line);
    if (said.length > REMEMBERED_LINES) said.shift();
  };
  // An engine that has just ended makes writes to it fail; its end is what matters.
  child.stdin.on('error', () => {});

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve([...said, `(ended with ${signal ?? `code ${code}`})`].join('\n')));
  });

  const ready = new Promise<{ port: number; pid: number }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, port, pid] = /^listening (\d+) (\d+)$/.exec(line) ?? [];
      if (port && pid) resolve({ port: Number(port), pid: Number(pid) });
      else remember(line);
    });
  });
  createInterface({ input: child.stderr }).on('line', remember);

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not ready after ${READY_TIMEOUT_MS / 1000} s`), READY_TIMEOUT_MS);
  });
  const first = await Promise.race([ready, ended, late]);
  clearTimeout(timer);
  if (typeof first === 'string') {
    child.stdin.end();
    throw new Error(first);
  }

  const pids = [...new Set([child.pid, first.pid])].filter((pid) => pid !== undefined);
  return {
    port: first.port,
    pids,
    ended,
    async stop() {
      child.stdin.end();
      const killing = setTimeout(() => pids.forEach(killIfThere), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}

function killIfThere(pid: number): void {
  try {
    kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
