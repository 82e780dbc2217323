import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabaseUri } from '../../support/database.js';
import {
  startDatabaseClient,
  type Call,
  type DatabaseClient,
  type Outcome,
} from '../../support/startDatabaseClient.js';

const ROUNDS = 1_000;
const SHORT_ROUNDS = 100;
const CALLS_PER_PROCESS = 10;

describe('two processes at one database', () => {
  let clients: [DatabaseClient, DatabaseClient];

  beforeAll(async () => {
    const uri = testDatabaseUri();
    clients = await Promise.all([startDatabaseClient(uri), startDatabaseClient(uri)]);
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.stop()));
  });

  /** `call` names the racer, so that each can be told from the others. */
  async function race(collection: string, call: (racer: string) => Call): Promise<Outcome[]> {
    const outcomes = await Promise.all(
      clients.map((client, process) =>
        client.run(
          collection,
          Array.from({ length: CALLS_PER_PROCESS }, (_, index) => call(`${process}.${index}`)),
        ),
      ),
    );
    return outcomes.flat();
  }

  async function once(collection: string, call: Call): Promise<unknown> {
    const [outcome] = await clients[0].run(collection, [call]);
    expect(outcome).not.toHaveProperty('code');
    return outcome?.value;
  }

  test('one of 20 racing conditional updates wins, in each of 1,000 rounds', { timeout: 180_000 }, async () => {
    await once('prizes', ['insertOne', { _id: 'prize', round: 0 }]);
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await race('prizes', (racer) => [
        'updateOne',
        { _id: 'prize', round },
        { $set: { winner: racer }, $inc: { round: 1 } },
      ]);
      const winners = outcomes.filter(({ value }) => (value as { modifiedCount: number }).modifiedCount === 1);
      expect(winners).toHaveLength(1);
    }
  });

  test('one of 20 takes over what has run out, the others nothing', async () => {
    for (let round = 0; round < SHORT_ROUNDS; round++) {
      await once('takeovers', ['insertOne', { _id: `lease${round}`, expiresAt: new Date(1_000), owner: 'dead' }]);
      const outcomes = await race('takeovers', (racer) => [
        'updateOne',
        { _id: `lease${round}`, expiresAt: { $lte: new Date(2_000) } },
        { $set: { owner: racer, expiresAt: new Date(3_000) } },
      ]);
      expect(outcomes.filter(({ value }) => (value as { matchedCount: number }).matchedCount === 1)).toHaveLength(1);
    }
  });

  test('one of 20 inserts under one key is accepted, the others are duplicates', async () => {
    for (let round = 0; round < SHORT_ROUNDS; round++) {
      const outcomes = await race('claims', (racer) => ['insertOne', { _id: `claim${round}`, racer }]);
      expect(outcomes.filter(({ value }) => value !== undefined)).toHaveLength(1);
      expect(outcomes.filter(({ code }) => code === 11_000)).toHaveLength(outcomes.length - 1);
    }
  });

  test('one of 20 racing findOneAndUpdate gets the document', async () => {
    for (let round = 0; round < SHORT_ROUNDS; round++) {
      await once('jobs', ['insertOne', { _id: `job${round}`, state: 'waiting' }]);
      const outcomes = await race('jobs', (racer) => [
        'findOneAndUpdate',
        { _id: `job${round}`, state: 'waiting' },
        { $set: { state: 'taken', racer } },
        { returnDocument: 'after' },
      ]);
      expect(outcomes.filter(({ value }) => value !== null)).toHaveLength(1);
    }
  });

  test('one of 20 racing findOneAndDelete gets the document', async () => {
    for (let round = 0; round < SHORT_ROUNDS; round++) {
      await once('codes', ['insertOne', { _id: `code${round}`, value: round }]);
      const outcomes = await race('codes', () => ['findOneAndDelete', { _id: `code${round}` }]);
      expect(outcomes.filter(({ value }) => value !== null).map(({ value }) => value)).toEqual([
        { _id: `code${round}`, value: round },
      ]);
    }
  });

  test('no $push is lost', async () => {
    await once('timelines', ['insertOne', { _id: 'bot', entries: [] }]);
    const pushed: string[] = [];
    for (let round = 0; round < 20; round++) {
      await race('timelines', (racer) => {
        pushed.push(`${round}/${racer}`);
        return ['updateOne', { _id: 'bot' }, { $push: { entries: `${round}/${racer}` } }];
      });
    }
    const bot = await once('timelines', ['findOneAndUpdate', { _id: 'bot' }, { $set: { read: true } }]);
    expect((bot as { entries: string[] }).entries.sort()).toEqual(pushed.sort());
  });

  test('$push with $each and $slice keeps the newest entries only', async () => {
    await once('histories', ['insertOne', { _id: 'bot', entries: [1, 2] }]);
    await once('histories', ['updateOne', { _id: 'bot' }, { $push: { entries: { $each: [3, 4, 5], $slice: -3 } } }]);
    const bot = await once('histories', ['findOneAndUpdate', { _id: 'bot' }, { $set: { read: true } }]);
    expect(bot).toMatchObject({ entries: [3, 4, 5] });
  });
});
