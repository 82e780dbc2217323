import type { ZoomState } from '../zoomSimulator.js';
import type { Choice, Role, UserStatus } from './choice.js';
import { button, byId, element, keepChildren } from './element.js';
import { icon } from './icons.js';
import { type Decision, SUPPORTED_APIS } from './permissions.js';
import type { Situation } from './situation.js';

const CALLS_SHOWN = 40;

/** How the person answers when the panel asks for consent. */
export type ConsentMode = 'ask' | 'decline' | 'silent';

/** Faults that are in force; the drawer changes them. */
export interface DrawerFaults {
  silent: Set<string>;
  refused: Map<string, string>;
  consent: ConsentMode;
}

export interface DrawerActions {
  choose(change: Partial<Choice>): void;
  setPresence(person: string, isIn: boolean): void;
  endMeeting(): void;
  admitAll(): void;
  setRecordingPermission(permission: string): void;
  forgetConfig(): void;
}

/** The drawer in which the simulation is played: everything that real life would do to the panel. */
export function createSimulationDrawer(
  faults: DrawerFaults,
  actions: DrawerActions,
): {
  show: (situation: Situation, state: ZoomState) => void;
  noteCall: (apiName: string, decision: Decision) => void;
} {
  const drawer = byId('simulation', HTMLElement);
  const opener = byId('simulation-toggle', HTMLButtonElement);
  opener.prepend(icon('sliders'));
  const setOpen = (open: boolean) => {
    drawer.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
  };
  opener.addEventListener('click', () => setOpen(drawer.hidden === true));
  drawer.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    setOpen(false);
    opener.focus();
  });

  const role = onChange(byId('role', HTMLSelectElement), (value) => actions.choose({ role: value as Role }));
  const user = onChange(byId('user', HTMLSelectElement), (value) => actions.choose({ user: value as UserStatus }));
  const where = onChange(byId('where', HTMLSelectElement), (value) =>
    actions.choose({ window: value === 'main' ? 'main' : 'meeting', breakoutRoom: value === 'breakout' }),
  );
  const permission = onChange(byId('recording-permission', HTMLSelectElement), (value) =>
    actions.setRecordingPermission(value),
  );
  onChange(byId('consent-mode', HTMLSelectElement), (value) => (faults.consent = value as ConsentMode));
  byId('end-meeting', HTMLButtonElement).addEventListener('click', () => actions.endMeeting());
  byId('admit-all', HTMLButtonElement).addEventListener('click', () => actions.admitAll());
  byId('forget-config', HTMLButtonElement).addEventListener('click', () => actions.forgetConfig());
  const people = byId('presence', HTMLElement);
  const calls = byId('calls', HTMLElement);
  addFaultControls(faults);

  return {
    show(situation, state) {
      const { meeting, place, breakoutRoomUuid } = situation;
      role.value = situation.role;
      user.value = situation.user;
      where.value = place === 'main' ? 'main' : breakoutRoomUuid === null ? 'meeting' : 'breakout';
      byId('in-meeting', HTMLFieldSetElement).disabled = place !== 'meeting';
      permission.value = meeting?.recordingPermission ?? 'granted';
      const present = state.people.map(({ id, displayName }) => ({
        id,
        displayName,
        isIn: meeting?.participants.includes(id) ?? false,
      }));
      keepChildren(people, place === 'meeting' ? present : [], {
        key: ({ id }) => id,
        create: ({ id, displayName, isIn }) => {
          const box = element('input', { type: 'checkbox', checked: isIn });
          box.addEventListener('change', () => actions.setPresence(id, box.checked));
          return element('label', {}, box, displayName);
        },
      });
    },
    noteCall(apiName, decision) {
      calls.prepend(
        element(
          'li',
          { 'data-outcome': decision.kind },
          element('code', {}, apiName),
          decision.kind === 'refuse' && ` refused, ${decision.code}`,
          decision.kind === 'silent' && ' not answered',
        ),
      );
      calls.children[CALLS_SHOWN]?.remove();
    },
  };
}

function addFaultControls(faults: DrawerFaults): void {
  const api = byId('fault-api', HTMLSelectElement);
  const code = byId('fault-code', HTMLInputElement);
  const list = byId('faults', HTMLElement);
  api.append(
    element('option', { value: '*' }, 'every call'),
    ...['config', ...SUPPORTED_APIS].map((name) => element('option', {}, name)),
  );
  const show = () => {
    const inForce = [
      ...[...faults.silent].map((name) => ({ name, how: 'not answered', end: () => faults.silent.delete(name) })),
      ...[...faults.refused].map(([name, given]) => ({
        name,
        how: `refused with ${given}`,
        end: () => faults.refused.delete(name),
      })),
    ];
    keepChildren(list, inForce, {
      key: ({ name, how }) => `${name} ${how}`,
      create: ({ name, how, end }) => {
        const what = name === '*' ? 'Every call' : name;
        const over = () => {
          end();
          show();
        };
        return element('li', {}, `${what}: ${how} `, button('End', over, { 'aria-label': `End: ${what} ${how}` }));
      },
    });
  };
  byId('fault-silence', HTMLButtonElement).addEventListener('click', () => {
    faults.silent.add(api.value);
    show();
  });
  byId('fault-refuse', HTMLButtonElement).addEventListener('click', () => {
    faults.refused.set(api.value, code.value.trim() || '80004');
    show();
  });
}

function onChange(select: HTMLSelectElement, act: (value: string) => void): HTMLSelectElement {
  select.addEventListener('change', () => act(select.value));
  return select;
}
