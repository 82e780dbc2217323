import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { type Api, sendGraphQL } from '../../support/api.js';
import { API_KEY, OTHER_API_KEY, RETURN_ORIGIN, startWorld, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;

let world: World;
let backend: Api;
let other: Api;
let aheadMs = 0;
let people = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  backend = world.server.api.as(API_KEY);
  other = world.server.api.as(OTHER_API_KEY);
});

afterAll(async () => world.stop());

async function advance(ms: number): Promise<void> {
  aheadMs += ms;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

/** A person who connected for the backends of these keys, under an id of each one's own. */
async function connected(...keys: string[]): Promise<{ person: ZoomPerson; externalUserId: string }> {
  people += 1;
  const person = await world.zoom.addPerson();
  const externalUserId = `user-${people}`;
  for (const key of keys) await world.connect(person, externalUserId, key);
  return { person, externalUserId };
}

async function recordingBot(api: Api, person: ZoomPerson, externalUserId: string) {
  const meeting = await world.zoom.addMeeting({ host: person.id });
  const launched = await api.launch(meeting.inviteUrl, externalUserId);
  expect(launched.__typename).toBe('LaunchBotSuccess');
  const bot = await api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'the bot records');
  return { ...bot, inviteUrl: meeting.inviteUrl };
}

function atRecall(recallBotId: string) {
  return world.recall.state.bots.find(({ id }) => id === recallBotId);
}

function grantOf({ id }: ZoomPerson) {
  return world.zoom.state.grants.find(({ person }) => person === id);
}

async function externalUser(api: Api, id: string) {
  const data = await api.ask(
    'query ($id: ID!) { externalUser(id: $id) { externalUserId person { id displayName } connection { state scopes missingScopes } } }',
    { id },
  );
  return data.externalUser;
}

