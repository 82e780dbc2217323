import { randomBytes, randomInt } from 'node:crypto';
import { ControlError } from '../simulator/controlRoutes.js';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Alarms } from '../simulator/simulatedClock.js';
import type { Store } from '../simulator/store.js';
import type { BotRemoval, SdkEvent, ZoomData } from './zoomData.js';
import type {
  RecordingPermission,
  ZoomMeeting,
  ZoomMeetingBot,
  ZoomMeetingEvent,
  ZoomPerson,
} from './zoomSimulator.js';

const EVENTS_KEPT = 2000;

/** Who is in which meeting, and what the bots there notice of it. */
export interface Meetings {
  person(id: string): ZoomPerson;
  /** By number, spaces and dashes allowed. @throws ControlError when there is none. */
  get(number: string): ZoomMeeting;
  create(input: {
    host: string;
    number?: string;
    topic?: string;
    waitingRoom?: boolean;
    recordingPermission?: RecordingPermission;
    participants?: string[];
    inProgress?: boolean;
  }): ZoomMeeting;
  join(number: string, person: string): ZoomMeeting;
  leave(number: string, person: string): ZoomMeeting;
  end(number: string): ZoomMeeting;
  admit(number: string, botId?: string): ZoomMeeting;
  removeByHost(number: string, botId: string): ZoomMeeting;
  setRecordingPermission(number: string, permission: RecordingPermission): ZoomMeeting;
  /** A bot that the join let in. */
  addBot(meeting: ZoomMeeting, bot: ZoomMeetingBot): void;
  /** A bot in a meeting begins to record, or stops. */
  setRecording(botId: string, recording: boolean): void;
  /** A bot that goes by itself; nobody needs to tell it. */
  dropBot(meeting: ZoomMeeting, botId: string): void;
  /** Takes up removals that were due while nobody ran. */
  resume(): void;
}

