import { type Explanation, forOperator, forPerson, nothingToDo } from '../recall/explanation.js';
import { explain } from '../recall/explanations.js';
import type { PresenceCode } from './presence.js';

/** How many entries a bot keeps: the newest. */
const TIMELINE_LIMIT = 200;

export type TimelineKind = 'LAUNCH_ATTEMPT' | 'STATUS' | 'OBF_REQUEST' | 'PRESENCE' | 'REMOVAL' | 'RECORDING';

/** One thing that happened to a bot. Its sentence is made when it is read, so that a better one reaches old entries too. */
export interface TimelineEntry {
  at: Date;
  kind: TimelineKind;
  /** The vendor's code, or the outcome in our word. */
  code: string;
  /** The vendor's sub-code, or its own words where they add something; never a secret. */
  detail: string | null;
  /** How long Zoom or Recall took, in milliseconds. */
  tookMs: number | null;
}

const AGAIN_IN_A_WHILE = 'Bring the bot again in a few minutes.';

const LAUNCH_ATTEMPTS: Record<string, Explanation> = {
  created: nothingToDo('Recall has made the bot.'),
  found: nothingToDo('Recall had made the bot although its answer was lost.'),
  unclear: nothingToDo('Recall did not answer clearly; the same request is sent again.'),
  rate_limited: nothingToDo('Recall asked to wait: too many launches at once.'),
  no_bots_available: nothingToDo('Recall has no bot free at the moment; the launch is tried again.'),
  refused: nothingToDo('Recall refused the launch.'),
  late_bot: nothingToDo('A bot turned up when the launch was over, and was told to leave.'),
  second_bot: nothingToDo('A second bot turned up for this launch and was told to leave.'),
};

const OBF_REQUESTS: Record<string, Explanation> = {
  token: nothingToDo('Recall fetched a token and was given a fresh one.'),
  person_left: forPerson(
    'The person it came for had left the meeting, so there was no token to let the bot in.',
    'Join the meeting again with the connected Zoom account, then bring the bot again if it is gone.',
  ),
  meeting_ended: nothingToDo('The meeting had ended, so there was no token to let the bot in.'),
  no_launch: nothingToDo('Recall asked for a token when the bot was over already, and was given none.'),
  unsigned: forOperator(
    'Somebody asked for a token without Recall’s right signature, and was given none.',
    'If it was Recall, RECALL_VERIFICATION_SECRET is not the one in Recall’s dashboard, or this server’s clock is wrong.',
  ),
  reconnect_required: forPerson(
    'Zoom has ended the authorization of the person it came for, so there was no token to let the bot in.',
    'Connect Zoom again, then bring the bot again.',
  ),
  not_connected: forPerson(
    'The person it came for has disconnected Zoom, so there was no token to let the bot in.',
    'Connect Zoom again, then bring the bot again.',
  ),
  missing_scope: forPerson(
    'The permission to bring bots was not granted at Zoom, so there was no token to let the bot in.',
    'Connect Zoom again and leave every permission ticked.',
  ),
  too_many_requests: nothingToDo('Recall asked for more than 60 tokens in a minute and was told to wait.'),
  zoom_rate_limited: forPerson(
    'Zoom’s rate limit was reached, so there was no token to let the bot in.',
    AGAIN_IN_A_WHILE,
  ),
  zoom_refused: forPerson(
    'Zoom refused the token.',
    'Check that the link is right and that the meeting exists, then bring the bot again.',
  ),
  zoom_unavailable: forPerson('Zoom could not be reached, so there was no token to let the bot in.', AGAIN_IN_A_WHILE),
  zoom_timeout: forPerson('Zoom did not answer in time, so there was no token to let the bot in.', AGAIN_IN_A_WHILE),
  database_unavailable: forPerson(
    'This server’s database was away, so there was no token to let the bot in.',
    AGAIN_IN_A_WHILE,
  ),
  client_credentials: forOperator(
    'Zoom does not accept this server’s client id and secret, so there was no token to let the bot in.',
    'Check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.',
  ),
  sealing_key: forOperator(
    'This server lacks the key with which this person’s tokens were encrypted.',
    'Put the missing key back into TOKEN_ENCRYPTION_KEYS.',
  ),
  fault: forOperator('This server failed to get a token.', 'Look for this bot in the server’s log.'),
};

const PRESENCES: Record<PresenceCode, Explanation> = {
  person_joined: nothingToDo('The person it came for is back in the meeting.'),
  person_left: forPerson(
    'The person it came for left the meeting, and Zoom lets a bot stay only beside them.',
    'Join the meeting again with the connected Zoom account.',
  ),
  meeting_ended: nothingToDo('The meeting ended.'),
};

const REMOVALS: Record<string, Explanation> = {
  requested: nothingToDo('Asked to leave.'),
  leaving: nothingToDo('Recall was told; the bot is leaving.'),
  gone: nothingToDo('The bot had left already.'),
  deleted: nothingToDo('The bot was called off before it set out.'),
  retrying: nothingToDo('Recall could not be reached to make it leave; this is tried again.'),
};

const RECORDINGS: Record<string, Explanation> = {
  deleted: nothingToDo('Recall was told to delete the recording, and did.'),
  gone: nothingToDo('Recall no longer has the recording.'),
};

const SENTENCES: Record<Exclude<TimelineKind, 'STATUS'>, Record<string, Explanation>> = {
  LAUNCH_ATTEMPT: LAUNCH_ATTEMPTS,
  OBF_REQUEST: OBF_REQUESTS,
  PRESENCE: PRESENCES,
  REMOVAL: REMOVALS,
  RECORDING: RECORDINGS,
};

/** What an entry says to a person. */
export function describeEntry(entry: Pick<TimelineEntry, 'kind' | 'code' | 'detail'>): Explanation {
  if (entry.kind === 'STATUS') return explain(entry.code, entry.detail);
  const sentence = SENTENCES[entry.kind][entry.code] ?? nothingToDo(entry.code);
  return entry.detail === null ? sentence : { ...sentence, message: `${sentence.message} (${entry.detail})` };
}

/** In the order in which things happened, also where a report of Recall's came late. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** The part of an update that writes entries, keeping the newest 200. */
export function appendToTimeline(...entries: TimelineEntry[]) {
  return {
    $push: { timeline: { $each: entries, $slice: -TIMELINE_LIMIT } },
    $inc: { timelineCount: entries.length },
  };
}
