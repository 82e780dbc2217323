import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { startZoomSimulator } from '../../../sandbox/zoom/startZoomSimulator.js';
import type { ZoomPerson, ZoomSimulator } from '../../../sandbox/zoom/zoomSimulator.js';
import { createLeases } from '../../../server/database/lease.js';
import { createKeyRing, type KeyRing } from '../../../server/encryption.js';
import { type Connections, createConnections } from '../../../server/people/connections.js';
import type { ConnectionDocument } from '../../../server/people/connectionModel.js';
import {
  createZoomClient,
  type TokenPair,
  type ZoomClient,
  type ZoomClientDeps,
  type ZoomUser,
} from '../../../server/zoom/client.js';
import { randomSecret } from '../../../server/zoom/oauth.js';
import { openTestDatabase, testDatabaseUri } from '../../support/database.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy.js';

const APP = {
  clientId: 'vault_Client-01',
  clientSecrets: ['vaultSecret_0123456789'],
  redirectUris: ['https://app.example.com/zoom/oauth-callback'],
};

/** The token vault as one server has it. */
export interface VaultServer {
  connections: Connections;
  zoom: ZoomClient;
}

export interface VaultServerOptions {
  /** Another way to the same database. */
  uri?: string;
  keyRing?: KeyRing;
  client?: Partial<ZoomClientDeps>;
  /** Milliseconds that this server's view of leases is ahead: those of others have run out sooner. */
  leasesAheadMs?: number;
}

/** What came back from Zoom for a person's consent, before it is stored. */
export interface Granted {
  pair: TokenPair;
  user: ZoomUser;
  exchangeStartedAt: number;
}

export interface Vault {
  simulator: ZoomSimulator;
  uri: string;
  keyRing: KeyRing;
  /** Puts our clock ahead of Zoom's, so that access tokens seem to be over. */
  advance(ms: number): void;
  server(options?: VaultServerOptions): Promise<VaultServer>;
  /** Somebody who consented, with the grant not stored yet. */
  grant(server: VaultServer, person: { id: string }): Promise<Granted>;
  /** Somebody who is connected. */
  connected(server: VaultServer): Promise<ZoomPerson>;
  stored(person: { id: string }): Promise<ConnectionDocument | null>;
  /** Changes a stored connection behind the servers' backs. */
  alter(person: { id: string }, change: Partial<ConnectionDocument>): Promise<void>;
  /** Another way to the database, which can be cut. */
  proxied(): Promise<{ proxy: TcpProxy; uri: string }>;
  /** Resolves with the next log line of this event. */
  logged(event: string): Promise<void>;
  /** How many requests for tokens Zoom got with the grant type `refresh_token`. */
  refreshCalls(): number;
}

/**
 * A simulated Zoom, a database of the test's own, and servers on both. When the test ends, no secret that Zoom issued
 * may be found in the logs or in the stored documents.
 */
export async function startVault(): Promise<Vault> {
  const folder = await mkdtemp(join(tmpdir(), 'vault-'));
  const secretsFile = join(folder, 'secrets.jsonl');
  const simulator = await startZoomSimulator({ app: APP, secretsFile, rateLimits: false, cast: false });
  const uri = testDatabaseUri();
  const database = await openTestDatabase({ uri });
  const documents = database.connection.collection<ConnectionDocument>('connections');
  const keyRing = createKeyRing([{ kid: 'one', key: randomBytes(32) }]);
  const lines: string[] = [];
  const written = new EventEmitter();
  const log = pino(
    { level: 'trace' },
    {
      write(line: string) {
        lines.push(line);
        written.emit((JSON.parse(line) as { event: string }).event);
      },
    },
  );
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  let servers = 0;

  onTestFinished(async () => {
    const stored = [documents, database.connection.collection('revocations')];
    const shown = lines.join('') + JSON.stringify(await Promise.all(stored.map((one) => one.find().toArray())));
    for (const line of readFileSync(secretsFile, 'utf8').split('\n')) {
      if (line === '') continue;
      const { kind, value } = JSON.parse(line) as { kind: string; value: string };
      expect(shown.includes(value), `a ${kind} is shown`).toBe(false);
    }
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function server(options: VaultServerOptions = {}): Promise<VaultServer> {
    servers += 1;
    const own = await openTestDatabase({ uri: options.uri ?? uri });
    const zoom = createZoomClient({
      clientId: APP.clientId,
      clientSecrets: APP.clientSecrets,
      redirectUri: APP.redirectUris[0] ?? '',
      oauthBaseUrl: simulator.url,
      apiBaseUrl: simulator.url,
      log,
      now,
      ...options.client,
    });
    const connections = createConnections({
      connection: own.connection,
      zoom,
      keyRing: options.keyRing ?? keyRing,
      leases: createLeases(own.connection, {
        owner: `server-${servers}`,
        now: () => Date.now() + (options.leasesAheadMs ?? 0),
      }),
      log,
      now,
    });
    onTestFinished(async () => {
      simulator.faults.clear();
      await connections.settled();
      await zoom.close();
    });
    return { connections, zoom };
  }

  async function grant({ zoom }: VaultServer, person: { id: string }): Promise<Granted> {
    const codeVerifier = randomSecret();
    const { code } = await simulator.issueCode({ person: person.id, codeChallenge: codeVerifier });
    const exchangeStartedAt = now();
    const pair = await zoom.exchangeCode({ code, codeVerifier });
    return { pair, user: await zoom.getMe(pair.accessToken), exchangeStartedAt };
  }

  return {
    simulator,
    uri,
    keyRing,
    server,
    grant,
    advance(ms) {
      aheadMs += ms;
    },
    async connected(on) {
      const person = await simulator.addPerson();
      const { pair, user, exchangeStartedAt } = await grant(on, person);
      const outcome = await on.connections.store(pair, user, { exchangeStartedAt, ownSignIn: true });
      expect(outcome).toEqual({ kind: 'stored' });
      return person;
    },
    async stored(person) {
      return documents.findOne({ _id: person.id });
    },
    async alter(person, change) {
      await documents.updateOne({ _id: person.id }, { $set: change });
    },
    async proxied() {
      const through = new URL(uri);
      const proxy = await startTcpProxy({ host: through.hostname, port: Number(through.port || 27017) });
      onTestFinished(() => proxy.close());
      through.host = `127.0.0.1:${proxy.port}`;
      // Else the driver asks a replica set for its members, and goes to them past the proxy.
      through.searchParams.delete('replicaSet');
      through.searchParams.set('directConnection', 'true');
      return { proxy, uri: through.href };
    },
    async logged(event) {
      await once(written, event);
    },
    refreshCalls() {
      return simulator.calls.count({ route: 'POST /oauth/token', about: 'refresh_token' });
    },
  };
}
