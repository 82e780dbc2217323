import type { ZoomMeeting, ZoomState } from '../zoomSimulator.js';
import { NEXT_USER_STATUS } from './answers.js';
import { createBridge } from './bridge.js';
import { type Choice, readChoice, writeChoice } from './choice.js';
import { createConsentDialog } from './consentDialog.js';
import { byId, element } from './element.js';
import { eventsBetween, seconds } from './events.js';
import { icon } from './icons.js';
import { createNotices } from './notices.js';
import { createPanelFrame } from './panelFrame.js';
import { createSimulationDrawer, type DrawerFaults } from './simulationDrawer.js';
import { control, followState } from './simulatorApi.js';
import { type Situation, situationOf, usualMeeting } from './situation.js';
import { createStage } from './stage.js';
import { createToolbar } from './toolbar.js';

/** What the server puts into the page. */
export interface ClientSettings {
  homeUrl: string;
  scopes: { scope: string; meaning: string }[];
}

const settings = JSON.parse(byId('settings', HTMLScriptElement).textContent) as ClientSettings;
const scopeNames = settings.scopes.map(({ scope }) => scope);
const faults: DrawerFaults = { silent: new Set(), refused: new Map(), consent: 'ask' };

let choice: Choice = readChoice(window.location.search);
let state: ZoomState | null = null;
let current: Situation | null = null;
let isPanelShown = true;

byId('shield', HTMLElement).append(icon('shield'));
byId('panel-icon', HTMLElement).append(icon('bot'));
byId('panel-reload', HTMLButtonElement).append(icon('reload'));
byId('home-start', HTMLButtonElement).prepend(icon('video'));

const notices = createNotices();
const consent = createConsentDialog(settings.scopes);
const panel = createPanelFrame({ width: choice.panelWidth, onWidth: (panelWidth) => keep({ panelWidth }) });
const bridge = createBridge({
  frame: panel.frame,
  panelOrigin: new URL(settings.homeUrl).origin,
  panelUrl: () => settings.homeUrl,
  situation: present,
  faults,
  effects: {
    appContext,
    isConsentOpen: () => consent.isOpen(),
    authorize: (request) => act(() => authorize(request)),
    promptAuthorize: () => choose({ user: NEXT_USER_STATUS[present().user] }),
    openUrl: (url) => notices.offerPage(url),
    showNotification: ({ type, title, message }) => notices.say({ title, text: message, kind: type }),
  },
  onCall: (apiName, decision) => drawer.noteCall(apiName, decision),
});
const showStage = createStage({
  join: (meeting) => {
    choose({ meeting, window: 'meeting', breakoutRoom: false, role: null });
    inMeeting('joinMeeting', meeting, { person: present().person.id });
  },
  startMeeting: () => act(startMeeting),
  closeEnded: () => choose({ meeting: null, breakoutRoom: false, role: null }),
  admit: (meeting, botId) => inMeeting('admitBots', meeting, { botId }),
  allowRecording: (meeting, allowed) =>
    inMeeting('setRecordingPermission', meeting, { permission: allowed ? 'granted' : 'denied' }),
});
const showToolbar = createToolbar({
  leave: () => inMeeting('leaveMeeting', meetingNumber(), { person: present().person.id }),
  endForAll: () => inMeeting('endMeeting', meetingNumber()),
  showPanel(shown) {
    isPanelShown = shown;
    refresh();
  },
});
const drawer = createSimulationDrawer(faults, {
  choose,
  setPresence: (person, isIn) => inMeeting(isIn ? 'joinMeeting' : 'leaveMeeting', meetingNumber(), { person }),
  endMeeting: () => inMeeting('endMeeting', meetingNumber()),
  admitAll: () => inMeeting('admitBots', meetingNumber()),
  setRecordingPermission: (permission) => inMeeting('setRecordingPermission', meetingNumber(), { permission }),
  forgetConfig: () => bridge.forgetConfig(),
});

byId('panel-reload', HTMLButtonElement).addEventListener('click', openPanel);
byId('person', HTMLSelectElement).addEventListener('change', ({ target }) => {
  // Another person has another client: all of this page begins anew.
  const person = (target as HTMLSelectElement).value;
  const { meeting, panelWidth } = choice;
  const theirs = state?.meetings.find(
    ({ number, participants }) => number === meeting && participants.includes(person),
  );
  window.location.search = writeChoice({
    ...readChoice(''),
    person,
    meeting: theirs?.number ?? null,
    panelWidth,
  });
});

