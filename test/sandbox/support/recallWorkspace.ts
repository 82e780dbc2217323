import type { RecallBot, RecallSimulator, RecallSimulatorOptions } from '../../../sandbox/recall/recallSimulator.js';
import { startRecallSimulator } from '../../../sandbox/recall/startRecallSimulator.js';
import { startReceiver, type Received, type Receiver, type ReceiverAnswer } from './receiver.js';
import { CLIENT_ID, startZoomApp, type Answer, type ZoomApp } from './zoomApp.js';

export const API_KEY = 'recall-api-key-0001';
export const WORKSPACE_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

/** One of the vendors' seconds lasts two milliseconds: 20 minutes are 2.4 s. */
const TEMPO = 0.002;

/** A workspace at Recall, and an app that serves its callbacks and receives its webhooks. */
export interface RecallWorkspace {
  recall: RecallSimulator;
  zoomApp: ZoomApp;
  /** What the app's server was sent; webhooks are POSTs, token fetches are GETs. */
  app: Receiver;
  /** Answers a token fetch; by default with a fresh OBF token of Ana's. */
  answerFetch: (request: Received) => ReceiverAnswer | Promise<ReceiverAnswer>;
  answerWebhook: (request: Received) => ReceiverAnswer | Promise<ReceiverAnswer>;
  api<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>>;
  /** A body for Create Bot that leads into Ana's meeting. */
  bodyFor(more?: Record<string, unknown>): Record<string, unknown>;
  create(more?: Record<string, unknown>): Promise<string>;
  /** Resolves when the bot has this status. */
  reaches(botId: string, status: string): Promise<RecallBot>;
  close(): Promise<void>;
}

export async function startRecallWorkspace(options: Partial<RecallSimulatorOptions> = {}): Promise<RecallWorkspace> {
  const zoomApp = await startZoomApp({ tempo: TEMPO, rateLimits: false });
  const { access_token: accessToken } = await zoomApp.connect(zoomApp.zoom.cast.ana.id);
  const app = await startReceiver((request) =>
    request.method === 'POST' ? workspace.answerWebhook(request) : workspace.answerFetch(request),
  );
  const recall = await startRecallSimulator({
    tempo: TEMPO,
    apiKeys: [API_KEY],
    zoom: { url: zoomApp.zoom.url, clientId: CLIENT_ID },
    workspaceSecrets: [WORKSPACE_SECRET],
    webhookEndpoints: [{ url: `${app.url}/webhook` }],
    ...options,
  });
  const workspace: RecallWorkspace = {
    recall,
    zoomApp,
    app,
    answerFetch: async (request) => ({
      headers: { 'content-type': 'text/plain' },
      body: await zoomApp.mint(accessToken, new URL(request.url, app.url).searchParams.get('meeting_id') ?? undefined),
    }),
    answerWebhook: () => ({ status: 204 }),
    async api(method, path, { body, headers } = {}) {
      const response = await fetch(`${recall.url}/api/v1${path}`, {
        method,
        redirect: 'manual',
        headers: {
          authorization: `Token ${API_KEY}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
    },
    bodyFor(more = {}) {
      const meeting = zoomApp.zoom.state.meetings[0];
      return {
        meeting_url: meeting?.inviteUrl,
        bot_name: 'Notetaker',
        zoom: { obf_token_url: `${app.url}/callback?auth_token=a%2Bb&meeting_id=${meeting?.number}&extra=1` },
        ...more,
      };
    },
    async create(more) {
      const answer = await workspace.api<{ id: string }>('POST', '/bot/', { body: workspace.bodyFor(more) });
      if (answer.status !== 201) throw new Error(`Create Bot answered ${answer.status}`);
      return answer.body.id;
    },
    reaches: (botId, status) =>
      recall.waitFor(
        ({ bots }) => bots.find((bot) => bot.id === botId && bot.statusChanges.some(({ code }) => code === status)),
        `bot to reach ${status}`,
      ),
    async close() {
      await recall.close();
      await zoomApp.zoom.close();
      await app.close();
    },
  };
  return workspace;
}
