import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absorb,
  initialLife,
  isOver,
  knownCode,
  OWN_END,
  reasonOf,
  requestRemoval,
  statusOf,
  type BotStatus,
  type Life,
  type LifeEvent,
} from '../../../server/bots/lifecycle.js';
import { nextQuestion } from '../../../server/bots/silence.js';
import { arrivalOf, toldLife } from '../../support/botLives.js';

function event(code: string, at: number, subCode: string | null = null): LifeEvent {
  return { code, subCode, at };
}

function live(events: readonly LifeEvent[], from: Life = initialLife): Life {
  return events.reduce(absorb, from);
}

const joining = event('joining_call', 1);
const waiting = event('in_waiting_room', 2);
const inCall = event('in_call_not_recording', 3);
const recording = event('in_call_recording', 4);
const ended = event('call_ended', 5, 'call_ended_by_host');
const done = event('done', 6);

describe('the status of a bot', () => {
  const denied = event('recording_permission_denied', 4, 'zoom_local_recording_disabled');
  const table: [string, LifeEvent[], BotStatus][] = [
    ['nothing was heard', [], 'LAUNCHING'],
    ['ready', [event('ready', 0)], 'LAUNCHING'],
    ['joining', [joining], 'JOINING'],
    ['waiting room', [joining, waiting], 'WAITING_ROOM'],
    ['in the call', [joining, waiting, inCall], 'IN_CALL'],
    ['permission allowed', [inCall, event('recording_permission_allowed', 4)], 'IN_CALL'],
    ['permission denied', [inCall, denied], 'IN_CALL'],
    [
      'denied from the waiting room',
      [event('recording_permission_denied', 3, 'zoom_bot_in_waiting_room')],
      'WAITING_ROOM',
    ],
    ['recording', [joining, inCall, recording], 'RECORDING'],
    ['paused', [joining, inCall, recording, event('in_call_not_recording', 5)], 'IN_CALL'],
    ['resumed', [recording, event('in_call_not_recording', 5), event('in_call_recording', 6)], 'RECORDING'],
    ['recording over, still there', [recording, event('recording_done', 5)], 'IN_CALL'],
    ['the call ended', [joining, inCall, recording, ended], 'ENDED'],
    ['done', [joining, inCall, recording, ended, done], 'ENDED'],
    ['only the recording and the end were heard of', [recording, done], 'ENDED'],
    ['kicked, and the event that it came in is missing', [event('call_ended', 5, 'bot_kicked_from_call')], 'ENDED'],
    ['kicked from the waiting room', [waiting, event('call_ended', 5, 'bot_kicked_from_waiting_room')], 'FAILED'],
    ['waited in vain', [joining, waiting, event('call_ended', 5, 'timeout_exceeded_waiting_room')], 'FAILED'],
    ['could not join', [joining, event('fatal', 2, 'zoom_obf_user_not_in_meeting')], 'FAILED'],
    ['done without ever coming in', [joining, done], 'FAILED'],
    ['failed in the call', [joining, inCall, event('fatal', 9, 'bot_errored')], 'ENDED'],
    [
      'denied from the waiting room, then ended',
      [event('recording_permission_denied', 3, 'zoom_bot_in_waiting_room'), done],
      'FAILED',
    ],
    ['gave up', [event(OWN_END.launchGaveUp, 5)], 'FAILED'],
    ['refused', [event(OWN_END.recallRefused, 5, 'invalid_request_data')], 'FAILED'],
    ['too old', [event(OWN_END.launchExpired, 5)], 'FAILED'],
    ['callback expired', [event(OWN_END.callbackExpired, 5)], 'FAILED'],
    ['removed before there was a bot', [event(OWN_END.removedBeforeJoin, 5)], 'ENDED'],
    ['gone before it came in', [joining, event(OWN_END.goneAtRecall, 5)], 'FAILED'],
    ['gone from the call', [recording, event(OWN_END.goneAtRecall, 5)], 'ENDED'],
  ];
  test.each(table)('%s', (_, events, status) => {
    expect(statusOf(live(events))).toBe(status);
    expect(statusOf(live(events.toReversed()))).toBe(status);
  });

  test('events of the same instant are taken in the order of a life', () => {
    expect(statusOf(live([event('in_call_recording', 7), event('joining_call', 7), event('in_waiting_room', 7)]))).toBe(
      'RECORDING',
    );
  });

  test('a removed bot ended, wherever it was', () => {
    const removed = requestRemoval(live([joining]));
    expect(statusOf(removed)).toBe('JOINING');
    expect(statusOf(absorb(removed, event('call_ended', 5, 'bot_received_leave_call')))).toBe('ENDED');
  });

  test('a late event from the call turns FAILED into ENDED, and nothing else', () => {
    const failed = live([joining, done]);
    expect(statusOf(absorb(failed, waiting))).toBe('FAILED');
    const corrected = absorb(failed, inCall);
    expect(statusOf(corrected)).toBe('ENDED');
    expect(corrected.endedAt).toBe(failed.endedAt);
  });
});

