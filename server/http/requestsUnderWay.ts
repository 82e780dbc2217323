import type { FastifyInstance } from 'fastify';

/** The requests that were accepted and are not answered yet. */
export interface RequestsUnderWay {
  answered(): Promise<void>;
}

export function trackRequests(app: FastifyInstance): RequestsUnderWay {
  const waiting: (() => void)[] = [];
  let count = 0;
  app.addHook('onRequest', async () => void (count += 1));
  app.addHook('onResponse', async () => {
    count -= 1;
    if (count === 0) for (const resolve of waiting.splice(0)) resolve();
  });
  return {
    async answered() {
      if (count > 0) await new Promise<void>((resolve) => void waiting.push(resolve));
    },
  };
}

/**
 * Closes the listener, answers what was accepted, then cuts every connection: one that is kept open for a next request, or was
 * opened ahead of one, would hold up the end for a minute.
 */
export async function closeGently(app: FastifyInstance, requests: RequestsUnderWay): Promise<void> {
  const closed = app.close();
  await requests.answered();
  app.server.closeAllConnections();
  await closed;
}