void followState((news) => {
  document.body.classList.toggle('simulator-away', news === null);
  if (news === null) return;
  const isFirst = state === null;
  state = news;
  if (isFirst) settleIn(news);
  refresh();
  if (isFirst && current !== null) openPanel();
});

/** Fills in what the address leaves open. */
function settleIn(known: ZoomState): void {
  const person = known.people.find(({ id }) => id === choice.person) ?? known.people[0];
  if (person === undefined) return;
  const chosen = known.meetings.find(({ number, status }) => number === choice.meeting && status !== 'ended');
  keep({ person: person.id, meeting: chosen?.number ?? usualMeeting(known, person.id) });
  byId('person', HTMLSelectElement).replaceChildren(
    ...known.people.map(({ id, displayName }) =>
      element('option', { value: id, selected: id === person.id }, displayName),
    ),
  );
}

function keep(change: Partial<Choice>): void {
  choice = { ...choice, ...change };
  window.history.replaceState(null, '', writeChoice(choice));
}

function choose(change: Partial<Choice>): void {
  keep(change);
  refresh();
}

/** Shows the present situation, and tells the panel what has changed. */
function refresh(): void {
  if (state === null) return;
  const next = situationOf(state, choice, scopeNames);
  if (next === null) return;
  const before = current;
  current = next;
  showStage(next, state);
  showToolbar(next);
  drawer.show(next, state);
  panel.setHidden(next.place === 'meeting' && !isPanelShown);
  if (before !== null) bridge.emit(eventsBetween(before, next, Date.now()));
}

function openPanel(): void {
  bridge.forgetConfig();
  consent.withdraw();
  panel.open(settings.homeUrl);
}

function present(): Situation {
  if (current === null) throw new Error('Nobody is there yet.');
  return current;
}

function meetingNumber(): string {
  return present().meeting?.number ?? '';
}

async function appContext(): Promise<string> {
  const { person, place, meeting, role, user, breakoutRoomUuid } = present();
  const isIn = place === 'meeting' && meeting !== null;
  const { context } = await control<{ context: string }>('appContext', {
    // Of somebody without the app Zoom does not say who they are.
    person: user === 'authorized' ? person.id : null,
    ...(isIn && { meeting: meeting.number }),
    claims: {
      ...(isIn && { attendrole: { host: 'host', coHost: 'co-host', attendee: 'participant' }[role] }),
      ...(breakoutRoomUuid !== null && { bmid: breakoutRoomUuid }),
    },
  });
  return context;
}

/** No dialog where everything was allowed before: https://developers.zoom.us/docs/zoom-apps/authentication/ */
async function authorize({ codeChallenge, state: given }: { codeChallenge: string; state: string | null }) {
  if (faults.consent === 'silent') return;
  const { person, hasGrant } = present();
  const allowed =
    faults.consent === 'decline'
      ? null
      : hasGrant
        ? scopeNames
        : await consent.ask({ name: person.displayName, email: person.email });
  const redirectUri = settings.homeUrl;
  const code =
    allowed === null
      ? ''
      : (
          await control<{ code: string }>('issueCode', {
            person: person.id,
            redirectUri,
            codeChallenge,
            scopes: allowed,
          })
        ).code;
  if (allowed !== null) choose({ user: 'authorized' });
  const data = { timestamp: seconds(Date.now()), result: allowed !== null, code, redirectUri };
  bridge.emit([{ name: 'onAuthorized', data: given === null ? data : { ...data, state: given } }]);
}

async function startMeeting(): Promise<void> {
  const meeting = await control<ZoomMeeting>('addMeeting', { host: present().person.id });
  choose({ meeting: meeting.number, window: 'meeting', breakoutRoom: false, role: null });
}

function inMeeting(name: string, meeting: string, input: object = {}): void {
  act(() => control(name, { meeting, ...input }));
}

/** Runs it; what goes wrong is said on the page. */
function act(work: () => Promise<unknown>): void {
  work().catch((error: unknown) => {
    notices.say({ title: '', text: error instanceof Error ? error.message : String(error), kind: 'error' });
  });
}
