import { describe, expect, test } from 'vitest';
import { readRecallBot } from '../../../server/recall/bot.js';

describe('a bot as Recall describes it', () => {
  test('is reduced to what we need, without the passcode', () => {
    const bot = readRecallBot({
      id: '0b8a6a6e-1111-4222-8333-444455556666',
      meeting_url: { meeting_id: '85746065432', meeting_password: 'topsecret', platform: 'zoom' },
      zoom: { obf_token_url: 'https://bots.example.com/recall/obf-callback?auth_token=topsecret' },
      bot_name: 'Notetaker',
      metadata: { launch: 'l-1' },
      status_changes: [
        { code: 'ready', message: null, created_at: '2026-01-01T12:00:00Z', sub_code: null },
        { code: 'fatal', message: 'topsecret', created_at: '2026-01-01T12:00:01Z', sub_code: 'meeting_locked' },
      ],
      recordings: [],
    });
    expect(bot).toEqual({
      id: '0b8a6a6e-1111-4222-8333-444455556666',
      meetingNumber: '85746065432',
      metadata: { launch: 'l-1' },
      statusChanges: [
        { code: 'ready', subCode: null, at: Date.UTC(2026, 0, 1, 12, 0, 0) },
        { code: 'fatal', subCode: 'meeting_locked', at: Date.UTC(2026, 0, 1, 12, 0, 1) },
      ],
    });
    expect(JSON.stringify(bot)).not.toContain('topsecret');
  });

  const urls: [meetingUrl: unknown, number: string | null][] = [
    ['https://us02web.zoom.us/j/85746065432?pwd=abc', '85746065432'],
    ['https://zoom.us/wc/join/85746065432', '85746065432'],
    [{ meeting_id: '857 4606 5432', meeting_password: null, platform: 'zoom' }, '85746065432'],
    [{ meeting_id: 85_746_065_432, platform: 'zoom' }, '85746065432'],
    [{ meeting_id: 'abc-defg-hij', platform: 'google_meet' }, null],
    ['https://zoom.us/my/ada', null],
    [{ platform: 'zoom' }, null],
    [null, null],
    [undefined, null],
  ];
  test.each(urls)('with the meeting URL %j has the number %s', (meetingUrl, number) => {
    expect(readRecallBot({ id: 'b', meeting_url: meetingUrl })?.meetingNumber).toBe(number);
  });

  test('needs nothing but an id, and leaves out changes that cannot be read', () => {
    const changes = [null, 'x', { code: 'done' }, { created_at: '2026-01-01T12:00:00Z' }, { code: 7, created_at: 'x' }];
    expect(readRecallBot({ id: 'b', status_changes: changes })).toEqual({
      id: 'b',
      meetingNumber: null,
      metadata: {},
      statusChanges: [],
    });
    expect(readRecallBot({ id: 'b', status_changes: 'none' })?.statusChanges).toEqual([]);
  });

  test.each([undefined, null, [], 'b', {}, { id: 7 }, { id: '' }, { id: '../other' }, { id: 'x'.repeat(101) }])(
    '%j is not one',
    (value) => {
      expect(readRecallBot(value)).toBeNull();
    },
  );
});
