import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { accentStyle } from './accent.js';
import { type Look, styleSources } from './look.js';
import { html, Html } from './page.js';

/** Where the built index.html is to get what the operator decides. */
const SETTINGS_MARK = '<!-- settings -->';

/** The built React app's one document, which serves `/panel` and `/launch`. */
export interface AppPage {
  readonly document: string;
  /** Its content security policy, as far as all who are sent it have it in common. */
  readonly directives: readonly string[];
}

/** The client was not built, or not all of it. */
export class ClientNotBuiltError extends Error {
  override readonly name = 'ClientNotBuiltError';
  constructor(folder: string, options?: ErrorOptions) {
    super(`There is no built client in ${folder}. Build it: npm run build`, options);
  }
}

/**
 * Reads the built document and fills in what the operator decides.
 *
 * @param baseUrl the public origin
 * @throws {ClientNotBuiltError}
 */
export async function readAppPage(clientFolder: string, look: Look, baseUrl: string): Promise<AppPage> {
  const built = await readFile(join(clientFolder, 'index.html'), 'utf8').catch((cause: unknown) => {
    throw new ClientNotBuiltError(clientFolder, { cause });
  });
  if (!built.includes(SETTINGS_MARK)) throw new ClientNotBuiltError(clientFolder);
  const document = built.replace(SETTINGS_MARK, () => settingsBlock(look));
  // Older WebKit does not take a WebSocket for 'self'.
  const socketOrigin = baseUrl.replace(/^http/, 'ws');
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styleSources(document).join(' ')}`,
    "img-src 'self' data:",
    `connect-src 'self' ${socketOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return { document, directives };
}

function settingsBlock({ appName, accentColor, privacyUrl, supportUrl }: Look): string {
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${accentColor}"><circle cx="9.5" cy="9.5" r="8.5"/><circle cx="19" cy="19" r="4"/></svg>`;
  // In a script element, entities are not read: only a "<" could end it.
  const settings = JSON.stringify({ appName, privacyUrl, supportUrl }).replaceAll('<', String.raw`\u003c`);
  return html`<title>${appName}</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}" />
    <style>
      ${new Html(accentStyle(accentColor))}
    </style>
    <script type="application/json" id="settings">
      ${new Html(settings)}
    </script>`.text;
}

/**
 * Sends the app. Never stored by a cache, so that no copy lacks the headers that Zoom demands, or names assets of another time.
 *
 * @param frameAncestors who may frame it; by default nobody
 */
export function sendAppPage(reply: FastifyReply, page: AppPage, frameAncestors: readonly string[] = []): FastifyReply {
  const ancestors = frameAncestors.length > 0 ? frameAncestors.join(' ') : "'none'";
  reply.header('content-security-policy', [...page.directives, `frame-ancestors ${ancestors}`].join(';'));
  // It cannot name an origin, and older browsers would obey it.
  if (frameAncestors.length > 0) reply.raw.removeHeader('x-frame-options');
  return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page.document);
}

/**
 * `GET /panel`, the Home URL of the Zoom app. It knows nobody: who opened it is proven by Zoom's app context, and no cookie is set.
 *
 * @param frameAncestors who may frame it; Zoom's own clients open it as a document of its own
 */
export function panelRoute(app: FastifyInstance, page: AppPage, frameAncestors: readonly string[]): void {
  // Without a limit: a whole company may open it through one address at the hour, and it costs no more than an asset.
  app.get('/panel', { config: { rateLimit: false } }, async (_request, reply) => {
    // It has the browser begin another process before anything is shown, and nobody opens the panel from a page of theirs.
    reply.raw.removeHeader('cross-origin-opener-policy');
    return sendAppPage(reply, page, frameAncestors);
  });
}

/** `/assets/*`: each name holds the hash of what it names, so that a cache may keep it for ever; what is not there may be tomorrow. */
export async function assetRoutes(app: FastifyInstance, clientFolder: string): Promise<void> {
  await app.register(
    async (assets) => {
      assets.setNotFoundHandler(async (_request, reply) =>
        reply.code(404).type('text/plain; charset=utf-8').send('Not found'),
      );
      assets.addHook('onSend', async (_request, reply) => {
        if (reply.statusCode >= 400) reply.header('cache-control', 'no-store');
      });
      await assets.register(fastifyStatic, {
        root: join(clientFolder, 'assets'),
        prefix: '/',
        index: false,
        immutable: true,
        maxAge: '365d',
        preCompressed: true,
        decorateReply: false,
      });
    },
    { prefix: '/assets' },
  );
}
