import type { Role } from './choice.js';
import { type Participant, participantUuid, type Situation } from './situation.js';

/** What the client tells the panel unasked. */
export interface PanelEvent {
  name: string;
  data: Record<string, unknown>;
}

/** What follows from a change, in the order in which it is told. */
export function eventsBetween(before: Situation, after: Situation, now: number): PanelEvent[] {
  const timestamp = seconds(now);
  const events: PanelEvent[] = [];
  if (before.place !== 'ended' && after.place === 'ended') {
    events.push({ name: 'onMeeting', data: { timestamp, action: 'ended' } });
  }
  if (contextOf(before) !== contextOf(after)) {
    events.push({ name: 'onRunningContextChange', data: { timestamp, runningContext: contextOf(after) } });
  }
  if (movedRooms(before, after)) {
    const breakoutRoomUUID = after.breakoutRoomUuid ?? before.breakoutRoomUuid;
    const action = after.breakoutRoomUuid === null ? 'leave' : 'join';
    events.push({ name: 'onBreakoutRoomChange', data: { timestamp, action, breakoutRoomUUID } });
  }
  const inOnePlace = before.place === after.place;
  if (before.user !== after.user || (inOnePlace && before.role !== after.role)) {
    const { role, user: status, person } = after;
    events.push({ name: 'onMyUserContextChange', data: { timestamp, role, screenName: person.displayName, status } });
  }
  const changes = participantChanges(before, after);
  if (changes.length > 0) events.push({ name: 'onParticipantChange', data: { timestamp, participants: changes } });
  return events;
}

/** The window of a meeting that was ended is still one of a meeting, until it is closed. */
export function contextOf({ place }: Pick<Situation, 'place'>): 'inMeeting' | 'inMainClient' {
  return place === 'main' ? 'inMainClient' : 'inMeeting';
}

/** Zoom's timestamps in events are in seconds. */
export function seconds(now: number): number {
  return Math.floor(now / 1000);
}

function movedRooms(before: Situation, after: Situation): boolean {
  return before.place === 'meeting' && after.place === 'meeting' && before.breakoutRoomUuid !== after.breakoutRoomUuid;
}

/** Of others, in the room where the person was and still is. */
function participantChanges(before: Situation, after: Situation): Record<string, unknown>[] {
  const { meeting } = after;
  if (before.place !== 'meeting' || after.place !== 'meeting' || meeting === null) return [];
  if (before.meeting?.uuid !== meeting.uuid || movedRooms(before, after)) return [];
  const describe = (status: 'join' | 'leave') => (participant: Participant) => ({
    status,
    screenName: participant.name,
    participantUUID: participantUuid(meeting.uuid, participant),
    role: spelling(participant.kind === 'bot' ? 'attendee' : participant.role),
  });
  return [
    ...before.participants.filter((one) => !isAmong(one, after.participants)).map(describe('leave')),
    ...after.participants.filter((one) => !isAmong(one, before.participants)).map(describe('join')),
  ];
}

function isAmong({ id }: Participant, others: Participant[]): boolean {
  return others.some((other) => other.id === id);
}

/** In this event alone it is `cohost`. */
function spelling(role: Role): string {
  return role.toLowerCase();
}
