import { randomBytes, randomInt } from 'node:crypto';
import { appendFileSync, createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject } from 'vitest';
import type { RecallSimulator, RecallSimulatorOptions } from '../../sandbox/recall/recallSimulator.js';
import { startRecallSimulator } from '../../sandbox/recall/startRecallSimulator.js';
import { startZoomSimulator } from '../../sandbox/zoom/startZoomSimulator.js';
import type {
  ZoomMeetingEvent,
  ZoomPerson,
  ZoomSimulator,
  ZoomSimulatorOptions,
} from '../../sandbox/zoom/zoomSimulator.js';
import persistedDocuments from '../../client/src/graphql/generated/persisted-documents.json' with { type: 'json' };
import { type App, createApp } from '../../server/app.js';
import type { Clock } from '../../server/clock.js';
import { readConfig } from '../../server/config.js';
import { type Database, openDatabase, type SentCommand } from '../../server/database/connect.js';
import { ensureIndexes } from '../../server/database/indexes.js';
import { createLog } from '../../server/log.js';
import { Api } from './api.js';
import { Browser } from './browser.js';
import { noteBotUpdates } from './botUpdates.js';
import { testDatabaseUri } from './database.js';
import { noteFilters } from './filters.js';

export const API_KEY = `sandbox-key-${'0123456789abcdef'.repeat(3)}`;
export const OTHER_API_KEY = `another-key-${'fedcba9876543210'.repeat(3)}`;
export const CLIENT_ID = 'simulatedClientId01';
export const RETURN_ORIGIN = 'http://backend.example';

/** `globalSetup` has built it. */
const BUILT_CLIENT = join(import.meta.dirname, '..', '..', 'dist', 'client');
/** Ports are taken from below those that the system gives to outgoing connections, which could take one before it is listened on. */
const FIRST_PORT = 12_000;
const FIRST_EPHEMERAL_PORT = 32_768;
/** How the server's own waits between attempts are scaled: 30 s become 1.5 s. */
const SERVER_TEMPO = 0.05;
/** How long one of the vendors' seconds lasts, in seconds. */
const VENDOR_TEMPO = 0.02;

export interface WorldOptions {
  /** Added to, or taken out of (undefined), the environment of every server. */
  env?: Record<string, string | undefined>;
  zoom?: Partial<ZoomSimulatorOptions>;
  recall?: Partial<RecallSimulatorOptions>;
  /** Which events of meetings Zoom reports; none unless given. */
  zoomMeetingEvents?: readonly ZoomMeetingEvent[];
  now?: Clock;
  /** How the server's own waits are scaled; with 1, nothing is answered before it is decided. */
  serverTempo?: number;
  /** Lets tests send more requests than a person ever would. */
  withoutRateLimits?: boolean;
  /** The sweep's rounds begin when a test says so, and not by themselves. */
  withoutRounds?: boolean;
  /** Told of each command that a server sends to the database. */
  onCommand?: (command: SentCommand) => void;
}

export interface TestServer {
  readonly baseUrl: string;
  readonly app: App;
  /** A connection of the test's own, so that the server's commands stay its own. */
  readonly database: Database;
  /** GraphQL with an API key. */
  readonly api: Api;
  /** A browser of its own: cookies, no redirects followed unless asked. */
  browser(): Browser;
  stop(): Promise<void>;
}

export interface ServerOptions {
  env?: Record<string, string | undefined>;
  /** The world's own: takes the place of its first server, which must have stopped. */
  baseUrl?: string;
  /** Where it listens, as the successor of another one. */
  port?: number;
  /** Where another built client is. */
  clientFolder?: string;
}

