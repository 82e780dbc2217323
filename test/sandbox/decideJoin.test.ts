import { describe, expect, test } from 'vitest';
import { decideJoin, type JoinRequest } from '../../sandbox/zoom/decideJoin.js';
import type { ObfTokenFacts, ZoomMeeting } from '../../sandbox/zoom/zoomSimulator.js';

const NOW = 1_767_225_600_000;

const meeting: ZoomMeeting = {
  number: '98765432101',
  uuid: 'uuid==',
  topic: 'Weekly planning',
  host: 'ana',
  passcode: 'passcode01',
  linkPassword: 'linkPassword.1',
  inviteUrl: 'https://us02web.zoom.us/j/98765432101?pwd=linkPassword.1',
  waitingRoom: false,
  recordingPermission: 'granted',
  status: 'in-progress',
  participants: ['ana'],
  bots: [],
};
const facts: ObfTokenFacts = {
  person: 'ana',
  clientId: 'app',
  meetingNumber: '98765432101',
  mintedAt: NOW,
  expiresAt: NOW + 1000,
};
const request: JoinRequest = {
  botId: 'bot',
  clientId: 'app',
  passcode: 'linkPassword.1',
  obf: { kind: 'known', facts },
};

interface Context {
  meeting?: ZoomMeeting | undefined;
  hostAccountId?: string;
  published?: boolean;
}

function join(changes: Partial<JoinRequest>, context: Context = {}) {
  const decision = decideJoin(
    { ...request, ...changes },
    {
      meeting: 'meeting' in context ? context.meeting : meeting,
      hostAccountId: context.hostAccountId ?? 'another account',
      app: { clientId: 'app', ownerAccountId: 'owner', published: context.published ?? true },
      now: NOW,
    },
  );
  return decision.kind === 'joined' ? decision : decision.code;
}

const withToken = (changes: Partial<ObfTokenFacts>): Partial<JoinRequest> => ({
  obf: { kind: 'known', facts: { ...facts, ...changes } },
});

describe('a bot with a token of somebody who is in the meeting', () => {
  test.each(['passcode01', 'linkPassword.1'])('comes in with %s', (passcode) => {
    expect(join({ passcode })).toEqual({ kind: 'joined', broughtBy: 'ana' });
  });

  test('comes in with a token for any meeting', () => {
    const { meetingNumber: _any, ...anyMeeting } = facts;
    expect(join({ obf: { kind: 'known', facts: anyMeeting } })).toEqual({ kind: 'joined', broughtBy: 'ana' });
  });
});

test.each<[string, Partial<JoinRequest>, Context, string]>([
  ['no such meeting', {}, { meeting: undefined }, 'MEETING_FAIL_MEETING_NOT_EXIST'],
  ['a meeting that is over', {}, { meeting: { ...meeting, status: 'ended' } }, 'MEETING_FAIL_MEETING_OVER'],
  ['an app without review, outside its account', {}, { published: false }, 'APP_NOT_PUBLISHED'],
  ['a wrong passcode', { passcode: 'wrong' }, {}, 'MEETING_FAIL_PASSWORD_ERR'],
  ['no passcode', { passcode: null }, {}, 'MEETING_FAIL_PASSWORD_ERR'],
  ['a made-up token', { obf: { kind: 'unknown' } }, {}, 'OBF_TOKEN_UNKNOWN'],
  ['a token of another app', withToken({ clientId: 'other' }), {}, 'OBF_TOKEN_OF_ANOTHER_APP'],
  ['a token that let a bot in before', withToken({ usedBy: 'bot-0' }), {}, 'OBF_TOKEN_USED'],
  ['an expired token', withToken({ expiresAt: NOW }), {}, 'OBF_TOKEN_EXPIRED'],
  ['a token for another meeting', withToken({ meetingNumber: '1' }), {}, 'OBF_TOKEN_FOR_ANOTHER_MEETING'],
  [
    'a token of somebody who is not there',
    withToken({ person: 'ben' }),
    {},
    'MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING',
  ],
  [
    'a meeting that has not started',
    {},
    { meeting: { ...meeting, status: 'not-started', participants: [] } },
    'MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING',
  ],
  ['no token, outside the account', { obf: { kind: 'absent' } }, {}, 'MEETING_FAIL_APP_CAN_NOT_ANONYMOUS_JOIN_MEETING'],
])('%s: refused', (_what, changes, context, code) => {
  expect(join(changes, context)).toBe(code);
});

test('inside the account of the app’s owner no token is needed, and nobody is named', () => {
  const inside = { hostAccountId: 'owner', published: false };
  expect(join({ obf: { kind: 'absent' } }, inside)).toEqual({ kind: 'joined', broughtBy: null });
});
