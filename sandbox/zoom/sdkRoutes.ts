import type { FastifyInstance } from 'fastify';
import type { Store } from '../simulator/store.js';
import { decideJoin, type JoinRefusal } from './decideJoin.js';
import type { Meetings } from './meetings.js';
import type { SdkEvent, ZoomData } from './zoomData.js';
import type { RecordingPermission, ZoomApp, ZoomMeeting, ZoomMeetingBot } from './zoomSimulator.js';

/** Longest that a request for events is kept open. */
const EVENTS_WAIT_MS = 20_000;

/** What a bot sends in order to come in. */
export interface SdkJoinBody {
  botId: string;
  botName: string;
  clientId: string;
  meetingNumber: string;
  passcode: string | null;
  obfToken?: string;
}

/** What the bot finds inside. */
export interface SdkPresence {
  botId: string;
  inWaitingRoom: boolean;
  /** People in the meeting, bots not counted. */
  people: number;
  recordingPermission: RecordingPermission;
  broughtBy: string | null;
  /** The last event that this already knows of. */
  seq: number;
}

export type SdkJoinAnswer = ({ result: 'joined' } & SdkPresence) | { result: 'refused'; code: JoinRefusal };

/** Either what happened since, or, when that can't be told, who is there now. */
export type SdkEventsAnswer =
  | { kind: 'events'; epoch: string; last: number; events: SdkEvent[] }
  | { kind: 'present'; epoch: string; last: number; bots: SdkPresence[] };

/**
 * The Meeting SDK's side of a meeting, for the simulated Recall alone. It is no part of Zoom's API: real bots speak
 * Zoom's own protocol here.
 */
export function addSdkRoutes(
  server: FastifyInstance,
  { store, app, meetings, now }: { store: Store<ZoomData>; app: ZoomApp; meetings: Meetings; now: () => number },
): void {
  const { visible, hidden } = store.data;

  server.post<{ Body: SdkJoinBody }>('/sdk/join', (request): SdkJoinAnswer => {
    const { botId, botName, clientId, meetingNumber, passcode, obfToken } = request.body;
    const meeting = visible.meetings.find((known) => known.number === meetingNumber);
    const facts =
      obfToken !== undefined && Object.hasOwn(hidden.obfTokens, obfToken) ? hidden.obfTokens[obfToken] : undefined;
    const decision = decideJoin(
      {
        botId,
        clientId,
        passcode,
        obf: obfToken === undefined ? { kind: 'absent' } : facts ? { kind: 'known', facts } : { kind: 'unknown' },
      },
      {
        meeting,
        hostAccountId: visible.people.find((person) => person.id === meeting?.host)?.accountId,
        app: { ...app, ownerAccountId: app.ownerAccountId ?? visible.accounts[0]?.id },
        now: now(),
      },
    );
    if (facts !== undefined && (decision.kind === 'joined' || visible.assumptions.failedJoinSpendsObfToken)) {
      facts.usedBy = botId;
      store.changed();
    }
    if (decision.kind === 'refused' || meeting === undefined) {
      return {
        result: 'refused',
        code: decision.kind === 'refused' ? decision.code : 'MEETING_FAIL_MEETING_NOT_EXIST',
      };
    }
    const broughtBy = visible.people.find((person) => person.id === decision.broughtBy);
    const bot: ZoomMeetingBot = {
      botId,
      name: botName,
      broughtBy: broughtBy ? { id: broughtBy.id, displayName: broughtBy.displayName } : null,
      inWaitingRoom: meeting.waitingRoom,
      recording: false,
    };
    meetings.addBot(meeting, bot);
    return { result: 'joined', ...presence(meeting, bot, hidden.nextSdkEvent - 1) };
  });

  server.post<{ Body: { botId: string } }>('/sdk/leave', (request) => {
    for (const meeting of visible.meetings) {
      if (meeting.bots.some((bot) => bot.botId === request.body.botId)) meetings.dropBot(meeting, request.body.botId);
    }
    return {};
  });

  server.post<{ Body: { botId: string; recording: boolean } }>('/sdk/recording', (request) => {
    const { botId, recording } = request.body;
    meetings.setRecording(botId, recording);
    return {};
  });

  server.route<{ Querystring: { after: string; epoch?: string } }>({
    method: 'GET',
    url: '/sdk/events',
    async handler(request): Promise<SdkEventsAnswer> {
      const after = Number(request.query.after);
      const last = () => hidden.nextSdkEvent - 1;
      const oldest = hidden.sdkEvents[0]?.seq ?? hidden.nextSdkEvent;
      if (request.query.epoch !== hidden.epoch || after + 1 < oldest || after > last()) {
        const bots = visible.meetings.flatMap((meeting) => meeting.bots.map((bot) => presence(meeting, bot, last())));
        return { kind: 'present', epoch: hidden.epoch, last: last(), bots };
      }
      if (last() <= after) {
        await store.waitFor(() => last() > after, 'an event', { timeoutMs: EVENTS_WAIT_MS }).catch(() => undefined);
      }
      const events = hidden.sdkEvents.filter((event) => event.seq > after);
      return { kind: 'events', epoch: hidden.epoch, last: last(), events };
    },
  });
}

function presence(meeting: ZoomMeeting, bot: ZoomMeetingBot, seq: number): SdkPresence {
  return {
    botId: bot.botId,
    inWaitingRoom: bot.inWaitingRoom,
    people: meeting.participants.length,
    recordingPermission: meeting.recordingPermission,
    broughtBy: bot.broughtBy?.id ?? null,
    seq,
  };
}
