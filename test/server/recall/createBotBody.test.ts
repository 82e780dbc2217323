import { describe, expect, test } from 'vitest';
import { createBotBody } from '../../../server/recall/createBotBody.js';

const wish = {
  meetingUrl: 'https://zoom.us/j/85746065432?pwd=abc',
  botName: 'Notetaker',
  obfTokenUrl: 'https://bots.example.com/recall/obf-callback?auth_token=t&user_id=u&meeting_id=85746065432',
  metadata: { launch: 'launch-1', deployment: 'deployment-1' },
  waitForPersonSeconds: 1_200,
  recordingConfig: null,
  recordingRetentionHours: 168,
};

describe('the body of Create Bot', () => {
  test('holds everything that the launch decided', () => {
    expect(createBotBody(wish)).toEqual({
      meeting_url: wish.meetingUrl,
      bot_name: 'Notetaker',
      metadata: wish.metadata,
      zoom: { obf_token_url: wish.obfTokenUrl },
      recording_config: { retention: { type: 'timed', hours: 168 } },
      automatic_leave: {
        waiting_room_timeout: 1_200,
        everyone_left_timeout: { timeout: 60, activate_after: 0 },
      },
    });
  });

  test('is the same, to the byte, for the same wish', () => {
    expect(JSON.stringify(createBotBody({ ...wish }))).toBe(JSON.stringify(createBotBody(wish)));
  });

  test('never waits for less than Recall accepts', () => {
    const { automatic_leave: leave } = createBotBody({ ...wish, waitForPersonSeconds: 5 });
    expect(leave.waiting_room_timeout).toBe(30);
  });

  test('survives a short drop of the last person', () => {
    expect(createBotBody(wish).automatic_leave.everyone_left_timeout.timeout).toBeGreaterThanOrEqual(30);
  });

  test('keeps the recording configuration, and ours only where it says nothing about retention', () => {
    const transcript = { provider: { meeting_captions: {} } };
    expect(createBotBody({ ...wish, recordingConfig: { transcript } }).recording_config).toEqual({
      transcript,
      retention: { type: 'timed', hours: 168 },
    });
    for (const retention of [null, { type: 'forever' }, { type: 'timed', hours: 1 }]) {
      expect(createBotBody({ ...wish, recordingConfig: { retention } }).recording_config).toEqual({ retention });
    }
  });

  const names: [name: string, sent: string][] = [
    ['  Ada’s notetaker ', 'Ada’s notetaker'],
    ['two\nlines\tand\u0000more', 'two lines and more'],
    ['n'.repeat(120), 'n'.repeat(100)],
    ['🤖'.repeat(120), '🤖'.repeat(100)],
  ];
  test.each(names)('the name %j is one line of at most 100 characters', (botName, sent) => {
    expect(createBotBody({ ...wish, botName }).bot_name).toBe(sent);
  });
});
