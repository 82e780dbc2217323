import { ControlError } from '../simulator/controlRoutes.js';
import { createDeliveries } from '../simulator/deliveries.js';
import type { Outgoing } from '../simulator/outgoing.js';
import type { Alarms } from '../simulator/simulatedClock.js';
import type { Store } from '../simulator/store.js';
import type { RecallData } from './recallData.js';
import type {
  RecallBot,
  RecallControls,
  RecallStatusChange,
  RecallWebhookEndpoint,
  RecallWebhookMessage,
  WebhookMatch,
} from './recallSimulator.js';
import { messageId, signatureHeaders, type SignatureKind } from './signature.js';

/** After the first attempt, in seconds: https://docs.svix.com/retries , the delivery service behind Recall's dashboard. */
const RETRY_AFTER_SECONDS = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];
const SETTLED_KEPT = 5000;
const DEFAULT_EVENTS = ['bot.*', 'recording.done'];

/** The dashboard's webhooks: https://docs.recall.ai/docs/bot-status-change-events . */
export interface RecallWebhooks {
  announce(bot: RecallBot, change: RecallStatusChange): void;
  /** https://docs.recall.ai/docs/recording-webhooks */
  announceMedia(
    bot: RecallBot,
    object: 'recording' | 'video_mixed' | 'transcript',
    id: string,
    code: 'processing' | 'done' | 'deleted',
  ): void;
  /** Takes up what was pending when the simulator stopped. */
  resume(): void;
  stop(): void;
  readonly controls: Pick<
    RecallControls,
    'holdWebhooks' | 'releaseWebhooks' | 'duplicateWebhooks' | 'dropWebhooks' | 'resendWebhook' | 'forgeWebhook'
  >;
}

