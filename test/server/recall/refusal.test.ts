import { describe, expect, test } from 'vitest';
import { readRefusal, secretsIn } from '../../../server/recall/refusal.js';

describe('an error answer', () => {
  test('in the documented form', () => {
    const body = {
      code: 'invalid_request_data',
      message: 'Unable to process request because invalid data was submitted.',
      errors: { meeting_url: ['Enter a valid meeting link.'] },
    };
    expect(readRefusal(400, body, [])).toEqual({
      code: 'invalid_request_data',
      message: 'Unable to process request because invalid data was submitted.',
      fieldErrors: [{ field: 'meeting_url', messages: ['Enter a valid meeting link.'] }],
      whose: 'person',
    });
  });

  test('with the fields bare', () => {
    const read = readRefusal(400, { transcription_options: ['This field is not allowed.'] }, []);
    expect(read).toMatchObject({
      code: 'http_400',
      message: 'Recall answered with status 400',
      fieldErrors: [{ field: 'transcription_options', messages: ['This field is not allowed.'] }],
      whose: 'operator',
    });
  });

  test('with a detail only', () => {
    expect(readRefusal(401, { detail: 'Invalid token.' }, [])).toEqual({
      code: 'http_401',
      message: 'Invalid token.',
      fieldErrors: [],
      whose: 'operator',
    });
  });

  test('about nested fields names their path', () => {
    const errors = {
      recording_config: { retention: { hours: ['Too few.'] }, realtime_endpoints: [{}, { url: ['Bad.'] }] },
    };
    expect(readRefusal(400, { errors }, []).fieldErrors).toEqual([
      { field: 'recording_config.retention.hours', messages: ['Too few.'] },
      { field: 'recording_config.realtime_endpoints.url', messages: ['Bad.'] },
    ]);
  });

  test('of no known form still has a code', () => {
    for (const body of [undefined, null, 'text', 7, [], [[]], { errors: 7 }, { code: 7 }, { code: 'two words' }]) {
      expect(readRefusal(403, body, [])).toMatchObject({ code: 'http_403', whose: 'operator' });
    }
  });

  test('has a bounded size, however deep and wide it is', () => {
    let deep: unknown = ['too deep'];
    for (let depth = 0; depth < 5_000; depth += 1) deep = { x: deep };
    const wide = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, place) => [`f${place}`, Array(100).fill('x'.repeat(5_000))]),
    );
    expect(readRefusal(400, { errors: deep }, []).fieldErrors).toEqual([]);
    const { fieldErrors } = readRefusal(400, { errors: wide }, []);
    expect(fieldErrors).toHaveLength(20);
    expect(JSON.stringify(fieldErrors).length).toBeLessThan(50_000);
  });
});

describe('who can put it right', () => {
  const table: [status: number, errors: Record<string, unknown>, whose: string][] = [
    [400, { meeting_url: ['x'] }, 'person'],
    [400, { bot_name: ['x'] }, 'person'],
    [400, { meeting_url: ['x'], bot_name: ['y'] }, 'person'],
    [400, { meeting_url: { meeting_id: ['x'] } }, 'person'],
    [400, { meeting_url: ['x'], recording_config: ['y'] }, 'operator'],
    [400, { zoom: { obf_token_url: ['x'] } }, 'operator'],
    [400, { non_field_errors: ['x'] }, 'operator'],
    [400, {}, 'operator'],
    [402, { meeting_url: ['x'] }, 'operator'],
    [403, { meeting_url: ['x'] }, 'operator'],
  ];
  test.each(table)('%s with %j: the %s', (status, errors, whose) => {
    expect(readRefusal(status, { errors }, []).whose).toBe(whose);
  });
});

describe('secrets that Recall quotes', () => {
  const secrets = secretsIn([
    'https://zoom.us/j/85746065432?pwd=topsecret%2B1&tk=registrant',
    'https://bots.example.com/recall/obf-callback?auth_token=mac.mac&user_id=u',
  ]);

  const quotes = [
    '"https://zoom.us/j/85746065432?pwd=topsecret%2B1&tk=registrant" is not a meeting.',
    'The passcode topsecret+1 is wrong.',
    'The passcode topsecret%2B1 is wrong.',
    'Unreachable: zoom.us/j/85746065432?pwd=topsecret+1',
    'https://bots.example.com/recall/obf-callback?auth_token=mac.mac timed out',
    'auth_token mac.mac',
    'zoom.us%2Fj%2F1%3Fpwd%3Dtopsecret',
  ];
  test.each(quotes)('%s', (quote) => {
    const body = { message: quote, detail: quote, errors: { meeting_url: [quote], [quote]: [quote] } };
    const kept = JSON.stringify(readRefusal(400, body, secrets));
    for (const secret of ['topsecret', 'registrant', 'mac.mac', 'obf-callback']) expect(kept).not.toContain(secret);
  });

  test('a plain message stays as it is', () => {
    expect(readRefusal(400, { message: 'This field is required.' }, secrets).message).toBe('This field is required.');
  });
});
