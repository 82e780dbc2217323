import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const CUT_EVERY_MS = 100;

/** The requests that were accepted, and whose answer is not made or not delivered yet. */
export interface RequestsUnderWay {
  answered(): Promise<void>;
}

export function trackRequests(app: FastifyInstance): RequestsUnderWay {
  const waiting: (() => void)[] = [];
  const connected = new Set<FastifyReply['raw']>();
  /** Whoever asked may leave once the work for them has begun: it is finished all the same. Whose body never came is never answered. */
  const atWork = new Set<FastifyReply['raw']>();

  function check(): void {
    if (atWork.size + connected.size === 0) for (const resolve of waiting.splice(0)) resolve();
  }

  app.addHook('onRequest', (request, { raw }, done) => {
    if (isUpgrade(request)) return done();
    connected.add(raw);
    // Comes after the last byte of the answer, or as soon as the other side has left.
    raw.once('close', () => {
      connected.delete(raw);
      check();
    });
    done();
  });
  app.addHook('preHandler', (request, { raw }, done) => {
    if (!isUpgrade(request)) atWork.add(raw);
    done();
  });
  app.addHook('onSend', (_request, { raw }, payload, done) => {
    atWork.delete(raw);
    check();
    done(null, payload);
  });

  return {
    async answered() {
      if (atWork.size + connected.size > 0) await new Promise<void>((resolve) => void waiting.push(resolve));
    },
  };
}

/** A WebSocket has no answer; it is closed by its own rules. */
function isUpgrade({ headers }: FastifyRequest): boolean {
  return headers.upgrade !== undefined && /\bupgrade\b/i.test(headers.connection ?? '');
}

/**
 * Closes the listener, answers what was accepted, then cuts every connection: one that is kept open for a next request, or was
 * opened ahead of one, would hold up the end for a minute. Some still come until the listener is closed, such as those of pages
 * whose sockets were just closed.
 */
export async function closeGently(app: FastifyInstance, requests: RequestsUnderWay): Promise<void> {
  const closed = app.close();
  const ended = new AbortController();
  const isClosed = closed.then(
    () => ended.abort(),
    () => ended.abort(),
  );
  while (!ended.signal.aborted) {
    await requests.answered();
    app.server.closeAllConnections();
    await Promise.race([isClosed, wait(CUT_EVERY_MS)]);
  }
  await closed;
}
