import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PACKAGE_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** A process of the sandbox. */
export interface Child {
  readonly name: string;
  /** Resolves with a sentence when it has ended, whatever the reason. */
  readonly ended: Promise<string>;
  /** The first line that it prints, for one that was started with `firstLine`; null when it ends before. */
  readonly firstLine: Promise<string | null>;
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * Runs a TypeScript file in a process group of its own, so that Ctrl-C reaches only the one that started it, which
 * then stops the others in order; and with a channel, so that it stops when its parent is gone.
 */
export function startChild(options: {
  name: string;
  /** From the package's folder. */
  file: string;
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Its output is read for one line, not shown. */
  readsFirstLine?: boolean;
}): Child {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', './sandbox/stopWithParent.ts', options.file, ...(options.args ?? [])],
    {
      cwd: PACKAGE_FOLDER,
      env: options.env,
      detached: true,
      stdio: ['ignore', options.readsFirstLine ? 'pipe' : 'inherit', 'inherit', 'ipc'],
    },
  );
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${options.name} could not be started: ${error.message}.`));
    child.once('exit', (code, signal) =>
      resolve(`${options.name} stopped (${signal === null ? `exit code ${code}` : signal}).`),
    );
  });
  const firstLine = new Promise<string | null>((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(text.slice(0, end));
    });
    void ended.then(() => resolve(null));
  });
  return {
    name: options.name,
    ended,
    firstLine,
    stop: (signal) => void child.kill(signal),
  };
}
