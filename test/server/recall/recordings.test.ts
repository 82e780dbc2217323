import { describe, expect, test } from 'vitest';
import { readRecordings } from '../../../server/recall/recordings.js';

const URL_OF_FILE = 'https://media.example.com/video.mp4?X-Amz-Signature=abc';
const ENCRYPTED = { allowsHttp: false };

function file(code: string, downloadUrl: unknown = null): Record<string, unknown> {
  return {
    id: 'file',
    status: { code, sub_code: null, updated_at: '2026-03-02T10:00:00Z' },
    data: { download_url: downloadUrl },
  };
}

/** As https://docs.recall.ai/reference/bot_retrieve shows it. */
function recording(own: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '0b8a6a6e-1111-4222-8333-444455556666',
    created_at: '2026-03-02T09:00:00Z',
    started_at: '2026-03-02T09:00:01.123456Z',
    completed_at: '2026-03-02T10:00:00Z',
    expires_at: '2026-03-09T10:00:00Z',
    status: { code: 'done', sub_code: null, updated_at: '2026-03-02T10:00:00Z' },
    media_shortcuts: { video_mixed: file('done', URL_OF_FILE), transcript: file('processing'), audio_mixed: null },
    ...own,
  };
}

function read(own: Record<string, unknown> = {}, options = ENCRYPTED) {
  return readRecordings({ recordings: [recording(own)] }, options)[0];
}

describe('a recording in what Recall says of a bot', () => {
  test('is read with its files and its times', () => {
    expect(read()).toEqual({
      id: '0b8a6a6e-1111-4222-8333-444455556666',
      status: 'done',
      startedAt: Date.UTC(2026, 2, 2, 9, 0, 1, 123),
      completedAt: Date.UTC(2026, 2, 2, 10),
      expiresAt: Date.UTC(2026, 2, 9, 10),
      video: { status: 'done', url: URL_OF_FILE },
      transcript: { status: 'processing', url: null },
    });
  });

  test.each([
    ['processing', 'processing'],
    ['paused', 'processing'],
    ['done', 'done'],
    ['failed', 'failed'],
    ['deleted', 'deleted'],
    ['teleported', 'unknown'],
  ])('in the state %s is %s', (code, status) => {
    expect(read({ status: { code } })).toMatchObject({ status });
    expect(read({ media_shortcuts: { video_mixed: file(code) } })).toMatchObject({ video: { status } });
  });

  test.each<[string, Record<string, unknown>, object]>([
    [
      'that is still made has no end yet',
      { completed_at: null, expires_at: null },
      { completedAt: null, expiresAt: null },
    ],
    ['without media has no files', { media_shortcuts: {} }, { video: null, transcript: null }],
    ['with media of no known shape has no files', { media_shortcuts: 7 }, { video: null, transcript: null }],
    ['without a status is unknown', { status: null }, { status: 'unknown' }],
    ['with times that are none has none', { started_at: 'today', expires_at: 7 }, { startedAt: null, expiresAt: null }],
  ])('%s', (_what, own, expected) => {
    expect(read(own)).toMatchObject(expected);
  });

  test.each([
    ['not encrypted', 'http://media.example.com/video.mp4'],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'video.mp4'],
    ['endless', `https://media.example.com/${'x'.repeat(5_000)}`],
    ['no text', { href: URL_OF_FILE }],
  ])('whose link is %s has none', (_what, url) => {
    expect(read({ media_shortcuts: { video_mixed: file('done', url) } })?.video).toEqual({ status: 'done', url: null });
  });

  test('lies where nothing is encrypted only if Recall itself is reached so', () => {
    const url = 'http://127.0.0.1:9569/media/1/video_mixed';
    expect(read({ media_shortcuts: { video_mixed: file('done', url) } }, { allowsHttp: true })?.video?.url).toBe(url);
  });

  test('of no known shape is left out', () => {
    for (const recordings of [undefined, null, {}, 'text', [null], [7], [{ id: '../../escape' }], [{}]])
      expect(readRecordings({ recordings }, ENCRYPTED)).toEqual([]);
    for (const body of [undefined, null, [], 'text']) expect(readRecordings(body, ENCRYPTED)).toEqual([]);
  });
});
