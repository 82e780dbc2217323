import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../../server/app.js';
import { readConfig } from '../../server/config.js';
import { openDatabase } from '../../server/database/connect.js';
import { createLog } from '../../server/log.js';
import { answerQuestions } from './answerQuestions.js';
import { createMemoryDatabase } from './memoryDatabase.js';

/** The server as `server/main.ts` runs it: on MONGODB_URI, or else on a stand-in that keeps documents in memory. */
const config = readConfig(process.env);
const log = createLog({ level: config.logLevel });
const memory = config.mongodbUri === null ? createMemoryDatabase() : null;
const database = memory?.database ?? (await openDatabase({ uri: config.mongodbUri ?? '', log }));
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
});
