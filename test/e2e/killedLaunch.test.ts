import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Fault, FaultRule } from '../../sandbox/simulator/faults.js';
import { type Database, openDatabase } from '../../server/database/connect.js';
import { Api } from '../support/api.js';
import { type Command, type DatabaseGate, startDatabaseGate, type Stop } from '../support/databaseGate.js';
import { botsOf, newcomer, type Newcomer, requestsFor } from '../support/newcomer.js';
import { PATIENCE_MS, SLACK_MS } from '../support/patience.js';
import { type ServerProcess, startServerProcess } from '../support/serverProcess.js';
import { API_KEY, freePort, startWorld, type World } from '../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';
const LEAVE_CALL = 'POST /api/v1/bot/:id/leave_call';
/** A dead server's claim lasts eight seconds, and a sweep comes every two; the rest is for a machine with much to do. */
const RECOVERED_WITHIN_MS = 60_000;
const ELEVEN_MINUTES_MS = 11 * 60_000;
/** What Recall asks to wait when it refuses; longer than the restart takes. */
const RETRY_AFTER_SECONDS = 14;

/** Where a launch is when its server is killed. */
type Step =
  | { at: 'recall'; rule: Omit<FaultRule, 'route' | 'match'> }
  | { at: 'database'; stop: Stop; fits: (command: Command, who: Newcomer) => boolean };

const isUpdate = ({ name, collection }: Command) => name === 'update' && collection === 'bots';
/** The only update that counts attempts, and the only one of a live launch that erases the body. */
const notesTheAttempt = (command: Command) => isUpdate(command) && command.text.includes('attempts');
const writesTheBot = (command: Command) => isUpdate(command) && command.text.includes('sealedBody');

/** Each with the number of requests that Create Bot has seen in the end. */
const STEPS: Record<string, { step: Step; requests: number }> = {
  'the launch is stored, and the server does not know it yet': {
    step: {
      at: 'database',
      stop: 'after',
      fits: ({ name, text }, who) => name === 'insert' && text.includes(who.meeting.number),
    },
    requests: 1,
  },
  'the launch is stored, and no attempt is noted': {
    step: { at: 'database', stop: 'before', fits: notesTheAttempt },
    requests: 1,
  },
  'the attempt is noted, and the request not sent': {
    step: { at: 'database', stop: 'after', fits: notesTheAttempt },
    requests: 1,
  },
  'Recall has the request, and never works on it': { step: { at: 'recall', rule: { then: 'hang' } }, requests: 2 },
  'Recall works on the request when the server is gone': {
    step: { at: 'recall', rule: { then: 'answer', hold: 'before-work' } },
    requests: 1,
  },
  'Recall still works on the request when the next server asks': {
    step: { at: 'recall', rule: { then: 'answer', hold: 'before-work' } },
    requests: 3,
  },
  'Recall has made the bot, and not answered': {
    step: { at: 'recall', rule: { then: 'answer', hold: 'before-answer' } },
    requests: 1,
  },
  'Recall has made the bot, the answer was lost, and the server waits for its next attempt': {
    step: {
      at: 'recall',
      rule: { then: { status: 504, headers: { 'retry-after': '60' }, body: '', afterWork: true } },
    },
    requests: 1,
  },
  'Recall has refused for now, and the server waits': {
    step: {
      at: 'recall',
      rule: {
        then: { status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) }, body: { code: 'throttled' } },
      },
    },
    requests: 2,
  },
  'the answer is there, and the bot’s id not written': {
    step: { at: 'database', stop: 'before', fits: writesTheBot },
    requests: 1,
  },
  'the bot’s id is written, and the server does not know it yet': {
    step: { at: 'database', stop: 'after', fits: writesTheBot },
    requests: 1,
  },
};

