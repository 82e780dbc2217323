import { isLive } from '../features/bots/describeBot.js';
import type { BotCardFragment } from '../graphql/generated/graphql.js';
import type { ZoomMeeting } from '../zoom/zoomPanel.js';

/** The launch that this panel showed last, and in which meeting. */
export interface KeptLaunch {
  botId: string;
  /** Null outside a meeting. */
  meetingUuid: string | null;
}

/**
 * Which of a person's bots this panel is about: the live one of the present meeting, else the one that this panel launched
 * here and that is over by now.
 *
 * Only hosts and co-hosts can read the meeting's number. For everybody else it is the bot that this panel launched in this
 * meeting (known by its UUID), else the newest live one, which another panel or browser may have launched.
 *
 * @param bots the newest first
 */
export function chooseBot(
  bots: readonly BotCardFragment[],
  meeting: ZoomMeeting | null,
  kept: KeptLaunch | null,
): BotCardFragment | null {
  const keptBot = bots.find(({ id }) => id === kept?.botId) ?? null;
  const isKeptHere = keptBot !== null && isOfMeeting(keptBot, kept, meeting);
  if (isKeptHere && isLive(keptBot)) return keptBot;

  const live = bots.filter(isLive);
  const number = meeting?.number ?? null;
  const liveHere = number === null ? live[0] : live.find((bot) => bot.meeting.number === number);
  if (liveHere !== undefined) return liveHere;
  return isKeptHere ? keptBot : null;
}

/** Inside a breakout room, the UUID of the meeting that the room belongs to. */
export function uuidOf(meeting: ZoomMeeting | null): string | null {
  return meeting?.parentUuid ?? meeting?.uuid ?? null;
}

function isOfMeeting(bot: BotCardFragment, kept: KeptLaunch | null, meeting: ZoomMeeting | null): boolean {
  if (meeting === null) return true;
  if (meeting.number === bot.meeting.number) return true;
  return kept?.meetingUuid !== null && kept?.meetingUuid === uuidOf(meeting);
}
