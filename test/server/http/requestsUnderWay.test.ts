import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { closeGently, type RequestsUnderWay, trackRequests } from '../../../server/http/requestsUnderWay.js';

let app: FastifyInstance;
let requests: RequestsUnderWay;
let port: number;
/** What the app still has to do before its listener is closed, as with sockets that have to be sent away. */
let preparation: Gate;
/** What a request to `/slow` waits for. */
let work: Gate;

interface Gate {
  readonly reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

function createGate(): Gate {
  const gate = { reach: () => {}, open: () => {} };
  const reached = new Promise<void>((resolve) => (gate.reach = resolve));
  const opened = new Promise<void>((resolve) => (gate.open = resolve));
  return {
    reached,
    open: gate.open,
    pass: async () => {
      gate.reach();
      await opened;
    },
  };
}

beforeEach(async () => {
  [preparation, work] = [createGate(), createGate()];
  app = fastify({ return503OnClosing: false });
  requests = trackRequests(app);
  app.addHook('preClose', async () => preparation.pass());
  app.get('/quick', async () => 'quick');
  app.get('/slow', async () => work.pass().then(() => 'slow'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as AddressInfo);
  onTestFinished(async () => {
    preparation.open();
    work.open();
    await app.close();
  });
});

/** A connection that the other side may keep open for more requests. */
async function open(): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1' });
  const connection: Connection = {
    socket,
    text: '',
    cut: new Promise<void>((resolve) => void socket.once('close', () => resolve())),
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => (connection.text += chunk));
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return connection;
}

interface Connection {
  socket: Socket;
  /** All that came. */
  text: string;
  cut: Promise<void>;
}

function ask({ socket }: Connection, path: string): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
}

async function answered(connection: Connection, body: string): Promise<void> {
  await expect.poll(() => connection.text, { interval: 5 }).toMatch(new RegExp(`^HTTP/1.1 200 [^]*\r\n${body}$`));
}

test('connections that stay open, used or not, are cut at the end', async () => {
  const [used, unused] = [await open(), await open()];
  ask(used, '/quick');
  await answered(used, 'quick');
  preparation.open();
  await closeGently(app, requests);
  await Promise.all([used.cut, unused.cut]);
});

test('connections that come before the listener is closed are cut too, and again, for as long as they come', async () => {
  const closed = closeGently(app, requests);
  await preparation.reached;
  for (let turn = 0; turn < 3; turn += 1) {
    const [idle, busy] = [await open(), await open()];
    ask(busy, '/quick');
    await Promise.all([idle.cut, busy.cut]);
    // Whatever was asked in the meantime is answered first.
    expect(busy.text).toMatch(/^(HTTP\/1.1 200 [^]*\r\nquick)?$/);
  }
  preparation.open();
  await closed;
  await expect(open()).rejects.toThrow('ECONNREFUSED');
});

test('what was accepted is answered first, and until then nothing is cut', async () => {
  const [slow, other, idle] = [await open(), await open(), await open()];
  ask(slow, '/slow');
  await work.reached;
  const closed = closeGently(app, requests);
  await preparation.reached;
  ask(other, '/quick');
  await answered(other, 'quick');
  expect([slow.text, slow.socket.destroyed, idle.socket.destroyed]).toEqual(['', false, false]);
  preparation.open();
  work.open();
  await closed;
  await Promise.all([slow.cut, other.cut, idle.cut]);
  await answered(slow, 'slow');
});

test('work for somebody who has left is finished before the end', async () => {
  const slow = await open();
  ask(slow, '/slow');
  await work.reached;
  slow.socket.destroy();
  let isClosed = false;
  const closed = closeGently(app, requests).then(() => (isClosed = true));
  const next = await open();
  ask(next, '/quick');
  await answered(next, 'quick');
  expect(isClosed).toBe(false);
  preparation.open();
  work.open();
  await closed;
});

test('an app that cannot be closed in good order says so, and the cutting ends', async () => {
  const late = fastify();
  const ofLate = trackRequests(late);
  late.addHook('onClose', async () => {
    throw new Error('the last words');
  });
  await late.listen({ port: 0, host: '127.0.0.1' });
  await expect(closeGently(late, ofLate)).rejects.toThrow('the last words');
});
