import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What nobody sees of a bot: all other fields count as visible, those that do not exist yet too. */
const UNSEEN = new Set([
  'activeKey',
  'askAt',
  'attempts',
  'dueAt',
  'heardAt',
  'keyNumber',
  'leaveSent',
  'lifeVersion',
  'nextAttemptAt',
  'obfRequestedAt',
  'sealedBody',
  'sealedWith',
  'slot',
  'strays',
  'uncertain',
  'worker',
]);
/** Without these nobody who follows a bot is told of its change. */
const STAMP = ['$inc.revision', '$set.updatedAt'];

const updates = readFileSync('.test-run/bot-updates.jsonl', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as string[]);

test('the run changed bots in every way', () => {
  const changed = new Set(updates.flat());
  for (const change of ['$set.life', '$set.recallBotId', '$push.timeline', '$set.worker', '$pull.strays'])
    expect(changed).toContain(change);
});

test('every change that can be seen moves the revision', () => {
  expect(updates.filter((changes) => !isTold(changes))).toEqual([]);
});

test('a change that does not would be noticed', () => {
  expect(isTold(['$set.meetingTopic'])).toBe(false);
  expect(isTold(['$push.timeline', '$set.updatedAt'])).toBe(false);
  expect(isTold(['$set.worker'])).toBe(true);
});

function isTold(changes: string[]): boolean {
  const seen = changes.filter((change) => !UNSEEN.has(change.split('.')[1] ?? ''));
  return seen.length === 0 || STAMP.every((change) => changes.includes(change));
}
