import { contextOf } from './events.js';
import { SUPPORTED_APIS } from './permissions.js';
import { participantUuid, type Situation } from './situation.js';

/** Dotted numbers: the SDK throws for anything else. */
const CLIENT_VERSION = '6.5.10.2026';

/** Answers of calls that change nothing, in the form in which the client itself gives them: some are bare strings. */
export const ANSWERS: Readonly<Record<string, (situation: Situation) => unknown>> = {
  getSupportedJsApis: () => ({ supportedApis: SUPPORTED_APIS }),
  getRunningContext: (situation) => contextOf(situation),
  getMeetingContext: ({ meeting }) => ({ meetingTopic: meeting?.topic, meetingID: meeting?.number }),
  getMeetingJoinUrl: ({ meeting }) => ({ joinUrl: meeting?.inviteUrl }),
  getMeetingUUID: ({ meeting, breakoutRoomUuid }) =>
    breakoutRoomUuid === null
      ? { meetingUUID: meeting?.uuid }
      : { meetingUUID: breakoutRoomUuid, parentUUID: meeting?.uuid },
  getUserContext: ({ meeting, person, role, user }) => ({
    status: user,
    screenName: person.displayName,
    role,
    ...(meeting && { participantUUID: participantUuid(meeting.uuid, person) }),
  }),
  getMeetingParticipants: ({ meeting, participants }) => ({
    participants: participants.map((participant) => ({
      screenName: participant.name,
      participantUUID: participantUuid(meeting?.uuid ?? '', participant),
      role: participant.kind === 'bot' ? 'attendee' : participant.role,
    })),
  }),
};

export function configAnswer(
  situation: Situation,
  { unsupportedApis, userAgent }: { unsupportedApis: string[]; userAgent: string },
): Record<string, unknown> {
  return {
    runningContext: contextOf(situation),
    unsupportedApis,
    clientVersion: CLIENT_VERSION,
    browserVersion: `webview2/${/Chrome\/([\d.]+)/.exec(userAgent)?.[1] ?? '120.0.0.0'}`,
    userAgent,
    auth:
      situation.user === 'authorized'
        ? { status: 'authorized', upgradable: false }
        : { status: 'unauthorized', upgradable: true },
    ...(situation.place === 'meeting' && { media: { audio: { state: true }, video: { state: false } } }),
    launchContext: { origin: 'App Launcher', openBy: 'user' },
    product: 'desktop',
  };
}

/** `promptAuthorize` moves one step at a time. */
export const NEXT_USER_STATUS = {
  unauthenticated: 'authenticated',
  authenticated: 'authorized',
  authorized: 'authorized',
} as const;
