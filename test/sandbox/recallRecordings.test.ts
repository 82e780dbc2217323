import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RecallWorkspace, startRecallWorkspace } from './support/recallWorkspace.js';

const HOUR_MS = 3_600_000;
const WITH_TRANSCRIPT = { recording_config: { transcript: { provider: { meeting_captions: {} } } } };

let workspace: RecallWorkspace;

beforeEach(async () => {
  workspace = await startRecallWorkspace();
});
afterEach(() => workspace.close());

// Tests look into answers of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Recording = any;

async function recordingOf(botId: string): Promise<Recording> {
  const { body } = await workspace.api<{ recordings: Recording[] }>('GET', `/bot/${botId}/`);
  return body.recordings[0];
}

/** A bot that recorded, and is done. */
async function finished(more: Record<string, unknown> = {}): Promise<string> {
  const id = await workspace.create(more);
  await workspace.reaches(id, 'in_call_recording');
  await workspace.api('POST', `/bot/${id}/leave_call/`);
  await workspace.reaches(id, 'done');
  return id;
}

async function linkOf(botId: string, file: 'video_mixed' | 'transcript'): Promise<string> {
  let url: string | null = null;
  await expect
    .poll(async () => (url = (await recordingOf(botId)).media_shortcuts[file].data.download_url), { timeout: 10_000 })
    .not.toBeNull();
  return url ?? '';
}

function eventsOf(botId: string): string[] {
  return workspace.recall.state.webhooks.filter((message) => message.botId === botId).map(({ event }) => event);
}

test('while the bot records there is no file; afterwards there is a video, and a transcript where one was asked for', async () => {
  await workspace.recall.setAssumptions({ transcriptSeconds: 1_000 });
  const id = await workspace.create(WITH_TRANSCRIPT);
  await workspace.reaches(id, 'in_call_recording');
  expect(await recordingOf(id)).toMatchObject({
    status: { code: 'processing' },
    completed_at: null,
    expires_at: null,
    media_shortcuts: { video_mixed: { status: { code: 'processing' }, data: { download_url: null } } },
  });
  await workspace.api('POST', `/bot/${id}/leave_call/`);
  await workspace.reaches(id, 'done');
  expect(await recordingOf(id)).toMatchObject({
    status: { code: 'done' },
    media_shortcuts: {
      video_mixed: { status: { code: 'done' }, format: 'mp4' },
      transcript: { status: { code: 'processing' }, data: { download_url: null } },
    },
  });
  await workspace.recall.clock.advance(2_000);
  expect(await recordingOf(id)).toMatchObject({ media_shortcuts: { transcript: { status: { code: 'done' } } } });
  expect((await recordingOf(await finished())).media_shortcuts.transcript).toBeNull();
});

describe('a link', () => {
  test('opens the file to whoever has it, without a key, for five hours', async () => {
    const url = await linkOf(await finished(), 'video_mixed');
    const file = await fetch(url);
    expect(file.headers.get('content-type')).toBe('video/mp4');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
    await workspace.recall.clock.advance(5.1 * HOUR_MS);
    expect((await fetch(url)).status).toBe(403);
  });

  test('to a transcript opens who said what and when', async () => {
    const file = await fetch(await linkOf(await finished(WITH_TRANSCRIPT), 'transcript'));
    expect(await file.json()).toMatchObject([
      {
        participant: { name: expect.any(String) },
        words: [{ text: 'This', start_timestamp: { relative: 0 } }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}],
      },
    ]);
  });

  test.each(['signature', 'expires'])('with another %s opens nothing', async (parameter) => {
    const url = new URL(await linkOf(await finished(), 'video_mixed'));
    url.searchParams.set(parameter, String(workspace.recall.clock.now() + 1e9));
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('what was recorded is deleted', () => {
  test('at once when its owner says so, as often as they like, and its links open nothing', async () => {
    const id = await finished();
    const url = await linkOf(id, 'video_mixed');
    for (let times = 0; times < 2; times += 1) {
      expect(await workspace.api('POST', `/bot/${id}/delete_media/`)).toMatchObject({ status: 200 });
    }
    expect(await recordingOf(id)).toMatchObject({
      status: { code: 'deleted' },
      media_shortcuts: { video_mixed: { status: { code: 'deleted' }, data: { download_url: null } } },
    });
    expect((await fetch(url)).status).toBe(403);
  });

  test('not while the bot is at work', async () => {
    const id = await workspace.create();
    await workspace.reaches(id, 'in_call_recording');
    expect(await workspace.api('POST', `/bot/${id}/delete_media/`)).toMatchObject({ status: 400 });
    expect(await recordingOf(id)).toMatchObject({ status: { code: 'processing' } });
  });

  test('after a week by itself, or as the bot’s retention says; then the bot says so', async () => {
    const [week, day, forever] = [
      await finished(),
      await finished({ recording_config: { retention: { type: 'timed', hours: 24 } } }),
      await finished({ recording_config: { retention: { type: 'forever' } } }),
    ];
    const { completed_at: completedAt, expires_at: expiresAt } = await recordingOf(day);
    expect(Date.parse(expiresAt) - Date.parse(completedAt)).toBe(24 * HOUR_MS);
    await workspace.recall.clock.advance(25 * HOUR_MS);
    await workspace.reaches(day, 'media_expired');
    expect(await recordingOf(day)).toMatchObject({ status: { code: 'deleted' } });
    expect(await recordingOf(week)).toMatchObject({ status: { code: 'done' } });
    await workspace.recall.clock.advance(168 * HOUR_MS);
    await workspace.reaches(week, 'media_expired');
    expect(await recordingOf(forever)).toMatchObject({ status: { code: 'done' }, expires_at: null });
  });

  test('as soon as it is there where nothing is to be kept', async () => {
    const id = await finished({ recording_config: { retention: null } });
    await workspace.reaches(id, 'media_expired');
  });
});

test('what becomes of it is told to endpoints that subscribe to it', async () => {
  const url = `${workspace.app.url}/webhook`;
  await workspace.recall.setWebhookEndpoints({
    endpoints: [{ url, events: ['recording.*', 'video_mixed.*', 'transcript.*'] }],
  });
  const id = await finished(WITH_TRANSCRIPT);
  await workspace.recall.waitFor(() => eventsOf(id).includes('transcript.done'), 'the transcript to be ready');
  await workspace.api('POST', `/bot/${id}/delete_media/`);
  await workspace.recall.waitFor(() => eventsOf(id).includes('recording.deleted'), 'its deletion to be told');
  expect(eventsOf(id)[0]).toBe('recording.processing');
  expect(new Set(eventsOf(id))).toEqual(
    new Set(['recording.processing', 'recording.done', 'video_mixed.done', 'transcript.done', 'recording.deleted']),
  );
});

test('the operator finds the bot in the dashboard, with what it tried', async () => {
  const id = await finished();
  const page = await fetch(`${workspace.recall.url}/dashboard/explorer/bot/${id}`);
  const text = await page.text();
  for (const words of ['in_call_recording', 'token, HTTP 200', 'joined']) expect(text).toContain(words);
  expect((await fetch(`${workspace.recall.url}/dashboard/explorer/bot/none`)).status).toBe(404);
});
