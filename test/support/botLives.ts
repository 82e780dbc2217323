import * as fc from 'fast-check';
import type { LifeEvent } from '../../server/bots/lifecycle.js';

/** What Recall would say of a bot, in order, and whether its person asked it to leave. */
export interface ToldLife {
  kind: string;
  events: LifeEvent[];
  isRemoved: boolean;
}

type Step = string | [code: string, subCode: string];

const WAITING_ROOM_ENDS = ['bot_kicked_from_waiting_room', 'timeout_exceeded_waiting_room', 'call_ended_by_host'];
const CALL_ENDS = [
  'call_ended_by_host',
  'call_ended_by_platform_max_length',
  'bot_kicked_from_call',
  'timeout_exceeded_everyone_left',
  'some_new_sub_code',
];
const FATAL_ENDS = ['meeting_locked', 'zoom_obf_user_not_in_meeting', 'bot_errored'];
const DENIALS = ['zoom_local_recording_disabled', 'zoom_bot_in_waiting_room'];

const maybe = (...steps: Step[]): fc.Arbitrary<Step[]> => fc.constantFrom([], steps);
const endOf = (subCodes: string[]): fc.Arbitrary<Step[]> =>
  fc.constantFrom(...subCodes).map((subCode) => [['call_ended', subCode], 'done']);

const toTheDoor = fc
  .tuple(maybe('ready'), fc.constant<Step[]>(['joining_call']), maybe('in_waiting_room'))
  .map((parts) => parts.flat());
const intoTheCall = fc.tuple(toTheDoor, fc.constant<Step[]>(['in_call_not_recording'])).map((parts) => parts.flat());
const pauses = fc
  .nat({ max: 2 })
  .map((times) => Array.from({ length: times }, (): Step[] => ['in_call_not_recording', 'in_call_recording']).flat());
const recording = fc
  .tuple(intoTheCall, maybe('recording_permission_allowed'), fc.constant<Step[]>(['in_call_recording']), pauses)
  .map((parts) => parts.flat());
const denied = fc.tuple(
  intoTheCall,
  fc.constantFrom(...DENIALS).map((why): Step[] => [['recording_permission_denied', why]]),
);
const aboutMedia: fc.Arbitrary<Step[]> = fc.subarray(['media_expired', 'analysis_done', 'analysis_failed']);

const KINDS: Record<string, fc.Arbitrary<Step[][]>> = {
  'is on its way': fc.tuple(toTheDoor),
  'is in the call': fc.tuple(intoTheCall),
  'records, with pauses': fc.tuple(recording),
  'has paused': fc.tuple(recording, fc.constant<Step[]>(['in_call_not_recording'])),
  'may not record': denied,
  'was not let in': fc.tuple(toTheDoor, endOf(WAITING_ROOM_ENDS)),
  'failed on its way': fc.tuple(
    toTheDoor,
    fc.constantFrom(...FATAL_ENDS).map((why): Step[] => [['fatal', why]]),
  ),
  'failed in the call': fc.tuple(
    recording,
    fc.constantFrom(...FATAL_ENDS).map((why): Step[] => [['fatal', why]]),
  ),
  'was in the call, without recording': fc.tuple(intoTheCall, endOf(CALL_ENDS)),
  'recorded and left': fc.tuple(recording, maybe('recording_done'), endOf(CALL_ENDS)),
  'was denied and left': fc.tuple(
    denied.map((parts) => parts.flat()),
    endOf(CALL_ENDS),
  ),
  'was removed on its way': fc.tuple(toTheDoor, endOf(['bot_received_leave_call'])),
  'was removed from the call': fc.tuple(recording, endOf(['bot_received_leave_call'])),
};

/** @param startsAt when the first event became true, ms since 1970; each further one comes up to a minute later, or at the same moment */
export function toldLife(startsAt: number): fc.Arbitrary<ToldLife> {
  return fc.constantFrom(...Object.keys(KINDS)).chain((kind) =>
    fc.tuple(KINDS[kind] ?? fc.constant([]), aboutMedia).chain(([parts, media]) => {
      const steps = [...parts.flat(), ...(parts.flat().some(isEnd) ? media : [])];
      return fc
        .array(fc.integer({ min: 0, max: 60_000 }), { minLength: steps.length, maxLength: steps.length })
        .map((gaps) => {
          let at = startsAt;
          const events = steps.map((step, place): LifeEvent => {
            at += gaps[place] ?? 0;
            const [code, subCode = null] = typeof step === 'string' ? [step] : step;
            return { code, subCode, at };
          });
          return { kind, events, isRemoved: kind.startsWith('was removed') };
        });
    }),
  );
}

/** What arrives of them: some are lost, some come again, all in any order. */
export function arrivalOf(events: readonly LifeEvent[]): fc.Arbitrary<LifeEvent[]> {
  return fc
    .subarray([...events])
    .chain((kept) =>
      fc.tuple(
        fc.constant(kept),
        kept.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...kept), { maxLength: 4 }),
      ),
    )
    .chain(([kept, again]) => {
      const all = [...kept, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
}

function isEnd(step: Step): boolean {
  return ['call_ended', 'done', 'fatal'].includes(typeof step === 'string' ? step : step[0]);
}
