import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { isDatabaseUnavailable } from '../database/unavailable.js';
import type { Connections } from '../people/connections.js';
import type { Sessions } from '../people/sessions.js';
import { type Standing, standingOf } from '../people/standing.js';
import type { Cookies } from './cookies.js';
import { action, html, sendPage } from './page.js';

const DATABASE_RETRY_SECONDS = '5';

/** In the words of a person; a scope that is not here is named as it is. */
const SCOPE_MEANINGS: Record<string, string> = {
  'user:read:token': 'Bring bots into meetings on your behalf',
  'user:read:user': 'See who you are',
  'zoomapp:inmeeting': 'Run inside your meetings',
};

/**
 * The pages for a person with a browser. Everything that goes wrong within `app` is answered with a page, too: for the routes
 * that this function adds, and for those that share the scope.
 */
export function pageRoutes(
  app: FastifyInstance,
  deps: { sessions: Sessions; connections: Connections; cookies: Cookies; allowedAccounts: ReadonlySet<string> | null },
): void {
  const { sessions, connections, cookies, allowedAccounts } = deps;

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
    if (session === null || token === undefined) return sendSignedOut(reply);
    if (session.prolonged) cookies.setSession(reply, token);
    return sendStanding(reply, standingOf(await connections.find(session.person), allowedAccounts));
  });
}

function sendSignedOut(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 200, {
    sentence: 'Bring a bot into your Zoom meetings',
    body: html`<p>Connect your Zoom account, and bots can join the meetings that you are in, on your behalf.</p>
      ${action('/zoom/oauth', 'Connect Zoom')}`,
  });
}

function sendStanding(reply: FastifyReply, standing: Standing): FastifyReply {
  switch (standing.kind) {
    case 'ready':
      return sendPage(reply, 200, {
        sentence: 'Your Zoom account is connected',
        body: html`<p>Bots can join the meetings that you are in, on behalf of ${standing.displayName}.</p>
          <p class="quiet">Not you? <a href="/zoom/oauth">Connect another account</a></p>`,
      });
    case 'missing_scope':
      return sendPage(reply, 200, {
        sentence: standing.scopes.length === 1 ? 'One permission is missing' : 'Some permissions are missing',
        body: html`<p>Zoom connected your account, but did not allow:</p>
          <ul>
            ${standing.scopes.map(scopeItem)}
          </ul>
          <p>Without this, bots cannot join on your behalf. Connect again and leave every permission ticked.</p>
          ${action('/zoom/oauth', 'Connect again')}
          <p class="quiet">
            Zoom does not offer it? Then whoever runs this server has to add it to the Zoom app, or your Zoom
            administrator has to allow it.
          </p>`,
      });
    case 'account_not_allowed':
      return sendPage(reply, 403, {
        sentence: 'Your Zoom account is not allowed here',
        body: html`<p>
            This server is open to certain Zoom accounts only. Ask whoever runs it, or connect with another account.
          </p>
          ${action('/zoom/oauth', 'Connect another account')}`,
      });
    case 'not_connected':
    case 'reconnect_required':
      return sendPage(reply, 200, {
        sentence: 'Connect Zoom again',
        body: html`<p>Zoom has ended the authorization, so bots cannot join on your behalf.</p>
          ${action('/zoom/oauth', 'Connect Zoom')}`,
      });
    default:
      return standing satisfies never;
  }
}

function scopeItem(scope: string) {
  const meaning = SCOPE_MEANINGS[scope];
  return meaning === undefined
    ? html`<li><code>${scope}</code></li>`
    : html`<li>${meaning} <code class="quiet">${scope}</code></li>`;
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
