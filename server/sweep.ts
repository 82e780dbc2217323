import type { Logger } from 'pino';
import type { Pursuit } from './bots/pursuit.js';
import type { Leases } from './database/lease.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import type { Erasure } from './erasure.js';
import type { Connections } from './people/connections.js';

/**
 * What is repaired and tidied, how often, and how long a server that died at it is waited for. Each has a lease of its own: an
 * erasure that waits for Recall must not keep launches waiting.
 */
const CHORES = {
  /** The lease is shorter than a claim on a bot, and so never adds to the wait for a dead server. */
  launches: { everyMs: 2_000, leaseMs: 5_000 },
  erasures: { everyMs: 5_000, leaseMs: 10_000 },
  /** Zoom's answers to a refresh and to a revocation are awaited for 30 s each. */
  grants: { everyMs: 10_000, leaseMs: 70_000 },
  /** Nobody reads expired documents, so this is only for their room. */
  expired: { everyMs: 60_000, leaseMs: 10_000 },
} as const;

type Chore = keyof typeof CHORES;

/** The work in the background, each chore by one server at a time. */
export interface Sweep {
  /** Begins at once, so that what the last server left behind does not wait. */
  start(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

export function createSweep(deps: {
  leases: Leases;
  pursuit: Pursuit;
  erasure: Erasure;
  connections: Connections;
  tidy: () => Promise<void>;
  log: Logger;
}): Sweep {
  const { leases, pursuit, erasure, connections, tidy, log } = deps;
  const work: Record<Chore, () => Promise<unknown>> = {
    launches: () => pursuit.takeUp(),
    erasures: () => erasure.resume(),
    grants: () => connections.endGrants(),
    expired: tidy,
  };
  const rounds = new Map<Chore, Promise<void>>();
  const timers = new Map<Chore, NodeJS.Timeout>();
  let isStopped = false;

  function begin(chore: Chore): void {
    const round = once(chore)
      .catch((error: unknown) => {
        const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
        log[level]({ event: 'sweep.failed', chore, err: error }, 'A round of the sweep failed; the next one follows');
      })
      .finally(() => {
        if (!isStopped) timers.set(chore, setTimeout(() => begin(chore), CHORES[chore].everyMs).unref());
      });
    rounds.set(chore, round);
  }

  async function once(chore: Chore): Promise<void> {
    const lease = await leases.acquire(`sweep/${chore}`, CHORES[chore].leaseMs);
    if (lease === null) return;
    try {
      await work[chore]();
    } finally {
      await lease.release();
    }
  }

  return {
    start() {
      begin('launches');
      begin('erasures');
      begin('grants');
      begin('expired');
    },
    async stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(rounds.values());
    },
  };
}
