import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { startEmbeddedDatabase } from '../../server/database/embedded/startEmbeddedDatabase.js';
import { createWorkload, type Workload } from './createWorkload.js';
import { median, spread } from './statistics.js';
import { CONNECTIONS, sendCallbacks } from './sendCallbacks.js';
import { type BenchProcess, startProcess } from './startProcess.js';

const CALLBACKS_PER_ROUND = 1_000;
const WARM_UP_ROUNDS = 6;
/** Many short ones: whatever else the machine does then falls on both halves of a pair alike, or on few pairs. */
export const CALLBACK_ROUNDS = 25;
const RECORDED_INTERVAL_MS = 20;
const RECORDED_WITHIN_MS = 20_000;

interface Contestant {
  name: string;
  /** In CPU time of the naive server; null for that one itself. */
  goal: number | null;
  server: BenchProcess;
  paths: string[];
  /** How many attempts are recorded by now. */
  recorded: (() => Promise<number>) | null;
  rounds: Round[];
}

interface Round {
  cpuMicros: number;
  p50Ms: number;
  p99Ms: number;
}

interface Run {
  rounds: number;
  /** Where CPU profiles of the servers are written to. */
  profileDir: string | undefined;
  folder: string;
  closing: (() => Promise<unknown>)[];
}

