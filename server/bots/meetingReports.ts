import type { Logger } from 'pino';
import type { MeetingEndedEvent, ParticipantEvent } from '../zoom/webhook.js';
import type { AdvanceBot } from './advance.js';
import { isOver } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import { absenceOf, absorbPresence, type PresenceCode, unknownPresence } from './presence.js';
import type { TimelineEntry } from './timeline.js';

/** What Zoom reports of meetings, held against the bots that are in them or on their way. */
export interface MeetingReports {
  /** @returns whether it changed anything; repeated, it does not */
  apply(event: ParticipantEvent | MeetingEndedEvent): Promise<boolean>;
}

const CODES: Record<(ParticipantEvent | MeetingEndedEvent)['kind'], PresenceCode> = {
  participant_joined: 'person_joined',
  participant_left: 'person_left',
  meeting_ended: 'meeting_ended',
};

export function createMeetingReports(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  /** Told of a launch that is not to be gone on with. It is stored: whatever becomes of this, a sweep finds it. */
  onWork: (launchId: string) => void;
  log: Logger;
}): MeetingReports {
  const { bots, advance, onWork, log } = deps;

  return {
    async apply(event) {
      const code = CODES[event.kind];
      const concerned = await find(event);
      const changed = await Promise.all(concerned.map(async ({ _id }) => note(_id, code, event.at)));
      return changed.includes(true);
    },
  };

  async function find(event: ParticipantEvent | MeetingEndedEvent): Promise<Pick<BotDocument, '_id'>[]> {
    const { meetingNumber } = event;
    if (event.kind === 'meeting_ended') return bots.find({ meetingNumber, endedAt: null }, { _id: 1 }).lean();
    if (event.people.length === 0) return [];
    return bots.find({ person: { $in: event.people }, activeKey: meetingNumber }, { _id: 1 }).lean();
  }

  async function note(launchId: string, code: PresenceCode, at: number): Promise<boolean> {
    let hasChanged = false;
    const bot = await advance(launchId, (stored) => {
      const before = stored.presence ?? unknownPresence;
      const presence = concerns(stored, at) ? absorbPresence(before, code, at) : before;
      hasChanged = presence !== before;
      if (!hasChanged) return null;
      const isNews = absenceOf(presence) !== absenceOf(before);
      return { life: stored.life, entries: isNews ? [entry(code, at)] : [], set: { presence } };
    });
    if (bot === null || !hasChanged) return false;
    log.info({ event: 'bot.presence', bot: launchId, code }, 'Zoom reported on a meeting with a bot');
    if (code === 'meeting_ended' && bot.recallBotId === null) onWork(launchId);
    return true;
  }
}

/** Not what happened before the launch, as in an earlier meeting of the same number; nor before an owner's bot is heard of. */
function concerns(bot: BotDocument, at: number): boolean {
  if (isOver(bot.life) || at < bot.createdAt.getTime()) return false;
  return bot.origin === 'LAUNCH' || bot.recallBotId !== null;
}

function entry(code: PresenceCode, at: number): TimelineEntry {
  return { at: new Date(at), kind: 'PRESENCE', code, detail: null, tookMs: null };
}
