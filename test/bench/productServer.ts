import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../../server/app.js';
import { readConfig } from '../../server/config.js';
import { openDatabase } from '../../server/database/connect.js';
import { createLog } from '../../server/log.js';
import type { Chore } from '../../server/sweep.js';
import { answerQuestions } from './answerQuestions.js';
import { createMemoryDatabase } from './memoryDatabase.js';
import { startMeter } from './meter.js';

/** The server as `server/main.ts` runs it, without the sweep's rounds: on MONGODB_URI, or else on a stand-in that keeps documents in memory. */
const config = readConfig(process.env);
const log = createLog({ level: config.logLevel });
const meter = process.env['METERED'] === undefined ? null : startMeter();
const memory = config.mongodbUri === null ? createMemoryDatabase() : null;
const database =
  memory?.database ??
  (await openDatabase({ uri: config.mongodbUri ?? '', log, ...(meter && { onCommand: meter.count }) }));
const app = await createApp({
  config,
  database,
  trustedDocuments: {},
  clientFolder: resolve(process.env['CLIENT_FOLDER'] ?? 'dist/client'),
  log,
  now: Date.now,
  pause: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
});
await app.http.listen({ port: 0, host: config.host });
answerQuestions((app.http.server.address() as AddressInfo).port, {
  seed: (documents: Record<string, { _id: string }[]>) => memory?.seed(documents),
  recorded: () => memory?.recorded(),
  read: () => meter?.read(),
  async round(chore: Chore) {
    // A round that fails is counted as such.
    await app.sweep.run(chore).catch(() => undefined);
    return { ...app.sweep.counts[chore] };
  },
});
