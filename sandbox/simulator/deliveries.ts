import type { Alarms } from './simulatedClock.js';

/** A message on its way to somebody's webhook, as it is kept. */
export interface Delivery {
  /** The same at every attempt. */
  id: string;
  status: 'pending' | 'held' | 'delivered' | 'failed' | 'dropped';
  attempts: { at: number; status: number | null }[];
  /** By the vendor's clock; null when that is over. */
  nextAttemptAt: number | null;
}

/** Sends messages on a schedule until they are received; survives a restart, as the messages are kept by the caller. */
export interface Deliveries<Message extends Delivery> {
  /** Takes up a message that is `pending`, at its `nextAttemptAt`. */
  schedule(message: Message): void;
  /** Sends it once, now, outside the schedule; answers the status, or null. */
  sendNow(message: Message): Promise<number | null>;
  stop(): void;
}

export function createDeliveries<Message extends Delivery>(options: {
  now: () => number;
  alarms: Alarms;
  /** Waits before the second, third, … attempt, in real milliseconds. */
  retryAfterMs: readonly number[];
  /** Whether this answer makes the vendor try again; null: there was none. */
  isFailure: (status: number | null) => boolean;
  /** One attempt over HTTP. */
  send: (message: Message) => Promise<number | null>;
  /** First attempts of the same lane are made one after the other. */
  lane: (message: Message) => string | undefined;
  /** After a message was received. */
  onDelivered?: (message: Message) => Promise<void>;
  /** To be told of every change. */
  changed: () => void;
  saved: () => Promise<void>;
}): Deliveries<Message> {
  const lanes = new Map<string, Promise<unknown>>();
  let stopped = false;

  async function attempt(message: Message): Promise<number | null> {
    // A message that was sent must be known after a restart: its id stays the same.
    await options.saved();
    const at = options.now();
    const status = await options.send(message);
    // What was cut off by our own stop was no attempt.
    if (!stopped) message.attempts.push({ at, status });
    return status;
  }

  async function deliver(message: Message): Promise<void> {
    if (stopped || message.status !== 'pending') return;
    const status = await attempt(message);
    if (stopped) return;
    const wait = options.retryAfterMs[message.attempts.length - 1];
    if (!options.isFailure(status)) {
      settle(message, 'delivered');
      await options.onDelivered?.(message);
    } else if (wait === undefined) {
      settle(message, 'failed');
    } else {
      message.nextAttemptAt = options.now() + wait;
      options.changed();
      schedule(message);
    }
  }

  function settle(message: Message, status: 'delivered' | 'failed'): void {
    message.status = status;
    message.nextAttemptAt = null;
    options.changed();
  }

  function schedule(message: Message): void {
    if (message.status !== 'pending') return;
    const lane = message.attempts.length === 0 ? options.lane(message) : undefined;
    if (lane === undefined) {
      options.alarms.at(message.nextAttemptAt ?? options.now(), () => void deliver(message));
      return;
    }
    const before = lanes.get(lane) ?? Promise.resolve();
    const mine = before.then(() => deliver(message));
    lanes.set(lane, mine);
    void mine.finally(() => {
      if (lanes.get(lane) === mine) lanes.delete(lane);
    });
  }

  return {
    schedule,
    async sendNow(message) {
      const status = await attempt(message);
      options.changed();
      return status;
    },
    stop() {
      stopped = true;
    },
  };
}
