import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signForRecall } from '../../sandbox/recall/signature.js';
import type { Received } from './support/receiver.js';
import { type RecallWorkspace, startRecallWorkspace, WORKSPACE_SECRET } from './support/recallWorkspace.js';

const ENDPOINT_SECRET = `whsec_${Buffer.from('endpoint secret of old').toString('base64')}`;

test.each([
  ['GET', 'msg_test0001', '', 'v1,CnZDL+M8pptNA6bEU3Lbc7Zq3yxQJ5oxEnd+RNWDdnk='],
  ['POST', 'msg_test0002', '{"event":"bot.done","data":{}}', 'v1,58goqZWjDGYVtVEnnmO8t6rbsNlxaryCIcLr3+PMeOY='],
])('the signature of a %s', (_method, id, body, signature) => {
  expect(signForRecall(WORKSPACE_SECRET, id, '1767225600', body)).toBe(signature);
});

let workspace: RecallWorkspace;

beforeEach(async () => {
  workspace = await startRecallWorkspace();
});
afterEach(() => workspace.close());

const isWebhook = ({ method }: Received) => method === 'POST';
const events = (requests: readonly Received[]) =>
  requests.filter(isWebhook).map(({ body }) => (JSON.parse(body) as { event: string }).event);
const idOf = (request: Received | undefined) => request?.headers['webhook-id'];

async function whole(more?: Record<string, unknown>): Promise<string> {
  const id = await workspace.create(more);
  await workspace.reaches(id, 'in_call_recording');
  await workspace.api('POST', `/bot/${id}/leave_call/`);
  await workspace.reaches(id, 'done');
  return id;
}

const settled = () =>
  workspace.recall.waitFor(
    ({ webhooks }) => webhooks.length > 0 && webhooks.every(({ status }) => status !== 'pending'),
    'deliveries to be over',
  );

describe('a bot’s life', () => {
  test('is told in order, signed, with the metadata', async () => {
    const id = await whole({ metadata: { launch: 'l1' } });
    const requests = await workspace.app.got(7, isWebhook);
    expect(events(requests)).toEqual([
      'bot.joining_call',
      'bot.in_call_not_recording',
      'bot.recording_permission_allowed',
      'bot.in_call_recording',
      'bot.call_ended',
      'recording.done',
      'bot.done',
    ]);
    const ended = requests[4];
    expect(JSON.parse(ended?.body ?? '')).toEqual({
      event: 'bot.call_ended',
      data: {
        data: {
          code: 'call_ended',
          sub_code: 'bot_received_leave_call',
          updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        },
        bot: { id, metadata: { launch: 'l1' } },
      },
    });
    for (const { headers, body } of requests) {
      const timestamp = String(headers['webhook-timestamp']);
      const expected = signForRecall(WORKSPACE_SECRET, String(headers['webhook-id']), timestamp, body);
      expect(headers['webhook-signature']).toBe(expected);
    }
    await settled();
    expect(new Set(requests.map(idOf)).size).toBe(7);
  });

  test('comes in the older form, with the endpoint’s own secret and svix headers, where so set up', async () => {
    await workspace.recall.setWebhookEndpoints({
      endpoints: [
        {
          url: `${workspace.app.url}/old`,
          version: 'v1.10',
          headers: 'svix',
          secrets: [ENDPOINT_SECRET],
          events: ['*'],
        },
      ],
    });
    const bot_id = await workspace.create();
    const [first] = await workspace.app.got(1, isWebhook);
    expect(first?.url).toBe('/old');
    expect(JSON.parse(first?.body ?? '')).toEqual({
      event: 'bot.status_change',
      data: {
        bot_id,
        status: { code: 'joining_call', created_at: expect.any(String), sub_code: null, message: null },
      },
    });
    const id = String(first?.headers['svix-id']);
    const timestamp = String(first?.headers['svix-timestamp']);
    expect(first?.headers['svix-signature']).toBe(signForRecall(ENDPOINT_SECRET, id, timestamp, first?.body ?? ''));
    expect(first?.headers).not.toHaveProperty('webhook-id');
  });

  test('is signed by each secret while one is being rotated, and by none without', async () => {
    await workspace.recall.setWorkspaceSecrets({ secrets: [WORKSPACE_SECRET, ENDPOINT_SECRET] });
    await whole();
    const [first] = await workspace.app.got(7, isWebhook);
    const timestamp = String(first?.headers['webhook-timestamp']);
    expect(first?.headers['webhook-signature']).toBe(
      [WORKSPACE_SECRET, ENDPOINT_SECRET]
        .map((secret) => signForRecall(secret, String(idOf(first)), timestamp, first?.body ?? ''))
        .join(' '),
    );
    await workspace.recall.setWorkspaceSecrets({ secrets: [] });
    await whole();
    const last = (await workspace.app.got(14, isWebhook)).at(-1);
    expect(last?.headers).not.toHaveProperty('webhook-signature');
  });
});