describe('onBehalfOf', () => {
  test('is required from an API key', async () => {
    for (const query of [
      'mutation { disconnectZoom { __typename } }',
      'mutation { launchBot(input: { meetingUrl: "https://zoom.us/j/1234567890" }) { __typename } }',
    ]) {
      expect(await backend.send(query)).toMatchObject({
        data: null,
        errors: [{ message: expect.stringContaining('onBehalfOf is missing'), extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  test('is refused from a person, who acts for themselves', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    for (const onBehalfOf of [externalUserId, person.id, '']) {
      const { data, errors } = await browser.run('LaunchBot', { input: { meetingUrl: inviteUrl, onBehalfOf } });
      expect(data).toBeNull();
      expect(errors).toMatchObject([
        {
          message: 'onBehalfOf is for API keys; a signed-in person acts for themselves.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    }
    expect((await browser.run('Bots')).data.bots.nodes).toEqual([]);
  });

  test.each(['nobody', '', '__proto__', 'user-1 ', 'USER-1', '\u0000', 'x'.repeat(5_000)])(
    'names nobody that this backend connected: %j',
    async (externalUserId) => {
      await connected(API_KEY);
      const { inviteUrl } = await world.zoom.addMeeting({ host: (await world.zoom.addPerson()).id });
      const unknown = {
        __typename: 'UnknownExternalUser',
        message: expect.stringContaining('Make a connect link for them'),
      };
      expect(await backend.launch(inviteUrl, externalUserId)).toMatchObject(unknown);
      expect(await backend.callbackUrl(inviteUrl, externalUserId)).toMatchObject(unknown);
      expect(await backend.disconnect(externalUserId)).toMatchObject(unknown);
      expect(await externalUser(backend, externalUserId)).toBeNull();
    },
  );

  test("names nobody that another backend connected, nor a Zoom user id, nor a person's own sign-in", async () => {
    const { person, externalUserId } = await connected(OTHER_API_KEY);
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const signedIn = await world.zoom.addPerson();
    await world.server.browser().connectZoom(world.zoom, signedIn.id);
    for (const id of [externalUserId, person.id, signedIn.id]) {
      expect((await backend.launch(inviteUrl, id)).__typename).toBe('UnknownExternalUser');
      expect((await backend.disconnect(id)).__typename).toBe('UnknownExternalUser');
    }
    expect((await other.launch(inviteUrl, externalUserId)).__typename).toBe('LaunchBotSuccess');
  });
});

describe('what only backends can do', () => {
  test.each([
    [
      'createConnectLink',
      'mutation ($i: CreateConnectLinkInput!) { createConnectLink(input: $i) { __typename } }',
      { i: { externalUserId: 'x' } },
    ],
    ['redeemConnectCode', 'mutation { redeemConnectCode(code: "x") { __typename } }', {}],
    [
      'createObfCallbackUrl',
      'mutation ($i: CreateObfCallbackUrlInput!) { createObfCallbackUrl(input: $i) { __typename } }',
      { i: { onBehalfOf: 'x', meetingUrl: 'x' } },
    ],
    ['externalUser', '{ externalUser(id: "x") { externalUserId } }', {}],
  ])('%s is refused from a person', async (_name, query, variables) => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const documents = world.server.database.connection.collection<{ _id: string; text: string; shape: number }>(
      'documents',
    );
    const documentId = await publish(documents, query);
    const { data, errors } = await sendGraphQL(
      world.server.api.url,
      { documentId, variables },
      { origin: browser.origin, cookie: browser.cookieHeader() },
    );
    expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
    expect(errors).toMatchObject([
      { message: 'Only a backend with an API key can do this.', extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

describe('whose bots are whose', () => {
  test('a backend sees and removes only its own launches; the person sees all in their name, whoever launched', async () => {
    const { person, externalUserId } = await connected(API_KEY, OTHER_API_KEY);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const [mine, theirs] = [
      await recordingBot(backend, person, externalUserId),
      await recordingBot(other, person, externalUserId),
    ];

    expect(await backend.bot(theirs.id)).toBeNull();
    expect(await backend.remove(theirs.id)).toEqual({
      __typename: 'BotNotFound',
      message: 'There is no such bot among yours.',
    });
    const { bots } = await backend.ask('{ bots(first: 100) { nodes { id } } }');
    expect(bots.nodes.map(({ id }: { id: string }) => id)).toContain(mine.id);
    expect(bots.nodes.map(({ id }: { id: string }) => id)).not.toContain(theirs.id);
    const already = await backend.launch(theirs.inviteUrl, externalUserId);
    expect(already).toMatchObject({
      __typename: 'BotAlreadyThere',
      present: null,
      message: 'A bot is in this meeting already, or on its way.',
    });
    expect(await other.launch(theirs.inviteUrl, externalUserId)).toMatchObject({
      __typename: 'BotAlreadyThere',
      present: { id: theirs.id },
    });

    const seen = (await browser.run('Bots', { first: 10 })).data.bots.nodes;
    expect(seen.map(({ id }: { id: string }) => id)).toEqual([theirs.id, mine.id]);
    expect((await browser.run('RemoveBot', { id: theirs.id })).data.removeBot.__typename).toBe('RemoveBotSuccess');
    await other.botOnce(theirs.id, ({ status }) => status === 'ENDED', 'it ended');
    expect((await backend.bot(mine.id)).status).toBe('RECORDING');
  });

  test('a stranger sees and removes nothing', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const bot = await recordingBot(backend, person, externalUserId);
    const stranger = world.server.browser();
    await stranger.connectZoom(world.zoom, (await world.zoom.addPerson()).id);
    expect((await stranger.run('Bot', { id: bot.id })).data.bot).toBeNull();
    expect((await stranger.run('RemoveBot', { id: bot.id })).data.removeBot.__typename).toBe('BotNotFound');
    expect((await stranger.run('Bots')).data.bots.nodes).toEqual([]);
    expect((await backend.bot(bot.id)).status).toBe('RECORDING');
  });

  test('a page of bots goes on where the one before it ended, the newest first', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await recordingBot(backend, person, externalUserId)).id);
    const page = async (variables: Record<string, unknown>) => (await browser.run('Bots', variables)).data.bots;
    const first = await page({ first: 2 });
    expect(first).toMatchObject({
      nodes: [{ id: ids[0] }, { id: ids[1] }],
      pageInfo: { hasNextPage: true, endCursor: ids[1] },
    });
    expect(await page({ first: 2, after: first.pageInfo.endCursor })).toMatchObject({
      nodes: [{ id: ids[2] }],
      pageInfo: { hasNextPage: false },
    });
    await backend.remove(ids[0] ?? '');
    await backend.botOnce(ids[0] ?? '', ({ status }) => status === 'ENDED', 'it ended');
    expect((await page({ live: true })).nodes.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[2]]);
    expect((await page({ live: false })).nodes.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
  });
});

describe('connect links', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no id', { externalUserId: '' }, 'InvalidExternalUserId'],
    ['an id of 257 characters', { externalUserId: 'x'.repeat(257) }, 'InvalidExternalUserId'],
    ['another origin', { externalUserId: 'x', returnUrl: 'https://elsewhere.example/back' }, 'InvalidReturnUrl'],
    [
      'an origin that only begins like an allowed one',
      { externalUserId: 'x', returnUrl: `${RETURN_ORIGIN}.evil.example/` },
      'InvalidReturnUrl',
    ],
    [
      'an allowed origin as a user name',
      { externalUserId: 'x', returnUrl: `${RETURN_ORIGIN}@evil.example/` },
      'InvalidReturnUrl',
    ],
    ['a script', { externalUserId: 'x', returnUrl: 'javascript:alert(1)' }, 'InvalidReturnUrl'],
    ['a path', { externalUserId: 'x', returnUrl: '/back' }, 'InvalidReturnUrl'],
    ['nothing', { externalUserId: 'x', returnUrl: '' }, 'InvalidReturnUrl'],
    [
      'an address too long for a link',
      { externalUserId: 'x', returnUrl: `${RETURN_ORIGIN}/${'x'.repeat(1024)}` },
      'InvalidReturnUrl',
    ],
  ])('are not made for %s', async (_name, input, problem) => {
    const { createConnectLink } = await backend.ask(
      'mutation ($i: CreateConnectLinkInput!) { createConnectLink(input: $i) { __typename ... on Problem { message } ... on InvalidReturnUrl { allowedOrigins } } }',
      { i: input },
    );
    expect(createConnectLink).toMatchObject({
      __typename: problem,
      message: expect.stringMatching(/must/),
      ...(problem === 'InvalidReturnUrl' ? { allowedOrigins: [RETURN_ORIGIN] } : {}),
    });
  });

  test('open whatever they carry, up to the longest id and address', async () => {
    const longest = await backend.connectLink(
      '\u{1F600}'.repeat(128),
      `${RETURN_ORIGIN}/${'ü'.repeat(1024 - RETURN_ORIGIN.length - 1)}`,
    );
    expect((await world.server.browser().get(new URL(longest).pathname)).status).toBe(200);
    const control = await backend.connectLink('\u0001'.repeat(256));
    expect((await world.server.browser().get(new URL(control).pathname)).status).toBe(200);
  });
});

async function codeFor(externalUserId: string): Promise<{ code: string; person: ZoomPerson }> {
  const person = await world.zoom.addPerson();
  const code = await world.server
    .browser()
    .completeConnectLink(await backend.connectLink(externalUserId), world.zoom, person.id);
  return { code, person };
}

describe('connect codes', () => {
  const invalid = {
    __typename: 'InvalidConnectCode',
    message: expect.stringContaining('Send the person through the connect link again'),
  };

  test('link nobody before they are redeemed', async () => {
    const { code, person } = await codeFor('not-yet');
    expect(await externalUser(backend, 'not-yet')).toBeNull();
    expect(await backend.redeem(code)).toMatchObject({
      externalUserId: 'not-yet',
      person: { id: person.id, displayName: person.displayName },
    });
    expect(await externalUser(backend, 'not-yet')).toMatchObject({
      externalUserId: 'not-yet',
      person: { id: person.id },
      connection: { state: 'CONNECTED', missingScopes: [] },
    });
  });

  test('work once, of ten who try at once for one', async () => {
    const { code } = await codeFor('once');
    const answers = await Promise.all(Array.from({ length: 10 }, async () => backend.redeem(code)));
    expect(answers.filter(({ __typename }) => __typename === 'RedeemConnectCodeSuccess')).toHaveLength(1);
    expect(await backend.redeem(code)).toMatchObject(invalid);
  });

  test('work for five minutes', async () => {
    const { code } = await codeFor('in time');
    await advance(4.9 * MINUTE_MS);
    expect((await backend.redeem(code)).__typename).toBe('RedeemConnectCodeSuccess');
    const { code: late } = await codeFor('too late');
    await advance(5 * MINUTE_MS);
    expect(await backend.redeem(late)).toMatchObject(invalid);
    expect(await externalUser(backend, 'too late')).toBeNull();
  });

  test('work only for the backend that made the link, which is not disturbed by another that tries', async () => {
    const { code } = await codeFor('mine');
    expect(await other.redeem(code)).toMatchObject(invalid);
    expect(await externalUser(other, 'mine')).toBeNull();
    expect((await backend.redeem(code)).__typename).toBe('RedeemConnectCodeSuccess');
  });

  test.each(['', 'x', '__proto__', 'connect_code:x', '\u0000', 'x'.repeat(10_000)])(
    'that are none: %j',
    async (code) => {
      expect(await backend.redeem(code)).toMatchObject(invalid);
    },
  );

  test('point a user to another Zoom account, should they connect with another', async () => {
    const { code, person: before } = await codeFor('moved');
    await backend.redeem(code);
    const { code: next, person: after } = await codeFor('moved');
    expect((await externalUser(backend, 'moved')).person.id).toBe(before.id);
    await backend.redeem(next);
    expect((await externalUser(backend, 'moved')).person.id).toBe(after.id);
  });
});

describe('disconnectZoom by a backend', () => {
  test('the last one: the grant is revoked, live bots leave, nothing is left', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const bot = await recordingBot(backend, person, externalUserId);
    expect(await backend.disconnect(externalUserId)).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: true,
      revoked: true,
    });
    expect(grantOf(person)).toBeUndefined();
    await world.recall.waitFor(
      () =>
        atRecall(bot.recallBotId)?.subCode === 'bot_received_leave_call' ||
        atRecall(bot.recallBotId)?.status === 'done',
      'the bot left',
    );
    expect(await backend.bot(bot.id)).toBeNull();
    expect(await externalUser(backend, externalUserId)).toBeNull();
    expect(await backend.disconnect(externalUserId)).toMatchObject({ __typename: 'UnknownExternalUser' });
    await expectNothingOf(person);
  });

  test('one of two: its link and its bots go; the other, its bot and the grant stay', async () => {
    const { person, externalUserId } = await connected(API_KEY, OTHER_API_KEY);
    const [mine, theirs] = [
      await recordingBot(backend, person, externalUserId),
      await recordingBot(other, person, externalUserId),
    ];
    expect(await backend.disconnect(externalUserId)).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: false,
      revoked: null,
    });
    expect(await backend.bot(mine.id)).toBeNull();
    await world.recall.waitFor(
      () => atRecall(mine.recallBotId)?.statusChanges.some(({ sub_code }) => sub_code === 'bot_received_leave_call'),
      'its bot left',
    );
    expect(await externalUser(backend, externalUserId)).toBeNull();
    expect((await other.bot(theirs.id)).status).toBe('RECORDING');
    expect(grantOf(person)).toBeDefined();
    expect((await externalUser(other, externalUserId)).connection.state).toBe('CONNECTED');
    expect(await other.disconnect(externalUserId)).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: true,
      revoked: true,
    });
    await expectNothingOf(person);
  });

  test('of a person who signed in by themselves: their session and their grant stay', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    expect(await backend.disconnect(externalUserId)).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: false,
      revoked: null,
    });
    expect((await browser.run('Viewer')).data.viewer).toMatchObject({
      person: { id: person.id },
      connection: { state: 'CONNECTED' },
    });
    expect(grantOf(person)).toBeDefined();
  });

  test('one of two users of a backend who are the same person: only its bots go', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    await world.connect(person, `${externalUserId}-second`, API_KEY);
    const [first, second] = [
      await recordingBot(backend, person, externalUserId),
      await recordingBot(backend, person, `${externalUserId}-second`),
    ];
    expect(await backend.disconnect(externalUserId)).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: false,
      revoked: null,
    });
    expect(await backend.bot(first.id)).toBeNull();
    expect((await backend.bot(second.id)).status).toBe('RECORDING');
  });

  test('while Zoom is away: everything here is erased, and the answer says that the grant was not confirmed ended', async () => {
    const { person, externalUserId } = await connected(API_KEY);
    const fault = world.zoom.faults.add({ route: 'POST /oauth/revoke', person: person.id, then: { status: 503 } });
    expect(await backend.disconnect(externalUserId)).toMatchObject({
      __typename: 'DisconnectZoomSuccess',
      erased: true,
      revoked: false,
    });
    fault.remove();
    expect(await externalUser(backend, externalUserId)).toBeNull();
  });
});

