import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../server/database/connect.js';
import { Api } from '../support/api.js';
import { type Command, startDatabaseGate, type Stop } from '../support/databaseGate.js';
import { newcomer, type Newcomer } from '../support/newcomer.js';
import { type ServerProcess, startServerProcess } from '../support/serverProcess.js';
import { collectionsWith } from '../support/storedDocuments.js';
import { API_KEY, CLIENT_ID, startWorld, type World } from '../support/world.js';
import { deliverZoomWebhook } from '../support/zoomRequest.js';

const LEAVE_CALL = 'POST /api/v1/bot/:id/leave_call';
const REVOKE = 'POST /oauth/revoke';
const START_TIMEOUT_MS = 120_000;
/** Sweeps come every five seconds, and a bot's end is shown for two; the rest is for a machine with much to do. */
const PATIENCE = { timeout: 60_000, interval: 100 };
const HOUR_MS = 3_600_000;

/** Where an erasure is when its server is killed. */
type Step =
  | { at: 'database'; stop: Stop; name: Command['name']; collection: string; isNot?: string }
  | { at: 'recall' }
  | { at: 'zoom' };

/** How it began; `isBack`: the person has authorized the app again before anybody goes on with it. */
interface Case {
  by: 'deauthorization' | 'disconnection';
  step: Step;
  isBack?: boolean;
}

const database = (stop: Stop, name: Command['name'], collection: string, isNot?: string): Step => ({
  at: 'database',
  stop,
  name,
  collection,
  ...(isNot === undefined ? {} : { isNot }),
});

const CASES: Record<string, Case> = {
  'a person removed the app, and nothing is stored yet': {
    by: 'deauthorization',
    step: database('before', 'insert', 'erasures'),
  },
  'the erasure is stored, and the server does not know it yet': {
    by: 'deauthorization',
    step: database('after', 'insert', 'erasures'),
  },
  'the erasure is stored, and the person comes back': {
    by: 'deauthorization',
    step: database('after', 'insert', 'erasures'),
    isBack: true,
  },
  'the connection is still there': { by: 'deauthorization', step: database('before', 'delete', 'connections') },
  'the connection is gone': { by: 'deauthorization', step: database('after', 'delete', 'connections') },
  'the connection is gone, and the person comes back': {
    by: 'deauthorization',
    step: database('after', 'delete', 'connections'),
    isBack: true,
  },
  'Recall is being told': { by: 'deauthorization', step: { at: 'recall' } },
  'the bot is still to be forgotten': { by: 'deauthorization', step: database('before', 'delete', 'bots') },
  'the bot is forgotten, and its person still signed in': {
    by: 'deauthorization',
    step: database('before', 'delete', 'sessions'),
  },
  'all is gone, and that is not noted': {
    by: 'deauthorization',
    step: database('before', 'update', 'erasures', '$max'),
  },
  'a backend disconnects, and the grant to end is noted': {
    by: 'disconnection',
    step: database('after', 'insert', 'revocations'),
  },
  'a backend disconnects, and the connection is gone': {
    by: 'disconnection',
    step: database('after', 'delete', 'connections'),
  },
  'a backend disconnects, and the person comes back': {
    by: 'disconnection',
    step: database('after', 'delete', 'connections'),
    isBack: true,
  },
  'a backend disconnects, and Zoom has the revocation': { by: 'disconnection', step: { at: 'zoom' } },
  'a backend disconnects, and Recall is being told': { by: 'disconnection', step: { at: 'recall' } },
};

interface Erased extends Newcomer, Case {
  recallBotId: string;
  removedAt: number;
}

