import type { FastifyInstance } from 'fastify';
import type { Connections } from '../people/connections.js';
import type { Sessions } from '../people/sessions.js';
import { standingOf } from '../people/standing.js';
import type { Cookies } from './cookies.js';
import { action, html, sendPage } from './page.js';

/** The pages for a person with a browser. */
export function pageRoutes(
  app: FastifyInstance,
  deps: { sessions: Sessions; connections: Connections; cookies: Cookies; allowedAccounts: ReadonlySet<string> | null },
): void {
  const { sessions, connections, cookies, allowedAccounts } = deps;

  app.get('/', async (_request, reply) => reply.redirect('/launch', 302));

  app.get('/launch', async (request, reply) => {
    const token = cookies.session(request);
    const session = token === undefined ? null : await sessions.read(token);
    if (session === null || token === undefined) {
      return sendPage(reply, 200, {
        sentence: 'Bring a bot into your Zoom meetings',
        body: html`<p>Connect your Zoom account, and bots can join the meetings that you are in, on your behalf.</p>
          ${action('/zoom/oauth', 'Connect Zoom')}`,
      });
    }
    if (session.prolonged) cookies.setSession(reply, token);
    const connection = await connections.find(session.person);
    const standing = standingOf(connection, allowedAccounts);
    switch (standing.kind) {
      case 'ready':
        return sendPage(reply, 200, {
          sentence: 'Your Zoom account is connected',
          body: html`<p>Bots can join the meetings that you are in, on behalf of ${standing.displayName}.</p>`,
        });
      case 'missing_scope':
        return sendPage(reply, 200, {
          sentence: 'A permission is missing',
          body: html`<p>
              Zoom did not grant ${standing.scopes.join(', ')}, so bots cannot join on your behalf. Connect again and
              leave every permission ticked.
            </p>
            ${action('/zoom/oauth', 'Connect again')}`,
        });
      case 'account_not_allowed':
        return sendPage(reply, 403, {
          sentence: 'Your Zoom account is not allowed here',
          body: html`<p>Ask whoever runs this server, or connect with another account.</p>
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
  });
}
