import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html, type Html } from '../simulator/html.js';
import { renderPage } from '../simulator/page.js';
import type { Store } from '../simulator/store.js';
import type { Meetings } from './meetings.js';
import { parameters } from './tokenRoutes.js';
import type { ZoomData } from './zoomData.js';
import type { ZoomMeeting, ZoomState } from './zoomSimulator.js';

/** What the page's buttons do. */
type Action =
  | 'start'
  | 'join'
  | 'leave'
  | 'end'
  | 'admit'
  | 'remove'
  | 'grant-recording'
  | 'deny-recording'
  | 'deauthorize';

/** Fields of the page's forms. */
interface Fields {
  meeting: string;
  person: string;
  botId: string;
  waitingRoom: string;
}

/** GET / with its buttons: everything that people do in Zoom, for somebody who would rather not use curl. */
export function addStartPage(
  server: FastifyInstance,
  {
    store,
    meetings,
    deauthorize,
  }: { store: Store<ZoomData>; meetings: Meetings; deauthorize: (person: string) => void },
): void {
  const actions: Record<Action, (fields: Fields) => unknown> = {
    start: ({ person, waitingRoom }) => meetings.create({ host: person, waitingRoom: waitingRoom === 'yes' }),
    join: ({ meeting, person }) => meetings.join(meeting, person),
    leave: ({ meeting, person }) => meetings.leave(meeting, person),
    end: ({ meeting }) => meetings.end(meeting),
    admit: ({ meeting }) => meetings.admit(meeting),
    remove: ({ meeting, botId }) => meetings.removeByHost(meeting, botId),
    'grant-recording': ({ meeting }) => meetings.setRecordingPermission(meeting, 'granted'),
    'deny-recording': ({ meeting }) => meetings.setRecordingPermission(meeting, 'denied'),
    deauthorize: ({ person }) => deauthorize(person),
  };

  server.get('/', (_request, reply) =>
    reply.type('text/html').header('cache-control', 'no-store').send(renderStart(store.data.visible)),
  );

  server.post<{ Params: { action: string } }>('/play/:action', (request, reply) => {
    if (!isFromThisPage(request)) return reply.code(403).send('Use the buttons on this server’s own page.');
    const { action } = request.params;
    if (!Object.hasOwn(actions, action)) return reply.callNotFound();
    const { meeting = '', person = '', botId = '', waitingRoom = '' } = parameters(request);
    actions[action as Action]({ meeting, person, botId, waitingRoom });
    return reply.redirect('/', 303);
  });
}

/** A page of another origin may post a form here too: browsers say so in these headers. */
function isFromThisPage(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || origin === `http://${host}`;
}

function renderStart(state: ZoomState): string {
  const running = state.meetings.filter((meeting) => meeting.status !== 'ended');
  const ended = state.meetings.filter((meeting) => meeting.status === 'ended');
  return renderPage(
    'Simulated Zoom',
    html`
      <h1>Simulated Zoom</h1>
      <p class="soft">People and meetings of your sandbox. Reload the page to see what changed.</p>
      <h2>Meetings</h2>
      ${running.map((meeting) => renderMeeting(meeting, state))}
      <form method="post" action="/play/start" class="card row">
        <label for="host">New meeting, hosted by</label>
        <select name="person" id="host">
          ${state.people.map((person) => html`<option value="${person.id}">${person.displayName}</option>`)}
        </select>
        <label><input type="checkbox" name="waitingRoom" value="yes" />with a waiting room</label>
        <button>Start</button>
      </form>
      ${ended.length > 0 && html`<p class="soft">Ended: ${ended.map(({ topic }) => topic).join(', ')}.</p>`}
      <h2>People</h2>
      <div class="card">
        <ul class="plain">
          ${state.people.map((person) => {
            const grant = state.grants.find((known) => known.person === person.id);
            return html`
              <li>
                <span>
                  ${person.displayName}
                  <span class="soft">${state.accounts.find(({ id }) => id === person.accountId)?.name}</span><br />
                  <span class="soft"
                    >${grant ? `Allowed the app: ${grant.scopes.join(', ')}` : 'Has not allowed the app'}</span
                  >
                </span>
                ${clientLink(person.displayName, { person: person.id })}
                ${grant && button('deauthorize', 'Remove the app', person.displayName, { person: person.id })}
              </li>
            `;
          })}
        </ul>
      </div>
    `,
  );
}

