import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecallEvent } from '../../../server/recall/events.js';

const AT = '2026-01-01T12:00:00.5Z';
const MS = Date.UTC(2026, 0, 1, 12, 0, 0, 500);

function current(event: string, status: Record<string, unknown>, bot: Record<string, unknown> = {}): unknown {
  return {
    event,
    data: { data: { updated_at: AT, sub_code: null, ...status }, bot: { id: 'bot-1', metadata: {}, ...bot } },
  };
}

describe('a status of a bot', () => {
  test('in the form of v1.11', () => {
    const body = current(
      'bot.fatal',
      { code: 'fatal', sub_code: 'meeting_locked' },
      { metadata: { launch: 'l-1', note: null } },
    );
    expect(readRecallEvent(body)).toEqual({
      kind: 'bot_status',
      recallBotId: 'bot-1',
      metadata: { launch: 'l-1', note: null },
      code: 'fatal',
      subCode: 'meeting_locked',
      at: MS,
    });
  });

  test('in the form of v1.10, which has no metadata', () => {
    const status = { code: 'call_ended', created_at: AT, sub_code: 'call_ended_by_host', message: 'left' };
    expect(readRecallEvent({ event: 'bot.status_change', data: { bot_id: 'bot-1', status } })).toEqual({
      kind: 'bot_status',
      recallBotId: 'bot-1',
      metadata: {},
      code: 'call_ended',
      subCode: 'call_ended_by_host',
      at: MS,
    });
  });

  test('that we do not know keeps its code', () => {
    expect(readRecallEvent(current('bot.teleported', { code: 'teleported', sub_code: 'new' }))).toMatchObject({
      kind: 'bot_status',
      code: 'teleported',
      subCode: 'new',
    });
  });

  test('without a sub-code, or with one that is not a text, has none', () => {
    for (const subCode of [null, undefined, '', 7, {}]) {
      expect(readRecallEvent(current('bot.done', { code: 'done', sub_code: subCode }))).toMatchObject({
        subCode: null,
      });
    }
  });

  test('keeps only metadata that can be ours', () => {
    const metadata = { launch: 'l-1', number: 7, list: ['x'], long: 'x'.repeat(2_001), [`k${'x'.repeat(200)}`]: 'x' };
    expect(readRecallEvent(current('bot.done', { code: 'done' }, { metadata }))).toMatchObject({
      metadata: { launch: 'l-1' },
    });
    expect(readRecallEvent(current('bot.done', { code: 'done' }, { metadata: null }))).toMatchObject({ metadata: {} });
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`key${place}`, 'x']));
    const read = readRecallEvent(current('bot.done', { code: 'done' }, { metadata: many }));
    expect(read.kind === 'bot_status' && Object.keys(read.metadata)).toHaveLength(50);
  });

  test('has a sub-code of bounded length', () => {
    const read = readRecallEvent(current('bot.fatal', { code: 'fatal', sub_code: 'x'.repeat(5_000) }));
    expect(read).toMatchObject({ subCode: 'x'.repeat(100) });
  });
});

describe('another event', () => {
  test.each(['recording.done', 'transcript.failed', 'participant_events.join', 'something.new', 'bot'])(
    '%s',
    (event) => {
      expect(readRecallEvent({ event, data: {} })).toEqual({ kind: 'other', event });
    },
  );

  test('a bot event that tells no status', () => {
    const body = { event: 'bot.log', data: { data: { message: 'x' }, bot: { id: 'bot-1' } } };
    expect(readRecallEvent(body)).toEqual({ kind: 'other', event: 'bot.log' });
  });

  test('its name has a bounded length', () => {
    expect(readRecallEvent({ event: 'x'.repeat(5_000) })).toEqual({ kind: 'other', event: 'x'.repeat(100) });
  });
});

describe('a body that Recall does not document', () => {
  const table: [name: string, body: unknown, why: RegExp][] = [
    ['nothing', undefined, /no event name/],
    ['null', null, /no event name/],
    ['a list', [], /no event name/],
    ['a text', 'bot.done', /no event name/],
    ['no event', { data: {} }, /no event name/],
    ['an event that is not a text', { event: 7 }, /no event name/],
    ['no data', { event: 'bot.done' }, /no id/],
    ['no bot', { event: 'bot.done', data: { data: { code: 'done', updated_at: AT } } }, /no id/],
    ['a bot without id', current('bot.done', { code: 'done' }, { id: undefined }), /no id/],
    ['an id that is too long', current('bot.done', { code: 'done' }, { id: 'x'.repeat(101) }), /no id/],
    ['no code', current('bot.done', { code: undefined }), /no code/],
    ['a code that is too long', current('bot.done', { code: 'x'.repeat(101) }), /no code/],
    ['no time', current('bot.done', { code: 'done', updated_at: undefined }), /time/],
    ['a time that is none', current('bot.done', { code: 'done', updated_at: 'yesterday' }), /time/],
    ['v1.10 without status', { event: 'bot.status_change', data: { bot_id: 'bot-1' } }, /no code/],
    ['v1.10 without id', { event: 'bot.status_change', data: { status: { code: 'done', created_at: AT } } }, /no id/],
    ['v1.10 without time', { event: 'bot.status_change', data: { bot_id: 'b', status: { code: 'done' } } }, /time/],
  ];
  test.each(table)('%s', (_, body, why) => {
    expect(readRecallEvent(body)).toEqual({ kind: 'malformed', why: expect.stringMatching(why) as string });
  });

  test('any JSON at all is answered', () => {
    const name = fc.constantFrom('bot.done', 'bot.status_change', 'bot.x', 'recording.done');
    fc.assert(fc.property(fc.jsonValue(), (body) => readRecallEvent(body).kind !== undefined));
    fc.assert(fc.property(name, fc.jsonValue(), (event, data) => readRecallEvent({ event, data }).kind !== undefined));
  });
});
