/** The vendor's clock: real time plus an offset that tests set. */
export interface SimulatedClock {
  /** Milliseconds since the epoch, by the vendor's clock. */
  now(): number;
  /** Milliseconds that the vendor's clock is ahead of ours. */
  readonly offsetMs: number;
  /** Sets the clock ahead (or, negative, behind). What has become due happens at once. */
  setOffset(ms: number): Promise<void>;
  /** Moves it further ahead by so much. */
  advance(ms: number): Promise<void>;
}

/** Node's timers hold 31 bits; longer waits are taken in steps. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What is to happen at a time of the vendor's clock. */
export interface Alarms {
  /** Calls `act` once the vendor's clock has reached `dueAt` (milliseconds); answers how to cancel it. */
  at(dueAt: number, act: () => void): () => void;
  /** Cancels them all, for good. */
  stop(): void;
}

export function createSimulatedClock(options: {
  /** Reads and keeps the offset where it survives a restart. */
  readOffset: () => number;
  keepOffset: (ms: number) => Promise<void>;
}): { clock: SimulatedClock; alarms: Alarms } {
  const pending = new Set<{ rearm: () => void; cancel: () => void }>();
  let stopped = false;
  const now = () => Date.now() + options.readOffset();

  async function setOffset(ms: number): Promise<void> {
    if (!Number.isFinite(ms)) throw new TypeError('The offset must be a number of milliseconds.');
    await options.keepOffset(ms);
    for (const alarm of pending) alarm.rearm();
  }

  return {
    clock: {
      now,
      get offsetMs() {
        return options.readOffset();
      },
      setOffset,
      advance: (ms) => setOffset(options.readOffset() + ms),
    },
    alarms: {
      at(dueAt, act) {
        let timer: NodeJS.Timeout | undefined;
        const alarm = {
          cancel() {
            clearTimeout(timer);
            pending.delete(alarm);
          },
          rearm() {
            clearTimeout(timer);
            const wait = Math.min(Math.max(dueAt - now(), 0), LONGEST_TIMER_MS);
            timer = setTimeout(() => {
              if (now() < dueAt) return alarm.rearm();
              pending.delete(alarm);
              return act();
            }, wait);
          },
        };
        if (!stopped) {
          pending.add(alarm);
          alarm.rearm();
        }
        return () => alarm.cancel();
      },
      stop() {
        stopped = true;
        for (const alarm of pending) alarm.cancel();
      },
    },
  };
}
