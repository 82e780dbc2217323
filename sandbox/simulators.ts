import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadOrCreateKeys } from './keys.js';
import { startRecallSimulator } from './recall/startRecallSimulator.js';
import { CAST } from './zoom/cast.js';
import { startZoomSimulator } from './zoom/startZoomSimulator.js';

/**
 * Both simulators as one process:
 *
 *   tsx sandbox/simulators.ts --dir .data/sandbox --app http://localhost:9567 [--zoom-port 9568] [--recall-port 9569]
 *                             [--tempo 1] [--secrets FILE]
 *
 * or the same names in the environment, as SANDBOX_DIR, SANDBOX_APP, SANDBOX_ZOOM_PORT, … `--dir` holds keys.json and
 * the state; `--app` is the server's origin, where redirects, callbacks and webhooks go. When both listen it prints one
 * line of JSON: `{ "zoom": URL, "recall": URL }`. SIGTERM and SIGINT stop it.
 */
const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    app: { type: 'string' },
    'zoom-port': { type: 'string' },
    'recall-port': { type: 'string' },
    tempo: { type: 'string' },
    secrets: { type: 'string' },
  },
});

function setting(name: keyof typeof values, fallback: string): string {
  return values[name] ?? process.env[`SANDBOX_${name.replaceAll('-', '_').toUpperCase()}`] ?? fallback;
}

const dir = setting('dir', join('.data', 'sandbox'));
const app = setting('app', 'http://localhost:9567');
const secretsFile = setting('secrets', '');
const keys = await loadOrCreateKeys(join(dir, 'keys.json'));
const shared = { tempo: Number(setting('tempo', '1')), ...(secretsFile !== '' && { secretsFile }) };

const zoom = await startZoomSimulator({
  ...shared,
  port: Number(setting('zoom-port', '9568')),
  stateFile: join(dir, 'zoom.json'),
  appAddedBy: [CAST.ana.id],
  app: {
    clientId: keys.zoomClientId,
    clientSecrets: [keys.zoomClientSecret],
    redirectUris: [`${app}/zoom/oauth-callback`, `${app}/panel`],
    homeUrl: `${app}/panel`,
    webhook: {
      url: `${app}/zoom/webhook`,
      secretTokens: [keys.zoomWebhookSecretToken],
      meetingEvents: ['meeting.participant_joined', 'meeting.participant_left', 'meeting.ended'],
    },
  },
});
const recall = await startRecallSimulator({
  ...shared,
  port: Number(setting('recall-port', '9569')),
  stateFile: join(dir, 'recall.json'),
  apiKeys: [keys.recallApiKey],
  zoom: { url: zoom.url, clientId: keys.zoomClientId },
  workspaceSecrets: [keys.recallVerificationSecret],
  webhookEndpoints: [{ url: `${app}/recall/webhook` }],
});
process.stdout.write(`${JSON.stringify({ zoom: zoom.url, recall: recall.url })}\n`);

const stop = async () => {
  await recall.close();
  await zoom.close();
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