/** Launches that end otherwise; where they are when their server is killed, and what is done with them. */
const OTHERS: Record<string, { step: Step; isRemoved?: boolean; isOld?: boolean }> = {
  'it is removed during its launch': {
    step: { at: 'recall', rule: { then: 'answer', hold: 'before-answer' } },
    isRemoved: true,
  },
  'it is told to leave': { step: { at: 'recall', rule: { then: 'answer' } }, isRemoved: true },
  'it is old and has no bot': { step: { at: 'recall', rule: { then: 'hang' } }, isOld: true },
  'it is old and has a bot': { step: { at: 'recall', rule: { then: 'answer', hold: 'before-answer' } }, isOld: true },
};

describe.each(['still holds', 'has lapsed'] as const)(
  'kill -9 of a server whose claim %s when the next one starts, while',
  (claim) => {
    let world: World;
    let database: Database;
    let api: Api;
    const launches = new Map<string, { who: Newcomer; launchId: string }>();
    const ends: (() => void)[] = [];

    beforeAll(async () => {
      // Bots wait for their tokens as long as no server is there.
      const assumptions = { tokenFetchTries: 10_000 };
      world = await startWorld({ withoutRateLimits: true, recall: { assumptions } });
      await world.zoom.liftRateLimits();
      await world.recall.liftRateLimits();
      // Only what the next server asks tells it of bots, until the last test.
      await world.recall.holdWebhooks();
      const people = new Map<string, Newcomer>();
      for (const name of [...Object.keys(STEPS), ...Object.keys(OTHERS)]) people.set(name, await newcomer(world));
      await world.server.stop();
      database = await openDatabase({ uri: world.databaseUri, log: pino({ level: 'silent' }) });

      const gate = await startDatabaseGate(world.databaseUri, (end) => ends.push(end));
      const doomed = await start(gate.uri);
      const faults = await park(people, doomed, gate);
      await doomed.kill();

      faults.get('Recall works on the request when the server is gone')?.release();
      await age(people);
      if (claim === 'has lapsed') await bots().updateMany({}, { $set: { dueAt: new Date() } });
      const next = await start(world.databaseUri);
      api = apiOf(next);
      await know(people);
      await twinIsSeen(faults);
    });

    afterAll(async () => {
      for (const end of ends) end();
      await database.close();
      await world.stop();
    });

    async function start(databaseUri: string): Promise<ServerProcess> {
      const env = { ...world.env, PORT: world.env['PORT'] ?? '', MONGODB_URI: databaseUri };
      return startServerProcess(env, (end) => ends.push(end));
    }

    /** Begins every launch, and leaves each where its server is to be killed. */
    async function park(people: Map<string, Newcomer>, doomed: ServerProcess, gate: DatabaseGate) {
      const faults = new Map<string, Fault>();
      const isAt = async (name: string, who: Newcomer, step: Step) => {
        let reached: Promise<void>;
        if (step.at === 'recall') {
          const fault = world.recall.faults.add({
            route: CREATE_BOT,
            match: { bot_name: who.id },
            times: 1,
            ...step.rule,
          });
          faults.set(name, fault);
          reached = fault.reached();
        } else {
          reached = gate.stop(step.stop, (command) => step.fits(command, who));
        }
        launchInVain(doomed, who);
        await reached;
      };
      const all = [...people].map(([name, who]) => ({ name, who, step: (STEPS[name] ?? OTHERS[name])?.step }));
      const atRecall = all.filter(({ step }) => step?.at === 'recall');
      await Promise.all(atRecall.map(async ({ name, who, step }) => step && isAt(name, who, step)));
      await settle(people, doomed);
      // One after the other, because most commands do not say whose they are; and last, because the server waits four seconds.
      for (const { name, who, step } of all) if (step?.at === 'database') await isAt(name, who, step);
      return faults;
    }

    /** What Recall said is written, and wishes to remove bots are. */
    async function settle(people: Map<string, Newcomer>, doomed: ServerProcess): Promise<void> {
      await counted({ nextAttemptAt: { $ne: null } }, 2);
      await counted({ recallBotId: { $ne: null } }, 1);
      const isLeaving = world.recall.faults.add({ route: LEAVE_CALL, then: 'answer', hold: 'before-work', times: 1 });
      const removed = [...people].filter(([name]) => OTHERS[name]?.isRemoved === true);
      for (const [, { id }] of removed) {
        const launch = await bots().findOne({ externalUserId: id });
        apiOf(doomed)
          .remove(launch?._id ?? '')
          .catch(() => undefined);
      }
      await counted({ 'life.removalRequested': true }, removed.length);
      await isLeaving.reached();
    }

    async function counted(filter: object, wished: number): Promise<void> {
      const count = async () => expect(await bots().countDocuments(filter), JSON.stringify(filter)).toBe(wished);
      await vi.waitFor(count, { timeout: PATIENCE_MS, interval: 20 });
    }

    /** Lets some launches be eleven minutes old. */
    async function age(people: Map<string, Newcomer>): Promise<void> {
      const old = [...people].filter(([name]) => OTHERS[name]?.isOld === true).map(([, { id }]) => id);
      const createdAt = new Date(Date.now() - ELEVEN_MINUTES_MS);
      await bots().updateMany({ externalUserId: { $in: old } }, { $set: { createdAt } });
    }

    async function know(people: Map<string, Newcomer>): Promise<void> {
      const { nodes } = (await api.ask('{ bots(first: 100) { nodes { id externalUserId } } }')).bots;
      for (const [name, who] of people) {
        const own = nodes.filter(({ externalUserId }: { externalUserId: string }) => externalUserId === who.id);
        expect(own, name).toHaveLength(1);
        launches.set(name, { who, launchId: own[0].id });
      }
    }

    async function twinIsSeen(faults: Map<string, Fault>): Promise<void> {
      const name = 'Recall still works on the request when the next server asks';
      const { launchId } = launchAt(name);
      const hasTwin = () =>
        expect(requestsFor(world, launchId)).toContainEqual(expect.objectContaining({ outcome: 409 }));
      await vi.waitFor(hasTwin, { timeout: RECOVERED_WITHIN_MS, interval: 20 });
      faults.get(name)?.release();
    }

    function bots() {
      return database.connection.collection<{ _id: string; externalUserId: string }>('bots');
    }

    function launchAt(name: string) {
      const launch = launches.get(name);
      if (launch === undefined) throw new Error(`No launch is at: ${name}`);
      return launch;
    }

    test.each(Object.entries(STEPS))(
      '%s: one bot, and the API shows it',
      async (name, { requests }) => {
        const { launchId } = launchAt(name);
        const shown = await api.botOnce(launchId, hasBot, 'its bot', RECOVERED_WITHIN_MS);
        expect(shown).toMatchObject({ endedAt: null, reason: null });
        expect(botsOf(world, launchId)).toMatchObject([{ id: shown.recallBotId }]);
        expect(requestsFor(world, launchId)).toHaveLength(requests);
      },
      30_000,
    );

    test('Recall’s wish to wait is kept by the next server, which asks under a new key', () => {
      const { launchId } = launchAt('Recall has refused for now, and the server waits');
      const [first, second] = requestsFor(world, launchId);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(RETRY_AFTER_SECONDS * 1_000);
      expect([first?.about, second?.about]).toEqual([`${launchId}:1`, `${launchId}:2`]);
    });

    test('a wish to remove it is stored and Recall works on it: the bot that comes is made to leave', async () => {
      const { launchId } = launchAt('it is removed during its launch');
      await world.recall.waitFor(() => botsOf(world, launchId)[0]?.status === 'done', 'the bot is gone', {
        timeoutMs: RECOVERED_WITHIN_MS,
      });
      expect(botsOf(world, launchId)).toHaveLength(1);
    });

    test('Recall is told that a bot should leave: it leaves', async () => {
      const { launchId } = launchAt('it is told to leave');
      await world.recall.waitFor(() => botsOf(world, launchId)[0]?.status === 'done', 'the bot is gone', {
        timeoutMs: RECOVERED_WITHIN_MS,
      });
      expect(world.recall.calls.list({ route: LEAVE_CALL, about: botsOf(world, launchId)[0]?.id ?? '' })).toHaveLength(
        2,
      );
    });

    test('a launch is unanswered, found eleven minutes later and without a bot: it fails and says why', async () => {
      const { launchId } = launchAt('it is old and has no bot');
      const failed = await api.botOnce(launchId, ({ status }) => status === 'FAILED', 'it fails', RECOVERED_WITHIN_MS);
      expect(failed).toMatchObject({
        recallBotId: null,
        reason: { code: 'launch_expired', nextStep: 'Bring the bot again if the meeting goes on.' },
      });
      expect(botsOf(world, launchId)).toEqual([]);
      expect(requestsFor(world, launchId)).toHaveLength(1);
    });

    test('a launch is unanswered, found eleven minutes later and has a bot: the bot is taken for it', async () => {
      const { launchId } = launchAt('it is old and has a bot');
      const shown = await api.botOnce(launchId, hasBot, 'its bot', RECOVERED_WITHIN_MS);
      expect(shown).toMatchObject({ endedAt: null, recallBotId: botsOf(world, launchId)[0]?.id });
      expect(requestsFor(world, launchId)).toHaveLength(1);
    });

    test('and once Recall’s reports come, every bot that is wanted records, and every other one has ended', async () => {
      await world.recall.releaseWebhooks();
      for (const [name, { launchId }] of launches) {
        if (name === 'it is old and has no bot') continue;
        const status = OTHERS[name]?.isRemoved === true ? 'ENDED' : 'RECORDING';
        await api.botOnce(launchId, (bot) => bot.status === status, `${status}: ${name}`);
        expect(botsOf(world, launchId), name).toHaveLength(1);
      }
      expect(world.recall.state.counters.replaysWithOtherBody).toBe(0);
    });

    test.runIf(claim === 'has lapsed')(
      'the next server answers a launch within ten seconds, although Recall does not answer',
      async () => {
        const { who } = launchAt('it is old and has no bot');
        const hanging = world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then: 'hang' });
        const askedAt = performance.now();
        const launched = await api.launch(who.meeting.inviteUrl, who.id, who.id);
        expect(performance.now() - askedAt).toBeLessThan(10_000 + SLACK_MS);
        expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess', bot: { status: 'LAUNCHING' } });
        hanging.remove();
        await api.botOnce(launched.bot.id, ({ status }) => status === 'RECORDING', 'it records');
        expect(botsOf(world, launched.bot.id)).toHaveLength(1);
      },
      30_000,
    );
  },
);

