import { buildClient } from './buildClient.js';

/** Before `npm run sandbox` and `npm run dev`: the client as its sources are now. */
await buildClient((line) => void process.stdout.write(`${line}\n`));
