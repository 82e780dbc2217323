import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { ControlError } from '../simulator/controlRoutes.js';
import { createDeliveries, type Deliveries } from '../simulator/deliveries.js';
import type { Outgoing, OutgoingResult } from '../simulator/outgoing.js';
import type { Alarms } from '../simulator/simulatedClock.js';
import type { Store } from '../simulator/store.js';
import { encryptPlainToken, signZoomWebhook } from './webhookSignature.js';
import type { ZoomData, ZoomWebhookMessage } from './zoomData.js';
import type { ZoomApp, ZoomMeeting, ZoomMeetingEvent, ZoomPerson } from './zoomSimulator.js';

/** https://developers.zoom.us/docs/api/webhooks/ : again after 5, 20 and 60 minutes, for 500 and above or no answer. */
const RETRY_AFTER_SECONDS = [5 * 60, 20 * 60, 60 * 60];
/** Zoom waits three seconds; a loaded test machine is given more. */
const ANSWER_WITHIN_MS = 10_000;
const MESSAGES_KEPT = 500;

export interface ZoomWebhooks {
  /** Tells the app that a person removed it; nothing without a webhook address. */
  appDeauthorized(person: ZoomPerson, times: number): void;
  /** Tells the app what happened in a meeting, where it has subscribed that. `person`: who came or went. */
  meeting(event: ZoomMeetingEvent, meeting: ZoomMeeting, person?: ZoomPerson): void;
  /** https://developers.zoom.us/docs/api/webhooks/ "endpoint.url_validation". */
  validateUrl(): Promise<{ status: number; valid: boolean }>;
  /** Takes up what was pending when the simulator stopped. */
  resume(): void;
  stop(): void;
}

export function createZoomWebhooks(options: {
  store: Store<ZoomData>;
  app: ZoomApp;
  now: () => number;
  alarms: Alarms;
  outgoing: Outgoing;
  secondMs: number;
}): ZoomWebhooks {
  const { store, app, now, outgoing } = options;
  const { visible, hidden } = store.data;

  const deliveries: Deliveries<ZoomWebhookMessage> = createDeliveries<ZoomWebhookMessage>({
    now,
    alarms: options.alarms,
    retryAfterMs: RETRY_AFTER_SECONDS.map((seconds) => seconds * options.secondMs),
    isFailure: (status) => status === null || status >= 500,
    async send(message) {
      const answer = await post(message.id, message.body);
      return answer?.kind === 'answered' ? answer.status : null;
    },
    lane: () => undefined,
    changed() {
      visible.pendingWebhooks = hidden.webhooks.filter((message) => message.status === 'pending').length;
      store.changed();
    },
    saved: () => store.saved(),
  });

  async function post(id: string, body: string): Promise<OutgoingResult | undefined> {
    const secretToken = app.webhook?.secretTokens[0];
    if (app.webhook === undefined || secretToken === undefined) return undefined;
    const timestamp = String(Math.floor(now() / 1000));
    return outgoing.send({
      url: app.webhook.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Zoom Marketplace/1.0a',
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': signZoomWebhook(secretToken, timestamp, body),
        'x-zm-request-id': id,
      },
      body,
      timeoutMs: ANSWER_WITHIN_MS,
    });
  }

  function enqueue(event: string, payload: object, at: number, times: number): void {
    if (app.webhook === undefined) return;
    const body = JSON.stringify({ event, event_ts: at, payload });
    for (let copy = 0; copy < times; copy += 1) {
      const message: ZoomWebhookMessage = {
        id: randomUUID(),
        event,
        body,
        status: 'pending',
        attempts: [],
        nextAttemptAt: at,
      };
      hidden.webhooks.push(message);
      visible.pendingWebhooks += 1;
      deliveries.schedule(message);
    }
    hidden.webhooks = hidden.webhooks.slice(-MESSAGES_KEPT);
    store.changed();
  }

  return {
    appDeauthorized(person, times) {
      const at = now();
      const payload = {
        account_id: person.accountId,
        user_id: person.id,
        signature: randomBytes(32).toString('hex'),
        deauthorization_time: new Date(at).toISOString(),
        client_id: app.clientId,
      };
      enqueue('app_deauthorized', payload, at, times);
    },

    meeting(event, meeting, person) {
      if (app.webhook?.meetingEvents?.includes(event) !== true) return;
      const host = visible.people.find(({ id }) => id === meeting.host);
      // Only of meetings whose host has authorized the app: https://developers.zoom.us/docs/api/webhooks/
      if (!visible.grants.some((grant) => grant.person === meeting.host)) return;
      const at = now();
      const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
      const participant = person && {
        user_id: String(randomInt(10_000_000, 99_999_999)),
        user_name: person.displayName,
        id: person.id,
        participant_uuid: randomUUID(),
        participant_user_id: person.id,
        email: person.email,
        [event === 'meeting.participant_joined' ? 'join_time' : 'leave_time']: time,
      };
      const object = {
        id: meeting.number,
        uuid: meeting.uuid,
        host_id: meeting.host,
        topic: meeting.topic,
        type: 2,
        ...(participant === undefined ? { end_time: time } : { participant }),
      };
      enqueue(event, { account_id: host?.accountId, object }, at, 1);
    },

    async validateUrl() {
      const plainToken = randomBytes(16).toString('base64url');
      const body = JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken }, event_ts: now() });
      const answer = await post(randomUUID(), body);
      if (answer === undefined) throw new ControlError('The app has no webhook address, or no secret token.');
      if (answer.kind !== 'answered') return { status: 0, valid: false };
      const expected = {
        plainToken,
        encryptedToken: encryptPlainToken(app.webhook?.secretTokens[0] ?? '', plainToken),
      };
      return { status: answer.status, valid: answer.status === 200 && sameJson(answer.body, expected) };
    },

    resume() {
      for (const message of hidden.webhooks) deliveries.schedule(message);
    },

    stop: () => deliveries.stop(),
  };
}

function sameJson(text: string, expected: Record<string, string>): boolean {
  try {
    const given = JSON.parse(text) as Record<string, unknown>;
    return Object.entries(expected).every(([field, value]) => given[field] === value);
  } catch {
    return false;
  }
}
