import type { Logger } from 'pino';
import type { Pursuit } from './bots/pursuit.js';
import type { Leases } from './database/lease.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import type { Erasure } from './erasure.js';

/** How often what dead processes left behind is looked for. A claim on a bot lasts longer, so that this adds little to a take-up. */
const INTERVAL_MS = 2_000;
const LEASE_MS = 10_000;
const LEASE_KEY = 'sweep';

/** What is repaired and tidied in the background: by one server at a time, which holds a lease. */
export interface Sweep {
  start(): void;
  /** One round; for tests, and at the start. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export function createSweep(deps: {
  leases: Leases;
  pursuit: Pursuit;
  erasure: Erasure;
  tidy: () => Promise<void>;
  log: Logger;
}): Sweep {
  const { leases, pursuit, erasure, log } = deps;
  let timer: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function run(): Promise<void> {
    const lease = await leases.acquire(LEASE_KEY, LEASE_MS);
    if (lease === null) return;
    try {
      const taken = await pursuit.takeUp();
      const erasures = await erasure.resume();
      await deps.tidy();
      if (taken + erasures > 0) log.info({ event: 'sweep.repaired', taken, erasures }, 'Took up what was left behind');
    } finally {
      await lease.release();
    }
  }

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      round = run()
        .catch((error: unknown) => {
          const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
          log[level]({ event: 'sweep.failed', err: error }, 'A round of the sweep failed; the next one follows');
        })
        .finally(schedule);
    }, INTERVAL_MS);
    timer.unref();
  }

  return {
    start: schedule,
    run,
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await round.catch(() => undefined);
    },
  };
}
