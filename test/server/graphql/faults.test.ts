import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { sendGraphQL } from '../../support/api.js';
import { documentIdOf } from '../../support/documentIdOf.js';
import { exchange } from '../../support/exchange.js';
import { startProxiedDatabase } from '../../support/proxiedDatabase.js';
import type { TcpProxy } from '../../support/tcpProxy.js';
import { API_KEY, startWorld, type TestServer, type World } from '../../support/world.js';

const AWAY = { message: 'The database is away. Try again in a moment.', extensions: { code: 'DATABASE_UNAVAILABLE' } };

let world: World;
let person: ZoomPerson;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  person = await world.zoom.addPerson();
  await world.connect(person, 'ada');
});

afterAll(async () => world.stop());

interface LogEntry {
  event?: string;
  reqId?: string;
  err?: { type: string; message: string; stack: string };
}

function loggedFault(): LogEntry | undefined {
  const lines = readFileSync(join(inject('logsFolder'), 'faults.log'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line): LogEntry => JSON.parse(line)).find(({ event }) => event === 'graphql.fault');
}

describe('a fault of ours', () => {
  test('inside a resolver: the caller gets an id and nothing of the inside, the log has both', async () => {
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const { bot } = await world.server.api.callbackUrl(inviteUrl, 'ada');
    const bots = world.server.database.connection.collection<{ _id: string }>('bots');
    await bots.updateOne({ _id: bot.id }, { $unset: { life: 1 } });

    const answer = await exchange(world.server.baseUrl, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` },
      body: JSON.stringify({
        query: 'query ($id: ID!) { bot(id: $id) { id } viewer { apiKey } }',
        variables: { id: bot.id },
      }),
    });
    await bots.deleteOne({ _id: bot.id });

    expect(JSON.parse(answer.body)).toEqual({
      data: { bot: null, viewer: { apiKey: 'backend' } },
      errors: [
        {
          message: 'Something went wrong on this server.',
          path: ['bot'],
          locations: [expect.anything()],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: answer.headers['x-request-id'] },
        },
      ],
    });
    await expect.poll(loggedFault).toBeDefined();
    expect(loggedFault()).toMatchObject({
      reqId: answer.headers['x-request-id'],
      err: { type: 'TypeError', stack: expect.stringContaining('lifecycle') },
    });
  });
});

describe('the database is away', () => {
  let server: TestServer;
  let proxy: TcpProxy;

  beforeAll(async () => {
    const proxied = await startProxiedDatabase(world.databaseUri);
    ({ proxy } = proxied);
    server = await world.startServer({ env: { MONGODB_URI: proxied.uri } });
  });

  afterAll(async () => {
    await server.stop();
    await proxy.close();
  });

  test('every caller is told to try again, in the same words; afterwards all goes on without a restart', async () => {
    const browser = server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const newcomer = await world.zoom.addPerson();
    const code = await world.server
      .browser()
      .completeConnectLink(await world.server.api.connectLink('carol'), world.zoom, newcomer.id);
    await proxy.cut();

    const [ofKey, ofPerson, unknownDocument, redeemed] = await Promise.all([
      server.api.send('{ bots { nodes { id } } viewer { apiKey } }'),
      browser.run('Viewer'),
      sendGraphQL(server.api.url, { documentId: `sha256:${'0'.repeat(64)}` }),
      server.api.send('mutation ($code: String!) { redeemConnectCode(code: $code) { __typename } }', { code }),
    ]);
    expect(ofKey).toMatchObject({ status: 503, errors: [AWAY] });
    expect(ofPerson).toEqual({ status: 503, data: undefined, errors: [AWAY] });
    expect(unknownDocument).toEqual({ status: 503, data: undefined, errors: [AWAY] });
    expect(redeemed).toMatchObject({ status: 503, errors: [AWAY] });

    await proxy.restore();
    await expect.poll(async () => (await browser.run('Viewer')).status).toBe(200);
    expect(await server.api.redeem(code), 'the code is not lost').toMatchObject({
      __typename: 'RedeemConnectCodeSuccess',
      externalUserId: 'carol',
      person: { id: newcomer.id },
    });
  });

  test('what needs no database is answered all the same', async () => {
    await proxy.cut();
    expect((await server.api.send('{ viewer { apiKey } }')).data.viewer.apiKey).toBe('backend');
    expect((await sendGraphQL(server.api.url, { documentId: documentIdOf('EndSession') })).data).toEqual({
      endSession: { __typename: 'EndSessionSuccess' },
    });
    await proxy.restore();
  });
});
