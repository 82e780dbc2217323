/**
 * A bot's life, kept as evidence from which the status is derived.
 *
 * Recall promises neither order nor single delivery of its webhooks, and the same facts also arrive through look-ups.
 * So each field of `Life` is a maximum, a minimum or an "or" over everything that was ever heard: whatever the order
 * and however often, the same events make the same life.
 *
 * Vendor codes: https://docs.recall.ai/docs/bot-status-change-events and https://docs.recall.ai/docs/sub-codes.
 * Both are open sets ("You should not treat the data.code and data.sub_code as an enum").
 */

export type BotStatus = 'LAUNCHING' | 'JOINING' | 'WAITING_ROOM' | 'IN_CALL' | 'RECORDING' | 'ENDED' | 'FAILED';

/** Something that was said about a bot: the vendor's or our own code, and when it became true, in ms since 1970. */
export interface LifeEvent {
  readonly code: string;
  readonly subCode: string | null;
  readonly at: number;
}

/** Everything known about where a bot is. Stored with the bot; plain data. */
export interface Life {
  /** The newest event of a bot that is still on its way or in the call. */
  readonly current: LifeEvent | null;
  /** Whether anything ever proved that the bot was in the call. */
  readonly wasInCall: boolean;
  /** The event that best explains the end. */
  readonly end: LifeEvent | null;
  /** The earliest time at which the bot is known to have been over, ms since 1970. */
  readonly endedAt: number | null;
  /** Whether its person, or the backend that launched it, asked for it to leave before it was over. */
  readonly removalRequested: boolean;
}

export const initialLife: Life = {
  current: null,
  wasInCall: false,
  end: null,
  endedAt: null,
  removalRequested: false,
};

/** Ends that we state ourselves, where no vendor event says them. Codes of `Reason`, like the vendor's own. */
export const OWN_END = {
  /** Every attempt of the launch failed, and Recall has no bot of it; the sub-code is the last refusal. */
  launchGaveUp: 'launch_gave_up',
  /** Recall refused to create the bot; the sub-code is Recall's error code. */
  recallRefused: 'recall_refused',
  /** The same for something that only the operator can put right: the key, the balance, the configuration. */
  deploymentRefused: 'deployment_refused',
  /** The intent grew too old before a bot existed: the meeting may be over. */
  launchExpired: 'launch_expired',
  /** The meeting ended, by Zoom's word, before Recall had made the bot. */
  meetingOver: 'meeting_over',
  /** A callback URL reached its end with no bot, or none that is still heard of. */
  callbackExpired: 'callback_expired',
  /** Removed before a bot existed. */
  removedBeforeJoin: 'removed_before_join',
  /** Told to leave because its person, or the backend that launched it, disconnected Zoom: nothing more is heard of it. */
  disconnected: 'disconnected',
  /** Recall does not know the bot any more, and its end was never heard of. */
  goneAtRecall: 'gone_at_recall',
} as const;

export type OwnEndCode = (typeof OWN_END)[keyof typeof OWN_END];

/** The states before the end, in the order of a bot's life: among events of the same instant the later one wins. */
const STAGES: ReadonlyMap<string, { rank: number; status: BotStatus; inCall: boolean }> = new Map([
  ['ready', { rank: 0, status: 'LAUNCHING', inCall: false }],
  ['joining_call', { rank: 1, status: 'JOINING', inCall: false }],
  ['in_waiting_room', { rank: 2, status: 'WAITING_ROOM', inCall: false }],
  ['in_call_not_recording', { rank: 3, status: 'IN_CALL', inCall: true }],
  ['recording_permission_denied', { rank: 4, status: 'IN_CALL', inCall: true }],
  ['recording_permission_allowed', { rank: 5, status: 'IN_CALL', inCall: true }],
  ['in_call_recording', { rank: 6, status: 'RECORDING', inCall: true }],
  // The recording is over, the bot is not: until `call_ended` it is still in the call.
  ['recording_done', { rank: 7, status: 'IN_CALL', inCall: true }],
]);

/** Recall could not even ask for the permission, because the bot was not in the call yet. */
const DENIED_IN_WAITING_ROOM = 'zoom_bot_in_waiting_room';

const VENDOR_ENDS: ReadonlySet<string> = new Set(['call_ended', 'done', 'fatal']);
const OWN_ENDS: ReadonlySet<string> = new Set(Object.values(OWN_END));

/** What Recall reports about the media of a bot that is long over. */
const NOT_ABOUT_THE_BOT: ReadonlySet<string> = new Set(['media_expired', 'analysis_done', 'analysis_failed']);

/** Ends that can only befall a bot that is in the call, should the event that said it came in be missing. */
const ENDS_IN_CALL: ReadonlySet<string> = new Set([
  'bot_kicked_from_call',
  'timeout_exceeded_noone_joined',
  'timeout_exceeded_everyone_left',
  'timeout_exceeded_silence_detected',
  'timeout_exceeded_only_bots_detected_using_participant_names',
  'timeout_exceeded_only_bots_detected_using_participant_events',
  'timeout_exceeded_in_call_not_recording',
  'timeout_exceeded_in_call_recording',
  'timeout_exceeded_recording_permission_denied',
]);

/** The sub-code of a bot that was told to leave. It says nothing about why. */
const TOLD_TO_LEAVE = 'bot_received_leave_call';

/**
 * Whether a code is one that this file knows, whatever it makes of it. Unknown codes change nothing; whoever receives
 * one should say so, because a new state of Recall's would be missing here.
 */
export function knownCode(code: string): boolean {
  return STAGES.has(code) || isEndCode(code) || NOT_ABOUT_THE_BOT.has(code);
}