describe('the reason', () => {
  test('a bot on its way or in the call has none', () => {
    for (const events of [[], [joining], [waiting], [inCall], [recording]]) expect(reasonOf(live(events))).toBeNull();
  });

  test('a bot that may not record has one, until it records', () => {
    const denied = event('recording_permission_denied', 4, 'zoom_local_recording_disabled');
    expect(reasonOf(live([inCall, denied]))).toEqual({
      code: 'recording_permission_denied',
      subCode: 'zoom_local_recording_disabled',
    });
    expect(reasonOf(live([inCall, denied, event('in_call_recording', 5)]))).toBeNull();
  });

  test('an end that nobody asked for has one, also after the call', () => {
    expect(reasonOf(live([recording, ended, done]))).toEqual({ code: 'call_ended', subCode: 'call_ended_by_host' });
  });

  test('an end by removal has none', () => {
    const removed = live([event('call_ended', 5, 'bot_received_leave_call'), done], requestRemoval(live([recording])));
    expect(reasonOf(removed)).toBeNull();
    expect(reasonOf(live([event(OWN_END.removedBeforeJoin, 5)]))).toBeNull();
  });

  test('asking to remove a bot that is over changes nothing', () => {
    const failed = live([joining, event('fatal', 2, 'meeting_locked')]);
    expect(requestRemoval(failed)).toBe(failed);
    expect(reasonOf(failed)).toEqual({ code: 'fatal', subCode: 'meeting_locked' });
  });

  const best: [string, LifeEvent[], string, string | null][] = [
    ["call_ended's sub-code over done's null", [ended, done], 'call_ended', 'call_ended_by_host'],
    ['fatal over call_ended', [event('call_ended', 1, 'x'), event('fatal', 2, 'y')], 'fatal', 'y'],
    ['a sub-code over a fatal without one', [event('fatal', 1), event('call_ended', 2, 'x')], 'call_ended', 'x'],
    ["done's sub-code over call_ended's null", [event('call_ended', 1), event('done', 2, 'x')], 'done', 'x'],
    ['call_ended over done', [event('done', 1), event('call_ended', 2)], 'call_ended', null],
    ['the earlier of two causes', [event('call_ended', 2, 'b'), event('call_ended', 1, 'a')], 'call_ended', 'a'],
    [
      'ours over a late bot that we told to leave',
      [event(OWN_END.launchGaveUp, 1), event('call_ended', 2, 'bot_received_leave_call')],
      OWN_END.launchGaveUp,
      null,
    ],
    [
      'ours over an end without a cause',
      [event(OWN_END.launchExpired, 5), event('fatal', 2)],
      OWN_END.launchExpired,
      null,
    ],
    [
      "Recall's cause over ours",
      [event(OWN_END.launchGaveUp, 1), event('fatal', 2, 'meeting_locked')],
      'fatal',
      'meeting_locked',
    ],
    ['anything over "Recall does not know it"', [event(OWN_END.goneAtRecall, 1), done], 'done', null],
  ];
  test.each(best)('%s', (_, events, code, subCode) => {
    expect(reasonOf(live(events))).toEqual({ code, subCode });
    expect(reasonOf(live(events.toReversed()))).toEqual({ code, subCode });
  });
});

describe('the time of the end', () => {
  test('is the earliest that was heard of, in any order', () => {
    expect(live([done, ended]).endedAt).toBe(ended.at);
    expect(live([ended, done]).endedAt).toBe(ended.at);
    expect(live([joining]).endedAt).toBeNull();
  });
});

describe('codes', () => {
  test('unknown ones, and those about media, change nothing', () => {
    const life = live([recording]);
    for (const code of ['breakout_room_entered', 'media_expired', 'analysis_done', 'constructor', '']) {
      expect(absorb(life, event(code, 99))).toBe(life);
    }
  });

  test('unknown ones are told apart from known ones', () => {
    for (const code of [
      'joining_call',
      'done',
      'recording_done',
      'media_expired',
      'analysis_failed',
      OWN_END.goneAtRecall,
    ]) {
      expect(knownCode(code)).toBe(true);
    }
    for (const code of ['breakout_room_entered', 'DONE', '__proto__', '']) expect(knownCode(code)).toBe(false);
  });

  test('an event without a readable time changes nothing', () => {
    expect(absorb(initialLife, event('joining_call', Number.NaN))).toBe(initialLife);
  });
});

