import type { FastifyInstance } from 'fastify';
import { html } from '../simulator/html.js';
import { renderPage } from '../simulator/page.js';
import type { RecallBot, RecallState } from './recallSimulator.js';

/** A bot as the operator finds it in Recall's dashboard: at the same address, without signing in. */
export function addExplorerRoute(server: FastifyInstance, state: RecallState): void {
  server.get<{ Params: { id: string } }>('/dashboard/explorer/bot/:id', async (request, reply) => {
    const bot = state.bots.find(({ id }) => id === request.params.id);
    void reply.type('text/html').header('cache-control', 'no-store');
    return bot === undefined ? reply.code(404).send(renderPage('No such bot', html`<h1>No such bot</h1>`)) : page(bot);
  });
}

function page(bot: RecallBot): string {
  return renderPage(
    `Bot ${bot.id}`,
    html`<h1>${bot.botName}</h1>
      <p class="soft">
        Bot <code>${bot.id}</code>, in meeting <code>${bot.meetingNumber}</code>. This Recall is simulated.
      </p>
      <h2>Status changes</h2>
      <ul class="plain">
        ${bot.statusChanges.map(
          ({ code, sub_code, created_at }) =>
            html`<li>
              <span>${code}${sub_code !== null && html` <code>${sub_code}</code>`}</span>
              <span class="soft">${created_at}</span>
            </li>`,
        )}
      </ul>
      <h2>Token fetches</h2>
      <ul class="plain">
        ${bot.tokenFetches.map(
          ({ at, status, outcome }) =>
            html`<li>
              <span>${outcome}${status !== null && html`, HTTP ${status}`}</span>
              <span class="soft">${new Date(at).toISOString()}</span>
            </li>`,
        )}
      </ul>
      <h2>Attempts to join</h2>
      <ul class="plain">
        ${bot.joinAttempts.map(
          ({ at, result }) =>
            html`<li><span>${result}</span> <span class="soft">${new Date(at).toISOString()}</span></li>`,
        )}
      </ul>`,
  );
}
