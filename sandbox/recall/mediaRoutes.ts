import type { FastifyInstance } from 'fastify';
import type { SimulatedRecordings } from './recordings.js';

interface MediaLink {
  Params: { recordingId: string; file: string };
  Querystring: { expires?: string; signature?: string };
}

/** Where the files of recordings are: whoever has a link needs no key, until it expires. As a store in the cloud would have it. */
export function addMediaRoutes(server: FastifyInstance, recordings: SimulatedRecordings): void {
  server.get<MediaLink>('/media/:recordingId/:file', async (request, reply) => {
    const file = recordings.open({ ...request.params, ...request.query });
    if (file === null)
      return reply.code(403).type('text/plain').send('This link has expired, or there is nothing here.');
    return reply.type(file.type).header('cache-control', 'no-store').send(file.body);
  });
}
