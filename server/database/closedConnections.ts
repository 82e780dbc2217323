import { createRequire } from 'node:module';
import type mongoose from 'mongoose';
import { z } from 'zod';

/** The driver's own class of connections (mongodb, `lib/cmap/connection.js`), as far as it is mended here. */
interface DriverConnection {
  /** Why it was closed. */
  error: mongoose.mongo.MongoError | null;
  once(event: 'close', listener: () => void): void;
  sendWire: (
    this: DriverConnection,
    message: unknown,
    options: { signal?: AbortSignal },
    responseType?: unknown,
  ) => AsyncGenerator;
}

const driverModule = z.object({
  Connection: z.custom<{ prototype: DriverConnection }>(
    (value) => typeof value === 'function' && 'sendWire' in value.prototype,
    'This version of the MongoDB driver is made otherwise: look whether it still has to be mended',
  ),
});

const mended = new WeakSet<DriverConnection>();

/**
 * Makes every command end with the connection that it was sent on, as one that met a network error.
 *
 * The driver (mongodb 7.5 to 7.9) leaves two gaps, in which it has taken a connection for good and does not listen to it: while it puts
 * a command into bytes, and between writing them and reading the answer. If the other side closes it just then, nothing ends the wait.
 * An operation would hang; the monitor that looks for the server would do so for ever, and the database be away until a restart. As
 * a signal the end of a connection is seen whenever it is asked for.
 */
export function endCommandsWithTheirConnection(): void {
  // The driver that mongoose uses, which may not be the only one here.
  const load = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { prototype } = driverModule.parse(load('mongodb/lib/cmap/connection.js')).Connection;
  if (mended.has(prototype)) return;
  mended.add(prototype);

  const ends = new WeakMap<DriverConnection, AbortSignal>();
  const endOf = (connection: DriverConnection): AbortSignal => {
    let end = ends.get(connection);
    if (end === undefined) {
      const closing = new AbortController();
      connection.once('close', () => closing.abort(connection.error));
      end = closing.signal;
      ends.set(connection, end);
    }
    return end;
  };

  const { sendWire } = prototype;
  prototype.sendWire = function sendWireUntilTheEnd(message, options, responseType) {
    const end = endOf(this);
    const signal = options.signal === undefined ? end : AbortSignal.any([options.signal, end]);
    return sendWire.call(this, message, { ...options, signal }, responseType);
  };
}
