import { beforeAll, describe, expect, test } from 'vitest';
import { ANSWERS, configAnswer } from '../../sandbox/zoom/client/answers.js';
import { readRequest } from '../../sandbox/zoom/client/bridgeMessages.js';
import { type Choice, PANEL_WIDTH, readChoice, writeChoice } from '../../sandbox/zoom/client/choice.js';
import { eventsBetween } from '../../sandbox/zoom/client/events.js';
import { type Situation, situationOf, usualMeeting } from '../../sandbox/zoom/client/situation.js';
import type { ZoomState } from '../../sandbox/zoom/zoomSimulator.js';
import { ANAS_MEETING, startZoomApp } from './support/zoomApp.js';

const SCOPES = ['user:read:user'];
const NOW = 1_767_225_600_500;
const TIMESTAMP = 1_767_225_600;

let cast: ZoomState;
let ana: string;
let ben: string;
let chiyo: string;
let dmitri: string;

beforeAll(async () => {
  const { zoom } = await startZoomApp();
  cast = structuredClone(zoom.state);
  [ana, ben, chiyo, dmitri] = [zoom.cast.ana.id, zoom.cast.ben.id, zoom.cast.chiyo.id, zoom.cast.dmitri.id];
  await zoom.close();
});

function situation(choice: Partial<Choice> = {}, change: (state: ZoomState) => void = () => {}): Situation {
  const state = structuredClone(cast);
  change(state);
  const found = situationOf(state, { ...readChoice(''), person: ana, meeting: ANAS_MEETING, ...choice }, SCOPES);
  if (found === null) throw new Error('nobody there');
  return found;
}

const anas = (state: ZoomState) => state.meetings.find(({ number }) => number === ANAS_MEETING)!;

function grantAna(scopes: string[]): (state: ZoomState) => void {
  const times = { grantedAt: 0, accessTokenExpiresAt: 0, refreshTokenExpiresAt: 0, refreshes: 0 };
  return (state) => void state.grants.push({ person: ana, clientId: 'c', scopes, ...times });
}

describe('a client’s address', () => {
  test('without anything it is that of somebody who has the app', () => {
    expect(readChoice('')).toEqual({
      person: null,
      meeting: null,
      window: 'meeting',
      breakoutRoom: false,
      role: null,
      user: 'authorized',
      panelWidth: 400,
    });
  });

  test.each([
    '?person=p&meeting=98765432101',
    '?person=p&meeting=98765432101&window=main&room=breakout&role=coHost&user=unauthenticated&width=320',
  ])('%s is written as it was read', (query) => {
    expect(writeChoice(readChoice(query))).toBe(query);
  });

  test('what it can’t mean is left out; a meeting may be written with spaces; the panel keeps its bounds', () => {
    const read = readChoice('?meeting=987 6543 2101&role=king&user=nobody&window=x&width=9999');
    expect(read).toMatchObject({ meeting: '98765432101', role: null, user: 'authorized', window: 'meeting' });
    expect(read.panelWidth).toBe(PANEL_WIDTH.most);
  });
});

describe('the situation', () => {
  test('the host in their meeting, with everybody who is there', () => {
    expect(situation()).toMatchObject({
      place: 'meeting',
      role: 'host',
      user: 'authorized',
      hasGrant: false,
      participants: [
        { kind: 'person', id: ana, role: 'host', isMe: true },
        { kind: 'person', id: ben, role: 'attendee', isMe: false },
      ],
    });
  });

  test('an attendee, or a role that was chosen', () => {
    expect(situation({ person: ben }).role).toBe('attendee');
    expect(situation({ person: ben, role: 'coHost' }).role).toBe('coHost');
  });

  test('outside: another meeting, the main window, nobody’s meeting', () => {
    for (const choice of [
      { person: chiyo },
      { window: 'main' as const },
      { meeting: null },
      { meeting: '999999999' },
    ]) {
      expect(situation(choice)).toMatchObject({ place: 'main', meeting: null, participants: [] });
    }
  });

  test('a meeting that was ended keeps its window, and nobody is in it', () => {
    const after = situation({}, (state) => Object.assign(anas(state), { status: 'ended', participants: [] }));
    expect(after).toMatchObject({ place: 'ended', participants: [] });
  });

  test('bots are seen once they are let in; in a breakout room one is alone', () => {
    const bot = { botId: 'b', name: 'Notetaker', broughtBy: { id: ana, displayName: 'Ana Ferreira' } };
    const withBots = (state: ZoomState) =>
      anas(state).bots.push(
        { ...bot, inWaitingRoom: false, recording: true },
        { ...bot, botId: 'waiting', inWaitingRoom: true, recording: false },
      );
    expect(situation({}, withBots).participants.slice(2)).toEqual([
      { kind: 'bot', id: 'b', name: 'Notetaker', broughtBy: 'Ana Ferreira', recording: true },
    ]);
    const room = situation({ breakoutRoom: true }, withBots);
    expect(room.participants).toMatchObject([{ id: ana }]);
    expect(room.breakoutRoomUuid).toMatch(/^.{22}==$/);
    expect(room.breakoutRoomUuid).not.toBe(room.meeting?.uuid);
  });

  test('consent needs no dialog only where everything was allowed', () => {
    expect(situation({}, grantAna(SCOPES)).hasGrant).toBe(true);
    expect(situation({}, grantAna([])).hasGrant).toBe(false);
    expect(situation({ person: ben }, grantAna(SCOPES)).hasGrant).toBe(false);
  });

  test('the usual meeting is the one that a person is in, their own first', () => {
    const state = structuredClone(cast);
    expect(usualMeeting(state, ben)).toBe(ANAS_MEETING);
    expect(usualMeeting(state, dmitri)).toBeNull();
    anas(state).participants.push(chiyo);
    expect(usualMeeting(state, chiyo)).toBe('81234567890');
  });
});

