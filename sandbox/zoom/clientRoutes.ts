import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_SCOPES } from './authorizeRoutes.js';
import { renderClient } from './clientPage.js';
import { SCOPE_MEANINGS } from './consentPage.js';
import type { ZoomApp } from './zoomSimulator.js';

/** All of it runs in the browser. */
const FOLDER = join(import.meta.dirname, 'client');

/** GET /client: a Zoom client around the app's panel, for one person; its modules are compiled when they are asked for. */
export function addClientRoutes(server: FastifyInstance, { app, url }: { app: ZoomApp; url: () => string }): void {
  const scopes = (app.scopes ?? DEFAULT_SCOPES).map((scope) => ({ scope, meaning: SCOPE_MEANINGS[scope] ?? scope }));

  server.get('/client', (request, reply) => {
    const { homeUrl } = app;
    if (homeUrl === undefined) return reply.code(404).send('There is no panel to show: the app has no Home URL.');
    // The app lets its panel be framed by this one origin.
    if (request.headers.host !== new URL(url()).host) return reply.redirect(`${url()}${request.url}`);
    return reply
      .type('text/html')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policy(new URL(homeUrl).origin))
      .send(renderClient({ homeUrl, scopes }));
  });

  server.get('/client/style.css', async (_request, reply) =>
    reply
      .type('text/css')
      .header('cache-control', 'no-cache')
      .send(await readFile(join(FOLDER, 'style.css'), 'utf8')),
  );

  server.get<{ Params: { name: string } }>('/client/:name.js', async (request, reply) => {
    const code = await compile(request.params.name);
    if (code === null) return reply.callNotFound();
    return reply.type('text/javascript').header('cache-control', 'no-cache').send(code);
  });
}

/** Null when there is no such module. */
async function compile(name: string): Promise<string | null> {
  if (!/^[A-Za-z]+$/.test(name)) return null;
  const file = join(FOLDER, `${name}.ts`);
  const source = await readFile(file, 'utf8').catch(() => null);
  if (source === null) return null;
  // Only now: it takes longer to load than the simulator takes to start.
  const { transformWithOxc } = await import('vite');
  return (await transformWithOxc(source, file, { sourcemap: false })).code;
}

function policy(panelOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `frame-src ${panelOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