describe('any order of events, with duplicates', () => {
  const codes = [
    'ready',
    'joining_call',
    'in_waiting_room',
    'in_call_not_recording',
    'recording_permission_allowed',
    'recording_permission_denied',
    'in_call_recording',
    'recording_done',
    'call_ended',
    'done',
    'fatal',
    'media_expired',
    'breakout_room_entered',
    ...Object.values(OWN_END),
  ];
  const subCodes = [null, 'a', 'b', 'bot_kicked_from_call', 'bot_received_leave_call', 'zoom_bot_in_waiting_room'];
  const anyEvent = fc.record({
    code: fc.constantFrom(...codes),
    subCode: fc.constantFrom(...subCodes),
    at: fc.integer({ min: 0, max: 6 }),
  });
  const stream = fc.array(anyEvent, { maxLength: 14 });
  const shuffledWithDuplicates = stream.chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc
        .tuple(
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.array(fc.nat({ max: Math.max(0, events.length - 1) }), { maxLength: 8 }),
        )
        .map(([shuffled, again]) => shuffled.concat(again.flatMap((place) => events[place] ?? []))),
    ),
  );

  test('makes the life that the ordered stream makes', () => {
    fc.assert(
      fc.property(shuffledWithDuplicates, ([events, arrived]) => {
        const ordered = events.toSorted((one, other) => one.at - other.at);
        expect(live(arrived)).toEqual(live(ordered));
      }),
      { numRuns: 2_000 },
    );
  });

  test('an event that was absorbed is not absorbed again', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const life = live(events);
        for (const known of events) expect(absorb(life, known)).toBe(life);
      }),
    );
  });

  test('a bot that is over stays over, and ENDED stays ENDED', () => {
    fc.assert(
      fc.property(stream, (events) => {
        let life = initialLife;
        for (const next of events) {
          const before = life;
          life = absorb(life, next);
          if (isOver(before)) expect(isOver(life)).toBe(true);
          if (statusOf(before) === 'ENDED') expect(statusOf(life)).toBe('ENDED');
          if (statusOf(before) === 'FAILED') expect(['FAILED', 'ENDED']).toContain(statusOf(life));
        }
      }),
    );
  });

  test('no sub-code of an end is lost', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const causes = events.filter(
          (one) =>
            ['call_ended', 'done', 'fatal'].includes(one.code) &&
            one.subCode !== null &&
            one.subCode !== 'bot_received_leave_call',
        );
        if (causes.length > 0) expect(live(events).end?.subCode).not.toBeNull();
      }),
    );
  });
});

/** What is known of a life beyond its evidence. */
function seen(life: Life) {
  return { status: statusOf(life), reason: reasonOf(life), endedAt: life.endedAt };
}

describe('a life that is told in any order, with duplicates and losses', () => {
  const START = Date.parse('2026-11-24T12:00:00Z');
  const told = toldLife(START).chain((life) => fc.tuple(fc.constant(life), arrivalOf(life.events)));

  test('is known in the end, by what was heard or by asking Recall', () => {
    let asked = 0;
    fc.assert(
      fc.property(told, ([{ events, isRemoved }, arrived]) => {
        const begun = isRemoved ? requestRemoval(initialLife) : initialLife;
        const ordered = live(events, begun);
        const heard = live(arrived, begun);
        const updatedAt = new Date(START);
        const question = nextQuestion({ recallBotId: 'a-bot', life: heard, leaveSent: isRemoved, updatedAt }, START);
        if (question === null) {
          expect(seen(heard)).toEqual(seen(ordered));
        } else {
          asked += 1;
          expect(live(events, heard)).toEqual(ordered);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(asked).toBeGreaterThan(0);
  });

  test('asks Recall nothing more when all was heard of an ordinary life', () => {
    fc.assert(
      fc.property(toldLife(START), ({ kind, events, isRemoved }) => {
        fc.pre(kind === 'recorded and left' || kind === 'was removed from the call');
        const life = live(events.toReversed(), isRemoved ? requestRemoval(initialLife) : initialLife);
        const bot = { recallBotId: 'a-bot', life, leaveSent: isRemoved, updatedAt: new Date(START) };
        expect(nextQuestion(bot, START)).toBeNull();
      }),
    );
  });
});
