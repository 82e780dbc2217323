import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Question } from './answerQuestions.js';

const COMPILED = 'dist/bench/test/bench';

export interface BenchProcess {
  readonly url: string;
  ask<T>(name: string, argument?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts one of the compiled servers as plain Node, its standard output (the log) going to /dev/null. */
export async function startProcess(
  name: 'zoomStub' | 'naiveServer' | 'productServer',
  options: { env: Record<string, string>; profileDir?: string; nodeOptions?: string[] },
): Promise<BenchProcess> {
  const child = fork(join(COMPILED, `${name}.js`), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...options.env },
    execArgv: [
      ...(options.nodeOptions ?? []),
      ...(options.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`]),
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  const started = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const port = (started[0] as { port?: number } | null)?.port;
  if (port === undefined) throw new Error(`The bench's ${name} did not start`);
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });

  return {
    url: `http://127.0.0.1:${port}`,
    ask<T>(question: string, argument?: unknown) {
      const asked: Question = { id: ++lastId, name: question, argument };
      return new Promise<T>((resolve, reject) => {
        waiting.set(asked.id, (answer) => resolve(answer as T));
        child.send(asked, (error) => error && reject(error));
      });
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
