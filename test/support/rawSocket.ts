import { once } from 'node:events';
import { WebSocket } from 'ws';
import { noteAnswer } from './answers.js';
import type { SocketOpener } from './follower.js';
import { socketUrl } from './follower.js';
import type { TestServer } from './world.js';

interface Message {
  type: string;
  id?: string;
  // Tests look into payloads of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  payload?: any;
}

/** A WebSocket of which every message is the test's own. */
export interface RawSocket {
  socket: WebSocket;
  /** What came, in order. */
  received: Message[];
  closed: Promise<{ code: number; reason: string }>;
  send(message: Message | string | Buffer): void;
  /** The next message that fits, also if it came already; null when the socket is closed instead. */
  next(fits: (message: Message) => boolean): Promise<Message | null>;
  /** Sends `connection_init`, and waits for what it leads to. */
  init(): Promise<Message | null>;
}

/** @throws Error with the status when the upgrade is refused */
export async function openRawSocket(
  server: TestServer,
  { headers, connectionParams }: SocketOpener = {},
  { protocols = 'graphql-transport-ws', autoPong = true }: { protocols?: string | string[]; autoPong?: boolean } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(socketUrl(server), protocols, { headers, autoPong });
  const received: Message[] = [];
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  closed.catch(() => undefined);
  socket.on('message', (data) => {
    const text = (data as Buffer).toString();
    noteAnswer('/graphql', { status: 101, headers: [], text });
    received.push(JSON.parse(text));
  });
  await once(socket, 'open');
  socket.on('error', () => undefined);

  async function next(fits: (message: Message) => boolean): Promise<Message | null> {
    for (;;) {
      const found = received.find(fits);
      if (found !== undefined) return found;
      const event = await Promise.race([once(socket, 'message').then(() => 'message'), closed.then(() => 'closed')]);
      if (event === 'closed') return received.find(fits) ?? null;
    }
  }

  function send(message: Message | string | Buffer): void {
    socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  return {
    socket,
    received,
    closed,
    send,
    next,
    async init() {
      send({ type: 'connection_init', ...(connectionParams === undefined ? {} : { payload: connectionParams }) });
      return next(({ type }) => type === 'connection_ack');
    },
  };
}
