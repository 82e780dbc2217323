import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../../server/encryption.js';
import type { ConnectionDocument } from '../../server/people/connectionModel.js';
import type { Chore } from '../../server/sweep.js';
import type { Reading } from './meter.js';
import { someBot } from './someBot.js';
import { type Metered, withMetered } from './startMetered.js';

const BOTS = 10_000;
/** The embedded engine reads every document for a filter of two fields, and is given up after four seconds. */
export const SWEPT_CONNECTIONS = process.env['MONGODB_URI'] === undefined ? 20_000 : 100_000;
/** Of these, so many need something. */
const SILENT = 100;
const IDLE = 50;
const FORMER_KEY = 100;
const AT_ONCE = 500;
/** Where the database does not answer, a round fails and is repeated; so often at most. */
const MAX_ROUNDS = 20;
const TOKEN_BYTES = 525;
const DAY_MS = 24 * 3_600_000;
const CHORES: readonly Chore[] = ['launches', 'silentBots', 'idleConnections', 'sealedValues', 'expired'];

/** Rounds of the sweep over many bots and connections: what one costs that finds something to do, and one that finds nothing. */
export async function benchSweep({ connections }: { connections: number }): Promise<void> {
  await withMetered({}, async (metered) => {
    const engine = await seed(metered, connections);
    console.log(
      [
        `\nThe sweep on ${engine}, over ${BOTS} bots (${SILENT} of them silent) and ${connections} connections (${IDLE} idle,`,
        `${FORMER_KEY} sealed with a former key). Rounds one after the other, until one finds nothing to do.`,
      ].join('\n'),
    );
    console.log(`\n${'chore'.padEnd(18)}${'ms'.padStart(8)}${'commands'.padStart(10)}${'heap MB'.padStart(10)}  done`);
    for (const chore of CHORES) await showRounds(metered, chore);
  });
}

async function showRounds({ server }: Metered, chore: Chore): Promise<void> {
  await server.ask('read');
  let before: Record<string, number> = {};
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const startedAt = performance.now();
    const counts = await server.ask<Record<string, number>>('round', chore);
    const tookMs = performance.now() - startedAt;
    const { commands, heap } = await server.ask<Reading>('read');
    const done = Object.entries(counts).flatMap(([outcome, count]) =>
      count > (before[outcome] ?? 0) ? [`${count - (before[outcome] ?? 0)} ${outcome}`] : [],
    );
    const sent = Object.values(commands).reduce((sum, count) => sum + count, 0);
    const numbers = [tookMs.toFixed(0).padStart(8), String(sent).padStart(10), megabytes(heap.most).padStart(10)];
    console.log(`${chore.padEnd(18)}${numbers.join('')}  ${done.join(', ') || 'nothing'}`);
    before = counts;
    if (done.length === 0) return;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** @returns what the database is */
async function seed({ database, formerKeyRing }: Metered, count: number): Promise<string> {
  const over = { status: 'ENDED' as const, endedAt: new Date() };
  await inBatches(BOTS, async (place) =>
    someBot(place < SILENT ? { askAt: new Date(Date.now() - 60_000) } : over),
  ).into(async (bots) => database.collection('bots').insertMany(bots as never[]));
  await inBatches(count, async (place) => someConnection(place, formerKeyRing)).into(async (connections) =>
    database.collection('connections').insertMany(connections as never[]),
  );
  const { version } = await database.admin().serverInfo();
  return process.env['MONGODB_URI'] === undefined ? 'the embedded engine' : `MongoDB ${String(version)}`;
}

function inBatches<Document>(count: number, make: (place: number) => Promise<Document>) {
  return {
    async into(insert: (documents: Document[]) => Promise<unknown>) {
      for (let from = 0; from < count; from += AT_ONCE) {
        const places = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, place) => from + place);
        await insert(await Promise.all(places.map(make)));
      }
    },
  };
}

/** Whoever needs nothing has a value in the place of a sealed one that nobody opens. */
async function someConnection(place: number, keyRing: KeyRing): Promise<ConnectionDocument> {
  const _id = `person-${place}`;
  const isIdle = place < IDLE;
  const isFormer = place < FORMER_KEY;
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const seal = async (name: string) => (isFormer ? keyRing.seal(token, `connections/${_id}/${name}`) : 'sealed');
  const at = new Date(Date.now() - (isIdle ? 31 * DAY_MS : 0));
  return {
    _id,
    shape: 2,
    accountId: 'account-1',
    displayName: 'Ada Lovelace',
    scopes: ['user:read:token', 'user:read:user', 'zoomapp:inmeeting'],
    state: 'CONNECTED',
    reconnectReason: null,
    version: 17,
    sealedAccessToken: await seal('accessToken'),
    sealedRefreshToken: await seal('refreshToken'),
    sealedWith: isFormer ? 'k1' : 'k2',
    accessTokenExpiresAt: at,
    grantedAt: at,
    refreshedAt: at,
    ownSignIn: true,
    createdAt: at,
  };
}
