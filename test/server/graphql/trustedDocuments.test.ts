import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTrustedDocuments } from '../../../server/graphql/trustedDocuments.js';
import { createSchema } from '../../../server/graphql/server.js';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { sendGraphQL } from '../../support/api.js';
import type { Browser } from '../../support/browser.js';
import { documentIdOf } from '../../support/documentIdOf.js';
import { API_KEY, startWorld, type World } from '../../support/world.js';

const NOT_TRUSTED = {
  data: undefined,
  errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' }, message: expect.stringContaining('Reload the page') }],
};

let world: World;
let person: ZoomPerson;
let browser: Browser;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  person = await world.zoom.addPerson();
  browser = world.server.browser();
  await browser.connectZoom(world.zoom, person.id);
});

afterAll(async () => world.stop());

const callers: [string, () => Record<string, string>][] = [
  ['a person', () => ({ cookie: browser.cookieHeader(), origin: browser.origin })],
  ['nobody in particular', () => ({})],
];

async function send(headers: Record<string, string>, body: unknown) {
  return sendGraphQL(world.server.api.url, body, headers);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** As a server of another version would have published it. */
async function publish(text: string, hash = sha256(text)): Promise<string> {
  await world.server.database.connection
    .collection<{ _id: string }>('documents')
    .insertOne({ _id: hash, shape: 1, text } as { _id: string });
  return hash;
}

describe('a document of the built client', () => {
  test('is run by its hash, in each form in which clients send it', async () => {
    const headers = callers[0]?.[1]() ?? {};
    const documentId = documentIdOf('Viewer');
    const hash = documentId.replace('sha256:', '');
    for (const body of [
      { documentId },
      { documentId: hash },
      { documentId, variables: null, operationName: null, extensions: null },
      { documentId, operationName: 'Viewer' },
      { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
      { extensions: { persistedQuery: { version: 1, sha256Hash: documentId }, other: 1 }, variables: {} },
    ]) {
      const answer = await send(headers, body);
      expect(answer, JSON.stringify(body)).toMatchObject({
        status: 200,
        errors: undefined,
        data: { viewer: { person: { id: person.id } } },
      });
    }
  });

  test('is in the shared collection once a server has started, each under its own hash', async () => {
    const stored = await world.server.database.connection
      .collection<{ _id: string; text: string }>('documents')
      .find()
      .toArray();
    expect(stored.map(({ _id }) => `sha256:${_id}`)).toContain(documentIdOf('LaunchBot'));
    for (const { _id, text } of stored) expect(sha256(text)).toBe(_id);
  });

  test('is run for an API key too', async () => {
    const answer = await send({ authorization: `Bearer ${API_KEY}` }, { documentId: documentIdOf('Viewer') });
    expect(answer.data.viewer).toEqual({ person: null, guest: false, connection: null });
  });
});

describe.each(callers)('%s may run nothing else', (_name, headers) => {
  const text = '{ viewer { person { id } } }';
  test.each<[string, unknown]>([
    ['a text', { query: text }],
    [
      'a text that would be trusted if it came by its hash',
      { query: 'mutation EndSession { endSession { __typename } }' },
    ],
    ['a hash that nobody published', { documentId: `sha256:${'0'.repeat(64)}` }],
    [
      'the hash of a text beside it: there are no automatic persisted queries',
      { query: text, extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } },
    ],
    ['a trusted hash beside another text', { query: text, documentId: documentIdOf('EndSession') }],
    ['what is no hash', { documentId: 'Viewer' }],
    ['a hash in capitals', { documentId: documentIdOf('Viewer').toUpperCase() }],
    ['a hash of another kind', { documentId: `md5:${'0'.repeat(32)}` }],
    ['a name of every object', { documentId: '__proto__' }],
    ['nothing', {}],
    ['an introspection', { query: '{ __schema { types { name } } }' }],
  ])('%s', async (_what, body) => {
    expect(await send(headers(), body)).toMatchObject({ status: 400, ...NOT_TRUSTED });
  });

  test('and a text that was remembered from nobody stays unknown', async () => {
    await send({ authorization: `Bearer ${API_KEY}` }, { query: text });
    expect(await send(headers(), { documentId: sha256(text) })).toMatchObject({ status: 400, ...NOT_TRUSTED });
  });
});

describe("another server's document", () => {
  test('runs here, so that a panel opened before a deployment keeps working', async () => {
    const documentId = await publish('query OldViewer { viewer { guest person { id } } }');
    expect((await send(callers[0]?.[1]() ?? {}, { documentId })).data.viewer).toEqual({
      guest: false,
      person: { id: person.id },
    });
  });

  test('that appears later is found later', async () => {
    const text = 'query Later { viewer { guest } }';
    const headers = callers[0]?.[1]() ?? {};
    expect(await send(headers, { documentId: sha256(text) })).toMatchObject(NOT_TRUSTED);
    await publish(text);
    expect((await send(headers, { documentId: sha256(text) })).data.viewer).toEqual({ guest: false });
  });

  test.each([
    ['a field that this server does not have', 'query Newer { viewer { person { shoeSize } } }'],
    ['a syntax that this server cannot read', 'query Newest { viewer? { guest! } }'],
  ])('with %s answers the retryable SERVER_OLDER, each time', async (_name, text) => {
    const documentId = await publish(text);
    for (let times = 0; times < 2; times += 1) {
      expect(await send(callers[1]?.[1]() ?? {}, { documentId })).toMatchObject({
        status: 503,
        data: undefined,
        errors: [
          {
            extensions: { code: 'SERVER_OLDER' },
            message: 'This server is older than the page. Try again in a moment.',
          },
        ],
      });
    }
  });

  test('whose text is not that of its hash is not run', async () => {
    const documentId = await publish('mutation { endSession { signedOut } }', sha256('something harmless'));
    expect(await send(callers[0]?.[1]() ?? {}, { documentId })).toMatchObject(NOT_TRUSTED);
    expect((await browser.run('Viewer')).data.viewer.person.id).toBe(person.id);
  });
});

test('a client built with a wrong hash is refused at the start, with the fix', () => {
  const { connection } = world.server.database;
  expect(() =>
    createTrustedDocuments({
      connection,
      schema: createSchema(),
      own: { [`sha256:${'0'.repeat(64)}`]: '{ viewer { guest } }' },
    }),
  ).toThrow(/does not have that hash; run npm run codegen/);
});
