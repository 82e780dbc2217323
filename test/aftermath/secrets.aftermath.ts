import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Finding, type NotedSecret, SecretSearch } from './secretSearch.js';

const RUN = '.test-run';

/** Parts that are no secret: a code of Zoom's ends with the user id, and a callback's token begins with the launch's id and its expiry. */
const SECRET_PART: Record<string, RegExp> = { authorization_code: /^[^_]+/, callback_auth_token: /[^.]+$/ };

const secrets = lines<NotedSecret>(join(RUN, 'secrets.jsonl')).map(({ kind, value }) => ({
  kind,
  value: SECRET_PART[kind]?.exec(value)?.[0] ?? value,
}));
const databases = readFileSync(join(RUN, 'databases.txt'), 'utf8').split('\n').filter(Boolean);
let client: mongoose.mongo.MongoClient;

beforeAll(async () => {
  client = await mongoose.mongo.MongoClient.connect(inject('mongodbUri'));
});

afterAll(async () => client.close());

describe('after the whole run', () => {
  test('there was something to look for, and something to look through', async () => {
    const kinds = new Set(secrets.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'access_token',
        'refresh_token',
        'obf_token',
        'authorization_code',
        'client_secret',
        'passcode',
        'callback secret',
      ]),
    );
    expect(databases.length).toBeGreaterThan(5);
    expect(filesUnder(join(RUN, 'logs')).length).toBeGreaterThan(3);
    expect(statSync(join(RUN, 'answers.jsonl')).size).toBeGreaterThan(10_000);
  });

  test('no secret that was issued is found in logs, answers, documents or the files of the database', async () => {
    expect(await searchEverything(new SecretSearch(secrets))).toEqual([]);
  });

  test('a canary in each place and form is found, so that the search would have found one', async () => {
    const forms = {
      raw: (text: string) => text,
      base64: (text: string) => Buffer.from(`{"token":"${text}"}`).toString('base64'),
      hex: (text: string) => Buffer.from(text).toString('hex'),
      'percent-encoded': (text: string) => encodeURIComponent(text),
      cut: (text: string) => `…${text.slice(4, 30)}…`,
    };
    const database = client.db('broughtby_test_canary');
    for (const [form, write] of Object.entries(forms)) {
      const value = `canary+/=${randomBytes(24).toString('base64url')}`;
      const search = new SecretSearch([{ kind: form, value }]);
      const written = write(value);
      expect(search.in('log', `{"msg":"refreshed ${written}"}`), `${form} in a text`).not.toEqual([]);
      expect(
        search.in('file', Buffer.concat([randomBytes(500), Buffer.from(written), randomBytes(500)])),
        `${form} in a file`,
      ).not.toEqual([]);
      await database.collection('planted').insertOne({ nested: [{ written }] });
      expect(await searchDatabase(search, database.databaseName), `${form} in a document`).not.toEqual([]);
    }
    await database.dropDatabase();
  });
});

async function searchEverything(search: SecretSearch): Promise<Finding[]> {
  const findings = [];
  for (const file of filesUnder(join(RUN, 'logs'))) findings.push(...search.in(file, readFileSync(file, 'utf8')));
  for (const line of readFileSync(join(RUN, 'answers.jsonl'), 'utf8').split('\n')) {
    // The answers that are asked for a callback URL, or for links to recordings.
    const isAskedFor = ({ kind }: Finding) =>
      (kind === 'callback_auth_token' && line.includes('createObfCallbackUrl')) ||
      (kind === 'media_link' && line.includes('RecordingsSuccess'));
    findings.push(...search.in('answers', line).filter((finding) => !isAskedFor(finding)));
  }
  for (const name of databases) findings.push(...(await searchDatabase(search, name)));
  for (const file of filesUnder(join(RUN, 'data'))) findings.push(...search.in(file, readFileSync(file)));
  return findings;
}

async function searchDatabase(search: SecretSearch, name: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const database = client.db(name);
  for (const { name: collection } of await database.listCollections().toArray()) {
    for await (const document of database.collection(collection).find()) {
      findings.push(...search.in(`${name}.${collection}`, JSON.stringify(document)));
    }
  }
  return findings;
}

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // with MONGODB_URI there are no files of the database here
  }
}

function lines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
