import { createStore, type Store } from './store.js';
import { pauseBefore, waitOrWake } from './wait.js';

/** Answers as long as the server lives, whatever else is away. */
const PROBE_PATH = '/healthz';
const PROBE_TIMEOUT_MS = 8_000;
const PROBE_PAUSE = { firstMs: 500, longestMs: 8_000 };

export type ServerCondition =
  | 'reachable'
  /** Nothing comes back: no network, or no server. It is asked again and again. */
  | 'unreachable'
  /** It does not know the documents of this page, which are newer or much older than it: a reload may help. */
  | 'outdated';

/** Whether the server answers, as far as this page knows. */
export interface ServerState extends Store<ServerCondition> {
  answered(): void;
  /** Begins to ask, until there is an answer again. */
  unreachable(): void;
  outdated(): void;
  /** Asks once, where there is a doubt: a socket may close for other reasons. */
  check(): Promise<void>;
  untilReachable(): Promise<void>;
}

export function createServerState(): ServerState {
  const store = createStore<ServerCondition>('reachable');
  let probing: Promise<void> | null = null;

  async function probeUntilAnswer(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      await waitOrWake(pauseBefore(attempt, PROBE_PAUSE));
      if (await answers()) break;
      // What was asked before it went away may have been answered meanwhile.
      tellUnreachable();
    }
    probing = null;
    if (store.getSnapshot() === 'unreachable') store.set('reachable');
  }

  function tellUnreachable(): void {
    if (store.getSnapshot() !== 'outdated') store.set('unreachable');
  }

  function unreachable(): void {
    tellUnreachable();
    probing ??= probeUntilAnswer();
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    answered: () => store.set('reachable'),
    unreachable,
    outdated: () => store.set('outdated'),
    async check() {
      if (probing === null && !(await answers())) unreachable();
    },
    untilReachable: () => probing ?? Promise.resolve(),
  };
}

async function answers(): Promise<boolean> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PROBE_TIMEOUT_MS);
  try {
    const { status } = await fetch(PROBE_PATH, { cache: 'no-store', credentials: 'omit', signal: giveUp.signal });
    return status < 500;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
