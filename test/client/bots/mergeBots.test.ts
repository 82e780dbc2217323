import { expect, test } from 'vitest';
import { mergeAnswer, mergeBots } from '../../../client/src/features/bots/mergeBots.js';
import { endedBot, someBot } from '../support/someBot.js';

const old = someBot({ id: 'old', createdAt: '2026-03-01T09:00:00.000Z' });
const young = someBot({ id: 'young', createdAt: '2026-03-02T09:00:00.000Z' });

test('the newest launch comes first, whatever is told first', () => {
  expect(mergeBots([old], [young])).toEqual([young, old]);
  expect(mergeBots([young], [old])).toEqual([young, old]);
});

test('news of a bot takes the place of what was known of it', () => {
  const waiting = { ...young, status: 'WAITING_ROOM' as const };
  expect(mergeBots([young, old], [waiting])).toEqual([waiting, old]);
});

test('an end stays, whatever an older answer says later', () => {
  const ended = endedBot({ id: 'young', createdAt: young.createdAt });
  expect(mergeBots([ended], [young])).toEqual([ended]);
});

test('bots of the same moment keep their order', () => {
  const twin = { ...young, id: 'twin' };
  expect(mergeBots([young], [twin])).toEqual(mergeBots([twin], [young]));
});

test('what a mutation answered is taken in, unless the server’s news was quicker', () => {
  const launching = { ...young, status: 'LAUNCHING' as const };
  const joining = { ...young, status: 'JOINING' as const };
  const leaving = { ...young, canRemove: false };
  expect(mergeAnswer([old], launching)).toEqual([launching, old]);
  expect(mergeAnswer([joining], launching)).toEqual([joining]);
  expect(mergeAnswer([young], leaving)).toEqual([leaving]);
  expect(mergeAnswer([launching], endedBot({ id: 'young' }))).toMatchObject([{ status: 'ENDED' }]);
});