describe('disconnectZoom by the person', () => {
  test('everything of them goes: sessions, links, bots of every backend, the grant; others are untouched', async () => {
    const { person, externalUserId } = await connected(API_KEY, OTHER_API_KEY);
    const bystander = await connected(API_KEY);
    const [browser, second] = [world.server.browser(), world.server.browser()];
    await browser.connectZoom(world.zoom, person.id);
    await second.connectZoom(world.zoom, person.id);
    const [one, two] = [
      await recordingBot(backend, person, externalUserId),
      await recordingBot(other, person, externalUserId),
    ];
    const theirs = await recordingBot(backend, bystander.person, bystander.externalUserId);

    expect((await browser.run('DisconnectZoom')).data.disconnectZoom).toEqual({
      __typename: 'DisconnectZoomSuccess',
      erased: true,
      revoked: true,
    });

    expect((await browser.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await second.run('Viewer')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await externalUser(backend, externalUserId)).toBeNull();
    expect(await externalUser(other, externalUserId)).toBeNull();
    expect([await backend.bot(one.id), await other.bot(two.id)]).toEqual([null, null]);
    for (const { recallBotId } of [one, two]) {
      await world.recall.waitFor(
        () => atRecall(recallBotId)?.statusChanges.some(({ sub_code }) => sub_code === 'bot_received_leave_call'),
        'the bot left',
      );
    }
    expect(grantOf(person)).toBeUndefined();
    await expectNothingOf(person);
    expect((await backend.bot(theirs.id)).status).toBe('RECORDING');
    expect((await externalUser(backend, bystander.externalUserId)).connection.state).toBe('CONNECTED');
  });

  test('afterwards the same person can begin anew', async () => {
    const person = await world.zoom.addPerson();
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, person.id);
    await browser.run('DisconnectZoom');
    await browser.connectZoom(world.zoom, person.id);
    expect((await browser.run('Viewer')).data.viewer).toMatchObject({
      person: { id: person.id },
      connection: { state: 'CONNECTED' },
    });
  });
});

async function publish(
  documents: { insertOne(document: { _id: string; shape: number; text: string }): Promise<unknown> },
  text: string,
): Promise<string> {
  const hash = createHash('sha256').update(text).digest('hex');
  await documents.insertOne({ _id: hash, shape: 1, text });
  return hash;
}

/** No collection says anything of a person any more. */
async function expectNothingOf({ id }: ZoomPerson): Promise<void> {
  const { connection } = world.server.database;
  const collections = await connection.listCollections();
  await expect
    .poll(async () => {
      const all = await Promise.all(
        collections.map(async ({ name }) => JSON.stringify(await connection.collection(name).find().toArray())),
      );
      return collections.filter((_collection, place) => all[place]?.includes(id)).map(({ name }) => name);
    })
    .toEqual([]);
}
