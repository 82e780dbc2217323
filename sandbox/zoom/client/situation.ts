import type { ZoomMeeting, ZoomPerson, ZoomState } from '../zoomSimulator.js';
import type { Choice, Role, UserStatus } from './choice.js';

/** Where the person is, as far as this client can tell. */
export type Place =
  /** In the meeting, or in one of its breakout rooms. */
  | 'meeting'
  /** The meeting was ended and its window is still open. */
  | 'ended'
  /** Zoom's own window, outside any meeting. */
  | 'main';

/** Everything that the client's answers depend on, besides the panel's own configuration. */
export interface Situation {
  person: ZoomPerson;
  place: Place;
  /** The one that they are in, or that has just been ended. */
  meeting: ZoomMeeting | null;
  /** Null in the main room. */
  breakoutRoomUuid: string | null;
  role: Role;
  user: UserStatus;
  /** All that the app asks for was allowed before: consent needs no dialog. */
  hasGrant: boolean;
  /** As this client sees them: in a breakout room only who is in it. */
  participants: Participant[];
}

export type Participant =
  | { kind: 'person'; id: string; name: string; role: Role; isMe: boolean }
  | { kind: 'bot'; id: string; name: string; broughtBy: string | null; recording: boolean };

/** @param scopes what the app's consent asks for */
export function situationOf(state: ZoomState, choice: Choice, scopes: readonly string[]): Situation | null {
  const person = state.people.find(({ id }) => id === choice.person) ?? state.people[0];
  if (person === undefined) return null;
  const chosen = state.meetings.find(({ number }) => number === choice.meeting) ?? null;
  const place = placeOf(chosen, person.id, choice.window);
  const meeting = place === 'main' ? null : chosen;
  const role = choice.role ?? usualRole(meeting, person.id);
  const grant = state.grants.find((known) => known.person === person.id);
  const breakoutRoomUuid = place === 'meeting' && choice.breakoutRoom && meeting ? breakoutRoomOf(meeting.uuid) : null;
  const all = meeting === null ? [] : participantsOf(state, meeting, person.id, role);
  return {
    person,
    place,
    meeting,
    breakoutRoomUuid,
    role,
    user: choice.user,
    hasGrant: grant !== undefined && scopes.every((scope) => grant.scopes.includes(scope)),
    participants: breakoutRoomUuid === null ? all : all.filter((one) => one.kind === 'person' && one.isMe),
  };
}

/** What is chosen where the address says nothing: the meeting that the person is in, their own first. */
export function usualMeeting(state: ZoomState, person: string): string | null {
  const theirs = state.meetings.filter(
    ({ status, participants }) => status === 'in-progress' && participants.includes(person),
  );
  return (theirs.find(({ host }) => host === person) ?? theirs[0])?.number ?? null;
}

/** The same for one person or bot in one meeting, as long as they keep their role. */
export function participantUuid(meetingUuid: string, participant: { id: string }): string {
  return `${meetingUuid.slice(0, 8)}-${participant.id}`;
}

function placeOf(meeting: ZoomMeeting | null, person: string, window: Choice['window']): Place {
  if (meeting === null || window === 'main') return 'main';
  if (meeting.status === 'ended') return 'ended';
  return meeting.participants.includes(person) ? 'meeting' : 'main';
}

function usualRole(meeting: ZoomMeeting | null, person: string): Role {
  return meeting?.host === person ? 'host' : 'attendee';
}

function participantsOf(state: ZoomState, meeting: ZoomMeeting, me: string, myRole: Role): Participant[] {
  const people = meeting.participants.map((id): Participant => {
    const isMe = id === me;
    const name = state.people.find((person) => person.id === id)?.displayName ?? id;
    return { kind: 'person', id, name, role: isMe ? myRole : usualRole(meeting, id), isMe };
  });
  const bots = meeting.bots
    .filter(({ inWaitingRoom }) => !inWaitingRoom)
    .map(({ botId, name, broughtBy, recording }): Participant => ({
      kind: 'bot',
      id: botId,
      name,
      broughtBy: broughtBy?.displayName ?? null,
      recording,
    }));
  return [...people, ...bots];
}

/** Another UUID than the meeting's, and the same at each visit. */
function breakoutRoomOf(meetingUuid: string): string {
  return meetingUuid.slice(4, 22) + meetingUuid.slice(0, 4) + meetingUuid.slice(22);
}
