import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';
import { onTestFinished } from 'vitest';
import { directly } from './proxiedDatabase.js';

const { BSON } = mongoose.mongo;

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const HEADER_LENGTH = 16;
const OP_MSG = 2013;

/** A command on its way to the database. */
export interface Command {
  /** `insert`, `update`, `find`, … */
  name: string;
  collection: string;
  /** The command as text, with what it inserts, updates or deletes. */
  text: string;
}

export type Stop =
  /** The command never reaches the database. */
  | 'before'
  /** It is carried out, and its answer never reaches the server. */
  | 'after';

export interface DatabaseGate {
  /** The same database, through the gate. */
  uri: string;
  /** Stops the next command that fits, and that one only. Resolves when it is there. */
  stop(when: Stop, fits: (command: Command) => boolean): Promise<void>;
  /** Keeps the next command that fits waiting before the database. Resolves when it is there, with what lets it go on. */
  hold(fits: (command: Command) => boolean): Promise<() => void>;
}

interface Trap {
  when: Stop;
  fits: (command: Command) => boolean;
  sprung: (goOn: () => void) => void;
}

/**
 * Stands before the database and stops a server's command at a known point, so that the server can be killed exactly there.
 *
 * @param whenOver calls back when the gate is to be taken away: after the test, unless said otherwise
 */
export async function startDatabaseGate(
  databaseUri: string,
  whenOver: (end: () => void) => void = onTestFinished,
): Promise<DatabaseGate> {
  const target = new URL(databaseUri);
  const traps = new Set<Trap>();
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port || 27_017) });
    /** The commands whose answers are kept, by the numbers of their messages. */
    const kept = new Map<number, () => void>();

    onMessage(client, (message) => {
      const command = commandIn(message);
      const trap = command && [...traps].find(({ fits }) => fits(command));
      if (trap) {
        traps.delete(trap);
        if (trap.when === 'before') return trap.sprung(() => upstream.write(message));
        kept.set(message.readInt32LE(4), () => trap.sprung(() => undefined));
      }
      upstream.write(message);
    });
    onMessage(upstream, (message) => {
      const sprung = kept.get(message.readInt32LE(8));
      if (sprung) sprung();
      else client.write(message);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  whenOver(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });

  return {
    uri: directly(databaseUri, (server.address() as AddressInfo).port),
    stop: async (when, fits) => new Promise((resolve) => traps.add({ when, fits, sprung: () => resolve() })),
    hold: async (fits) => new Promise((resolve) => traps.add({ when: 'before', fits, sprung: resolve })),
  };
}

/** Cuts a stream into the messages of MongoDB's wire protocol; each begins with its length. */
function onMessage(socket: Socket, act: (message: Buffer) => void): void {
  let buffered: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= HEADER_LENGTH && buffered.length >= buffered.readInt32LE(0)) {
      const length = buffered.readInt32LE(0);
      act(buffered.subarray(0, length));
      buffered = buffered.subarray(length);
    }
  });
}

/** The driver sends OP_MSG: one body, and the documents of a write behind it, each a section with its kind before it. */
function commandIn(message: Buffer): Command | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  const sections: string[] = [];
  let body: Record<string, unknown> = {};
  for (let at = HEADER_LENGTH + 4; at < message.length;) {
    const kind = message.readUInt8(at);
    const length = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + length);
    if (kind === 0) body = BSON.deserialize(section);
    sections.push(kind === 0 ? JSON.stringify(body) : section.toString('latin1'));
    at += 1 + length;
  }
  const name = Object.keys(body)[0] ?? '';
  return { name, collection: String(body[name]), text: sections.join('\n') };
}
