import { describe, expect, test } from 'vitest';
import {
  type ClientFaults,
  CONFIG_LIFETIME_MS,
  decide,
  type PermissionFacts,
  SUPPORTED_APIS,
  unsupportedApis,
} from '../../sandbox/zoom/client/permissions.js';

const URL = 'http://localhost:9567/panel';
const NOW = 1_767_225_600_000;
const CONFIG = { apis: [...SUPPORTED_APIS, 'sendAppInvitation'], at: NOW, url: URL };
const HOST: PermissionFacts = {
  config: CONFIG,
  now: NOW,
  panelUrl: URL,
  place: 'meeting',
  role: 'host',
  user: 'authorized',
};
const NO_FAULTS: ClientFaults = { silent: new Set(), refused: new Map() };

function outcome(api: string, facts: Partial<PermissionFacts>, faults = NO_FAULTS): string {
  const decision = decide(api, { ...HOST, ...facts }, faults);
  return decision.kind === 'refuse' ? `${decision.code} ${/reason:(\w+)/.exec(decision.message)?.[1]}` : decision.kind;
}

describe('what becomes of a call', () => {
  const cases: [what: string, api: string, facts: Partial<PermissionFacts>, outcome: string][] = [
    ['the first config', 'config', { config: null }, 'answer'],
    ['a call before config', 'getRunningContext', { config: null }, '80004 require_config'],
    ['a call just within two hours', 'getUserContext', { now: NOW + CONFIG_LIFETIME_MS - 1 }, 'answer'],
    ['a call after two hours', 'getUserContext', { now: NOW + CONFIG_LIFETIME_MS }, '80004 require_config'],
    ['config after two hours', 'config', { now: NOW + CONFIG_LIFETIME_MS }, 'answer'],
    ['a call from another address', 'getUserContext', { panelUrl: `${URL}?launch` }, '80004 require_config'],
    ['what was not asked for', 'openUrl', { config: { ...CONFIG, apis: ['config'] } }, '80004 app_not_support'],
    ['what this client does not know', 'sendAppInvitation', {}, '80004 app_not_support'],
    ['what no client knows', 'getTheWeather', {}, '80004 app_not_support'],

    ['the meeting, by its host', 'getMeetingContext', {}, 'answer'],
    ['the meeting, by a co-host', 'getMeetingContext', { role: 'coHost' }, 'answer'],
    ['the meeting, by an attendee', 'getMeetingContext', { role: 'attendee' }, '80012 require_meeting_role'],
    ['the join URL, by an attendee', 'getMeetingJoinUrl', { role: 'attendee' }, '80012 require_meeting_role'],
    ['who is there, by an attendee', 'getMeetingParticipants', { role: 'attendee' }, '80012 require_meeting_role'],
    ['news of who is there, by an attendee', 'onParticipantChange', { role: 'attendee' }, '80012 require_meeting_role'],
    ['the UUID, by an attendee', 'getMeetingUUID', { role: 'attendee' }, 'answer'],

    ['the meeting, outside of one', 'getMeetingContext', { place: 'main' }, '80004 require_running_context'],
    ['the UUID, outside of one', 'getMeetingUUID', { place: 'main' }, '80004 require_running_context'],
    ['the UUID, after the end', 'getMeetingUUID', { place: 'ended' }, '80004 require_running_context'],
    [
      'the place comes before the role',
      'getMeetingJoinUrl',
      { place: 'main', role: 'attendee' },
      '80004 require_running_context',
    ],
    ['the person, outside of a meeting', 'getUserContext', { place: 'main' }, 'answer'],
    ['consent, outside of a meeting', 'authorize', { place: 'main' }, 'answer'],

    ['the meeting, without the app', 'getMeetingContext', { user: 'authenticated' }, '80004 require_user_role'],
    [
      'the role comes before the app',
      'getMeetingContext',
      { role: 'attendee', user: 'unauthenticated' },
      '80012 require_meeting_role',
    ],
    ['the UUID, by a guest', 'getMeetingUUID', { user: 'unauthenticated' }, 'answer'],
    ['the app context, by a guest', 'getAppContext', { user: 'unauthenticated' }, 'answer'],
    ['a way in, for a guest', 'promptAuthorize', { user: 'unauthenticated' }, 'answer'],
    ['consent, by a guest', 'authorize', { user: 'unauthenticated' }, '80004 require_user_role'],
    ['consent, without the app', 'authorize', { user: 'authenticated' }, 'answer'],
    ['the end of a meeting, without the app', 'onMeeting', { user: 'authenticated' }, '80004 require_user_role'],
    ['news of oneself, by a guest', 'onMyUserContextChange', { user: 'unauthenticated', role: 'attendee' }, 'answer'],
  ];

  test.each(cases)('%s', (_what, api, facts, expected) => {
    expect(outcome(api, facts)).toBe(expected);
  });

  test('faults come first: silence before refusals, one call or every one', () => {
    const refused = new Map([['getAppContext', '10118']]);
    expect(outcome('getAppContext', {}, { silent: new Set(), refused })).toBe('10118 refused_by_the_simulation');
    expect(outcome('getUserContext', {}, { silent: new Set(), refused })).toBe('answer');
    expect(outcome('getAppContext', {}, { silent: new Set(['getAppContext']), refused })).toBe('silent');
    expect(outcome('config', { config: null }, { silent: new Set(['*']), refused: new Map() })).toBe('silent');
    expect(outcome('config', {}, { silent: new Set(), refused: new Map([['*', '403']]) })).toMatch(/^403 /);
  });
});

test('config names what was asked for and would be refused now, and of silence nothing', () => {
  const asked = {
    ...CONFIG,
    apis: ['getMeetingContext', 'getMeetingUUID', 'onParticipantChange', 'shareApp', 'openUrl'],
  };
  const facts = { ...HOST, role: 'attendee' as const, config: asked };
  const faults = { silent: new Set(['*']), refused: new Map([['openUrl', '80004']]) };
  expect(unsupportedApis(facts, faults)).toEqual(['getMeetingContext', 'onParticipantChange', 'shareApp', 'openUrl']);
  expect(unsupportedApis({ ...facts, role: 'host' }, NO_FAULTS)).toEqual(['shareApp']);
});
