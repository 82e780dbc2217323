/** What a faulty request meets. */
export type FaultEffect =
  /** This answer instead of the work; with `afterWork`, the work is done all the same. */
  | { status: number; headers?: Record<string, string>; body?: unknown; afterWork?: boolean }
  /** The work and its own answer: for delays and holds alone. */
  | 'answer'
  /** Never answers, does not do the work. The connection stays open until the caller gives up. */
  | 'hang'
  /** Cuts the connection without doing the work. */
  | 'reset'
  /** Does the work, saves it, then cuts the connection instead of answering. */
  | 'lose-answer';

export interface FaultRule {
  /** `POST /oauth/token`, with parameters unfilled as in `GET /api/v1/bot/:id`; `*` for every route but /control. */
  route: string;
  /** Fields that must be equal in the body, the query or the route's parameters: `{ grant_type: 'refresh_token' }`. */
  match?: Record<string, string>;
  /** Only requests with this person's credentials (their Zoom user id). */
  person?: string;
  /** How many requests it meets; without it, all until it is removed. */
  times?: number;
  /** Lets this many matching requests pass unharmed first. */
  skip?: number;
  then: FaultEffect;
  /** Waits so long before the work (real milliseconds). */
  delayWorkMs?: number;
  /** Waits so long before the answer, with the work done (real milliseconds). */
  delayMs?: number;
  /**
   * Stops each request there until `release()`: `before-work` (arrived, nothing done) or `before-answer` (done and
   * saved, not answered).
   */
  hold?: 'before-work' | 'before-answer';
}

/** A rule in force. */
export interface Fault {
  readonly id: string;
  /** Requests that it has met so far. */
  readonly hits: number;
  /** Resolves when it has met `count` requests (1 unless given), each at the point where it is held, if it is. */
  reached(count?: number): Promise<void>;
  /** Lets the held requests go on, and holds no further ones. */
  release(): void;
  /** Ends the rule; requests that hang are cut, held ones go on. */
  remove(): void;
}

export interface Faults {
  /** The first rule that matches a request is the one that it meets; later rules wait for their turn. */
  add(rule: FaultRule): Fault;
  list(): readonly { id: string; rule: FaultRule; hits: number }[];
  /** Removes every rule. */
  clear(): void;
}

/** What a rule is held against. */
export interface FaultyRequest {
  route: string;
  person: string | undefined;
  /** Body, query and parameters as one. */
  fields: Record<string, unknown>;
}

/** A rule's part in one request. */
export interface FaultInRequest {
  readonly id: string;
  readonly rule: FaultRule;
  /** Waits as the rule says, before the work. */
  beforeWork(): Promise<void>;
  /** Waits as the rule says, with the work done. */
  beforeAnswer(): Promise<void>;
  /** Calls back when the rule is removed; at once if it is already. */
  onRemove(act: () => void): void;
}

export function createFaults(): Faults & {
  /** The rule that this request meets; counts it as met. */
  take(request: FaultyRequest): FaultInRequest | undefined;
} {
  const active: ActiveRule[] = [];
  let made = 0;
  return {
    add(rule) {
      made += 1;
      const added = createActiveRule(`fault-${made}`, rule, () => {
        const place = active.indexOf(added);
        if (place !== -1) active.splice(place, 1);
      });
      active.push(added);
      return added.handle;
    },
    list: () => active.map(({ handle, rule }) => ({ id: handle.id, rule, hits: handle.hits })),
    clear() {
      for (const rule of active.slice()) rule.handle.remove();
    },
    take(request) {
      for (const rule of active) {
        const taken = rule.take(request);
        if (taken !== undefined) return taken;
      }
      return undefined;
    },
  };
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly handle: Fault;
  take(request: FaultyRequest): FaultInRequest | undefined;
}

function createActiveRule(id: string, rule: FaultRule, forget: () => void): ActiveRule {
  let skipped = 0;
  let taken = 0;
  let hits = 0;
  let removed = false;
  let released = rule.hold === undefined;
  const gate = createGate();
  const waiting = new Set<{ count: number; resolve: () => void }>();
  const removals = new Set<() => void>();

  function hit(): void {
    hits += 1;
    for (const waiter of waiting) {
      if (hits < waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  function release(): void {
    released = true;
    gate.open();
  }

  async function pause(place: 'before-work' | 'before-answer', delayMs: number | undefined): Promise<void> {
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (rule.hold === place) {
      hit();
      if (!released) await gate.opened;
    } else if (rule.hold === undefined && place === 'before-work') {
      hit();
    }
  }

  const applies = (request: FaultyRequest): boolean =>
    (rule.route === '*' || rule.route === request.route) &&
    (rule.person === undefined || rule.person === request.person) &&
    Object.entries(rule.match ?? {}).every(([field, value]) => String(request.fields[field]) === value);

  return {
    rule,
    handle: {
      id,
      get hits() {
        return hits;
      },
      reached: (count = 1) =>
        hits >= count ? Promise.resolve() : new Promise((resolve) => waiting.add({ count, resolve })),
      release,
      remove() {
        removed = true;
        forget();
        release();
        for (const act of removals) act();
      },
    },
    take(request) {
      if (!applies(request)) return undefined;
      if (skipped < (rule.skip ?? 0)) {
        skipped += 1;
        return undefined;
      }
      if (rule.times !== undefined && taken >= rule.times) return undefined;
      taken += 1;
      return {
        id,
        rule,
        beforeWork: () => pause('before-work', rule.delayWorkMs),
        beforeAnswer: () => pause('before-answer', rule.delayMs),
        onRemove(act) {
          if (removed) act();
          else removals.add(act);
        },
      };
    },
  };
}

function createGate(): { opened: Promise<void>; open: () => void } {
  const gate: { opened: Promise<void>; open: () => void } = { opened: Promise.resolve(), open: () => undefined };
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
  return gate;
}
