import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** The far side is gone: connections break, new ones are refused. */
  cut(): Promise<void>;
  /** The far side is there and silent: nothing passes any more, in either direction. */
  stall(): void;
  /** The far side is back, on the same port. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Stands before a server, to take it away from its clients and give it back. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
  let server: Server;
  let port = 0;

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }
  async function listen(): Promise<void> {
    server = createServer((client) => {
      track(client);
      if (stalled) return;
      const upstream = connect(target);
      track(upstream);
      client.on('data', (chunk) => !stalled && upstream.write(chunk)).on('close', () => upstream.destroy());
      upstream.on('data', (chunk) => !stalled && client.write(chunk)).on('close', () => client.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }
  async function cut(): Promise<void> {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }

  await listen();
  return {
    port,
    cut,
    stall() {
      stalled = true;
    },
    async restore() {
      stalled = false;
      await cut();
      await listen();
    },
    close: cut,
  };
}