describe('delivery', () => {
  test('is retried on the documented schedule, under the same id', async () => {
    workspace.answerWebhook = () => ({ status: 500 });
    await workspace.recall.setWebhookEndpoints({
      endpoints: [{ url: `${workspace.app.url}/webhook`, events: ['bot.joining_call'] }],
    });
    await workspace.create();
    const waits = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];
    for (const [made, wait] of waits.entries()) {
      const message = await workspace.recall.waitFor(
        ({ webhooks: [first] }) => first?.attempts.length === made + 1 && first.nextAttemptAt !== null && first,
        `attempt ${made + 1} and a time for the next`,
      );
      const planned = ((message.nextAttemptAt ?? 0) - (message.attempts.at(-1)?.at ?? 0)) / 2;
      // The time that the answer took comes on top.
      expect(planned).toBeGreaterThanOrEqual(wait);
      expect(planned).toBeLessThan(wait + 2000);
      await workspace.recall.clock.advance((message.nextAttemptAt ?? 0) - workspace.recall.clock.now());
    }
    await workspace.recall.waitFor(({ webhooks }) => webhooks[0]?.status === 'failed', 'the end of all tries');
    const requests = workspace.app.received.filter(isWebhook);
    expect(requests).toHaveLength(8);
    expect(new Set(requests.map(idOf)).size).toBe(1);
  });

  test('stops after the first 2xx', async () => {
    workspace.answerWebhook = () => ({ status: workspace.app.received.filter(isWebhook).length < 3 ? 503 : 200 });
    await workspace.recall.setWebhookEndpoints({
      endpoints: [{ url: `${workspace.app.url}/webhook`, events: ['bot.joining_call'] }],
    });
    await workspace.create();
    await settled();
    expect(workspace.recall.state.webhooks[0]).toMatchObject({
      status: 'delivered',
      attempts: [{ status: 503 }, { status: 503 }, { status: 200 }],
    });
  });

  test('a late or missing answer is a failure', async () => {
    await workspace.recall.setAssumptions({ webhookTimeoutMs: 2_000 });
    let asked = 0;
    workspace.answerWebhook = () => {
      asked += 1;
      return asked === 1 ? new Promise(() => {}) : { status: 200 };
    };
    await workspace.create();
    await workspace.recall.waitFor(({ webhooks: [first] }) => first?.attempts.length === 2, 'a second attempt');
    expect(workspace.recall.state.webhooks[0]?.attempts).toMatchObject([{ status: null }, { status: 200 }]);
  });
});

describe('disturbances', () => {
  test('held messages come when released, in reverse if wanted', async () => {
    await workspace.recall.holdWebhooks();
    await whole();
    expect(workspace.app.received.filter(isWebhook)).toEqual([]);
    await workspace.recall.releaseWebhooks({ order: 'reversed' });
    const requests = await workspace.app.got(7, isWebhook);
    expect(events(requests)).toEqual([
      'bot.done',
      'recording.done',
      'bot.call_ended',
      'bot.in_call_recording',
      'bot.recording_permission_allowed',
      'bot.in_call_not_recording',
      'bot.joining_call',
    ]);
  });

  test('only matching messages are held', async () => {
    await workspace.recall.holdWebhooks({ code: 'done' });
    await whole();
    await settled();
    expect(events(workspace.app.received)).not.toContain('bot.done');
  });

  test('duplicates have the same id', async () => {
    await workspace.recall.duplicateWebhooks({ event: 'bot.in_call_recording', copies: 2 });
    await whole();
    const requests = await workspace.app.got(9, isWebhook);
    const ids = requests.filter(({ body }) => body.includes('"bot.in_call_recording"')).map(idOf);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  test('dropped messages never come', async () => {
    await workspace.recall.dropWebhooks({ event: 'bot.call_ended', times: 1 });
    await whole();
    await settled();
    expect(events(workspace.app.received)).not.toContain('bot.call_ended');
    expect(events(workspace.app.received)).toContain('bot.done');
  });

  test('a message can be sent again under its id', async () => {
    await whole();
    await settled();
    const message = workspace.recall.state.webhooks[0];
    expect(await workspace.recall.resendWebhook({ id: message?.id ?? '' })).toEqual({ status: 204 });
    expect(workspace.app.received.filter((request) => idOf(request) === message?.id)).toHaveLength(2);
  });

  test.each(['right', 'wrong', 'none', 'stale'] as const)('a forged message, its signature %s', async (signature) => {
    workspace.answerWebhook = () => ({ status: 401 });
    const body = { event: 'bot.done', data: {} };
    expect(await workspace.recall.forgeWebhook({ body, signature })).toEqual({ status: 401 });
    const [request] = workspace.app.received;
    const header = request?.headers['webhook-signature'];
    if (signature === 'none') {
      expect(header).toBeUndefined();
      return;
    }
    const timestamp = String(request?.headers['webhook-timestamp']);
    const valid = signForRecall(WORKSPACE_SECRET, String(idOf(request)), timestamp, JSON.stringify(body));
    expect(header === valid).toBe(signature !== 'wrong');
    const age = Date.now() / 1000 - Number(timestamp);
    expect(age > 300).toBe(signature === 'stale');
  });
});

test('a callback can be fetched as a bot would fetch it', async () => {
  workspace.answerFetch = () => ({ status: 409, headers: { 'x-why': 'reconnect' }, body: 'no' });
  const answer = await workspace.recall.fetchCallback({ url: `${workspace.app.url}/callback?a=1`, signature: 'none' });
  expect(answer).toMatchObject({ status: 409, headers: { 'x-why': 'reconnect' }, body: 'no' });
  expect(workspace.app.received[0]?.headers).not.toHaveProperty('webhook-signature');
});
