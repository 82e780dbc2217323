import { expect, test } from 'vitest';
import type { BotCardFragment, BotStatus } from '../../../client/src/graphql/generated/graphql.js';
import { chooseBot, type KeptLaunch } from '../../../client/src/panel/chooseBot.js';
import type { ZoomMeeting } from '../../../client/src/zoom/zoomPanel.js';

const HERE = '811';
const ELSEWHERE = '822';
const host: ZoomMeeting = { uuid: 'here', parentUuid: null, number: HERE, topic: null, joinUrl: null };
const attendee: ZoomMeeting = { ...host, number: null };

test.each<[string, BotCardFragment[], ZoomMeeting | null, KeptLaunch | null, string | null]>([
  ['a host without bots', [], host, null, null],
  ['a host: the bot here', [bot('a', ELSEWHERE, 'RECORDING'), bot('b', HERE, 'JOINING')], host, null, 'b'],
  ['a host: a bot elsewhere', [bot('a', ELSEWHERE, 'RECORDING')], host, null, null],
  ['a host: an ended bot that was not launched by this panel', [bot('a', HERE, 'ENDED')], host, null, null],
  ['a host: their ended bot', [bot('a', HERE, 'ENDED')], host, kept('a'), 'a'],
  ['a host: a newer bot', [bot('b', HERE, 'JOINING'), bot('a', HERE, 'ENDED')], host, kept('a'), 'b'],
  ['a host: their ended bot of another meeting', [bot('a', ELSEWHERE, 'ENDED')], host, kept('a', 'there'), null],
  [
    'an attendee: the newest that lives',
    [bot('c', HERE, 'FAILED'), bot('b', HERE, 'RECORDING'), bot('a', ELSEWHERE, 'RECORDING')],
    attendee,
    null,
    'b',
  ],
  [
    'an attendee: the one launched here',
    [bot('b', ELSEWHERE, 'RECORDING'), bot('a', HERE, 'RECORDING')],
    attendee,
    kept('a'),
    'a',
  ],
  [
    'an attendee in a breakout room of that meeting',
    [bot('b', ELSEWHERE, 'RECORDING'), bot('a', HERE, 'RECORDING')],
    { ...attendee, uuid: 'room', parentUuid: 'here' },
    kept('a'),
    'a',
  ],
  ['an attendee of another meeting by now', [bot('a', HERE, 'ENDED')], { ...attendee, uuid: 'there' }, kept('a'), null],
  ['somebody who left', [bot('a', HERE, 'RECORDING')], null, null, 'a'],
  ['somebody who left, and whose bot ended', [bot('a', HERE, 'ENDED')], null, kept('a'), 'a'],
  ['a launch that is not among the bots', [], host, kept('a'), null],
])('%s', (_situation, bots, meeting, keptLaunch, chosen) => {
  expect(chooseBot(bots, meeting, keptLaunch)?.id ?? null).toBe(chosen);
});

function kept(botId: string, meetingUuid: string | null = 'here'): KeptLaunch {
  return { botId, meetingUuid };
}

function bot(id: string, number: string, status: BotStatus): BotCardFragment {
  return {
    id,
    status,
    reason: null,
    warnings: [],
    botName: 'Notetaker',
    createdAt: '2026-03-02T09:00:00.000Z',
    endedAt: null,
    meeting: { number, topic: null },
    onBehalfOf: { id: 'ana', displayName: 'Ana' },
    canRemove: true,
    mayHaveRecording: false,
  };
}