/**
 * Adds one event to a life. Returns the same object when the event teaches nothing new: repeated, older than what is
 * known, or about something else than where the bot is.
 */
export function absorb(life: Life, event: LifeEvent): Life {
  if (!Number.isFinite(event.at)) return life;
  const ends = isEndCode(event.code);
  if (!ends && !STAGES.has(event.code)) return life;

  const heard: LifeEvent = { code: event.code, subCode: event.subCode, at: event.at };
  const next: Life = {
    current: !ends && isNewer(heard, life.current) ? heard : life.current,
    wasInCall: life.wasInCall || provesInCall(heard),
    end: ends && explainsBetter(heard, life.end) ? heard : life.end,
    endedAt: ends ? Math.min(life.endedAt ?? heard.at, heard.at) : life.endedAt,
    removalRequested: life.removalRequested || heard.code === OWN_END.removedBeforeJoin,
  };
  const unchanged =
    next.current === life.current &&
    next.wasInCall === life.wasInCall &&
    next.end === life.end &&
    next.endedAt === life.endedAt &&
    next.removalRequested === life.removalRequested;
  return unchanged ? life : next;
}

/** Notes that the bot was asked to leave. A bot that is over already ended for another reason: nothing changes. */
export function requestRemoval(life: Life): Life {
  return life.removalRequested || isOver(life) ? life : { ...life, removalRequested: true };
}

export function isOver(life: Life): boolean {
  return life.end !== null;
}

/**
 * Whether an event that was never heard of could change what is known of the end: that the bot had been in the call, or, where only
 * `done` was heard, why and when it ended. Ends that we stated ourselves, Recall can say nothing about.
 */
export function mayLackEvidence(life: Life): boolean {
  if (life.end === null || !VENDOR_ENDS.has(life.end.code)) return false;
  return life.end.code === 'done' || (!life.wasInCall && !life.removalRequested);
}

/**
 * | evidence                                             | status                      |
 * |------------------------------------------------------|-----------------------------|
 * | an end, and was in the call or was asked to leave    | ENDED                       |
 * | an end without either                                | FAILED: it never came in    |
 * | no end                                               | that of the newest event    |
 * | nothing                                              | LAUNCHING                   |
 */
export function statusOf(life: Life): BotStatus {
  if (isOver(life)) return life.wasInCall || life.removalRequested ? 'ENDED' : 'FAILED';
  if (life.current === null) return 'LAUNCHING';
  if (isDeniedInWaitingRoom(life.current)) return 'WAITING_ROOM';
  return STAGES.get(life.current.code)?.status ?? 'LAUNCHING';
}

/**
 * Why the bot is where it is, where a person would ask: it failed, it ended without having been asked to, or it is in
 * the meeting and may not record. The codes are the vendor's, or those of `OWN_END`.
 */
export function reasonOf(life: Life): { code: string; subCode: string | null } | null {
  if (life.end !== null) {
    return life.removalRequested ? null : { code: life.end.code, subCode: life.end.subCode };
  }
  if (life.current?.code === 'recording_permission_denied') {
    return { code: life.current.code, subCode: life.current.subCode };
  }
  return null;
}

function isEndCode(code: string): boolean {
  return VENDOR_ENDS.has(code) || OWN_ENDS.has(code);
}

function isDeniedInWaitingRoom(event: LifeEvent): boolean {
  return event.code === 'recording_permission_denied' && event.subCode === DENIED_IN_WAITING_ROOM;
}

function provesInCall(event: LifeEvent): boolean {
  if (isEndCode(event.code)) return event.subCode !== null && ENDS_IN_CALL.has(event.subCode);
  return STAGES.get(event.code)?.inCall === true && !isDeniedInWaitingRoom(event);
}

function rankOf(event: LifeEvent): number {
  return STAGES.get(event.code)?.rank ?? -1;
}

/** A total order, so that it does not matter which of two events comes first: time, then rank, then sub-code. */
function isNewer(event: LifeEvent, known: LifeEvent | null): boolean {
  if (known === null) return true;
  if (event.at !== known.at) return event.at > known.at;
  if (rankOf(event) !== rankOf(known)) return rankOf(event) > rankOf(known);
  return comesAfter(event.subCode, known.subCode);
}

/**
 * A total order again: how much the end says, then the earlier one (the cause, not its echo), then the codes.
 *
 * | says most                                                                                    |
 * |----------------------------------------------------------------------------------------------|
 * | `fatal`, `call_ended`, `done`, in this order, with a sub-code                                |
 * | our own ends: we know why there is no bot, or why a late one was told to leave               |
 * | a bot that was told to leave: the sub-code names no cause                                    |
 * | `fatal`, `call_ended`, `done` without a sub-code; Recall no longer knows the bot             |
 */
function explainsBetter(event: LifeEvent, known: LifeEvent | null): boolean {
  if (known === null) return true;
  if (weightOf(event) !== weightOf(known)) return weightOf(event) > weightOf(known);
  if (event.at !== known.at) return event.at < known.at;
  if (event.code !== known.code) return comesAfter(event.code, known.code);
  return comesAfter(event.subCode, known.subCode);
}

const END_ORDER = ['done', 'call_ended', 'fatal'];

function weightOf(end: LifeEvent): number {
  if (end.code === OWN_END.goneAtRecall) return 0;
  if (OWN_ENDS.has(end.code)) return 30;
  const place = 1 + END_ORDER.indexOf(end.code);
  if (end.subCode === null) return 10 + place;
  return (end.subCode === TOLD_TO_LEAVE ? 20 : 40) + place;
}

/** Null comes before every text. */
function comesAfter(one: string | null, other: string | null): boolean {
  if (one === null) return false;
  return other === null || one > other;
}
