import { startTcpProxy, type TcpProxy } from './tcpProxy.js';

/** The same database behind a proxy, which can take it away and give it back. */
export async function startProxiedDatabase(databaseUri: string): Promise<{ uri: string; proxy: TcpProxy }> {
  const uri = new URL(databaseUri);
  const proxy = await startTcpProxy({ host: uri.hostname, port: Number(uri.port || 27_017) });
  uri.host = `127.0.0.1:${proxy.port}`;
  // Else the driver asks a replica set for its members, and goes to them past the proxy.
  uri.searchParams.delete('replicaSet');
  uri.searchParams.set('directConnection', 'true');
  return { uri: uri.href, proxy };
}