describe('kill -9 of a server that erases a person, while', () => {
  let world: World;
  let observer: Database;
  let next: ServerProcess;
  const people = new Map<string, Erased>();
  const ends: (() => void)[] = [];

  beforeAll(async () => {
    world = await startWorld({ withoutRateLimits: true });
    await world.zoom.liftRateLimits();
    await world.recall.liftRateLimits();
    for (const [name, one] of Object.entries(CASES)) people.set(name, { ...one, ...(await withBot()) });
    await world.server.stop();
    observer = await openDatabase({ uri: world.databaseUri, log: pino({ level: 'silent' }) });

    const gate = await startDatabaseGate(world.databaseUri, (end) => ends.push(end));
    const doomed = await start(gate.uri);
    const reached = [...people.values()].map(async (who) => {
      const { step } = who;
      const isThere =
        step.at === 'database'
          ? gate.stop(step.stop, (command) => isStep(step, command, who))
          : world[step.at].faults
              .add({
                ...(step.at === 'recall'
                  ? { route: LEAVE_CALL, match: { id: who.recallBotId } }
                  : { route: REVOKE, person: who.person.id }),
                then: 'hang',
                times: 1,
              })
              .reached();
      await begin(doomed, who);
      await isThere;
    });
    await Promise.all(reached);
    await doomed.kill();

    // Those who come back do so before anybody goes on.
    await setDue(people.values(), new Date(Date.now() + HOUR_MS));
    next = await start(world.databaseUri);
    for (const who of people.values()) if (who.isBack === true) await comeBack(who);
    await setDue(people.values(), new Date());
    // Zoom got no answer, and comes again.
    for (const who of people.values())
      if (who.by === 'deauthorization') expect((await deliver(next, who)).status).toBe(204);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    for (const end of ends) end();
    await observer.close();
    await world.stop();
  });

  async function withBot() {
    const who = await newcomer(world);
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    const { recallBotId } = await world.server.api.botOnce(bot.id, isRecording, 'it records', PATIENCE.timeout);
    return { ...who, recallBotId: recallBotId as string, removedAt: 0 };
  }

  async function start(databaseUri: string): Promise<ServerProcess> {
    const env = { ...world.env, PORT: world.env['PORT'] ?? '', MONGODB_URI: databaseUri };
    return startServerProcess(env, (end) => ends.push(end));
  }

  /** Nobody gets an answer from a server that is killed meanwhile. */
  async function begin(server: ServerProcess, who: Erased): Promise<void> {
    if (who.by === 'disconnection') {
      apiOf(server)
        .disconnect(who.id)
        .catch(() => undefined);
      return;
    }
    await world.zoom.revokeGrant({ person: who.person.id });
    who.removedAt = Date.now();
    deliver(server, who).catch(() => undefined);
  }

  async function deliver(server: ServerProcess, { person, removedAt }: Erased) {
    const payload = {
      account_id: person.accountId,
      user_id: person.id,
      deauthorization_time: new Date(removedAt).toISOString(),
      client_id: CLIENT_ID,
    };
    return deliverZoomWebhook(
      server.url,
      { event: 'app_deauthorized', event_ts: removedAt, payload },
      { secretToken: world.env['ZOOM_WEBHOOK_SECRET_TOKEN'] ?? '' },
    );
  }

  /** Connected again, through the backend as before. */
  async function comeBack({ person, id }: Erased): Promise<void> {
    const api = apiOf(next);
    const code = await world.server.browser().completeConnectLink(await api.connectLink(id), world.zoom, person.id);
    expect(await api.redeem(code)).toMatchObject({ externalUserId: id, person: { id: person.id } });
  }

  /** When servers may go on with what the dead one left. */
  async function setDue(whose: Iterable<Erased>, dueAt: Date): Promise<void> {
    const _id = { $in: [...whose].map(({ person }) => person.id) };
    for (const name of ['erasures', 'revocations']) await stored(name).updateMany({ _id }, { $set: { dueAt } });
  }

  function stored(name: string) {
    return observer.connection.collection<{ _id: string; person?: string }>(name);
  }

  async function leftOf({ person }: Erased): Promise<string[]> {
    return collectionsWith(observer, [person.id, person.displayName, person.email]);
  }

  function caseAt(name: string): Erased {
    const who = people.get(name);
    if (who === undefined) throw new Error(`Nobody is at: ${name}`);
    return who;
  }

  async function botHasLeft({ recallBotId }: Erased): Promise<void> {
    const bot = () => world.recall.state.bots.find(({ id }) => id === recallBotId);
    await world.recall.waitFor(() => bot()?.status === 'done', 'the bot is gone', { timeoutMs: PATIENCE.timeout });
  }

  test.each(named(({ by, isBack }) => by === 'deauthorization' && isBack !== true))(
    '%s: all goes, and an hour later the erasure too',
    async (name) => {
      const who = caseAt(name);
      await botHasLeft(who);
      await expect.poll(async () => leftOf(who), PATIENCE).toEqual(['erasures']);
      await expect
        .poll(async () => stored('erasures').findOne({ _id: who.person.id }), PATIENCE)
        .toMatchObject({
          dueAt: expect.toSatisfy((dueAt: Date) => dueAt.getTime() > Date.now() + HOUR_MS / 2),
        });
      const past = { onceMoreAt: new Date(), dueAt: new Date() };
      await stored('erasures').updateOne({ _id: who.person.id }, { $set: past });
      await expect.poll(async () => leftOf(who), PATIENCE).toEqual([]);
    },
    START_TIMEOUT_MS,
  );

  test.each(named(({ by, isBack }) => by === 'disconnection' && isBack !== true))(
    '%s: all goes, and the grant ends at Zoom',
    async (name) => {
      const who = caseAt(name);
      await botHasLeft(who);
      await expect.poll(async () => leftOf(who), PATIENCE).toEqual([]);
      expect(world.zoom.state.grants.filter(({ person }) => person === who.person.id)).toEqual([]);
    },
    START_TIMEOUT_MS,
  );

  test.each(named(({ isBack }) => isBack === true))(
    '%s: the new grant and the new link stay, and the old bot goes',
    async (name) => {
      const who = caseAt(name);
      await botHasLeft(who);
      await expect.poll(async () => stored('bots').countDocuments({ person: who.person.id }), PATIENCE).toBe(0);
      await stored('erasures').updateOne(
        { _id: who.person.id },
        { $set: { onceMoreAt: new Date(), dueAt: new Date() } },
      );
      await expect.poll(async () => stored('erasures').findOne({ _id: who.person.id }), PATIENCE).toBeNull();
      expect(await stored('connections').findOne({ _id: who.person.id })).toMatchObject({ state: 'CONNECTED' });
      expect(await stored('links').countDocuments({ person: who.person.id })).toBe(1);
      expect(world.zoom.state.grants.filter(({ person }) => person === who.person.id)).toHaveLength(1);
      const meeting = await world.zoom.addMeeting({ host: who.person.id });
      const launched = await apiOf(next).launch(meeting.inviteUrl, who.id);
      expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess' });
      await apiOf(next).botOnce(launched.bot.id, isRecording, 'the new bot records', PATIENCE.timeout);
    },
    START_TIMEOUT_MS,
  );
});

function named(wanted: (one: Case) => boolean): string[] {
  return Object.entries(CASES)
    .filter(([, one]) => wanted(one))
    .map(([name]) => name);
}

function isRecording({ status }: { status: string }): boolean {
  return status === 'RECORDING';
}

function isStep(step: Extract<Step, { at: 'database' }>, { name, collection, text }: Command, who: Newcomer): boolean {
  return (
    name === step.name &&
    collection === step.collection &&
    text.includes(who.person.id) &&
    (step.isNot === undefined || !text.includes(step.isNot))
  );
}

function apiOf(server: ServerProcess): Api {
  return new Api(`${server.url}/graphql`, API_KEY);
}
