import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FaultRule } from '../../sandbox/simulator/faults.js';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import type { ConnectionDocument } from '../../server/people/connections.js';
import { hashOf } from '../../server/people/hashOf.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { type Command, type DatabaseGate, startDatabaseGate } from '../support/databaseGate.js';
import { Panel } from '../support/panel.js';
import { fetchCallback } from '../support/recallRequest.js';
import { type ServerProcess, startServerProcess } from '../support/serverProcess.js';
import { freePort, startWorld, type World } from '../support/world.js';
import { openPanel } from './panelInZoom.js';

/** Somebody whose panel hands a code in at the server that is going to be killed. */
interface Consenter {
  person: ZoomPerson;
  meeting: ZoomMeeting;
  panel: Panel;
  answer: { state: string; code: string };
  /** Exchanges at Zoom, before this one. */
  exchanges: number;
}

interface Moment {
  /** Stops the authorization there. Resolves when it is there. */
  stop: (who: Consenter, gate: DatabaseGate) => Promise<unknown>;
  /** Whether the person had connected before. */
  isKnown?: boolean;
  /** Whether Zoom has made the grant by then, which ends the one before it. */
  isGranted: boolean;
  /** Whether the grant outlives the server. */
  isStored: boolean;
  /** What the panel is told that hands the same code in again. */
  again: 'CompleteZoomAuthorizationSuccess' | 'ZoomAuthorizationUnknown';
}

const LOST = { isStored: false, again: 'ZoomAuthorizationUnknown' } as const;
const STORED = { isGranted: true, isStored: true, again: 'ZoomAuthorizationUnknown' } as const;

const AT_ZOOM: Record<string, Moment> = {
  'Zoom has the code, and never works on it': { stop: exchangeIs({ then: 'hang' }), isGranted: false, ...LOST },
  'Zoom works on the code when the server is gone': {
    stop: exchangeIs({ then: 'answer', hold: 'before-work' }),
    isGranted: true,
    ...LOST,
  },
  'Zoom has made the grant, and not answered': {
    stop: exchangeIs({ then: 'answer', hold: 'before-answer' }),
    isGranted: true,
    ...LOST,
  },
  'Zoom has made the grant of somebody who was connected, and not answered': {
    stop: exchangeIs({ then: 'answer', hold: 'before-answer' }),
    isKnown: true,
    isGranted: true,
    ...LOST,
  },
  'the grant is there, and not known whose it is': {
    stop: isMet({ route: 'GET /v2/users/me', then: 'answer', hold: 'before-answer' }),
    isGranted: true,
    ...LOST,
  },
};

const AT_THE_DATABASE: Record<string, Moment> = {
  'the state is not spent': {
    stop: async (who, gate) => gate.stop('before', spendsTheState(who)),
    isGranted: false,
    isStored: false,
    again: 'CompleteZoomAuthorizationSuccess',
  },
  'the state is spent, and the code not sent': {
    stop: async (who, gate) => gate.stop('after', spendsTheState(who)),
    isGranted: false,
    ...LOST,
  },
  'the pair is there, and not stored': {
    stop: async (who, gate) => gate.stop('before', isOnConnections('insert', who)),
    isGranted: true,
    ...LOST,
  },
  'the pair is stored, and the server does not know it': {
    stop: async (who, gate) => gate.stop('after', isOnConnections('insert', who)),
    ...STORED,
  },
  'the pair has taken the place of an older one, and the server does not know it': {
    stop: async (who, gate) => gate.stop('after', isOnConnections('update', who)),
    isKnown: true,
    ...STORED,
  },
  'the pair is stored, and the panel not answered': {
    async stop(who, gate) {
      const store = await gate.hold(isOnConnections('insert', who));
      const readsForItsAnswer = gate.stop('before', isOnConnections('find', who));
      store();
      await readsForItsAnswer;
    },
    ...STORED,
  },
};

const MOMENTS = { ...AT_ZOOM, ...AT_THE_DATABASE };

