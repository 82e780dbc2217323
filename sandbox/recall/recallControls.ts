import { ControlError } from '../simulator/controlRoutes.js';
import type { Outgoing } from '../simulator/outgoing.js';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Store } from '../simulator/store.js';
import type { BotLives } from './botLives.js';
import type { RateLimits } from './rateLimits.js';
import type { RecallData } from './recallData.js';
import type { RecallControls, RecallWebhookEndpoint } from './recallSimulator.js';
import { messageId, signatureHeaders } from './signature.js';
import type { RecallWebhooks } from './webhooks.js';
import { isOver } from './zoomEvents.js';

const CALLBACK_TIMEOUT_MS = 30_000;

/** What can be changed while it runs; not kept across restarts, where the options count again. */
export interface RecallSettings {
  workspaceSecrets: readonly string[];
  endpoints: readonly RecallWebhookEndpoint[];
}

/** The controls, each saved before it answers. */
export function createRecallControls(options: {
  store: Store<RecallData>;
  settings: RecallSettings;
  limits: RateLimits;
  lives: BotLives;
  webhooks: RecallWebhooks;
  outgoing: Outgoing;
  now: () => number;
  noteSecret: NoteSecret;
}): RecallControls {
  const { store, settings, limits, lives, webhooks, outgoing, now, noteSecret } = options;
  const { visible, hidden } = store.data;

  async function saved(): Promise<void> {
    store.changed();
    await store.saved();
  }

  return {
    ...webhooks.controls,

    async setAdhocPool({ size }) {
      hidden.adhocPool = size;
      await saved();
    },
    async setCredit({ exhausted }) {
      hidden.creditExhausted = exhausted;
      await saved();
    },
    async setSdkCredentials({ missing }) {
      hidden.sdkCredentialsMissing = missing;
      await saved();
    },
    async liftRateLimits() {
      limits.enabled = false;
    },
    async imposeRateLimits() {
      limits.enabled = true;
    },
    async setAssumptions(input) {
      Object.assign(visible.assumptions, input);
      await saved();
    },
    async setWorkspaceSecrets({ secrets }) {
      for (const secret of secrets) noteSecret('recall_webhook_secret', secret);
      settings.workspaceSecrets = secrets;
      await saved();
    },
    async setWebhookEndpoints({ endpoints }) {
      for (const secret of endpoints.flatMap((endpoint) => endpoint.secrets ?? [])) {
        noteSecret('recall_webhook_secret', secret);
      }
      settings.endpoints = endpoints;
      await saved();
    },

    async failBot({ botId, subCode }) {
      const bot = visible.bots.find((known) => known.id === botId);
      const life = hidden.lives[botId];
      if (bot === undefined || life === undefined || isOver(bot)) {
        throw new ControlError(`There is no live bot ${botId}. GET /control/state lists them.`);
      }
      life.failure = subCode;
      await saved();
      lives.wake(botId);
    },

    async fetchCallback({ url, method = 'GET', signature = 'right' }) {
      const answer = await outgoing.send({
        url,
        method,
        headers: signatureHeaders({
          secrets: settings.workspaceSecrets,
          id: messageId(),
          now: now(),
          payload: '',
          kind: signature,
        }),
        timeoutMs: CALLBACK_TIMEOUT_MS,
      });
      if (answer.kind !== 'answered') throw new ControlError(`The callback could not be fetched: ${answer.kind}.`);
      const { status, headers, body } = answer;
      return { status, headers, body };
    },
  };
}
