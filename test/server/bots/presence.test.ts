import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absenceOf,
  absorbPresence,
  GRACE_MS,
  type PresenceCode,
  tokensEndedBy,
  unknownPresence,
} from '../../../server/bots/presence.js';

const AT = 1_767_225_600_000;
type Report = [PresenceCode, number];

function after(...reports: Report[]) {
  return reports.reduce((presence, [code, at]) => absorbPresence(presence, code, at), unknownPresence);
}

describe('whether a bot may have tokens', () => {
  test.each<[string, Report[], number, ReturnType<typeof tokensEndedBy>]>([
    ['nothing is known', [], AT, null],
    ['the person came', [['person_joined', AT]], AT + 60 * GRACE_MS, null],
    ['the person left just now', [['person_left', AT]], AT, null],
    ['the person left almost five minutes ago', [['person_left', AT]], AT + GRACE_MS - 1, null],
    ['the person left five minutes ago', [['person_left', AT]], AT + GRACE_MS, 'person_left'],
    [
      'the person is back within the grace',
      [
        ['person_left', AT],
        ['person_joined', AT + 1],
      ],
      AT + GRACE_MS,
      null,
    ],
    [
      'the person is back after it',
      [
        ['person_left', AT],
        ['person_joined', AT + 2 * GRACE_MS],
      ],
      AT + 3 * GRACE_MS,
      null,
    ],
    [
      'the person left again',
      [
        ['person_left', AT],
        ['person_joined', AT + 1],
        ['person_left', AT + GRACE_MS],
      ],
      AT + GRACE_MS + 1,
      null,
    ],
    [
      'the person left one device in the moment in which they came with another',
      [
        ['person_joined', AT],
        ['person_left', AT],
      ],
      AT + GRACE_MS,
      null,
    ],
    ['the meeting ended', [['meeting_ended', AT]], AT, 'meeting_ended'],
    [
      'everybody leaves as the meeting ends',
      [
        ['person_left', AT - 1],
        ['meeting_ended', AT],
        ['person_left', AT + 1],
      ],
      AT + 2,
      'meeting_ended',
    ],
    [
      'the meeting ended, and the person is in the next one',
      [
        ['meeting_ended', AT],
        ['person_joined', AT + 1],
      ],
      AT + GRACE_MS,
      null,
    ],
  ])('%s', (_name, reports, now, ended) => {
    expect(tokensEndedBy(after(...reports), now)).toBe(ended);
  });
});

test('a report that teaches nothing new changes nothing', () => {
  const presence = after(['person_left', AT], ['person_joined', AT]);
  expect(absorbPresence(presence, 'person_left', AT)).toBe(presence);
  expect(absorbPresence(presence, 'person_joined', AT - 1)).toBe(presence);
});

test('reports in any order, with repetitions, come to the same', () => {
  const report = fc.tuple(
    fc.constantFrom<PresenceCode>('person_joined', 'person_left', 'meeting_ended'),
    fc.integer({ min: AT, max: AT + 5 }),
  );
  const shuffled = fc
    .array(report, { maxLength: 8 })
    .chain((reports) =>
      fc.tuple(fc.constant(reports), fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 })),
    );
  fc.assert(
    fc.property(shuffled, ([ordered, disordered]) => {
      expect(after(...disordered)).toEqual(after(...ordered));
      expect(absenceOf(after(...disordered))).toBe(absenceOf(after(...ordered)));
    }),
  );
});
