import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { kill, platform } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const POLL_MS = 25;

/** A process as a file can remember it: its number alone may be another process's by now. */
export const recordedProcessSchema = z.object({
  pid: z.number(),
  /** When it started, in the words of the operating system. */
  started: z.string().nullable(),
});
export type RecordedProcess = z.infer<typeof recordedProcessSchema>;

export async function recordProcess(pid: number): Promise<RecordedProcess> {
  return { pid, started: await startOf(pid) };
}

export async function isRunning({ pid, started }: RecordedProcess): Promise<boolean> {
  return started !== null && (await startOf(pid)) === started;
}

/** Waits for a process to end, and kills it when it takes longer than `patienceMs`. */
export async function awaitEnd(recorded: RecordedProcess, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (await isRunning(recorded)) {
    if (performance.now() > deadline) {
      try {
        kill(recorded.pid, 'SIGKILL');
      } catch {
        return;
      }
    }
    await delay(POLL_MS);
  }
}

/** Null when there is no such process, or only what is left of one that its parent has not asked after. */
async function startOf(pid: number): Promise<string | null> {
  try {
    if (platform === 'linux') {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: after the name in parentheses, the state is field 3,
      // the start time field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
    const [state, ...start] = stdout.trim().split(/\s+/);
    return state === undefined || state.startsWith('Z') ? null : start.join(' ');
  } catch {
    return null;
  }
}
