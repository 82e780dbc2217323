import { explain } from '../recall/explanations.js';
import { absenceOf, type Presence, type PresenceCode } from './presence.js';

/** How many entries a bot keeps: the newest. */
const TIMELINE_LIMIT = 200;

export type TimelineKind = 'LAUNCH_ATTEMPT' | 'STATUS' | 'OBF_REQUEST' | 'PRESENCE' | 'REMOVAL';

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

interface Sentence {
  message: string;
  nextStep: string | null;
}

const LAUNCH_ATTEMPTS: Record<string, Sentence> = {
  created: { message: 'Recall has made the bot.', nextStep: null },
  found: { message: 'Recall had made the bot although its answer was lost.', nextStep: null },
  unclear: { message: 'Recall did not answer clearly; the same request is sent again.', nextStep: null },
  rate_limited: { message: 'Recall asked to wait: too many launches at once.', nextStep: null },
  no_bots_available: { message: 'Recall has no bot free at the moment; the launch is tried again.', nextStep: null },
  refused: { message: 'Recall refused the launch.', nextStep: null },
  late_bot: { message: 'A bot turned up when the launch was over, and was told to leave.', nextStep: null },
  second_bot: { message: 'A second bot turned up for this launch and was told to leave.', nextStep: null },
};

const OBF_REQUESTS: Record<string, Sentence> = {
  token: { message: 'Recall fetched a token and was given a fresh one.', nextStep: null },
  person_left: {
    message: 'Recall asked for a token when the person it came for had left the meeting, and was given none.',
    nextStep: 'Join the meeting again with the connected Zoom account, then bring the bot again if it is gone.',
  },
  meeting_ended: {
    message: 'Recall asked for a token when the meeting had ended, and was given none.',
    nextStep: null,
  },
  no_launch: { message: 'Recall asked for a token when the bot was over already, and was given none.', nextStep: null },
  unsigned: {
    message: "Somebody asked for a token without Recall's right signature, and was given none.",
    nextStep:
      "For the operator: if it was Recall, RECALL_VERIFICATION_SECRET is not the one in Recall's dashboard, or this server's clock is wrong.",
  },
  reconnect_required: {
    message: 'Recall asked for a token, but Zoom has ended the authorization of this person.',
    nextStep: 'Connect Zoom again, then bring the bot again.',
  },
  not_connected: {
    message: 'Recall asked for a token, but this person has disconnected Zoom.',
    nextStep: 'Connect Zoom again, then bring the bot again.',
  },
  missing_scope: {
    message: 'Recall asked for a token, but the permission for it was not granted at Zoom.',
    nextStep: 'Connect Zoom again and leave every permission ticked.',
  },
  too_many_requests: {
    message: 'Recall asked for more than 60 tokens in a minute and was told to wait.',
    nextStep: null,
  },
  zoom_rate_limited: {
    message: "Zoom's rate limit was reached, so it gave no token.",
    nextStep: 'Try again in a minute.',
  },
  zoom_refused: {
    message: 'Zoom refused the token.',
    nextStep: 'Check that the link is right and that the meeting exists, then bring the bot again.',
  },
  zoom_unavailable: { message: 'Zoom could not be reached for a token.', nextStep: 'Try again in a few minutes.' },
  zoom_timeout: { message: 'Zoom did not answer in time.', nextStep: 'Try again in a few minutes.' },
  database_unavailable: {
    message: "Recall asked for a token while this server's database was away.",
    nextStep: 'Try again in a few minutes.',
  },
  client_credentials: {
    message: "Zoom does not accept this server's client id and secret.",
    nextStep: 'For the operator: check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.',
  },
  sealing_key: {
    message: "This server lacks the key with which this person's tokens were encrypted.",
    nextStep: 'For the operator: put the missing key back into TOKEN_ENCRYPTION_KEYS.',
  },
  fault: { message: 'This server failed to get a token.', nextStep: 'For the operator: look for this bot in the log.' },
};

const PRESENCES: Record<PresenceCode, Sentence> = {
  person_joined: { message: 'The person it came for is back in the meeting.', nextStep: null },
  person_left: {
    message: 'The person it came for left the meeting, and Zoom lets a bot stay only beside them.',
    nextStep: 'Join the meeting again with the connected Zoom account.',
  },
  meeting_ended: { message: 'The meeting ended.', nextStep: null },
};

const REMOVALS: Record<string, Sentence> = {
  requested: { message: 'Asked to leave.', nextStep: null },
  leaving: { message: 'Recall was told; the bot is leaving.', nextStep: null },
  gone: { message: 'The bot had left already.', nextStep: null },
  deleted: { message: 'The bot was called off before it set out.', nextStep: null },
  retrying: { message: 'Recall could not be reached to make it leave; this is tried again.', nextStep: null },
};

const SENTENCES: Record<Exclude<TimelineKind, 'STATUS'>, Record<string, Sentence>> = {
  LAUNCH_ATTEMPT: LAUNCH_ATTEMPTS,
  OBF_REQUEST: OBF_REQUESTS,
  PRESENCE: PRESENCES,
  REMOVAL: REMOVALS,
};

/** What an entry says to a person. */
export function describeEntry(entry: TimelineEntry): Sentence {
  if (entry.kind === 'STATUS') return explain(entry.code, entry.detail);
  const sentence = SENTENCES[entry.kind][entry.code] ?? { message: entry.code, nextStep: null };
  return entry.detail === null ? sentence : { ...sentence, message: `${sentence.message} (${entry.detail})` };
}

/** Where its person or its meeting is, as a reason for where a bot is that lives; null while nothing is known to be amiss. */
export function reasonOfAbsence(presence: Presence | undefined): (Sentence & { code: string }) | null {
  const code = presence === undefined ? null : absenceOf(presence);
  return code === null ? null : { code, ...PRESENCES[code] };
}

/** The part of an update that writes entries, keeping the newest 200. */
export function appendToTimeline(...entries: TimelineEntry[]) {
  return {
    $push: { timeline: { $each: entries, $slice: -TIMELINE_LIMIT } },
    $inc: { timelineCount: entries.length },
  };
}