describe('kill -9 of a server beside another one', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ withoutRateLimits: true });
    await world.zoom.liftRateLimits();
    await world.recall.liftRateLimits();
  });

  afterAll(async () => world.stop());

  test('that lives: the launch stands for its bot at once, and the other server finds the bot within seconds', async () => {
    const who = await newcomer(world);
    await world.recall.holdWebhooks();
    const doomed = await startServerProcess({ ...world.env, PORT: String(await freePort()) });
    const then = { then: 'answer', hold: 'before-answer', times: 1 } as const;
    const unanswered = world.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, ...then });
    launchInVain(doomed, who);
    await unanswered.reached();
    await doomed.kill();

    const again = await world.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
    expect(again).toMatchObject({ __typename: 'BotAlreadyThere', present: { status: 'LAUNCHING', recallBotId: null } });
    const launchId = again.present.id;
    const { recallBotId } = await world.server.api.botOnce(launchId, hasBot, 'its bot', RECOVERED_WITHIN_MS);
    await world.recall.releaseWebhooks();
    await world.server.api.botOnce(launchId, ({ status }) => status === 'RECORDING', 'it records');
    expect(botsOf(world, launchId)).toMatchObject([{ id: recallBotId }]);
    expect(requestsFor(world, launchId)).toHaveLength(1);
  });
});

function hasBot(bot: { recallBotId: string | null }): boolean {
  return bot.recallBotId !== null;
}

/** Nobody gets an answer from a server that is killed meanwhile. */
function launchInVain(server: ServerProcess, who: Newcomer): void {
  apiOf(server)
    .launch(who.meeting.inviteUrl, who.id, who.id)
    .catch(() => undefined);
}

function apiOf(server: ServerProcess): Api {
  return new Api(`${server.url}/graphql`, API_KEY);
}
