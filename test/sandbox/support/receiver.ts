import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server of the test's own, for what the simulators send. */
export interface Receiver {
  url: string;
  /** In the order in which it came. */
  received: Received[];
  /** Resolves when so many requests, of those that `which` lets through, have come. */
  got(count: number, which?: (request: Received) => boolean): Promise<Received[]>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export interface ReceiverAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

export async function startReceiver(
  answer: (request: Received) => ReceiverAnswer | Promise<ReceiverAnswer> = () => ({}),
): Promise<Receiver> {
  const received: Received[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const whole = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      received.push(whole);
      for (const watch of watchers) watch();
      // A bot may still ask while a test takes everything down.
      const reply: ReceiverAnswer = await Promise.resolve(answer(whole)).catch(() => ({ status: 500 }));
      response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    got(count, which = () => true) {
      return new Promise((resolve) => {
        const look = () => {
          const found = received.filter(which);
          if (found.length < count) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
