import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Pursuit } from './bots/pursuit.js';
import type { Leases } from './database/lease.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import type { Erasure } from './erasure.js';

/** How often what dead processes left behind is looked for. A claim on a bot lasts longer, so that this adds little to a take-up. */
const INTERVAL_MS = 2_000;
/** How often expired documents are removed: nobody reads them, so this is only for their room. */
const TIDY_EVERY_MS = 60_000;
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
  now: Clock;
  leases: Leases;
  pursuit: Pursuit;
  erasure: Erasure;
  tidy: () => Promise<void>;
  log: Logger;
}): Sweep {
  const { leases, pursuit, erasure, now, log } = deps;
  let timer: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  let isStopped = false;
  let tidyAt = now();

  async function run(): Promise<void> {
    const lease = await leases.acquire(LEASE_KEY, LEASE_MS);
    if (lease === null) return;
    try {
      await pursuit.takeUp();
      await erasure.resume();
      if (now() >= tidyAt) {
        await deps.tidy();
        tidyAt = now() + TIDY_EVERY_MS;
      }
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
