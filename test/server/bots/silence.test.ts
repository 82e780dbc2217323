import { describe, expect, test } from 'vitest';
import { absorb, initialLife, type Life, OWN_END, requestRemoval } from '../../../server/bots/lifecycle.js';
import { nextQuestion } from '../../../server/bots/silence.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A life of these codes, the last of them just now. */
function life(...codes: (string | [code: string, subCode: string])[]): Life {
  return codes.reduce<Life>((before, one, place) => {
    const [code, subCode = null] = typeof one === 'string' ? [one] : one;
    return absorb(before, { code, subCode, at: NOW - codes.length + 1 + place });
  }, initialLife);
}

/** In how many minutes Recall is asked about a bot that was last heard of so many minutes ago; null: it is not. */
function askedIn(
  bot: { life: Life; recallBotId?: string | null; leaveSent?: boolean },
  silentMinutes = 0,
  now = NOW,
): number | null {
  const { recallBotId = 'a-bot', leaveSent = false } = bot;
  const updatedAt = new Date(now - silentMinutes * MINUTE_MS);
  const at = nextQuestion({ life: bot.life, recallBotId, leaveSent, updatedAt }, now);
  return at === null ? null : (at.getTime() - now) / MINUTE_MS;
}

describe('how long a bot may be silent', () => {
  const recording = life('joining_call', 'in_call_not_recording', 'in_call_recording');
  const table: [string, Parameters<typeof askedIn>[0], number | null][] = [
    ['not made yet', { life: initialLife, recallBotId: null }, null],
    ['made', { life: initialLife }, 2],
    ['joining', { life: life('joining_call') }, 2],
    ['in the waiting room', { life: life('joining_call', 'in_waiting_room') }, 5],
    ['in the call', { life: life('in_call_not_recording') }, 10],
    ['recording', { life: recording }, 20],
    ['recording, told to leave', { life: requestRemoval(recording), leaveSent: true }, 1],
    ['recording, to be told to leave', { life: requestRemoval(recording) }, 20],
    [
      'ended, all is known',
      { life: absorb(recording, { code: 'call_ended', subCode: 'call_ended_by_host', at: NOW }) },
      null,
    ],
    ['done, and nobody said why', { life: absorb(recording, { code: 'done', subCode: null, at: NOW }) }, 2],
    ['ended without having been in the call', { life: life('joining_call', ['call_ended', 'call_ended_by_host']) }, 2],
    ['failed', { life: life('joining_call', ['fatal', 'meeting_locked']) }, 2],
    [
      'removed before it came in',
      {
        life: absorb(requestRemoval(life('joining_call')), {
          code: 'call_ended',
          subCode: 'bot_received_leave_call',
          at: NOW,
        }),
      },
      null,
    ],
    ['gone at Recall', { life: life('joining_call', OWN_END.goneAtRecall) }, null],
    ['given up', { life: life(OWN_END.launchGaveUp) }, null],
  ];
  test.each(table)('%s', (_, bot, minutes) => {
    expect(askedIn(bot)).toBe(minutes);
  });
});

describe('a bot of which nothing new was heard', () => {
  const joining = { life: life('joining_call') };

  test.each([
    [2, 2],
    [4, 4],
    [30, 30],
    [90, 60],
    [3_000, 60],
  ])('for %i minutes is asked after again in %i', (silent, minutes) => {
    expect(askedIn(joining, silent)).toBe(minutes);
  });

  test('whose clock is ahead waits as long as any', () => {
    expect(askedIn(joining, -10)).toBe(2);
  });

  test('and that was over a day ago is left alone', () => {
    const failed = { life: life('joining_call', ['fatal', 'meeting_locked']) };
    expect(askedIn(failed, 0, NOW + 23 * HOUR_MS)).toBe(2);
    expect(askedIn(failed, 0, NOW + 25 * HOUR_MS)).toBeNull();
  });
});
