import { afterEach, describe, expect, test } from 'vitest';
import type { ZoomMeetingEvent } from '../../sandbox/zoom/zoomSimulator.js';
import { encryptPlainToken, signZoomWebhook } from '../../sandbox/zoom/webhookSignature.js';
import { type Receiver, type ReceiverAnswer, startReceiver } from './support/receiver.js';
import { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, startZoomApp, type ZoomApp } from './support/zoomApp.js';

const SECRET_TOKEN = 'zoom-secret-token-0001';

let app: ZoomApp;
let receiver: Receiver;

async function start(answer: (count: number) => ReceiverAnswer): Promise<void> {
  receiver = await startReceiver(() => answer(receiver.received.length));
  app = await startZoomApp({
    tempo: 0.0001,
    app: {
      clientId: CLIENT_ID,
      clientSecrets: [CLIENT_SECRET],
      redirectUris: [REDIRECT_URI],
      webhook: { url: `${receiver.url}/zoom/webhook`, secretTokens: [SECRET_TOKEN] },
    },
  });
}
afterEach(async () => {
  await app?.zoom.close();
  await receiver?.close();
});

describe('signatures', () => {
  test.each([
    [
      '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}',
      'v0=c526660caac85459efb1a7d68d26419a1964c19f4a21feac935066bf62056d10',
    ],
    [
      '{"event":"app_deauthorized","payload":{"user_id":"zoomUser_01"}}',
      'v0=930aab4a017b27fa816216c0c0c918d8d04e2601b1c1fad0c942b52d47f24edf',
    ],
  ])('%s', (body, signature) => {
    expect(signZoomWebhook(SECRET_TOKEN, '1767225600', body)).toBe(signature);
  });

  test('the encrypted token of URL validation', () => {
    expect(encryptPlainToken(SECRET_TOKEN, 'qgg8vlvZRS6UYooatFL8Aw')).toBe(
      '4d38b48547a16d68b514aa94630c49d70633d2801f1818a04cca41f9576176a7',
    );
  });
});

describe('app_deauthorized', () => {
  test('ends the grant and is sent, signed', async () => {
    await start(() => ({ status: 200 }));
    const { ana } = app.zoom.cast;
    const { refresh_token } = await app.connect(ana.id);
    await app.zoom.deauthorize({ person: ana.id });
    const [message] = await receiver.got(1);
    const timestamp = String(message?.headers['x-zm-request-timestamp']);
    expect(message?.headers['x-zm-signature']).toBe(signZoomWebhook(SECRET_TOKEN, timestamp, message?.body ?? ''));
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      event: 'app_deauthorized',
      payload: { user_id: ana.id, account_id: ana.accountId, client_id: CLIENT_ID },
    });
    expect((await app.refresh(refresh_token)).status).toBe(400);
    await app.zoom.waitFor((state) => state.pendingWebhooks === 0, 'its delivery');
  });

  test('comes again after a 500, under the same id, and not after a 401', async () => {
    await start((count) => ({ status: count === 1 ? 500 : 401 }));
    await app.zoom.deauthorize({ person: app.zoom.cast.ana.id });
    const messages = await receiver.got(2);
    expect(messages[0]?.headers['x-zm-request-id']).toBe(messages[1]?.headers['x-zm-request-id']);
    await app.zoom.waitFor((state) => state.pendingWebhooks === 0, 'the end of its delivery');
    expect(receiver.received).toHaveLength(2);
  });

  test('can come repeatedly', async () => {
    await start(() => ({ status: 200 }));
    await app.zoom.deauthorize({ person: app.zoom.cast.ana.id, times: 3 });
    const bodies = (await receiver.got(3)).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
  });
});

async function hostedMeeting(meetingEvents: ZoomMeetingEvent[]) {
  receiver = await startReceiver(() => ({ status: 204 }));
  app = await startZoomApp({
    app: {
      clientId: CLIENT_ID,
      clientSecrets: [CLIENT_SECRET],
      redirectUris: [REDIRECT_URI],
      webhook: { url: `${receiver.url}/zoom/webhook`, secretTokens: [SECRET_TOKEN], meetingEvents },
    },
  });
  const { ana, ben } = app.zoom.cast;
  return { ana, ben, meeting: await app.zoom.addMeeting({ host: ana.id }) };
}

describe('events of meetings', () => {
  test('are sent where they are subscribed, and the host has authorized the app', async () => {
    const { ana, ben, meeting } = await hostedMeeting([
      'meeting.participant_joined',
      'meeting.participant_left',
      'meeting.ended',
    ]);
    await app.zoom.joinMeeting({ person: ben.id, meeting: meeting.number });
    await app.connect(ana.id);
    await app.zoom.leaveMeeting({ person: ben.id, meeting: meeting.number });
    await app.zoom.leaveMeeting({ person: ben.id, meeting: meeting.number });
    await app.zoom.joinMeeting({ person: ben.id, meeting: meeting.number });
    await app.zoom.endMeeting({ meeting: meeting.number });
    await app.zoom.endMeeting({ meeting: meeting.number });
    const sent = (await receiver.got(3)).map(({ body }) => JSON.parse(body) as SentEvent);
    expect(sent.map(({ event }) => event).toSorted()).toEqual([
      'meeting.ended',
      'meeting.participant_joined',
      'meeting.participant_left',
    ]);
    for (const { event_ts, payload } of sent) {
      expect(event_ts).toBeTypeOf('number');
      expect(payload).toMatchObject({ account_id: ana.accountId, object: { id: meeting.number, host_id: ana.id } });
    }
    const left = sent.find(({ event }) => event === 'meeting.participant_left');
    expect(left?.payload.object).toMatchObject({
      participant: { id: ben.id, participant_user_id: ben.id, leave_time: expect.stringMatching(/T[\d:]{8}Z$/) },
    });
    await app.zoom.waitFor((state) => state.pendingWebhooks === 0, 'all is delivered');
    expect(receiver.received).toHaveLength(3);
  });

  test('are not sent where they are not', async () => {
    const { ana, ben, meeting } = await hostedMeeting(['meeting.ended']);
    await app.connect(ana.id);
    await app.zoom.joinMeeting({ person: ben.id, meeting: meeting.number });
    await app.zoom.endMeeting({ meeting: meeting.number });
    await receiver.got(1);
    await app.zoom.waitFor((state) => state.pendingWebhooks === 0, 'all is delivered');
    expect(receiver.received).toHaveLength(1);
  });

  interface SentEvent {
    event: string;
    event_ts: number;
    payload: { account_id: string; object: Record<string, unknown> };
  }
});

test.each([
  ['the right proof', true],
  ['a wrong proof', false],
])('URL validation recognises %s', async (_what, right) => {
  receiver = await startReceiver((request) => {
    const { plainToken } = (JSON.parse(request.body) as { payload: { plainToken: string } }).payload;
    const encryptedToken = encryptPlainToken(right ? SECRET_TOKEN : 'wrong', plainToken);
    return { body: JSON.stringify({ plainToken, encryptedToken }) };
  });
  app = await startZoomApp({
    app: {
      clientId: CLIENT_ID,
      clientSecrets: [CLIENT_SECRET],
      redirectUris: [REDIRECT_URI],
      webhook: { url: receiver.url, secretTokens: [SECRET_TOKEN] },
    },
  });
  expect(await app.zoom.validateWebhookUrl()).toEqual({ status: 200, valid: right });
});
