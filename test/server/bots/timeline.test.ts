import { describe, expect, test } from 'vitest';
import {
  appendToTimeline,
  describeEntry,
  inOrder,
  type TimelineEntry,
  type TimelineKind,
} from '../../../server/bots/timeline.js';

function entry(kind: TimelineKind, code: string, detail: string | null = null): TimelineEntry {
  return { at: new Date(0), kind, code, detail, tookMs: null };
}

function reported(second: number, code: string): TimelineEntry {
  return { ...entry('STATUS', code), at: new Date(second * 1_000) };
}

describe('what an entry says', () => {
  test.each<[TimelineKind, string[]]>([
    [
      'OBF_REQUEST',
      [
        'token',
        'no_launch',
        'unsigned',
        'not_connected',
        'reconnect_required',
        'missing_scope',
        'too_many_requests',
        'client_credentials',
        'sealing_key',
        'fault',
        'zoom_refused',
        'zoom_rate_limited',
        'zoom_unavailable',
        'zoom_timeout',
        'database_unavailable',
      ],
    ],
    ['LAUNCH_ATTEMPT', ['created', 'found', 'unclear', 'rate_limited', 'no_bots_available', 'refused', 'second_bot']],
    ['REMOVAL', ['requested', 'leaving', 'gone', 'deleted', 'retrying']],
    ['RECORDING', ['deleted', 'gone']],
  ])('%s: each outcome is a sentence', (kind, codes) => {
    for (const code of codes) expect(describeEntry(entry(kind, code)).message, code).toMatch(/^[A-Z].+\.$/);
  });

  test.each([
    'not_connected',
    'reconnect_required',
    'missing_scope',
    'unsigned',
    'client_credentials',
    'sealing_key',
    'fault',
    'zoom_refused',
    'zoom_rate_limited',
    'zoom_unavailable',
    'zoom_timeout',
    'database_unavailable',
  ])('a request for a token that ended in %s says what to do', (code) => {
    expect(describeEntry(entry('OBF_REQUEST', code)).nextStep).toMatch(/^[A-Z].+\.$/);
  });

  test('what only the operator can put right is theirs to do', () => {
    for (const code of ['unsigned', 'client_credentials', 'sealing_key', 'fault'])
      expect(describeEntry(entry('OBF_REQUEST', code)).nextStepFor, code).toBe('OPERATOR');
    for (const code of ['reconnect_required', 'missing_scope', 'zoom_refused', 'zoom_unavailable'])
      expect(describeEntry(entry('OBF_REQUEST', code)).nextStepFor, code).toBe('PERSON');
  });

  test("the vendor's words stand behind ours", () => {
    expect(describeEntry(entry('OBF_REQUEST', 'zoom_refused', 'HTTP 404, 1001')).message).toBe(
      'Zoom refused the token. (HTTP 404, 1001)',
    );
  });

  test("a status is explained as Recall's code, sub-code first", () => {
    expect(describeEntry(entry('STATUS', 'call_ended', 'call_ended_by_host')).message).toBe(
      'The host ended the meeting.',
    );
  });

  test('an outcome that is not known here, of a newer server, is shown as it is', () => {
    expect(describeEntry(entry('OBF_REQUEST', 'sent_by_pigeon'))).toEqual({
      message: 'sent_by_pigeon',
      nextStep: null,
      nextStepFor: null,
    });
  });
});

test('entries are added at the end, the newest 200 are kept, and all are counted', () => {
  const entries = [entry('STATUS', 'ready'), entry('STATUS', 'joining_call')];
  expect(appendToTimeline(...entries)).toEqual({
    $push: { timeline: { $each: entries, $slice: -200 } },
    $inc: { timelineCount: 2 },
  });
});

test('a report of Recall’s that came late stands where it belongs; what happened at the same moment stays as written', () => {
  const written = [
    reported(1, 'ready'),
    reported(3, 'in_call_recording'),
    reported(2, 'joining_call'),
    reported(3, 'call_ended'),
  ];
  expect(inOrder(written).map(({ code }) => code)).toEqual([
    'ready',
    'joining_call',
    'in_call_recording',
    'call_ended',
  ]);
  expect(written[1]?.code).toBe('in_call_recording');
});