let world: World;
const consenters = new Map<string, Consenter>();
const ends: (() => void)[] = [];
/** Somebody else with a connection, and in the middle of an authorization at the same server. */
let neighbour: Consenter;
let neighboursConnection: ConnectionDocument | null;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  neighbour = await consented({ isKnown: true });
  neighboursConnection = await stored(neighbour);
  for (const [name, { isKnown = false }] of Object.entries(MOMENTS)) consenters.set(name, await consented({ isKnown }));

  const gate = await startDatabaseGate(world.databaseUri, (end) => ends.push(end));
  const env = { ...world.env, PORT: String(await freePort()), MONGODB_URI: gate.uri };
  const cutOff: Promise<unknown>[] = [];
  // The database is waited for four seconds only, after which the server would go on: each of those moments has a server of its own.
  const apart = Object.entries(AT_THE_DATABASE).map(([name, moment]) => ({ [name]: moment }));
  for (const moments of [AT_ZOOM, ...apart]) {
    const doomed = await startServerProcess(env, (end) => ends.push(end));
    cutOff.push(...(await handIn(moments, doomed, gate)));
    await doomed.kill();
  }
  expect(new Set(await Promise.all(cutOff))).toEqual(new Set(['cut off']));
  world.zoom.faults.clear();
});

afterAll(async () => {
  for (const end of ends) end();
  await world.stop();
});

/** Somebody who has just consented in their panel. */
async function consented({ isKnown }: { isKnown: boolean }): Promise<Consenter> {
  const person = await world.zoom.addPerson();
  const meeting = await world.zoom.addMeeting({ host: person.id });
  if (isKnown) await world.connect(person, person.id);
  const opener = { person: person.id, meeting: meeting.number };
  const panel = await new Panel(world.server, world.zoom, opener).signedIn();
  const begun = await panel.startAuthorization();
  return { person, meeting, panel, exchanges: exchangesOf(person), answer: await codeFor(person, begun) };
}

async function codeFor(person: ZoomPerson, { state, codeChallenge }: { state: string; codeChallenge: string }) {
  const { code } = await world.zoom.issueCode({ person: person.id, codeChallenge });
  return { state, code };
}

/** Hands codes in, each until its moment. @returns what the panels were answered */
async function handIn(moments: Record<string, Moment>, { url }: ServerProcess, gate: DatabaseGate) {
  const there = { ...world.server, api: world.server.api.at(`${url}/graphql`) };
  return Promise.all(
    Object.entries(moments).map(async ([name, { stop }]) => {
      const who = at(name);
      const isThere = stop(who, gate);
      const answer = who.panel
        .at(there)
        .completeAuthorization(who.answer)
        .catch(() => 'cut off');
      await isThere;
      return { answer };
    }),
  ).then((all) => all.map(async ({ answer }) => answer));
}

function at(name: string): Consenter {
  const who = consenters.get(name);
  if (who === undefined) throw new Error(`Nobody is at: ${name}`);
  return who;
}

function exchangeIs(rule: Pick<FaultRule, 'then' | 'hold'>): Moment['stop'] {
  return isMet({ route: 'POST /oauth/token', match: { grant_type: 'authorization_code' }, ...rule });
}

function isMet(rule: FaultRule): Moment['stop'] {
  return async ({ person }) => world.zoom.faults.add({ ...rule, person: person.id, times: 1 }).reached();
}

function spendsTheState({ answer: { state } }: Consenter) {
  return ({ name, collection, text }: Command) =>
    name === 'delete' && collection === 'authorizations' && text.includes(hashOf(state));
}

function isOnConnections(command: string, { person }: Pick<Consenter, 'person'>) {
  return ({ name, collection, text }: Command) =>
    name === command && collection === 'connections' && text.includes(person.id);
}

async function stored({ person }: Consenter): Promise<ConnectionDocument | null> {
  return world.server.database.connection.collection<ConnectionDocument>('connections').findOne({ _id: person.id });
}

function exchangesOf(person: ZoomPerson): number {
  return world.zoom.state.perPerson[person.id]?.exchanges ?? 0;
}

async function stateOf({ panel }: Consenter): Promise<string | null> {
  return (await panel.viewer()).connection?.state ?? null;
}

/** Their panel brings a bot, which joins on their behalf. */
async function expectToWork({ panel, meeting }: Consenter): Promise<void> {
  const appContext = await panel.appContext();
  const launched = await panel.launch({ meetingUrl: meeting.inviteUrl, appContext, panelKey: panel.key });
  expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess' });
  const status = async () => (await panel.ask('{ bots(first: 1) { nodes { status } } }')).data.bots.nodes[0].status;
  await expect.poll(status).toBe('RECORDING');
}

/** Zoom has put a grant that nobody holds in the place of the stored one: said as soon as Zoom says it. */
async function expectReconnectRequired(who: Consenter): Promise<void> {
  const { inviteUrl } = await world.zoom.addMeeting({ host: who.person.id });
  const { url } = await world.server.api.callbackUrl(inviteUrl, who.person.id);
  const secrets = [world.env['RECALL_VERIFICATION_SECRET'] ?? ''];
  expect(await fetchCallback(url, { secrets })).toMatchObject({
    status: 409,
    body: 'the person has to connect Zoom again',
  });
  expect(await stateOf(who)).toBe('RECONNECT_REQUIRED');
}

