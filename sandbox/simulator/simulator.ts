import type { CallLog } from './calls.js';
import type { Faults } from './faults.js';
import type { SimulatedClock } from './simulatedClock.js';

/** What both simulators have in common. `State` is what a test can see; it never holds a token. */
export interface Simulator<State> {
  /** Origin to reach it at, without a trailing slash: `http://127.0.0.1:9568`. */
  readonly url: string;
  /** The present state, live: read it, never write to it, and copy what must be compared later. */
  readonly state: Readonly<State>;
  /** What goes wrong on purpose. Over HTTP: `POST /control/addFault` and others. */
  readonly faults: Faults;
  /** Every request that came in, and what became of it. Kept in memory only. */
  readonly calls: CallLog;
  /** The vendor's own clock. Moving it fires whatever is due by then. */
  readonly clock: SimulatedClock;
  /**
   * Resolves with the first truthy value that `predicate` returns; it is asked now and after each change.
   * Rejects after `timeoutMs` (30,000 unless given) with a message that contains `what`.
   *
   * Over HTTP: `GET /control/state?after=REVISION&timeoutMs=N` answers `{ revision, state }` as soon as the revision
   * is past the given one; `connectSimulator` does that for tests that have no simulator in their own process.
   */
  waitFor<T>(
    predicate: (state: Readonly<State>) => T | undefined | null | false,
    what: string,
    options?: { timeoutMs?: number },
  ): Promise<T>;
  /** Every route but /control answers so; `up` ends it. */
  setDown(how: Down): Promise<void>;
  /** Stops listening, stops every timer; the state file is complete afterwards. */
  close(): Promise<void>;
}

/** `reset` cuts each connection; `unavailable` is a 503 with an HTML body, as a proxy in front would send it. */
export type Down = 'up' | 'reset' | 'unavailable';

/** Options that both simulators have. */
export interface SimulatorOptions {
  /** Loopback port; 0 (the default) takes a free one. */
  port?: number;
  /** JSON file that the state is written to before each answer, and read from at start. Without it: memory only. */
  stateFile?: string;
  /** Every secret that is issued or configured is appended here, one JSON object a line: `{ kind, value }`. */
  secretsFile?: string;
  /**
   * How long one of the vendor's seconds lasts here, in seconds: with 0.001 a wait of 20 minutes takes 1.2 s. Scales
   * waits (retries, time-outs of a bot, delivery schedules), never the life of a token.
   */
  tempo?: number;
}