describe('what a panel is told', () => {
  const cases: [what: string, before: () => Situation, after: () => Situation, events: object[]][] = [
    ['nothing, where nothing changed', () => situation(), () => situation(), []],
    [
      'the host became co-host',
      () => situation(),
      () => situation({ role: 'coHost' }),
      [{ name: 'onMyUserContextChange', data: { role: 'coHost', screenName: 'Ana Ferreira', status: 'authorized' } }],
    ],
    [
      'a guest signed in',
      () => situation({ user: 'unauthenticated' }),
      () => situation({ user: 'authenticated' }),
      [{ name: 'onMyUserContextChange', data: { role: 'host', status: 'authenticated' } }],
    ],
    [
      'left the meeting',
      () => situation({ person: ben }),
      () => situation({ person: ben }, (state) => Object.assign(anas(state), { participants: [ana] })),
      [{ name: 'onRunningContextChange', data: { runningContext: 'inMainClient' } }],
    ],
    [
      'came back',
      () => situation({ window: 'main' }),
      () => situation(),
      [{ name: 'onRunningContextChange', data: { runningContext: 'inMeeting' } }],
    ],
    [
      'the meeting was ended',
      () => situation(),
      () => situation({}, (state) => Object.assign(anas(state), { status: 'ended', participants: [] })),
      [{ name: 'onMeeting', data: { action: 'ended' } }],
    ],
    [
      'its window was closed',
      () => situation({}, (state) => Object.assign(anas(state), { status: 'ended', participants: [] })),
      () => situation({ meeting: null }),
      [{ name: 'onRunningContextChange', data: { runningContext: 'inMainClient' } }],
    ],
    [
      'went to a breakout room',
      () => situation(),
      () => situation({ breakoutRoom: true }),
      [{ name: 'onBreakoutRoomChange', data: { action: 'join', breakoutRoomUUID: expect.stringMatching(/==$/) } }],
    ],
    [
      'left the breakout room',
      () => situation({ breakoutRoom: true }),
      () => situation(),
      [{ name: 'onBreakoutRoomChange', data: { action: 'leave', breakoutRoomUUID: expect.stringMatching(/==$/) } }],
    ],
    [
      'Ben left and a bot came',
      () => situation(),
      () =>
        situation({}, (state) => {
          const bot = { botId: 'b', name: 'Notetaker', broughtBy: null, inWaitingRoom: false, recording: false };
          Object.assign(anas(state), { participants: [ana], bots: [bot] });
        }),
      [
        {
          name: 'onParticipantChange',
          data: {
            participants: [
              { status: 'leave', screenName: 'Ben Okonkwo', role: 'attendee' },
              { status: 'join', screenName: 'Notetaker', role: 'attendee' },
            ],
          },
        },
      ],
    ],
  ];

  test.each(cases)('%s', (_what, before, after, expected) => {
    const events = eventsBetween(before(), after(), NOW);
    expect(events).toMatchObject(expected);
    expect(events).toHaveLength(expected.length);
    for (const { data } of events) expect(data['timestamp']).toBe(TIMESTAMP);
  });
});

describe('answers, as the client itself gives them', () => {
  test('the meeting', () => {
    const here = situation();
    expect(ANSWERS['getRunningContext']?.(here)).toBe('inMeeting');
    expect(ANSWERS['getRunningContext']?.(situation({ window: 'main' }))).toBe('inMainClient');
    expect(ANSWERS['getMeetingContext']?.(here)).toEqual({ meetingTopic: 'Weekly planning', meetingID: ANAS_MEETING });
    expect(ANSWERS['getMeetingJoinUrl']?.(here)).toEqual({ joinUrl: here.meeting?.inviteUrl });
    expect(ANSWERS['getMeetingUUID']?.(here)).toEqual({ meetingUUID: here.meeting?.uuid });
    const room = situation({ breakoutRoom: true });
    expect(ANSWERS['getMeetingUUID']?.(room)).toEqual({
      meetingUUID: room.breakoutRoomUuid,
      parentUUID: here.meeting?.uuid,
    });
  });

  test('config', () => {
    const how = { unsupportedApis: ['shareApp'], userAgent: 'Mozilla/5.0 Chrome/139.0.1.2 Safari/537.36' };
    expect(configAnswer(situation(), how)).toMatchObject({
      runningContext: 'inMeeting',
      unsupportedApis: ['shareApp'],
      clientVersion: expect.stringMatching(/^\d+(\.\d+)+$/),
      browserVersion: 'webview2/139.0.1.2',
      auth: { status: 'authorized' },
      product: 'desktop',
    });
    const guest = configAnswer(situation({ user: 'unauthenticated', window: 'main' }), how);
    expect(guest).toMatchObject({ runningContext: 'inMainClient', auth: { status: 'unauthorized', upgradable: true } });
    expect(guest).not.toHaveProperty('media');
  });
});

test.each<[message: unknown, request: object | null]>([
  ['{"jsCallId":"id1","apiName":"config","data":{"version":"0.16"}}', { apiName: 'config', data: { version: '0.16' } }],
  ['{"jsCallId":"id1","apiName":"getUserContext"}', { jsCallId: 'id1', data: {} }],
  ['{"jsCallId":"id1"}', null],
  ['{"apiName":"config"}', null],
  ['not JSON', null],
  ['null', null],
  [{ jsCallId: 'id1', apiName: 'config' }, null],
])('of %j the bridge reads %j', (message, request) => {
  if (request === null) expect(readRequest(message)).toBeNull();
  else expect(readRequest(message)).toMatchObject(request);
});
