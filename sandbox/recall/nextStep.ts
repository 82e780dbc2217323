import type { BotRemoval } from '../zoom/zoomData.js';
import type { RecallAssumptions } from './assumptions.js';
import type { BotLife } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';

/** What a bot does next. */
export type BotStep =
  | { kind: 'status'; code: string; subCode: string | null }
  | { kind: 'try-to-join' }
  /** Nothing before this time, or before something happens; null: nothing by itself. */
  | { kind: 'wait'; until: number | null }
  | { kind: 'over' };

/**
 * Decides from what a bot knows what it does next. Statuses: https://docs.recall.ai/docs/bot-status-change-events ,
 * sub-codes: https://docs.recall.ai/docs/sub-codes .
 *
 * | status | goes on to |
 * |---|---|
 * | ready | joining_call, at its time |
 * | joining_call | in_waiting_room or in_call_not_recording once let in; otherwise tries again until waiting_room_timeout |
 * | in_waiting_room | in_call_not_recording once admitted, until waiting_room_timeout |
 * | in_call_not_recording | recording_permission_allowed or _denied, as the host says |
 * | recording_permission_allowed | in_call_recording |
 * | call_ended | done |
 *
 * From each of them but the first and the last a failure leads to fatal, and a leave command, a removal or a time-out
 * to call_ended.
 */
export function nextStep(input: {
  bot: Pick<RecallBot, 'status' | 'createdAt' | 'deleted' | 'joinAttempts'>;
  life: BotLife;
  assumptions: RecallAssumptions;
  now: number;
  /** Real milliseconds of one of Recall's seconds. */
  secondMs: number;
}): BotStep {
  const { bot, life, assumptions, now, secondMs } = input;
  const after = (start: number, seconds: number) => start + seconds * secondMs;
  const waitOr = (at: number, step: BotStep): BotStep => (now >= at ? step : { kind: 'wait', until: at });

  if (bot.deleted || bot.status === 'done' || bot.status === 'fatal') return { kind: 'over' };
  if (bot.status === 'call_ended') return waitOr(after(life.since, assumptions.shutdownSeconds), status('done'));
  if (life.failure !== null) return status('fatal', life.failure);
  if (bot.status === 'ready') {
    return waitOr(life.joinAt ?? after(bot.createdAt, assumptions.launchSeconds), status('joining_call'));
  }
  if (life.leaveRequested) return status('call_ended', 'bot_received_leave_call');

  if (bot.status === 'joining_call') {
    if (life.place === 'waiting-room') return status('in_waiting_room');
    if (life.place === 'in-meeting' || life.removal !== null) return status('in_call_not_recording');
    const deadline = after(life.since, life.request.automaticLeave.waitingRoom);
    if (now >= deadline) return neverLetIn(bot.joinAttempts.at(-1)?.result, assumptions);
    if (now >= life.nextAttemptAt) return { kind: 'try-to-join' };
    return { kind: 'wait', until: Math.min(life.nextAttemptAt, deadline) };
  }

  if (life.removal !== null) {
    return status('call_ended', removalSubCode(life.removal, bot.status, assumptions));
  }
  if (bot.status === 'in_waiting_room') {
    if (life.place === 'in-meeting') return status('in_call_not_recording');
    const deadline = after(life.since, life.request.automaticLeave.waitingRoom);
    return waitOr(deadline, status('call_ended', 'timeout_exceeded_waiting_room'));
  }
  return inCall(input, after);
}

function inCall(
  { bot, life, assumptions, now }: Parameters<typeof nextStep>[0],
  after: (start: number, seconds: number) => number,
): BotStep {
  const { automaticLeave } = life.request;
  const inCallSince = life.inCallSince ?? life.since;
  /** What comes by itself, and when. */
  const due: { at: number; step: BotStep }[] = [];
  const plan = (at: number, step: BotStep) => due.push({ at, step });

  if (life.aloneSince !== null) {
    if (life.peopleSeen) {
      const active = after(inCallSince, automaticLeave.everyoneLeft.activateAfter);
      const left = after(life.aloneSince, automaticLeave.everyoneLeft.timeout);
      plan(Math.max(active, left), status('call_ended', 'timeout_exceeded_everyone_left'));
    } else {
      plan(after(inCallSince, automaticLeave.nooneJoined), status('call_ended', 'timeout_exceeded_noone_joined'));
    }
  }
  const step = after(life.since, assumptions.stepSeconds);
  switch (bot.status) {
    case 'in_call_not_recording':
      if (life.recordingPermission === 'granted') plan(step, status('recording_permission_allowed'));
      else if (life.recordingPermission === 'denied') {
        plan(step, status('recording_permission_denied', 'zoom_local_recording_request_denied_by_host'));
      }
      plan(
        after(life.since, automaticLeave.inCallNotRecording),
        status('call_ended', 'timeout_exceeded_in_call_not_recording'),
      );
      break;
    case 'recording_permission_denied':
      if (life.recordingPermission === 'granted') plan(step, status('recording_permission_allowed'));
      plan(
        after(life.since, automaticLeave.recordingPermissionDenied),
        status('call_ended', 'timeout_exceeded_recording_permission_denied'),
      );
      break;
    case 'recording_permission_allowed':
      plan(step, status('in_call_recording'));
      break;
    case 'in_call_recording':
      if (automaticLeave.inCallRecording !== null) {
        plan(
          after(life.since, automaticLeave.inCallRecording),
          status('call_ended', 'timeout_exceeded_in_call_recording'),
        );
      }
      break;
    default:
  }
  const first = due.sort((one, other) => one.at - other.at)[0];
  if (first === undefined) return { kind: 'wait', until: null };
  return now >= first.at ? first.step : { kind: 'wait', until: first.at };
}

function neverLetIn(lastResult: string | undefined, assumptions: RecallAssumptions): BotStep {
  if (lastResult === 'zoom-unreachable') return status('fatal', 'zoom_connection_failed');
  return assumptions.personNeverCame === 'fatal'
    ? status('fatal', 'zoom_obf_user_not_in_meeting')
    : status('call_ended', 'timeout_exceeded_waiting_room');
}

function removalSubCode(removal: BotRemoval, present: string, assumptions: RecallAssumptions): string {
  switch (removal) {
    case 'person-left':
      return assumptions.personLeftSubCode;
    case 'meeting-ended':
      return 'call_ended_by_host';
    case 'removed-by-host':
    default:
      return present === 'in_waiting_room' ? 'bot_kicked_from_waiting_room' : 'bot_kicked_from_call';
  }
}

function status(code: string, subCode: string | null = null): BotStep {
  return { kind: 'status', code, subCode };
}
