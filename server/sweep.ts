import type { Logger } from 'pino';
import type { Lease, Leases } from './database/lease.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import type { Round } from './round.js';

/**
 * What is repaired and tidied, how often, and how long a server that died at it is waited for. Each has a lease of its own: an
 * erasure that waits for Recall must not keep launches waiting.
 */
const CHORES = {
  /** Launches whose outcome is unknown, and bots to be told to leave. The lease is shorter than a claim on a bot, and so never adds to
   * the wait for a dead server. */
  launches: { everyMs: 2_000, leaseMs: 5_000 },
  erasures: { everyMs: 5_000, leaseMs: 10_000 },
  /** Grants that Zoom could not be reached to end. */
  grants: { everyMs: 10_000, leaseMs: 15_000 },
  /** With 20 questions a round, Recall is asked for at most one bot a second. */
  silentBots: { everyMs: 20_000, leaseMs: 15_000 },
  /** Their grants have weeks left. */
  idleConnections: { everyMs: 60_000, leaseMs: 15_000 },
  /** A server that starts with another first key does it at once. While servers with different ones run, each undoes the other's. */
  sealedValues: { everyMs: 10 * 60_000, leaseMs: 15_000 },
  /** Nobody reads expired documents, so this is only for their room. */
  expired: { everyMs: 60_000, leaseMs: 10_000 },
} as const;

/** Of the time between two rounds, this much more or less: servers that were started together drift apart. */
const JITTER = 0.25;
/** So often a lease is renewed while its round lasts. */
const RENEWALS_PER_LEASE = 3;

export type Chore = keyof typeof CHORES;

/** What the rounds of this process came to, by chore and outcome. */
export type SweepCounts = Readonly<Record<Chore, Readonly<Record<string, number>>>>;

/** The work in the background, each chore by one server at a time. */
export interface Sweep {
  /** Begins at once, so that what the last server left behind does not wait. */
  start(): void;
  /** One round now, beside the regular ones. @returns false when it is another round's turn, of this server or another, or when the chore rests */
  run(chore: Chore): Promise<boolean>;
  readonly counts: SweepCounts;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** @param deps.work what each chore does in a round. It has to be safe to repeat: a lease saves work, it does not decide what is true */
export function createSweep(deps: {
  leases: Leases;
  work: Record<Chore, (round: Round) => Promise<void>>;
  log: Logger;
  random?: () => number;
}): Sweep {
  const { leases, work, log, random = Math.random } = deps;
  const counts: Record<Chore, Record<string, number>> = {
    launches: {},
    erasures: {},
    grants: {},
    silentBots: {},
    idleConnections: {},
    sealedValues: {},
    expired: {},
  };
  const rounds = new Set<Promise<unknown>>();
  const timers = new Map<Chore, NodeJS.Timeout>();
  const stopping = new AbortController();

  function begin(chore: Chore): void {
    run(chore)
      .catch((error: unknown) => {
        const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
        log[level]({ event: 'sweep.failed', chore, err: error }, 'A round of the sweep failed; the next one follows');
      })
      .finally(() => {
        if (stopping.signal.aborted) return;
        const afterMs = CHORES[chore].everyMs * (1 - JITTER + 2 * JITTER * random());
        timers.set(chore, setTimeout(() => begin(chore), afterMs).unref());
      });
  }

  function run(chore: Chore): Promise<boolean> {
    const round = underLease(chore).finally(() => rounds.delete(round));
    rounds.add(round);
    return round;
  }

  async function underLease(chore: Chore): Promise<boolean> {
    if (stopping.signal.aborted) return false;
    const lease = await leases.acquire(`sweep/${chore}`, CHORES[chore].leaseMs);
    if (lease === null) return false;
    const upkeep = keepUp(lease, CHORES[chore].leaseMs);
    let restMs = 0;
    try {
      await work[chore]({
        signal: AbortSignal.any([stopping.signal, upkeep.lost]),
        count: (outcome, times = 1) => count(chore, outcome, times),
        rest: (milliseconds) => void (restMs = milliseconds),
      });
    } catch (error) {
      count(chore, 'failed', 1);
      throw error;
    } finally {
      upkeep.end();
      // A lease that is kept keeps all servers from the chore.
      await (restMs > 0 ? lease.renew(restMs) : lease.release());
    }
    if (restMs > 0) log.warn({ event: 'sweep.resting', chore, restMs }, 'A vendor is away; the chore rests');
    return true;
  }

  function count(chore: Chore, outcome: string, times: number): void {
    if (times > 0) counts[chore][outcome] = (counts[chore][outcome] ?? 0) + times;
  }

  return {
    start: () => Object.keys(CHORES).filter(isChore).forEach(begin),
    run,
    counts,
    async stop() {
      stopping.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.allSettled(rounds);
    },
  };
}

function isChore(name: string): name is Chore {
  return name in CHORES;
}

/** Renews a lease until it is told to end; `lost` is given when another server has taken it over. */
function keepUp(lease: Lease, leaseMs: number): { lost: AbortSignal; end(): void } {
  const lost = new AbortController();
  const renewal = setInterval(() => {
    lease.renew(leaseMs).then(
      (isStillOurs) => void (isStillOurs || lost.abort()),
      () => undefined, // the lease may run out: whoever takes over does nothing that is done
    );
  }, leaseMs / RENEWALS_PER_LEASE);
  renewal.unref();
  return { lost: lost.signal, end: () => clearInterval(renewal) };
}
