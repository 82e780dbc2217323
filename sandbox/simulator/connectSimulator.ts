import { setTimeout as pause } from 'node:timers/promises';

const WAIT_TIMEOUT_MS = 30_000;
/** Between two attempts to reach a simulator that is being restarted. */
const RECONNECT_MS = 50;

/** A simulator in another process, through its control API. `State` is `ZoomState` or `RecallState`. */
export interface ConnectedSimulator<State> {
  readonly url: string;
  state(): Promise<State>;
  /** As `Simulator.waitFor`; the simulator may be restarted meanwhile. */
  waitFor<T>(
    predicate: (state: State) => T | undefined | null | false,
    what: string,
    options?: { timeoutMs?: number },
  ): Promise<T>;
  /** @throws with the simulator's own words when it refuses. */
  control<T>(name: string, input?: unknown): Promise<T>;
}

export function connectSimulator<State>(url: string): ConnectedSimulator<State> {
  async function changed(after: number, timeoutMs: number): Promise<{ revision: number; state: State }> {
    const answer = await fetch(`${url}/control/state?after=${after}&timeoutMs=${Math.ceil(timeoutMs)}`);
    return (await answer.json()) as { revision: number; state: State };
  }
  return {
    url,
    state: async () => (await changed(-1, 1)).state,
    async waitFor(predicate, what, { timeoutMs = WAIT_TIMEOUT_MS } = {}) {
      const deadline = Date.now() + timeoutMs;
      let after = -1;
      for (;;) {
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`Waited ${timeoutMs} ms in vain for: ${what}`);
        const answer = await changed(after, left).catch(() => undefined);
        if (answer === undefined) {
          await pause(RECONNECT_MS);
          continue;
        }
        after = answer.revision;
        const found = predicate(answer.state);
        if (found !== undefined && found !== null && found !== false) return found;
      }
    },
    async control<T>(name: string, input: unknown = {}) {
      const answer = await fetch(`${url}/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      const result = (await answer.json()) as T & { message?: string };
      if (!answer.ok) throw new Error(result.message ?? `${name} answered ${answer.status}`);
      return result;
    },
  };
}
