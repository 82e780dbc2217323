import { byId, element, keepChildren } from './element.js';
import { icon, type IconName } from './icons.js';
import type { Role } from './choice.js';
import type { Participant, Situation } from './situation.js';

const ROLE_WORDS: Record<Role, string> = { host: 'Host', coHost: 'Co-host', attendee: '' };

/** The bar at the bottom of a meeting. */
export function createToolbar(actions: {
  leave(): void;
  endForAll(): void;
  showPanel(shown: boolean): void;
}): (situation: Situation) => void {
  const bar = byId('toolbar', HTMLElement);
  const count = byId('people-count', HTMLElement);
  const list = byId('people-list', HTMLElement);
  const leaving = byId('leaving', HTMLDialogElement);
  const people = byId('people', HTMLElement);
  let isHost = false;

  toggle('microphone', { on: 'microphone', off: 'microphoneOff' }, ['Mute', 'Unmute']);
  toggle('camera', { on: 'camera', off: 'cameraOff' }, ['Stop video', 'Start video']);
  const peopleButton = disclosure('people-toggle', 'people', (shown) => (people.hidden = !shown));
  disclosure('apps-toggle', 'apps', (shown) => actions.showPanel(shown));
  people.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    peopleButton.click();
    peopleButton.focus();
  });

  const leave = byId('leave', HTMLButtonElement);
  leave.prepend(icon('leave'));
  leave.addEventListener('click', () => (isHost ? leaving.showModal() : actions.leave()));
  leaving.addEventListener('close', () => {
    if (leaving.returnValue === 'end') actions.endForAll();
    if (leaving.returnValue === 'leave') actions.leave();
    leaving.returnValue = '';
  });

  return ({ place, participants, role }) => {
    bar.hidden = place !== 'meeting';
    if (place !== 'meeting') people.hidden = true;
    peopleButton.setAttribute('aria-expanded', String(!people.hidden));
    isHost = role === 'host';
    count.textContent = String(participants.length);
    keepChildren(list, participants, { key: ({ id }) => id, create: renderParticipant });
  };
}

function renderParticipant(participant: Participant): HTMLElement {
  const notes =
    participant.kind === 'bot'
      ? [
          participant.broughtBy === null ? '' : `Brought by ${participant.broughtBy}`,
          participant.recording && 'recording',
        ]
      : [ROLE_WORDS[participant.role], participant.isMe && 'me'];
  const told = notes.filter(Boolean).join(', ');
  return element('li', {}, participant.name, told !== '' && element('span', {}, ` ${told}`));
}

/** Microphone and camera are only for show. */
function toggle(id: string, icons: { on: IconName; off: IconName }, [turnOff, turnOn]: [string, string]): void {
  const made = byId(id, HTMLButtonElement);
  let on = false;
  const show = () => made.replaceChildren(icon(on ? icons.on : icons.off), element('span', {}, on ? turnOff : turnOn));
  made.addEventListener('click', () => {
    on = !on;
    show();
  });
  show();
}

/** A button that shows and hides something; its `aria-expanded` says which. */
function disclosure(id: string, name: IconName, onToggle: (shown: boolean) => void): HTMLButtonElement {
  const made = byId(id, HTMLButtonElement);
  made.prepend(icon(name));
  made.addEventListener('click', () => {
    const shown = made.getAttribute('aria-expanded') !== 'true';
    made.setAttribute('aria-expanded', String(shown));
    onToggle(shown);
  });
  return made;
}
