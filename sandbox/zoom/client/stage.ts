import type { ZoomState } from '../zoomSimulator.js';
import { button, byId, element, keepChildren } from './element.js';
import { icon } from './icons.js';
import type { Participant, Situation } from './situation.js';

const AVATAR_COLOURS = 6;

/** What can be done on the stage. */
export interface StageActions {
  join(meeting: string): void;
  startMeeting(): void;
  closeEnded(): void;
  admit(meeting: string, botId: string): void;
  allowRecording(meeting: string, allowed: boolean): void;
}

interface Request {
  key: string;
  text: string;
  meeting: string;
  kind: 'admit' | 'record';
  botId: string;
}

/** The large part of the window: the meeting's tiles, or Zoom's own window outside a meeting. */
export function createStage(actions: StageActions): (situation: Situation, state: ZoomState) => void {
  const stage = byId('stage', HTMLElement);
  const tiles = byId('tiles', HTMLElement);
  const home = byId('home', HTMLElement);
  const ended = byId('ended', HTMLElement);
  const requests = byId('requests', HTMLElement);
  const topic = byId('topic', HTMLElement);
  const recording = byId('recording', HTMLElement);
  byId('home-start', HTMLButtonElement).addEventListener('click', () => actions.startMeeting());
  byId('ended-close', HTMLButtonElement).addEventListener('click', () => actions.closeEnded());

  return (situation, state) => {
    const { place, meeting, participants, breakoutRoomUuid } = situation;
    const room = breakoutRoomUuid === null ? '' : ' · Breakout room 1';
    topic.textContent = place === 'main' ? 'Zoom' : `${meeting?.topic}${room}`;
    document.title = `${topic.textContent} – ${situation.person.displayName}, simulated Zoom`;
    stage.dataset['place'] = place;
    tiles.hidden = place !== 'meeting';
    home.hidden = place !== 'main';
    ended.hidden = place !== 'ended';
    recording.hidden = !participants.some((one) => one.kind === 'bot' && one.recording);
    arrange(tiles, participants.length);
    keepChildren(tiles, participants, { key: ({ id }) => id, create: renderTile });
    keepChildren(requests, requestsIn(situation), {
      key: ({ key }) => key,
      create: (request) => renderRequest(request, actions),
    });
    if (place === 'main') renderHome(situation, state, actions);
  };
}

/** As many columns as make the tiles largest; the sizes are the style sheet's. */
function arrange(tiles: HTMLElement, count: number): void {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  tiles.style.setProperty('--columns', String(columns));
  tiles.style.setProperty('--rows', String(Math.max(1, Math.ceil(count / columns))));
}

function renderTile(participant: Participant): HTMLElement {
  const { id, name } = participant;
  if (participant.kind === 'bot') {
    const { broughtBy } = participant;
    return element(
      'li',
      { class: 'tile', 'data-kind': 'bot' },
      element('span', { class: 'avatar' }, icon('bot')),
      participant.recording && element('span', { class: 'recording' }, 'Recording'),
      element(
        'p',
        { class: 'label' },
        element('span', { class: 'name' }, name),
        element('span', { class: 'brought-by' }, broughtBy === null ? 'Brought by nobody' : `Brought by ${broughtBy}`),
      ),
    );
  }
  return element(
    'li',
    { class: 'tile', 'data-kind': 'person', 'data-colour': String(colourOf(id)) },
    element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name)),
    element('p', { class: 'label' }, element('span', { class: 'name' }, participant.isMe ? `${name} (me)` : name)),
  );
}

/** What hosts and co-hosts are asked. */
function requestsIn({ place, meeting, role }: Situation): Request[] {
  if (place !== 'meeting' || meeting === null || role === 'attendee') return [];
  const { number } = meeting;
  const asked: Request[] = [];
  for (const { botId, name, inWaitingRoom } of meeting.bots) {
    if (inWaitingRoom) {
      asked.push({
        key: `admit-${botId}`,
        text: `${name} is in the waiting room.`,
        meeting: number,
        kind: 'admit',
        botId,
      });
    } else if (meeting.recordingPermission === 'pending') {
      asked.push({ key: `record-${botId}`, text: `${name} asks to record.`, meeting: number, kind: 'record', botId });
    }
  }
  return asked;
}

function renderRequest({ text, meeting, kind, botId }: Request, actions: StageActions): HTMLElement {
  const notice = element('div', { class: 'notice' }, element('p', {}, text));
  if (kind === 'admit') {
    notice.append(button('Admit', () => actions.admit(meeting, botId), { class: 'main' }));
  } else {
    notice.append(
      button('Allow', () => actions.allowRecording(meeting, true), { class: 'main' }),
      button('Refuse', () => actions.allowRecording(meeting, false)),
    );
  }
  return notice;
}

function renderHome({ person }: Situation, state: ZoomState, actions: StageActions): void {
  byId('home-greeting', HTMLElement).textContent = person.displayName;
  const open = state.meetings
    .filter(({ status }) => status !== 'ended')
    .map(({ number, topic, host, status, participants }) => ({
      number,
      topic,
      host: state.people.find(({ id }) => id === host)?.displayName ?? host,
      isRunning: status === 'in-progress',
      verb: participants.includes(person.id) ? 'Return' : status === 'in-progress' ? 'Join' : 'Start',
    }));
  keepChildren(byId('home-meetings', HTMLElement), open, {
    key: ({ number }) => number,
    create: ({ number, topic, host, isRunning, verb }) =>
      element(
        'li',
        {},
        element(
          'p',
          {},
          element('strong', {}, topic),
          element('span', {}, `${host}${isRunning ? '' : ', not started'}`),
        ),
        button(verb, () => actions.join(number), { 'aria-label': `${verb} ${topic}` }),
      ),
  });
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.charAt(0) ?? '').join('');
}

function colourOf(id: string): number {
  return Array.from(id, (sign) => sign.charCodeAt(0)).reduce((sum, code) => sum + code, 0) % AVATAR_COLOURS;
}
