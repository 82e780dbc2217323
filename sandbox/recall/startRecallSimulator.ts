import { createOutgoing } from '../simulator/outgoing.js';
import { addControlRoutes } from '../simulator/controlRoutes.js';
import { createSecretsFile } from '../simulator/secretsFile.js';
import { createSimulatedClock } from '../simulator/simulatedClock.js';
import { createSimulatorServer, listen } from '../simulator/simulatorServer.js';
import { openStore } from '../simulator/store.js';
import { RECALL_ASSUMPTIONS } from './assumptions.js';
import { createBotLives } from './botLives.js';
import { addBotRoutes } from './botRoutes.js';
import { recallErrors } from './errors.js';
import { createRateLimits } from './rateLimits.js';
import { addExplorerRoute } from './explorerPage.js';
import { addMediaRoutes } from './mediaRoutes.js';
import { createRecallControls, type RecallSettings } from './recallControls.js';
import { emptyRecallData, RECALL_DATA_SHAPE, type RecallData } from './recallData.js';
import type { RecallSimulator, RecallSimulatorOptions } from './recallSimulator.js';
import { createRecordings } from './recordings.js';
import { createTimestamps } from './timestamps.js';
import { createRecallWebhooks } from './webhooks.js';
import { followZoomEvents } from './zoomEvents.js';

const MS_PER_SECOND = 1000;

/** Starts a Recall of one's own on loopback: bots that join the simulated Zoom's meetings, callbacks and webhooks. */
export async function startRecallSimulator(options: RecallSimulatorOptions): Promise<RecallSimulator> {
  const settings: RecallSettings = {
    workspaceSecrets: options.workspaceSecrets ?? [],
    endpoints: options.webhookEndpoints ?? [],
  };
  const noteSecret = createSecretsFile(options.secretsFile);
  for (const key of options.apiKeys) noteSecret('recall_api_key', key);
  const endpointSecrets = settings.endpoints.flatMap((endpoint) => endpoint.secrets ?? []);
  for (const secret of [...settings.workspaceSecrets, ...endpointSecrets]) noteSecret('recall_webhook_secret', secret);

  const store = await openStore<RecallData>({
    file: options.stateFile,
    shape: RECALL_DATA_SHAPE,
    initial: () => emptyRecallData({ ...RECALL_ASSUMPTIONS }),
  });
  const { visible, hidden } = store.data;
  visible.assumptions = { ...RECALL_ASSUMPTIONS, ...options.assumptions };

  const { clock, alarms } = createSimulatedClock({
    readOffset: () => hidden.clockOffsetMs,
    async keepOffset(ms) {
      hidden.clockOffsetMs = ms;
      store.changed();
      await store.saved();
    },
  });
  const now = () => clock.now();
  const secondMs = MS_PER_SECOND * (options.tempo ?? 1);
  const timestamp = createTimestamps(now);
  const outgoing = createOutgoing();
  let url = '';

  const workspaceSecrets = () => settings.workspaceSecrets;
  const webhooks = createRecallWebhooks({
    store,
    now,
    alarms,
    secondMs,
    outgoing,
    endpoints: () => settings.endpoints,
    workspaceSecrets,
    timestamp,
  });
  const recordings = createRecordings({
    store,
    now,
    alarms,
    secondMs,
    webhooks,
    timestamp,
    url: () => url,
    secret: options.apiKeys.join(),
    noteSecret,
  });
  const lives = createBotLives({
    store,
    now,
    alarms,
    secondMs,
    outgoing,
    zoom: options.zoom,
    workspaceSecrets,
    webhooks,
    recordings,
    timestamp,
    noteSecret,
  });
  const limits = createRateLimits({ now, enabled: options.rateLimits ?? true });

  const server = await createSimulatorServer({
    now,
    saved: () => store.saved(),
    identify: ({ params, headers }) => ({
      about: (params as { id?: string }).id ?? headers['idempotency-key']?.toString(),
    }),
    badRequest: () => recallErrors.unreadable().body,
    ignoreTrailingSlash: true,
  });
  const setDown: RecallSimulator['setDown'] = async (how) => server.setDown(how);
  const controls = createRecallControls({ store, settings, limits, lives, webhooks, outgoing, now, noteSecret });
  addBotRoutes(server.app, {
    store,
    apiKeys: options.apiKeys,
    limits,
    lives,
    recordings,
    now,
    timestamp,
    url: () => url,
    blocksLocalAddresses: options.blocksLocalAddresses ?? false,
    noteSecret,
  });
  addMediaRoutes(server.app, recordings);
  addExplorerRoute(server.app, visible);
  addControlRoutes(server.app, {
    controls: { ...controls },
    faults: server.faults,
    calls: server.calls,
    clock,
    setDown,
    store,
  });

  url = await listen(server.app, options.port ?? 0);
  const events = options.zoom && followZoomEvents({ store, outgoing, zoom: options.zoom, lives });
  for (const bot of visible.bots) lives.begin(bot);
  recordings.resume();
  webhooks.resume();
  await store.saved();

  return {
    url,
    state: visible,
    faults: server.faults,
    calls: server.calls,
    clock,
    waitFor: (predicate, what, waitOptions) => store.waitFor((data) => predicate(data.visible), what, waitOptions),
    setDown,
    ...controls,
    async close() {
      alarms.stop();
      lives.stop();
      webhooks.stop();
      events?.stop();
      server.faults.clear();
      await outgoing.close();
      await server.app.close();
      await store.close();
    },
  };
}
