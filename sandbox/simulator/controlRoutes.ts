import type { FastifyInstance } from 'fastify';
import type { CallFilter, CallLog } from './calls.js';
import type { Fault, FaultRule, Faults } from './faults.js';
import type { SimulatedClock } from './simulatedClock.js';
import type { Down } from './simulator.js';
import type { Store } from './store.js';

/** Longest that a request for a change is kept open. */
const LONGEST_WAIT_MS = 60_000;
const DEFAULT_WAIT_MS = 20_000;

/** A control that was asked for what can't be: an unknown person, a meeting that is over. Answered with 400. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly statusCode = 400;
}

type Controls = Record<string, (input: never) => unknown>;

/**
 * The control API: `POST /control/NAME` with the argument as JSON calls the control of that name and answers what it
 * returns. JSON is demanded, so that no page of another origin can post here by a form.
 */
export function addControlRoutes(
  app: FastifyInstance,
  options: {
    controls: Controls;
    faults: Faults;
    calls: CallLog;
    clock: SimulatedClock;
    setDown: (how: Down) => Promise<void>;
    store: Store<{ visible: unknown }>;
  },
): void {
  const { faults, calls, clock, store } = options;
  const added = new Map<string, Fault>();
  const fault = (id: string): Fault => {
    const known = added.get(id);
    if (known === undefined) throw new ControlError(`There is no fault ${id}. POST /control/listFaults names them.`);
    return known;
  };

  const controls: Controls = {
    ...options.controls,
    addFault(rule: FaultRule) {
      if (typeof rule.route !== 'string' || rule.then === undefined) {
        throw new ControlError('A fault needs a "route" such as "POST /oauth/token" and a "then".');
      }
      const made = faults.add(rule);
      added.set(made.id, made);
      return { id: made.id };
    },
    listFaults: () => faults.list(),
    clearFaults: () => faults.clear(),
    releaseFault: ({ id }: { id: string }) => fault(id).release(),
    removeFault: ({ id }: { id: string }) => fault(id).remove(),
    /** Answers when the fault has met so many requests. */
    faultReached: ({ id, count }: { id: string; count?: number }) => fault(id).reached(count),
    setClockOffset: ({ ms }: { ms: number }) => clock.setOffset(ms),
    advanceClock: ({ ms }: { ms: number }) => clock.advance(ms),
    setDown: ({ how }: { how: Down }) => options.setDown(how),
    listCalls: (filter: CallFilter) => calls.list(filter),
    clearCalls: () => calls.clear(),
  };

  app.post<{ Params: { name: string } }>('/control/:name', async (request, reply) => {
    const { name } = request.params;
    const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
    if (control === undefined) {
      throw Object.assign(
        new ControlError(`There is no control ${name}. Known: ${Object.keys(controls).join(', ')}.`),
        {
          statusCode: 404,
        },
      );
    }
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      throw Object.assign(new ControlError('Send the argument as application/json, {} for none.'), { statusCode: 415 });
    }
    const result: unknown = await control((request.body ?? {}) as never);
    return reply.send(result ?? {});
  });

  app.route<{ Querystring: { after?: string; timeoutMs?: string } }>({
    method: 'GET',
    url: '/control/state',
    async handler(request) {
      const after = Number(request.query.after ?? 0);
      const wait = Math.min(Number(request.query.timeoutMs ?? DEFAULT_WAIT_MS) || DEFAULT_WAIT_MS, LONGEST_WAIT_MS);
      if (store.revision <= after) await nextChange(store, wait);
      return { revision: store.revision, state: store.data.visible };
    },
  });
}

function nextChange(store: Store<unknown>, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(settle, waitMs);
    const forget = store.onChange(settle);
  });
}
