import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from './child.js';
import { freePort } from './freePort.js';
import { loadOrCreateKeys, type SandboxKeys } from './keys.js';
import { welcome } from './welcome.js';
import { CAST } from './zoom/cast.js';
import type { ZoomState } from './zoom/zoomSimulator.js';

const SERVER_PORT = 9567;
const ZOOM_PORT = 9568;
const RECALL_PORT = 9569;
const METRICS_PORT = 9464;
const LOOPBACK = '127.0.0.1';
const READY_POLL_MS = 200;
/** How long one that was asked to stop may take. */
const STOP_WITHIN_MS = 45_000;

/** `npm run sandbox`: the simulators and the real server side by side, with keys and data of their own. */
const say = (text: string) => process.stdout.write(`${text}\n`);
const fail = (text: string) => process.stderr.write(`${text}\n`);

const dataDir = resolve(process.env['DATA_DIR'] ?? '.data');
const dir = join(dataDir, 'sandbox');
const lockFile = join(dir, 'running.json');

await mkdir(dir, { recursive: true });
const other = await runningSandbox();
if (other !== undefined) {
  fail(
    `A sandbox is running on ${dataDir} already (process ${other.pid}, simulated Zoom at ${other.zoom}).\n` +
      'Stop it first, or give this one a folder of its own: DATA_DIR=.data2 npm run sandbox',
  );
  process.exit(1);
}

const keys = await loadOrCreateKeys(join(dir, 'keys.json'));
const host = process.env['HOST'] || LOOPBACK;
const serverPort = await port('The server', Number(process.env['PORT']) || SERVER_PORT, host);
const zoomPort = await port('The simulated Zoom', ZOOM_PORT, LOOPBACK);
const recallPort = await port('The simulated Recall', RECALL_PORT, LOOPBACK);
const metricsPort = await port('The metrics', Number(process.env['METRICS_PORT']) || METRICS_PORT, LOOPBACK);
const app = `http://localhost:${serverPort}`;

const children: Child[] = [];
let stopping: Promise<never> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

const simulators = start({
  name: 'The simulators',
  file: 'sandbox/simulators.ts',
  args: ['--dir', dir, '--app', app, '--zoom-port', String(zoomPort), '--recall-port', String(recallPort)],
  env: process.env,
  readsFirstLine: true,
});
const line = await simulators.firstLine;
if (line === null) await never();
const urls = JSON.parse(line ?? '') as { zoom: string; recall: string };
await writeFile(lockFile, JSON.stringify({ pid: process.pid, zoom: urls.zoom }));

start({ name: 'The server', file: 'server/main.ts', env: { ...process.env, ...environment(keys, urls) } });
await serverIsReady();
say(welcome({ app, ...urls, apiKey: keys.apiKey, dataDir, inviteUrl: await inviteUrl() }));

/** Takes the wanted port, or another with a word. */
async function port(what: string, wanted: number, address: string): Promise<number> {
  const found = await freePort(wanted, address);
  if (found !== wanted) say(`${what} moves to port ${found}: ${wanted} is taken.`);
  return found;
}

function start(options: Parameters<typeof startChild>[0]): Child {
  const child = startChild(options);
  children.push(child);
  void stopAllWith(child);
  return child;
}

async function stopAllWith(child: Child): Promise<void> {
  const how = await child.ended;
  if (stopping !== undefined) return;
  fail(`${how} The sandbox stops.`);
  stopping = stop(1);
}

function environment(own: SandboxKeys, { zoom, recall }: { zoom: string; recall: string }): Record<string, string> {
  return {
    BASE_URL: app,
    PORT: String(serverPort),
    HOST: host,
    DATA_DIR: dataDir,
    METRICS_PORT: String(metricsPort),
    DRAIN_SECONDS: process.env['DRAIN_SECONDS'] ?? '0',
    ZOOM_CLIENT_ID: own.zoomClientId,
    ZOOM_CLIENT_SECRET: own.zoomClientSecret,
    ZOOM_REDIRECT_URI: `${app}/zoom/oauth-callback`,
    ZOOM_WEBHOOK_SECRET_TOKEN: own.zoomWebhookSecretToken,
    ZOOM_OAUTH_BASE_URL: zoom,
    ZOOM_API_BASE_URL: zoom,
    RECALL_API_KEY: own.recallApiKey,
    RECALL_API_BASE_URL: recall,
    RECALL_CALLBACK_SECRET: own.recallCallbackSecret,
    RECALL_VERIFICATION_SECRET: own.recallVerificationSecret,
    // Only accounts from before December 2025 have one; a real one from the shell would be no use here.
    RECALL_WEBHOOK_SECRET: '',
    TOKEN_ENCRYPTION_KEYS: own.tokenEncryptionKey,
    API_KEYS: `sandbox:${own.apiKey}`,
    // So that there is a transcript to be read beside the video.
    RECORDING_CONFIG: process.env['RECORDING_CONFIG'] ?? '{"transcript":{"provider":{"meeting_captions":{}}}}',
    // The simulated Zoom client frames the panel; real ones do not.
    PANEL_FRAME_ANCESTORS: zoom,
  };
}

async function serverIsReady(): Promise<void> {
  for (;;) {
    const answer = await fetch(`${app}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(READY_POLL_MS);
  }
}

/** Of Ana's meeting, or of another in progress when hers has been ended. */
async function inviteUrl(): Promise<string> {
  const answer = await fetch(`${urls.zoom}/control/state?after=-1`);
  const { state } = (await answer.json()) as { state: ZoomState };
  const running = state.meetings.filter((meeting) => meeting.status !== 'ended');
  const meeting = running.find(({ host: by }) => by === CAST.ana.id) ?? running[0];
  return meeting?.inviteUrl ?? 'https://us02web.zoom.us/j/98765432101';
}

async function runningSandbox(): Promise<{ pid: number; zoom: string } | undefined> {
  const text = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const lock = JSON.parse(text) as { pid: number; zoom: string };
    process.kill(lock.pid, 0);
    // The number may be another process' by now: the simulators must answer as well.
    const answer = await fetch(`${lock.zoom}/control/state?after=-1`);
    return answer.ok ? lock : undefined;
  } catch {
    return undefined;
  }
}

function onSignal(): void {
  if (stopping === undefined) {
    say('\nStopping. Once more stops at once.');
    stopping = stop(0);
  } else {
    for (const child of children) child.stop('SIGKILL');
  }
}

/** The server first, so that what it still has to tell Zoom and Recall finds them there. */
async function stop(exitCode: number): Promise<never> {
  for (const child of children.toReversed()) {
    child.stop('SIGTERM');
    const late = setTimeout(() => child.stop('SIGKILL'), STOP_WITHIN_MS);
    await child.ended;
    clearTimeout(late);
  }
  await rm(lockFile, { force: true });
  process.exit(exitCode);
}

function never(): Promise<never> {
  return stopping ?? new Promise(() => {});
}
