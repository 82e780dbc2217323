import { type ExecutionArgs, type ExecutionResult, type GraphQLError, subscribe } from 'graphql';
import { callerError } from './errors.js';

type Stream = AsyncIterableIterator<ExecutionResult> & { return(): Promise<IteratorResult<ExecutionResult>> };

/** The subscriptions of one socket: not too many, and none outlives it. */
export interface OpenStreams {
  /** @returns the stream; where it could not begin, one that fails with the reason */
  begin(args: ExecutionArgs): Promise<Stream>;
  /** Ends them all, and those that are still beginning as soon as they have begun. */
  endAll(): void;
}

export function createOpenStreams(limit: number): OpenStreams {
  const open = new Set<Stream>();
  let beginning = 0;
  let isOver = false;

  async function begin(args: ExecutionArgs): Promise<Stream> {
    if (open.size + beginning >= limit)
      return failing(callerError('RATE_LIMITED', `One socket carries at most ${limit} subscriptions.`));
    beginning += 1;
    try {
      const result = await subscribe(args);
      if (!(Symbol.asyncIterator in result)) return failing(result.errors?.[0]);
      const stream = track(result);
      if (isOver) await stream.return();
      return stream;
    } finally {
      beginning -= 1;
    }
  }

  function track(source: AsyncGenerator<ExecutionResult, void, void>): Stream {
    const stream: Stream = {
      async next() {
        try {
          const result = await source.next();
          if (result.done === true) open.delete(stream);
          return result;
        } catch (error) {
          open.delete(stream);
          throw error;
        }
      },
      async return() {
        open.delete(stream);
        return source.return();
      },
      [Symbol.asyncIterator]: () => stream,
    };
    open.add(stream);
    return stream;
  }

  return {
    begin,
    endAll() {
      isOver = true;
      for (const stream of open) void stream.return();
    },
  };
}

/** So that the client is sent an `error`, which ends a subscription, and not a result without data. */
function failing(error: GraphQLError | undefined): Stream {
  const stream: Stream = {
    next: async () => {
      throw error ?? new Error('A subscription gave neither a stream nor an error');
    },
    return: async () => ({ done: true, value: undefined }),
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
