import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { Connections } from '../people/connections.js';
import type { Sessions } from '../people/sessions.js';
import { standingOf } from '../people/standing.js';
import { type AppPage, sendAppPage } from './appPage.js';
import type { Cookies } from './cookies.js';
import { action, html, sendPage } from './page.js';

const DATABASE_RETRY_SECONDS = '5';

/**
 * The pages for a person with a browser. Everything that goes wrong within `app` is answered with a page, too: for the routes
 * that this function adds, and for those that share the scope.
 */
export function pageRoutes(
  app: FastifyInstance,
  deps: {
    appPage: AppPage;
    sessions: Sessions;
    connections: Connections;
    cookies: Cookies;
    /** Zoom account ids; null allows any. */
    allowedAccounts: ReadonlySet<string> | null;
  },
): void {
  const { appPage, sessions, connections, cookies, allowedAccounts } = deps;

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const route = request.routeOptions.url;
    if (isDatabaseUnavailable(error)) {
      request.log.warn({ event: 'http.database_unavailable', route }, 'The database is away');
      return sendDatabaseAway(reply);
    }
    const status = error.statusCode ?? 500;
    if (status === 429) return sendTooMany(reply);
    if (status < 500) return sendNotUnderstood(reply, status);
    request.log.error({ event: 'http.fault', err: error, route }, 'A request failed');
    return sendFault(reply, request.id);
  });

  app.get('/', async (_request, reply) => reply.redirect('/launch', 302));

  app.get('/launch', async (request, reply) => {
    const token = cookies.session(request);
    const session = token === undefined ? null : await sessions.read(token);
    if (session === null || token === undefined) return sendAppPage(reply, appPage);
    if (session.prolonged) cookies.setSession(reply, token);
    // Accounts may be taken off the list after their people connected.
    const standing = standingOf(await connections.find(session.person), allowedAccounts);
    return standing.kind === 'account_not_allowed' ? sendNotAllowed(reply) : sendAppPage(reply, appPage);
  });
}

function sendNotAllowed(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 403, {
    sentence: 'Your Zoom account is not allowed here',
    body: html`<p>
        This server is open to certain Zoom accounts only. Ask whoever runs it, or connect with another account.
      </p>
      ${action('/zoom/oauth', 'Connect another account')}`,
  });
}

function sendDatabaseAway(reply: FastifyReply): FastifyReply {
  return sendPage(reply.header('retry-after', DATABASE_RETRY_SECONDS), 503, {
    sentence: 'Back in a moment',
    body: html`<p>This server cannot reach its database right now. Try again in a few seconds.</p>
      ${action('', 'Try again')}`,
  });
}

function sendTooMany(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 429, {
    sentence: 'One moment, please',
    body: html`<p>Too many pages were opened from your network in the last minute. Try again in a minute.</p>
      ${action('', 'Try again')}`,
  });
}

function sendNotUnderstood(reply: FastifyReply, status: number): FastifyReply {
  return sendPage(reply, status, {
    sentence: 'That did not work',
    body: html`<p>The browser sent something that this page does not understand. Open the page again.</p>
      ${action('', 'Open again')}`,
  });
}

function sendFault(reply: FastifyReply, requestId: string): FastifyReply {
  return sendPage(reply, 500, {
    sentence: 'Something went wrong here',
    body: html`<p>It is this server’s fault, not yours. Try again; if it stays, tell whoever runs this server.</p>
      ${action('', 'Try again')}
      <p class="quiet">For them: request ${requestId}</p>`,
  });
}