/** As a panel does that is told to begin again. */
async function expectToConnect(who: Consenter): Promise<void> {
  const begun = await who.panel.startAuthorization();
  expect(await who.panel.completeAuthorization(await codeFor(who.person, begun))).toMatchObject({
    __typename: 'CompleteZoomAuthorizationSuccess',
    viewer: { connection: { state: 'CONNECTED', missingScopes: [] } },
  });
}

describe('kill -9 of the server to which a panel has handed a code, while', () => {
  test.each(Object.entries(MOMENTS))('%s', async (name, { isKnown, isGranted, isStored, again }) => {
    const who = at(name);
    await expect.poll(() => exchangesOf(who.person)).toBe(who.exchanges + (isGranted ? 1 : 0));
    // The panel's session lives on, and another server tells it how things stand.
    expect(await stateOf(who)).toBe(isStored || isKnown ? 'CONNECTED' : null);

    expect(await who.panel.completeAuthorization(who.answer)).toMatchObject({
      __typename: again,
      ...(again === 'ZoomAuthorizationUnknown' && { message: expect.stringContaining('Connect again') }),
    });
    const isConnected = isStored || again === 'CompleteZoomAuthorizationSuccess';
    expect(await stateOf(who)).toBe(isConnected || isKnown ? 'CONNECTED' : null);
    if (isKnown && !isConnected) await expectReconnectRequired(who);
    if (!isConnected) await expectToConnect(who);
    expect(await stored(who)).toMatchObject({ state: 'CONNECTED', reconnectReason: null, ownSignIn: true });
    await expectToWork(who);
  });
});

test('and nobody else is touched: who was connected is as before, and ends what they have begun', async () => {
  expect(await stored(neighbour)).toEqual(neighboursConnection);
  expect(exchangesOf(neighbour.person)).toBe(neighbour.exchanges);
  expect(await neighbour.panel.completeAuthorization(neighbour.answer)).toMatchObject({
    __typename: 'CompleteZoomAuthorizationSuccess',
  });
  await expectToWork(neighbour);
});

test('and nothing half done is left: no state that could be used, no lease', async () => {
  const { connection } = world.server.database;
  const states = [...consenters.values()].map(({ answer }) => hashOf(answer.state));
  const left = await connection
    .collection<{ _id: string }>('authorizations')
    .find({ _id: { $in: states } })
    .toArray();
  expect(left).toEqual([]);
  const leases = await connection.collection<{ _id: string }>('leases').find().toArray();
  expect(leases.filter(({ _id }) => !_id.startsWith('sweep/'))).toEqual([]);
});

describe('the panel of somebody whose server is killed and comes back', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  }, CHROMIUM_READY_MS);

  afterAll(async () => browser.close());

  /** Presses the button that connects, and kills the server there. */
  async function pressInVain(stop: 'before' | 'after') {
    const ours = await startWorld({ withoutRateLimits: true });
    onTestFinished(() => ours.stop());
    await ours.zoom.liftRateLimits();
    const person = await ours.zoom.addPerson();
    const meeting = await ours.zoom.addMeeting({ host: person.id });
    await ours.server.stop();
    const gate = await startDatabaseGate(ours.databaseUri);
    const env = { ...ours.env, PORT: ours.env['PORT'] ?? '', MONGODB_URI: gate.uri };
    const doomed = await startServerProcess(env);

    const context = await browser.newContext({ viewport: { width: 400, height: 800 } });
    onTestFinished(() => context.close());
    const panel = await openPanel(context, ours, { person, meeting });
    await panel.expectState('not-connected');
    const isThere = gate.stop(stop, isOnConnections('insert', { person }));
    await panel.press('Bring a bot');
    await isThere;
    await doomed.kill();
    await ours.startServer({ baseUrl: ours.server.baseUrl });
    return panel;
  }

  test('before the pair is stored: it says so, and the same button connects and brings the bot', async () => {
    const panel = await pressInVain('before');
    await panel.expectState('not-connected');
    await panel.expectText('The server did not answer. Try again in a moment.');
    await panel.press('Bring a bot');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('once the pair is stored: it finds that out by itself, and brings the bot that was asked for', async () => {
    const panel = await pressInVain('after');
    await panel.expectState('bot-live', 'The bot is recording');
  });
});
