import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../server/database/connect.js';
import { duplicateKeyIndex } from '../../../server/database/duplicateKey.js';
import { testDatabaseUri } from '../../support/database.js';

interface Bot {
  _id: string;
  person?: string | null;
  activeKey?: string | number | null;
  slot?: string;
}

/** The index that refused, null when none did. */
async function refusedBy(write: Promise<unknown>): Promise<string | null> {
  try {
    await write;
    return null;
  } catch (error) {
    const index = duplicateKeyIndex(error);
    if (index === null) throw error;
    return index;
  }
}

describe('unique keys', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ uri: testDatabaseUri(), log: pino({ level: 'silent' }) });
  });
  afterAll(() => database.close());

  async function collection(name: string) {
    const bots = database.connection.collection<Bot>(name);
    await bots.createIndex({ person: 1, activeKey: 1 }, { unique: true, name: 'person_activeKey' });
    await bots.createIndex({ person: 1, slot: 1 }, { unique: true, name: 'person_slot' });
    return bots;
  }

  test('a refused insert says which index refused it', async () => {
    const bots = await collection('inserts');
    await bots.insertOne({ _id: 'a', person: 'p', activeKey: '123', slot: '0' });

    expect(await refusedBy(bots.insertOne({ _id: 'a', person: 'q', activeKey: '1', slot: '0' }))).toBe('_id_');
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '123', slot: '1' }))).toBe(
      'person_activeKey',
    );
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '456', slot: '0' }))).toBe('person_slot');
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'q', activeKey: '123', slot: '0' }))).toBeNull();
  });

  test('a refused insert leaves nothing behind, in no index', async () => {
    const bots = await collection('refusals');
    await bots.insertOne({ _id: 'a', person: 'p', activeKey: '123', slot: '0' });
    await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '456', slot: '0' }));

    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '456', slot: '1' }))).toBeNull();
    expect(await bots.countDocuments({})).toBe(2);
  });

  test('a refused update says so too, and changes nothing', async () => {
    const bots = await collection('updates');
    await bots.insertOne({ _id: 'a', person: 'p', activeKey: '123', slot: '0' });
    await bots.insertOne({ _id: 'b', person: 'p', activeKey: '456', slot: '1' });
    const taken = { $set: { activeKey: '123' } };

    expect(await refusedBy(bots.updateOne({ _id: 'b' }, taken))).toBe('person_activeKey');
    expect(await refusedBy(bots.findOneAndUpdate({ _id: 'b' }, taken))).toBe('person_activeKey');
    expect(await bots.findOne({ _id: 'b' })).toEqual({ _id: 'b', person: 'p', activeKey: '456', slot: '1' });
  });

  test('a key is free again once its document has another one, or is deleted', async () => {
    const bots = await collection('releases');
    await bots.insertOne({ _id: 'a', person: 'p', activeKey: '123', slot: '0' });
    await bots.updateOne({ _id: 'a' }, { $set: { activeKey: 'a', slot: 'a' } });
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '123', slot: '0' }))).toBeNull();

    await bots.deleteOne({ _id: 'b' });
    expect(await refusedBy(bots.insertOne({ _id: 'c', person: 'p', activeKey: '123', slot: '0' }))).toBeNull();
  });

  test('a missing value counts as null, and null only once', async () => {
    const bots = await collection('missing');
    await bots.insertOne({ _id: 'a', person: 'p', slot: '0' });
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', slot: '1' }))).toBe('person_activeKey');
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: null, slot: '1' }))).toBe(
      'person_activeKey',
    );
  });

  test('a number and its text are different keys, and so are upper and lower case', async () => {
    const bots = await collection('types');
    await bots.insertOne({ _id: 'a', person: 'p', activeKey: 123, slot: '0' });
    expect(await refusedBy(bots.insertOne({ _id: 'b', person: 'p', activeKey: '123', slot: '1' }))).toBeNull();
    expect(await refusedBy(bots.insertOne({ _id: 'A', person: 'P', activeKey: 123, slot: '0' }))).toBeNull();
  });

  test('declaring the same index again changes nothing', async () => {
    const bots = await collection('again');
    await collection('again');
    const names = (await bots.indexes()).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['_id_', 'person_activeKey', 'person_slot']));
    expect(names).toHaveLength(3);
  });
});
