import type { Role, UserStatus } from './choice.js';
import type { Place } from './situation.js';

/** "2 hour timeout for config": Zoom's advanced sample, frontend/src/App.js. */
export const CONFIG_LIFETIME_MS = 2 * 60 * 60 * 1000;

/** What this client knows at all. */
export const SUPPORTED_APIS: readonly string[] = [
  'getSupportedJsApis',
  'getRunningContext',
  'getMeetingContext',
  'getMeetingJoinUrl',
  'getMeetingUUID',
  'getMeetingParticipants',
  'getUserContext',
  'getAppContext',
  'authorize',
  'promptAuthorize',
  'openUrl',
  'showNotification',
  'onAuthorized',
  'onMyUserContextChange',
  'onMeeting',
  'onRunningContextChange',
  'onBreakoutRoomChange',
  'onParticipantChange',
];

const MEETING_ONLY = new Set(['getMeetingContext', 'getMeetingJoinUrl', 'getMeetingUUID', 'getMeetingParticipants']);
const HOSTS_ONLY = new Set(['getMeetingContext', 'getMeetingJoinUrl', 'getMeetingParticipants', 'onParticipantChange']);
/** Not for those who have not added the app. */
const NOT_FOR_GUESTS = new Set([
  'getMeetingContext',
  'getMeetingJoinUrl',
  'getMeetingParticipants',
  'onMeeting',
  'onRunningContextChange',
  'onParticipantChange',
]);
/** Whoever is signed in may begin it: it is how the app is added. */
const FOR_SIGNED_IN = new Set(['authorize', 'onAuthorized']);

const NOT_SUPPORTED = '80004';
const ROLE_TOO_LOW = '80012';

/** The panel's last `config`. */
export interface PanelConfig {
  apis: readonly string[];
  /** Milliseconds. */
  at: number;
  /** Where the panel was then. */
  url: string;
}

export interface PermissionFacts {
  /** Null before the first, and once it is forgotten. */
  config: PanelConfig | null;
  now: number;
  panelUrl: string;
  place: Place;
  role: Role;
  user: UserStatus;
}

/** Made on purpose, on the page. */
export interface ClientFaults {
  /** Names; `*` is every one. */
  silent: ReadonlySet<string>;
  /** By name, or `*`: the code of the error. */
  refused: ReadonlyMap<string, string>;
}

export type Decision = { kind: 'answer' } | { kind: 'silent' } | { kind: 'refuse'; code: string; message: string };

/**
 * What becomes of a call, or of an event's subscription. The first line that applies:
 *
 * | fault: silent                                                | nothing                             |
 * | fault: refused                                               | that code                           |
 * | `config`                                                     | answered                            |
 * | no config, or two hours old, or from another address          | 80004 `require_config`              |
 * | not asked for in config, or unknown here                     | 80004 `app_not_support`             |
 * | a call about a meeting, outside one                          | 80004 `require_running_context`     |
 * | for hosts and co-hosts, by anybody else                      | 80012 `require_meeting_role`        |
 * | for those who have the app (`authorize`: are signed in)      | 80004 `require_user_role`           |
 *
 * The codes are a reading of https://appssdk.zoom.us and of the developer forum, not a capture of a real client.
 */
export function decide(api: string, facts: PermissionFacts, faults: ClientFaults): Decision {
  if (faults.silent.has('*') || faults.silent.has(api)) return { kind: 'silent' };
  const code = faults.refused.get(api) ?? faults.refused.get('*');
  if (code !== undefined) return refuse(code, 'refused_by_the_simulation');
  if (api === 'config') return { kind: 'answer' };
  const { config } = facts;
  if (config === null || facts.now - config.at >= CONFIG_LIFETIME_MS || config.url !== facts.panelUrl) {
    return refuse(NOT_SUPPORTED, 'require_config');
  }
  if (!config.apis.includes(api) || !SUPPORTED_APIS.includes(api)) return refuse(NOT_SUPPORTED, 'app_not_support');
  if (MEETING_ONLY.has(api) && facts.place !== 'meeting') return refuse(NOT_SUPPORTED, 'require_running_context');
  if (HOSTS_ONLY.has(api) && facts.role === 'attendee') return refuse(ROLE_TOO_LOW, 'require_meeting_role');
  if (NOT_FOR_GUESTS.has(api) && facts.user !== 'authorized') return refuse(NOT_SUPPORTED, 'require_user_role');
  if (FOR_SIGNED_IN.has(api) && facts.user === 'unauthenticated') return refuse(NOT_SUPPORTED, 'require_user_role');
  return { kind: 'answer' };
}

/** What `config` answers as `unsupportedApis`: those asked for that would be refused now. */
export function unsupportedApis(facts: PermissionFacts & { config: PanelConfig }, faults: ClientFaults): string[] {
  return facts.config.apis.filter((api) => decide(api, facts, { ...faults, silent: new Set() }).kind === 'refuse');
}

function refuse(code: string, reason: string): Decision {
  return { kind: 'refuse', code, message: `No Permission for this API. [code:${code}, reason:${reason}]` };
}
