import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Reading } from './meter.js';
import { someBot } from './someBot.js';
import { type Metered, withMetered } from './startMetered.js';

const SUBSCRIBERS = [1, 100, 1_000];
const BOTS = 1_000;
/** A server takes 300 sockets of one key. */
const API_KEYS = 4;
const WATCHED_MS = 15_000;
const CHANGES_PER_SECOND = 20;
const SETTLING_MS = 2_000;
const CONNECTING_AT_ONCE = 50;
/** They make the server load and compile what it needs for the first of them. */
const WARM_UP_SUBSCRIBERS = 100;
const DOCUMENT = `subscription ($id: ID) { botUpdated(id: $id) { id status recallBotId reason { code message nextStep }
  timeline { at kind code message } } }`;

/** Bots that change as another server would change them, and who follows them: each subscriber one bot, over a WebSocket of its own. */
export async function benchFollowers(): Promise<void> {
  const keys = Array.from({ length: API_KEYS }, () => randomBytes(24).toString('hex'));
  const env = { API_KEYS: keys.map((key, place) => `bench-${place}:${key}`).join(','), TRUST_PROXY: 'true' };
  await withMetered(env, async (metered) => {
    const bots = Array.from({ length: BOTS }, (_, place) => someBot({ apiKey: `bench-${place % API_KEYS}` }));
    const stored = metered.database.collection('bots');
    await stored.insertMany(bots as never[]);
    await measure(metered, { keys, bots, count: WARM_UP_SUBSCRIBERS });
    await metered.server.ask('read');
    const quiet = await metered.server.ask<Reading>('read');
    explain();
    for (const count of SUBSCRIBERS) report({ quiet, ...(await measure(metered, { keys, bots, count })) });
    await wait(SETTLING_MS);
    await metered.server.ask('read');
    await wait(SETTLING_MS);
    const { commands } = await metered.server.ask<Reading>('read');
    console.log(
      `after all have left: ${Object.values(commands).reduce((sum, times) => sum + times, 0)} queries in ${SETTLING_MS / 1_000} s`,
    );
  });
}

interface Measured {
  count: number;
  told: number;
  /** From the change until a subscriber was told, in milliseconds. */
  latencies: number[];
  read: Reading;
}

async function measure(
  metered: Metered,
  run: { keys: string[]; bots: { _id: string }[]; count: number },
): Promise<Measured> {
  const { keys, bots, count } = run;
  /** When each bot was changed last, as long as nobody was told of it. */
  const changedAt = new Map<string, number>();
  const latencies: number[] = [];
  const clients: Client[] = [];
  let told = 0;
  const follow = async (place: number) =>
    new Promise<void>((resolve, reject) => {
      const id = bots[place]?._id ?? '';
      const client = openClient(metered, keys[place % API_KEYS] ?? '', place);
      clients.push(client);
      client.subscribe(
        { query: DOCUMENT, variables: { id } },
        {
          next() {
            const at = changedAt.get(id);
            if (at !== undefined) latencies.push(performance.now() - at);
            changedAt.delete(id);
            told += 1;
            resolve();
          },
          error: reject,
          complete: () => undefined,
        },
      );
    });
  for (let from = 0; from < count; from += CONNECTING_AT_ONCE) {
    const places = Array.from({ length: Math.min(CONNECTING_AT_ONCE, count - from) }, (_, place) => from + place);
    await Promise.all(places.map(follow));
  }
  await wait(SETTLING_MS);
  await metered.server.ask('read');
  told = 0;
  await change(metered, bots.slice(0, count), changedAt);
  const read = await metered.server.ask<Reading>('read');
  const measured = { count, told, latencies, read };
  await Promise.all(clients.map(async (client) => client.dispose()));
  await wait(SETTLING_MS);
  return measured;
}

/** An address of its own for each, as people have. */
function openClient({ server }: Metered, key: string, place: number): Client {
  const address = `10.0.${Math.floor(place / 250)}.${(place % 250) + 1}`;
  return createClient({
    url: `${server.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { 'x-forwarded-for': address } });
      }
    },
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
}

/** Changes bots behind the server's back, evenly. */
async function change({ database }: Metered, bots: { _id: string }[], changedAt: Map<string, number>): Promise<void> {
  const stored = database.collection<{ _id: string }>('bots');
  const until = performance.now() + WATCHED_MS;
  for (let turn = 0; performance.now() < until; turn += 1) {
    const id = bots[turn % bots.length]?._id ?? '';
    await stored.updateOne({ _id: id }, { $set: { updatedAt: new Date() }, $inc: { revision: 1 } });
    if (!changedAt.has(id)) changedAt.set(id, performance.now());
    await wait(1_000 / CHANGES_PER_SECOND);
  }
}

function explain(): void {
  console.log(
    [
      `\nWho follows bots: each one of ${BOTS}, over a WebSocket of its own; up to ${CHANGES_PER_SECOND} changes a second by another server,`,
      `${WATCHED_MS / 1_000} s each. Memory: beside the same server without subscribers, after a collection of garbage.`,
    ].join('\n'),
  );
  const heads = [
    'queries/s',
    'told/s',
    'told after ms',
    'p99 ms',
    'loop delay ms',
    'p99 ms',
    'heap kB each',
    'resident kB each',
  ];
  console.log(`\n${'subscribers'.padEnd(12)}${heads.map((head) => head.padStart(head.length + 2)).join('')}`);
}

function report(run: Measured & { quiet: Reading }): void {
  const { count, told, latencies, read, quiet } = run;
  const seconds = WATCHED_MS / 1_000;
  const queries = Object.values(read.commands).reduce((sum, times) => sum + times, 0);
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  const numbers: [value: number, digits: number, width: number][] = [
    [queries / seconds, 1, 11],
    [told / seconds, 1, 8],
    [at(0.5), 0, 15],
    [at(0.99), 0, 8],
    [read.loopDelay.mean, 2, 15],
    [read.loopDelay.p99, 1, 8],
    [(read.heap.used - quiet.heap.used) / count / 1_024, 1, 14],
    [(read.resident - quiet.resident) / count / 1_024, 1, 18],
  ];
  const cells = numbers.map(([value, digits, width]) => value.toFixed(digits).padStart(width));
  console.log(`${String(count).padEnd(12)}${cells.join('')}`);
}