/** Zoom and Recall simulated, one database, and any number of servers on it; all in this process, all over HTTP. */
export interface World {
  readonly zoom: ZoomSimulator;
  readonly recall: RecallSimulator;
  readonly server: TestServer;
  readonly databaseUri: string;
  /** The environment that servers are started with. */
  readonly env: Record<string, string>;
  startServer(options?: ServerOptions): Promise<TestServer>;
  /** Connects a person for the backend of API_KEY, as a browser and the backend would do it together. */
  connect(person: ZoomPerson, externalUserId: string, apiKey?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything for a test file. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const secretsFile = inject('secretsFile');
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const clientSecret = randomBytes(24).toString('base64url');
  const workspaceSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const zoomSecretToken = randomBytes(16).toString('base64url');
  const recallKey = randomBytes(20).toString('hex');

  const zoom = await startZoomSimulator({
    app: {
      clientId: CLIENT_ID,
      clientSecrets: [clientSecret],
      redirectUris: [`${baseUrl}/zoom/oauth-callback`],
      webhook: {
        url: `${baseUrl}/zoom/webhook`,
        secretTokens: [zoomSecretToken],
        meetingEvents: options.zoomMeetingEvents ?? [],
      },
    },
    secretsFile,
    tempo: VENDOR_TEMPO,
    ...options.zoom,
  });
  const recall = await startRecallSimulator({
    apiKeys: [recallKey],
    zoom: { url: zoom.url, clientId: CLIENT_ID },
    workspaceSecrets: [workspaceSecret],
    webhookEndpoints: [{ url: `${baseUrl}/recall/webhook` }],
    secretsFile,
    tempo: VENDOR_TEMPO,
    ...options.recall,
  });
  const databaseUri = testDatabaseUri();
  const env = defined({
    BASE_URL: baseUrl,
    PORT: String(port),
    HOST: '127.0.0.1',
    MONGODB_URI: databaseUri,
    ZOOM_CLIENT_ID: CLIENT_ID,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: zoomSecretToken,
    ZOOM_OAUTH_BASE_URL: zoom.url,
    ZOOM_API_BASE_URL: zoom.url,
    RECALL_API_KEY: recallKey,
    RECALL_API_BASE_URL: recall.url,
    RECALL_CALLBACK_SECRET: secret(secretsFile, 'callback secret', randomBytes(32).toString('hex')),
    RECALL_VERIFICATION_SECRET: workspaceSecret,
    TOKEN_ENCRYPTION_KEYS: `k1:${secret(secretsFile, 'encryption key', randomBytes(32).toString('base64'))}`,
    API_KEYS: `backend:${API_KEY},other:${OTHER_API_KEY}`,
    CONNECT_RETURN_ORIGINS: RETURN_ORIGIN,
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'debug',
    ...options.env,
  });
  const servers: TestServer[] = [];

  async function startServer(own: ServerOptions = {}): Promise<TestServer> {
    const isFirst = own.baseUrl !== undefined || servers.length === 0;
    const serverPort = own.port ?? (isFirst ? port : await freePort());
    const server = await runServer({ ...env, ...own.env, PORT: String(serverPort) }, { ...options, ...own });
    servers.push(server);
    return server;
  }

  const server = await startServer();

  return {
    zoom,
    recall,
    server,
    databaseUri,
    env,
    startServer,
    async connect(person, externalUserId, apiKey = API_KEY) {
      const code = await server
        .browser()
        .completeConnectLink(await server.api.as(apiKey).connectLink(externalUserId), zoom, person.id);
      const redeemed = await server.api.as(apiKey).redeem(code);
      expect(redeemed).toMatchObject({ externalUserId, person: { id: person.id } });
    },
    async stop() {
      // Otherwise a server would wait for what a test has left held.
      for (const { faults } of [zoom, recall]) faults.clear();
      await Promise.all([zoom.setDown('up'), recall.setDown('up')]);
      await Promise.all(servers.map((one) => one.stop()));
      await Promise.all([recall.close(), zoom.close()]);
    },
  };
}

async function runServer(
  env: Record<string, string | undefined>,
  options: WorldOptions & Pick<ServerOptions, 'clientFolder'>,
): Promise<TestServer> {
  const config = readConfig(env);
  const log = createLog({ level: config.logLevel, destination: logFile() });
  const onCommand = (command: SentCommand) => {
    noteFilters(command);
    noteBotUpdates(command);
    options.onCommand?.(command);
  };
  const database = await openDatabase({ uri: config.mongodbUri ?? '', log, onCommand });
  const observer = await openDatabase({ uri: config.mongodbUri ?? '', log });
  await ensureIndexes(database.connection);
  const unlimited = {
    graphql: { person: 1e6, guest: 1e6, opener: 1e6, anonymous: 1e6, address: 1e6, api_key: 1e6 },
    pages: 1e6,
  };
  const app = await createApp({
    config,
    database,
    trustedDocuments: persistedDocuments,
    clientFolder: options.clientFolder ?? BUILT_CLIENT,
    log,
    now: options.now ?? Date.now,
    pause: async (milliseconds, signal) =>
      wait(milliseconds * (options.serverTempo ?? SERVER_TEMPO), undefined, { signal }).catch(() => undefined),
    ...(options.withoutRateLimits === true ? { rateLimits: unlimited } : {}),
  });
  await app.http.listen({ port: config.port, host: config.host });
  if (options.withoutRounds !== true) app.sweep.start();
  const reachedAt = `http://localhost:${config.port}`;
  let isStopped = false;
  return {
    baseUrl: config.baseUrl,
    app,
    database: observer,
    api: new Api(`${reachedAt}/graphql`, API_KEY),
    browser: () => new Browser(config.baseUrl, reachedAt),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await app.stop();
      await Promise.all([database.close(), observer.close()]);
    },
  };
}

/** Where the logs of this test file's servers go: searched for secrets after the run. */
export function logFile() {
  const file = join(inject('logsFolder'), `${basename(expect.getState().testPath ?? 'unnamed', '.test.ts')}.log`);
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: 'a' });
}

/** Notes a secret of the run, so that it is searched for afterwards. */
export function secret(secretsFile: string, kind: string, value: string): string {
  appendFileSync(secretsFile, `${JSON.stringify({ kind, value })}\n`);
  return value;
}

export async function freePort(): Promise<number> {
  const port = randomInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function defined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
