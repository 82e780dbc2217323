/** One request that came in. Holds no body, no header and no query: those carry secrets. */
export interface Call {
  /** The vendor's time, in milliseconds. */
  readonly at: number;
  /** Method and route, parameters unfilled: `POST /oauth/token`, `GET /api/v1/bot/:id`. */
  readonly route: string;
  /** Zoom user id that the credentials in the request belong to, where they do. */
  readonly person?: string;
  /** What the request was about: a grant type, a token type, a bot's id, the idempotency key of a Create Bot. */
  readonly about?: string;
  /** The status that was sent, or why none was. */
  readonly outcome: number | 'hang' | 'reset' | 'answer-lost' | 'caller-gone';
  /** Id of the fault that took part. */
  readonly fault?: string;
}

/** Each given field must be equal. */
export type CallFilter = Partial<Pick<Call, 'route' | 'person' | 'about' | 'outcome'>>;

export interface CallLog {
  /** Oldest first; the last 20,000. */
  list(filter?: CallFilter): Call[];
  count(filter?: CallFilter): number;
  /** Forgets them all, so that a test counts from here. */
  clear(): void;
}

const CALLS_KEPT = 20_000;

/** A call that is still to be given its outcome. */
export type OpenCall = { -readonly [Field in keyof Call]: Call[Field] };

export function createCallLog(): CallLog & { note(call: OpenCall): void } {
  let calls: OpenCall[] = [];
  const list = (filter: CallFilter = {}): Call[] => {
    const wanted = Object.entries(filter) as [keyof CallFilter, unknown][];
    return calls.filter((call) => wanted.every(([field, value]) => call[field] === value));
  };
  return {
    list,
    count: (filter) => list(filter).length,
    clear() {
      calls = [];
    },
    note(call) {
      calls.push(call);
      if (calls.length > CALLS_KEPT * 1.1) calls = calls.slice(-CALLS_KEPT);
    },
  };
}