function renderMeeting(meeting: ZoomMeeting, state: ZoomState): Html {
  const nameOf = (id: string) => state.people.find((person) => person.id === id)?.displayName ?? id;
  const outside = state.people.filter((person) => !meeting.participants.includes(person.id));
  return html`
    <section class="card">
      <h3>${meeting.topic}</h3>
      <p class="soft">
        ${grouped(meeting.number)}, hosted by ${nameOf(meeting.host)}.
        ${meeting.status === 'in-progress' ? 'In progress.' : 'Not started: it starts when somebody joins.'}
        ${meeting.waitingRoom && 'With a waiting room.'}
      </p>
      <ul class="plain">
        ${meeting.participants.map(
          (id) =>
            html`<li>
              ${nameOf(id)}
              <span class="row">
                ${clientLink(nameOf(id), { person: id, meeting: meeting.number })}
                ${button('leave', 'Leave', nameOf(id), { meeting: meeting.number, person: id })}
              </span>
            </li>`,
        )}
        ${meeting.bots.map(
          (bot) => html`
            <li>
              <span>
                ${bot.name} <span class="soft">bot</span><br />
                <span class="soft">
                  ${bot.broughtBy ? `Brought by ${bot.broughtBy.displayName}` : 'Brought by nobody'}${
                    bot.inWaitingRoom && ', in the waiting room'
                  }
                </span>
              </span>
              ${button('remove', 'Remove', bot.name, { meeting: meeting.number, botId: bot.botId })}
            </li>
          `,
        )}
      </ul>
      <div class="row">
        ${
          outside.length > 0 &&
          html`
            <form method="post" action="/play/join" class="row">
              <input type="hidden" name="meeting" value="${meeting.number}" />
              <select name="person" aria-label="Who joins ${meeting.topic}">
                ${outside.map((person) => html`<option value="${person.id}">${person.displayName}</option>`)}
              </select>
              <button>Join</button>
            </form>
          `
        }
        ${
          meeting.bots.some((bot) => bot.inWaitingRoom) &&
          button('admit', 'Admit bots', meeting.topic, { meeting: meeting.number }, 'main')
        }
        ${meeting.recordingPermission !== 'granted' && button('grant-recording', 'Allow recording', meeting.topic, { meeting: meeting.number })}
        ${meeting.recordingPermission !== 'denied' && button('deny-recording', 'Refuse recording', meeting.topic, { meeting: meeting.number })}
        ${meeting.status === 'in-progress' && button('end', 'End for all', meeting.topic, { meeting: meeting.number })}
      </div>
      <details>
        <summary>Invitation</summary>
        <pre>
${nameOf(meeting.host)} is inviting you to a scheduled Zoom meeting.

Topic: ${meeting.topic}
Join Zoom Meeting
${meeting.inviteUrl}

Meeting ID: ${grouped(meeting.number)}
Passcode: ${meeting.passcode}</pre>
        <p class="soft">
          The same link in other forms:
          <code>https://zoom.us/wc/join/${meeting.number}?pwd=${meeting.linkPassword}</code>
          <code>https://app.zoom.us/wc/${meeting.number}/start?pwd=${meeting.linkPassword}</code>
        </p>
      </details>
    </section>
  `;
}

function button(
  action: Action,
  label: string,
  /** What it is about, for those who do not see where it stands. */
  about: string,
  fields: Partial<Fields>,
  look: 'main' | '' = '',
): Html {
  return html`
    <form method="post" action="/play/${action}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <button class="${look}" aria-label="${label}: ${about}">${label}</button>
    </form>
  `;
}

/** Opens Zoom as this person sees it, with the app's panel. */
function clientLink(name: string, query: { person: string; meeting?: string }): Html {
  return html`<a href="/client?${new URLSearchParams(query).toString()}" aria-label="Zoom client of ${name}"
    >Zoom client</a
  >`;
}

/** 98765432101 → 987 6543 2101 */
function grouped(number: string): string {
  return number.replace(/^(\d{3})(\d{3,4})(\d{3,4})$/, '$1 $2 $3');
}