/** The OBF callback beside a naive server. */
export async function benchCallback(options: Pick<Run, 'rounds' | 'profileDir'>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broughtby-bench-'));
  const closing: Run['closing'] = [async () => rm(folder, { recursive: true, force: true })];
  try {
    await bench({ ...options, folder, closing });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function bench(run: Run): Promise<void> {
  const secrets = {
    callback: randomBytes(32).toString('hex'),
    verification: `whsec_${randomBytes(32).toString('base64')}`,
    encryptionKey: randomBytes(32),
  };
  const workload = await createWorkload({
    size: CALLBACKS_PER_ROUND,
    callbackSecret: secrets.callback,
    encryptionKey: { kid: 'k1', key: new Uint8Array(secrets.encryptionKey) },
  });
  const zoom = await start(run, 'zoomStub', {});
  const env = {
    BASE_URL: 'http://localhost:9567',
    HOST: '127.0.0.1',
    ZOOM_CLIENT_ID: 'bench',
    ZOOM_CLIENT_SECRET: randomBytes(16).toString('hex'),
    ZOOM_OAUTH_BASE_URL: zoom.url,
    ZOOM_API_BASE_URL: zoom.url,
    RECALL_API_KEY: randomBytes(16).toString('hex'),
    RECALL_API_BASE_URL: zoom.url,
    RECALL_CALLBACK_SECRET: secrets.callback,
    RECALL_VERIFICATION_SECRET: secrets.verification,
    TOKEN_ENCRYPTION_KEYS: `k1:${secrets.encryptionKey.toString('base64')}`,
  };
  const contestants = [
    await naive(run, env, workload),
    await withoutDatabase(run, env, workload),
    await withDatabase(run, env, workload),
  ];
  explain();
  for (let round = -WARM_UP_ROUNDS; round < run.rounds; round += 1) {
    // Backwards every second time, so that nobody profits from their place.
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const measured = await measure(contestant, zoom, secrets.verification);
      if (round >= 0) contestant.rounds.push(measured);
    }
    process.stdout.write(round < 0 ? 'w' : '.');
  }
  process.stdout.write('\n');
  report(contestants);
}

async function start(
  run: Run,
  name: Parameters<typeof startProcess>[0],
  env: Record<string, string>,
): Promise<BenchProcess> {
  const profileDir = run.profileDir === undefined ? undefined : join(run.profileDir, name);
  const started = await startProcess(name, { env, ...(profileDir === undefined ? {} : { profileDir }) });
  run.closing.push(async () => started.stop());
  return started;
}

async function naive(run: Run, env: Record<string, string>, { people, naivePaths }: Workload): Promise<Contestant> {
  const server = await start(run, 'naiveServer', env);
  await server.ask('seed', people);
  return { name: 'naive server', goal: null, server, paths: naivePaths, recorded: null, rounds: [] };
}

async function withoutDatabase(run: Run, env: Record<string, string>, workload: Workload): Promise<Contestant> {
  const server = await start(run, 'productServer', env);
  const { connections, bots, productPaths: paths } = workload;
  await server.ask('seed', { connections, bots });
  const recorded = async () => server.ask<number>('recorded');
  return { name: 'everything but the database', goal: 0.5, server, paths, recorded, rounds: [] };
}

async function withDatabase(run: Run, env: Record<string, string>, workload: Workload): Promise<Contestant> {
  const embedded = await startEmbeddedDatabase({
    dataDir: run.folder,
    searchPath: process.env['PATH'] ?? '',
    report: (line) => console.log(line),
  });
  run.closing.push(async () => embedded.stop());
  const client = await mongoose.mongo.MongoClient.connect(embedded.uri);
  run.closing.push(async () => client.close());
  const bots = client.db().collection<Workload['bots'][number]>('bots');
  await bots.insertMany(workload.bots);
  await client.db().collection<Workload['connections'][number]>('connections').insertMany(workload.connections);
  const before = workload.bots.reduce((sum, bot) => sum + bot.timelineCount, 0);

  return {
    name: 'with the database',
    goal: 1,
    server: await start(run, 'productServer', { ...env, MONGODB_URI: embedded.uri }),
    paths: workload.productPaths,
    async recorded() {
      const counts = await bots.find({}, { projection: { timelineCount: 1 } }).toArray();
      return counts.reduce((sum, { timelineCount }) => sum + timelineCount, 0) - before;
    },
    rounds: [],
  };
}

/** One round: every path once. The attempts that are recorded behind the answers belong to it. */
async function measure(
  { name, server, paths, recorded }: Contestant,
  zoom: BenchProcess,
  secret: string,
): Promise<Round> {
  const mintedBefore = await zoom.ask<number>('minted');
  const recordedBefore = (await recorded?.()) ?? 0;
  const cpuBefore = await server.ask<number>('cpu');
  const { latencies } = await sendCallbacks(server.url, paths, secret);
  if (recorded !== null) await untilRecorded(recorded, recordedBefore + paths.length, name);
  const cpuAfter = await server.ask<number>('cpu');
  const minted = (await zoom.ask<number>('minted')) - mintedBefore;
  if (minted !== paths.length) throw new Error(`${name}: ${minted} tokens minted for ${paths.length} callbacks`);
  return {
    cpuMicros: (cpuAfter - cpuBefore) / paths.length,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
  };
}

async function untilRecorded(recorded: () => Promise<number>, expected: number, name: string): Promise<void> {
  const deadline = performance.now() + RECORDED_WITHIN_MS;
  let count = await recorded();
  while (count < expected) {
    if (performance.now() > deadline) throw new Error(`${name}: ${count} of ${expected} attempts recorded`);
    await wait(RECORDED_INTERVAL_MS);
    count = await recorded();
  }
}

function explain(): void {
  console.log(
    [
      `The OBF callback on Node ${process.version}, ${cpus().length} cores. Each round: ${CALLBACKS_PER_ROUND} callbacks over`,
      `${CONNECTIONS} connections to each server in turn, every callback for another person and launch; one token minted for each.`,
      'CPU: user and system time of the server process, all threads, attempts recorded behind the answers included.',
      'Ours as shipped: both signatures checked, tokens sealed, one log line a request (info), log to /dev/null.',
    ].join('\n'),
  );
}

function report(contestants: Contestant[]): void {
  const [reference] = contestants;
  if (reference === undefined) return;
  console.log(`\n${'server'.padEnd(30)}${'CPU µs'.padStart(8)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}`);
  for (const { name, rounds } of contestants) {
    const [cpu, p50, p99] = [
      median(rounds.map((round) => round.cpuMicros))
        .toFixed(0)
        .padStart(8),
      median(rounds.map((round) => round.p50Ms))
        .toFixed(2)
        .padStart(9),
      median(rounds.map((round) => round.p99Ms))
        .toFixed(2)
        .padStart(9),
    ];
    console.log(`${name.padEnd(30)}${cpu}${p50}${p99}`);
  }
  console.log('\nCPU beside the naive server, of each pair of rounds: median (lowest to highest)');
  for (const { name, goal, rounds } of contestants) {
    if (goal === null) continue;
    const ratios = rounds.map((round, index) => round.cpuMicros / (reference.rounds[index]?.cpuMicros ?? NaN));
    const ratio = median(ratios);
    console.log(
      `${name.padEnd(30)}${spread(ratios, 2)}, goal at most ${goal.toFixed(1)}: ${ratio <= goal ? 'ok' : 'missed'}`,
    );
  }
}
