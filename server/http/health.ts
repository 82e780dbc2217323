import type { FastifyInstance } from 'fastify';

/** `/healthz`: alive. `/readyz`: able to serve, which a load balancer asks: the database is there, and the server is not draining. */
export function healthRoutes(
  app: FastifyInstance,
  deps: { isDatabaseReady(): Promise<boolean>; isDraining(): boolean },
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (deps.isDraining()) return reply.code(503).send({ status: 'draining' });
    const isReady = await deps.isDatabaseReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'database_unavailable' });
  });
}
