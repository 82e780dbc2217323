import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SentCommand } from '../../server/database/connect.js';

/** What a process did and needed since it was last read. */
export interface Reading {
  /** Commands to the database, by name and collection: `find bots`. */
  commands: Record<string, number>;
  /** In milliseconds, beyond what the meter's own timer takes. */
  loopDelay: { mean: number; p99: number; max: number };
  /** In bytes: what is in use after a collection of garbage, and the most that was seen since the last reading. */
  heap: { used: number; most: number };
  resident: number;
}

const SAMPLE_EVERY_MS = 10;

function ms(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - SAMPLE_EVERY_MS);
}

/** Watches the process that it runs in, which has to be started with `--expose-gc`. */
export function startMeter(): { count: (command: SentCommand) => void; read(): Reading } {
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  delay.enable();
  let commands: Record<string, number> = {};
  let most = 0;
  setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, SAMPLE_EVERY_MS).unref();

  return {
    count({ name, command }) {
      const what = `${name} ${String(command[name])}`;
      commands[what] = (commands[what] ?? 0) + 1;
    },
    read() {
      const loopDelay = { mean: ms(delay.mean), p99: ms(delay.percentile(99)), max: ms(delay.max) };
      const counted = commands;
      const seen = most;
      globalThis.gc?.();
      commands = {};
      most = 0;
      delay.reset();
      const { heapUsed: used, rss: resident } = process.memoryUsage();
      return { commands: counted, loopDelay, heap: { used, most: Math.max(seen, used) }, resident };
    },
  };
}
