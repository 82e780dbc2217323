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
