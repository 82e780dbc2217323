import type { ObfTokenFacts, ZoomApp, ZoomMeeting } from './zoomSimulator.js';

/**
 * Why the Meeting SDK did not let a bot in. The first group are codes of the SDK
 * (https://marketplacefront.zoom.us/sdk/meeting/windows/meeting__service__interface_8h.html and, for the last one,
 * https://developers.zoom.us/docs/meeting-sdk/obf-faq/ ); how it words a refused OBF token is not documented.
 */
export type JoinRefusal =
  | 'MEETING_FAIL_MEETING_NOT_EXIST'
  | 'MEETING_FAIL_MEETING_NOT_START'
  | 'MEETING_FAIL_MEETING_OVER'
  | 'MEETING_FAIL_PASSWORD_ERR'
  | 'MEETING_FAIL_APP_CAN_NOT_ANONYMOUS_JOIN_MEETING'
  | 'MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING'
  | 'OBF_TOKEN_UNKNOWN'
  | 'OBF_TOKEN_EXPIRED'
  | 'OBF_TOKEN_USED'
  | 'OBF_TOKEN_OF_ANOTHER_APP'
  | 'OBF_TOKEN_FOR_ANOTHER_MEETING'
  | 'APP_NOT_PUBLISHED';

export interface JoinRequest {
  botId: string;
  /** Client id of the app whose Meeting SDK credentials the bot has. */
  clientId: string;
  passcode: string | null;
  /** A token was given when this is not `absent`. */
  obf: { kind: 'absent' } | { kind: 'unknown' } | { kind: 'known'; facts: ObfTokenFacts };
}

/**
 * Whether a bot comes in. In this order: the meeting, the app's right to be there, the token, the passcode, and last
 * whether the token's person is in the meeting (https://developers.zoom.us/docs/meeting-sdk/auth/obf/).
 */
export function decideJoin(
  request: JoinRequest,
  context: {
    meeting: ZoomMeeting | undefined;
    hostAccountId: string | undefined;
    app: Pick<ZoomApp, 'clientId' | 'published'> & { ownerAccountId: string | undefined };
    now: number;
  },
): { kind: 'joined'; broughtBy: string | null } | { kind: 'refused'; code: JoinRefusal } {
  const { meeting, app } = context;
  const { obf } = request;
  const refused = (code: JoinRefusal) => ({ kind: 'refused', code }) as const;
  if (meeting === undefined) return refused('MEETING_FAIL_MEETING_NOT_EXIST');
  if (meeting.status === 'ended') return refused('MEETING_FAIL_MEETING_OVER');
  const ownAccount = context.hostAccountId !== undefined && context.hostAccountId === app.ownerAccountId;
  if (app.published === false && !ownAccount) return refused('APP_NOT_PUBLISHED');
  if (obf.kind === 'unknown') return refused('OBF_TOKEN_UNKNOWN');
  if (obf.kind === 'absent' && !ownAccount) return refused('MEETING_FAIL_APP_CAN_NOT_ANONYMOUS_JOIN_MEETING');
  if (obf.kind === 'known') {
    const { facts } = obf;
    if (facts.clientId !== request.clientId) return refused('OBF_TOKEN_OF_ANOTHER_APP');
    if (facts.usedBy !== undefined) return refused('OBF_TOKEN_USED');
    if (context.now >= facts.expiresAt) return refused('OBF_TOKEN_EXPIRED');
    if (facts.meetingNumber !== undefined && facts.meetingNumber !== meeting.number) {
      return refused('OBF_TOKEN_FOR_ANOTHER_MEETING');
    }
  }
  if (request.passcode !== meeting.passcode && request.passcode !== meeting.linkPassword) {
    return refused('MEETING_FAIL_PASSWORD_ERR');
  }
  if (obf.kind === 'absent') {
    return meeting.status === 'in-progress'
      ? { kind: 'joined', broughtBy: null }
      : refused('MEETING_FAIL_MEETING_NOT_START');
  }
  return meeting.participants.includes(obf.facts.person)
    ? { kind: 'joined', broughtBy: obf.facts.person }
    : refused('MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING');
}
