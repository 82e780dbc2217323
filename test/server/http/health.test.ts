import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from '../../support/exchange.js';
import { PATIENCE_MS, SLACK_MS } from '../../support/patience.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import type { TcpProxy } from '../../support/tcpProxy.js';
import { startWorld, type TestServer, type World } from '../../support/world.js';

/** A load balancer gives up on a probe that takes longer. */
const PROBE_TIMEOUT_MS = 2_000;
/** The database driver looks anew every few seconds, and each ping has to be answered within one. */
const RETURN = { timeout: 3 * PATIENCE_MS, interval: 500 };

let world: World;
let server: TestServer;
let proxy: TcpProxy;

beforeAll(async () => {
  world = await startWorld();
  const proxied = await startProxiedDatabase(world.databaseUri);
  ({ proxy } = proxied);
  server = await world.startServer({ env: { MONGODB_URI: proxied.uri } });
});

afterAll(async () => {
  await world.stop();
  await proxy.close();
});

async function probe(path: string, of = server) {
  const startedAt = performance.now();
  const { status, body } = await exchange(new URL(of.api.url).origin, path);
  expect(performance.now() - startedAt).toBeLessThan(PROBE_TIMEOUT_MS + SLACK_MS);
  return [status, JSON.parse(body).status];
}

test('alive and able to serve', async () => {
  expect(await probe('/healthz')).toEqual([200, 'ok']);
  expect(await probe('/readyz')).toEqual([200, 'ok']);
});

test('without its database: alive, not able to serve, and able again without a restart', async () => {
  await proxy.cut();
  expect(await probe('/readyz')).toEqual([503, 'database_unavailable']);
  expect(await probe('/healthz')).toEqual([200, 'ok']);
  await proxy.restore();
  await expect.poll(async () => probe('/readyz'), RETURN).toEqual([200, 'ok']);
});

test('with a database that does not answer: not able to serve, said in time', async () => {
  proxy.stall();
  expect(await probe('/readyz')).toEqual([503, 'database_unavailable']);
  expect(await probe('/healthz')).toEqual([200, 'ok']);
  await proxy.restore();
  await expect.poll(async () => probe('/readyz'), RETURN).toEqual([200, 'ok']);
});

test('draining: not to be sent anything new, while everything is still served', async () => {
  const draining = await world.startServer();
  draining.app.drain();
  expect(await probe('/readyz', draining)).toEqual([503, 'draining']);
  expect(await probe('/healthz', draining)).toEqual([200, 'ok']);
  expect((await draining.api.send('{ viewer { apiKey } }')).data.viewer.apiKey).toBe('backend');
  await draining.stop();
});