export function createMeetings(options: {
  store: Store<ZoomData>;
  now: () => number;
  alarms: Alarms;
  /** Real milliseconds of one of Zoom's seconds. */
  secondMs: number;
  noteSecret: NoteSecret;
  /** Told what Zoom reports of meetings. `person`: who came or went. */
  announce: (event: ZoomMeetingEvent, meeting: ZoomMeeting, person?: ZoomPerson) => void;
}): Meetings {
  const { store, now, alarms, secondMs, noteSecret } = options;
  const { visible, hidden } = store.data;

  function person(id: string): ZoomPerson {
    const known = visible.people.find((candidate) => candidate.id === id);
    if (known === undefined) throw new ControlError(`There is no person ${id}. GET /control/state lists them.`);
    return known;
  }

  function get(number: string): ZoomMeeting {
    const digits = number.replaceAll(/[\s-]/g, '');
    const known = visible.meetings.find((candidate) => candidate.number === digits);
    if (known === undefined) throw new ControlError(`There is no meeting ${number}. GET /control/state lists them.`);
    return known;
  }

  type News = SdkEvent extends infer Event ? (Event extends SdkEvent ? Omit<Event, 'seq' | 'meeting'> : never) : never;

  function tellBots(meeting: ZoomMeeting, news: News): void {
    hidden.sdkEvents.push({ seq: hidden.nextSdkEvent, meeting: meeting.number, ...news });
    hidden.nextSdkEvent += 1;
    if (hidden.sdkEvents.length > EVENTS_KEPT) hidden.sdkEvents.splice(0, hidden.sdkEvents.length - EVENTS_KEPT);
  }

  function removeBots(meeting: ZoomMeeting, which: (bot: ZoomMeetingBot) => boolean, reason: BotRemoval): void {
    const gone = meeting.bots.filter(which);
    meeting.bots = meeting.bots.filter((bot) => !gone.includes(bot));
    for (const bot of gone) tellBots(meeting, { type: 'bot-removed', botId: bot.botId, reason });
  }

  function countPeople(meeting: ZoomMeeting): void {
    tellBots(meeting, { type: 'participants', people: meeting.participants.length });
  }

  function removeWhatTheyBrought(meeting: ZoomMeeting, personId: string): void {
    if (meeting.participants.includes(personId)) return;
    removeBots(meeting, (bot) => bot.broughtBy?.id === personId, 'person-left');
  }

  function scheduleRemoval(removal: { meeting: string; person: string; dueAt: number }): void {
    alarms.at(removal.dueAt, () => {
      hidden.removals = hidden.removals.filter((other) => other !== removal);
      removeWhatTheyBrought(get(removal.meeting), removal.person);
      store.changed();
    });
  }

  return {
    person,
    get,

    create(input) {
      const host = person(input.host);
      const number = input.number ?? freeNumber(visible.meetings);
      if (!/^\d{9,11}$/.test(number)) throw new ControlError('A meeting number has 9 to 11 digits.');
      if (visible.meetings.some((known) => known.number === number)) {
        throw new ControlError(`There is a meeting ${number} already.`);
      }
      const inProgress = input.inProgress ?? true;
      const people = (input.participants ?? []).map((id) => person(id).id);
      // Longer than what people get to type, so that a search for it in logs finds nothing by chance.
      const passcode = randomText(10);
      const linkPassword = `${randomText(32)}.1`;
      noteSecret('passcode', passcode);
      noteSecret('link_password', linkPassword);
      const meeting: ZoomMeeting = {
        number,
        uuid: randomBytes(16).toString('base64'),
        topic: input.topic ?? `${host.displayName}'s Zoom Meeting`,
        host: host.id,
        passcode,
        linkPassword,
        inviteUrl: `https://us02web.zoom.us/j/${number}?pwd=${linkPassword}`,
        waitingRoom: input.waitingRoom ?? false,
        recordingPermission: input.recordingPermission ?? 'granted',
        status: inProgress ? 'in-progress' : 'not-started',
        participants: inProgress ? [...new Set([host.id, ...people])] : [],
        bots: [],
      };
      visible.meetings.push(meeting);
      store.changed();
      return meeting;
    },

    join(number, personId) {
      const meeting = get(number);
      const who = person(personId);
      if (meeting.status === 'ended') throw new ControlError(`Meeting ${meeting.number} has ended.`);
      meeting.status = 'in-progress';
      if (!meeting.participants.includes(who.id)) {
        meeting.participants.push(who.id);
        options.announce('meeting.participant_joined', meeting, who);
      }
      countPeople(meeting);
      store.changed();
      return meeting;
    },

    leave(number, personId) {
      const meeting = get(number);
      const who = person(personId);
      const { id } = who;
      if (!meeting.participants.includes(id)) return meeting;
      meeting.participants = meeting.participants.filter((other) => other !== id);
      const graceMs = visible.assumptions.removalAfterPersonLeftSeconds * secondMs;
      if (graceMs === 0) {
        removeWhatTheyBrought(meeting, id);
      } else {
        const removal = { meeting: meeting.number, person: id, dueAt: now() + graceMs };
        hidden.removals.push(removal);
        scheduleRemoval(removal);
      }
      countPeople(meeting);
      options.announce('meeting.participant_left', meeting, who);
      store.changed();
      return meeting;
    },

    end(number) {
      const meeting = get(number);
      const hasStarted = meeting.status === 'in-progress';
      meeting.status = 'ended';
      meeting.participants = [];
      removeBots(meeting, () => true, 'meeting-ended');
      if (hasStarted) options.announce('meeting.ended', meeting);
      store.changed();
      return meeting;
    },

    admit(number, botId) {
      const meeting = get(number);
      for (const bot of meeting.bots) {
        if (!bot.inWaitingRoom || (botId !== undefined && bot.botId !== botId)) continue;
        bot.inWaitingRoom = false;
        tellBots(meeting, { type: 'bot-admitted', botId: bot.botId });
      }
      store.changed();
      return meeting;
    },

    removeByHost(number, botId) {
      const meeting = get(number);
      removeBots(meeting, (bot) => bot.botId === botId, 'removed-by-host');
      store.changed();
      return meeting;
    },

    setRecordingPermission(number, permission) {
      const meeting = get(number);
      if (!['granted', 'denied', 'pending'].includes(permission)) {
        throw new ControlError('The permission is "granted", "denied" or "pending".');
      }
      meeting.recordingPermission = permission;
      tellBots(meeting, { type: 'recording-permission', permission });
      store.changed();
      return meeting;
    },

    addBot(meeting, bot) {
      meeting.bots = [...meeting.bots.filter((other) => other.botId !== bot.botId), bot];
      visible.counters.botsJoined += 1;
      store.changed();
    },

    setRecording(botId, recording) {
      const bot = visible.meetings.flatMap(({ bots }) => bots).find((known) => known.botId === botId);
      if (bot === undefined || bot.recording === recording) return;
      bot.recording = recording;
      store.changed();
    },

    dropBot(meeting, botId) {
      meeting.bots = meeting.bots.filter((bot) => bot.botId !== botId);
      store.changed();
    },

    resume() {
      for (const removal of hidden.removals) scheduleRemoval(removal);
    },
  };
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

function freeNumber(meetings: readonly ZoomMeeting[]): string {
  const number = String(randomInt(20_000_000_000, 89_999_999_999));
  return meetings.some((known) => known.number === number) ? freeNumber(meetings) : number;
}
