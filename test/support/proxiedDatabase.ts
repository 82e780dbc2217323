import { startTcpProxy, type TcpProxy } from './tcpProxy.js';

/** The same database behind a proxy, which can take it away and give it back. */
export async function startProxiedDatabase(databaseUri: string): Promise<{ uri: string; proxy: TcpProxy }> {
  const { hostname, port } = new URL(databaseUri);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port || 27_017) });
  return { uri: directly(databaseUri, proxy.port), proxy };
}

/** The same database at a port of this machine. */
export function directly(databaseUri: string, port: number): string {
  const uri = new URL(databaseUri);
  uri.host = `127.0.0.1:${port}`;
  // Else the driver asks a replica set for its members, and goes to them past the proxy.
  uri.searchParams.delete('replicaSet');
  uri.searchParams.set('directConnection', 'true');
  return uri.href;
}