export function createRecallWebhooks(options: {
  store: Store<RecallData>;
  now: () => number;
  alarms: Alarms;
  secondMs: number;
  outgoing: Outgoing;
  endpoints: () => readonly RecallWebhookEndpoint[];
  workspaceSecrets: () => readonly string[];
  timestamp: () => string;
}): RecallWebhooks {
  const { store, now, outgoing, endpoints, workspaceSecrets, timestamp } = options;
  const { visible, hidden } = store.data;
  const { webhookRules: rules, webhookBodies: bodies } = hidden;

  const deliveries = createDeliveries<RecallWebhookMessage>({
    now,
    alarms: options.alarms,
    retryAfterMs: RETRY_AFTER_SECONDS.map((seconds) => seconds * options.secondMs),
    isFailure: (status) => status === null || status < 200 || status > 299,
    send: (message) => post(message.endpoint, message.id, bodies[message.id] ?? ''),
    lane: (message) => (visible.assumptions.webhooksInOrder ? `${message.botId} ${message.endpoint}` : undefined),
    async onDelivered(message) {
      const copies = rules.duplicate.find((rule) => matches(message, rule))?.copies ?? 0;
      for (let copy = 0; copy < copies; copy += 1) await deliveries.sendNow(message);
    },
    changed: () => store.changed(),
    saved: () => store.saved(),
  });

  async function post(url: string, id: string, body: string, kind: SignatureKind = 'right'): Promise<number | null> {
    const endpoint = endpoints().find((known) => known.url === url);
    visible.counters.webhookAttempts += 1;
    const answer = await outgoing.send({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Svix-Webhooks/1.56.0',
        ...signatureHeaders({
          secrets: endpoint?.secrets ?? workspaceSecrets(),
          id,
          now: now(),
          payload: body,
          kind,
          spelling: endpoint?.headers ?? 'webhook',
        }),
      },
      body,
      timeoutMs: visible.assumptions.webhookTimeoutMs,
    });
    return answer.kind === 'answered' ? answer.status : null;
  }

  function send(endpoint: RecallWebhookEndpoint, bot: RecallBot, event: string, code: string, body: object): void {
    if (!(endpoint.events ?? DEFAULT_EVENTS).some((wanted) => covers(wanted, event))) return;
    const message: RecallWebhookMessage = {
      id: messageId(),
      event,
      botId: bot.id,
      code,
      endpoint: endpoint.url,
      status: 'pending',
      attempts: [],
      nextAttemptAt: now(),
    };
    const drop = rules.drop.find((rule) => rule.times > 0 && matches(message, rule));
    if (drop !== undefined) {
      drop.times -= 1;
      message.status = 'dropped';
    } else if (rules.hold !== null && matches(message, rules.hold)) {
      message.status = 'held';
    }
    if (message.status !== 'pending') message.nextAttemptAt = null;
    bodies[message.id] = JSON.stringify(body);
    visible.webhooks.push(message);
    forgetOld();
    deliveries.schedule(message);
  }

  function forgetOld(): void {
    if (visible.webhooks.length <= SETTLED_KEPT * 1.1) return;
    const old = new Set(
      visible.webhooks
        .filter(({ status }) => status === 'delivered' || status === 'failed' || status === 'dropped')
        .slice(0, visible.webhooks.length - SETTLED_KEPT)
        .map(({ id }) => id),
    );
    visible.webhooks = visible.webhooks.filter(({ id }) => !old.has(id));
    for (const id of old) delete bodies[id];
  }

  return {
    announce(bot, change) {
      const { code, sub_code, created_at } = change;
      for (const endpoint of endpoints()) {
        if (endpoint.version === 'v1.10') {
          const status = { code, created_at, sub_code, message: null };
          send(endpoint, bot, 'bot.status_change', code, {
            event: 'bot.status_change',
            data: { bot_id: bot.id, status },
          });
        } else {
          const event = `bot.${code}`;
          send(endpoint, bot, event, code, {
            event,
            data: {
              data: { code, sub_code, updated_at: created_at },
              bot: { id: bot.id, metadata: bot.metadata },
            },
          });
        }
      }
    },

    announceMedia(bot, object, id, code) {
      const event = `${object}.${code}`;
      for (const endpoint of endpoints()) {
        send(endpoint, bot, event, code, {
          event,
          data: {
            data: { code, sub_code: null, updated_at: timestamp() },
            [object]: { id, metadata: {} },
            bot: { id: bot.id, metadata: bot.metadata },
          },
        });
      }
    },

    resume() {
      for (const message of visible.webhooks) deliveries.schedule(message);
    },

    stop: () => deliveries.stop(),

    controls: {
      async holdWebhooks(match = {}) {
        rules.hold = match;
        store.changed();
        await store.saved();
      },
      async releaseWebhooks({ order = 'as-made' } = {}) {
        rules.hold = null;
        const held = visible.webhooks.filter((message) => message.status === 'held');
        if (order === 'reversed') held.reverse();
        for (const message of held) {
          message.status = 'pending';
          message.nextAttemptAt = now();
          deliveries.schedule(message);
        }
        store.changed();
        await store.saved();
      },
      async duplicateWebhooks({ copies, ...match }) {
        if (copies === 0) rules.duplicate = [];
        else rules.duplicate.push({ copies, ...match });
        store.changed();
        await store.saved();
      },
      async dropWebhooks(rule) {
        rules.drop.push({ ...rule });
        store.changed();
        await store.saved();
      },
      async resendWebhook({ id }) {
        const message = visible.webhooks.find((known) => known.id === id);
        if (message === undefined) throw new ControlError(`There is no message ${id}. GET /control/state lists them.`);
        return { status: await deliveries.sendNow(message) };
      },
      async forgeWebhook({ body, signature, id = messageId(), url = endpoints()[0]?.url }) {
        if (url === undefined) throw new ControlError('There is no webhook endpoint. Give a url.');
        return { status: await post(url, id, typeof body === 'string' ? body : JSON.stringify(body), signature) };
      },
    },
  };
}

function matches(message: RecallWebhookMessage, { botId, event, code }: WebhookMatch): boolean {
  return (
    (botId === undefined || botId === message.botId) &&
    (event === undefined || event === message.event) &&
    (code === undefined || code === message.code)
  );
}

function covers(wanted: string, event: string): boolean {
  return wanted.endsWith('*') ? event.startsWith(wanted.slice(0, -1)) : wanted === event;
}
