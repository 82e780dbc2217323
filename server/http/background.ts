import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Work that goes on behind an answer, and that a stopping process waits for. */
export interface Background {
  /** Runs work after the answer under way has been handed to the socket. A failure is logged under the event's name, nothing else. */
  run(failureEvent: string, work: () => Promise<void>): void;
  settled(): Promise<void>;
}

export function createBackground(log: Logger): Background {
  const running = new Set<Promise<void>>();

  return {
    run(failureEvent, work) {
      const run: Promise<void> = setImmediate()
        .then(work)
        .catch((error: unknown) => log.warn({ event: failureEvent, err: error }, 'Work behind an answer failed'))
        .finally(() => running.delete(run));
      running.add(run);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
