import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FaultEffect, FaultRule } from '../../../sandbox/simulator/faults.js';
import { botsOf, newcomer, requestsFor, type Newcomer } from '../../support/newcomer.js';
import { PATIENCE_MS } from '../../support/patience.js';
import { startWorld, type World } from '../../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';
const LOOK_UP = 'GET /api/v1/bot';
/** The server's own waits last a twentieth here. */
const TEMPO = 0.05;

let world: World;
/** Another one, where launches are followed for the full eight seconds before they are answered. */
let patient: World;

beforeAll(async () => {
  // No webhooks: only what Recall answers tells the server of a bot.
  const options = { withoutRateLimits: true, recall: { webhookEndpoints: [] } };
  world = await startWorld(options);
  patient = await startWorld({ ...options, serverTempo: 1 });
  for (const { zoom, recall } of [world, patient]) await Promise.all([zoom.liftRateLimits(), recall.liftRateLimits()]);
});

afterAll(async () => {
  // Whatever happened above: one key, one body.
  const { replaysWithOtherBody } = world.recall.state.counters;
  await Promise.all([world.stop(), patient.stop()]);
  expect(replaysWithOtherBody).toBe(0);
});

/** What Create Bot answers to the bots of one person, one effect a request; afterwards it works. */
function answers(who: Newcomer, ...effects: FaultEffect[]) {
  for (const effect of effects) answersEach(who, { then: effect, times: 1 });
}

function answersEach(who: Newcomer, rule: Omit<FaultRule, 'route' | 'match'>, { recall } = world) {
  return recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, ...rule });
}

async function launch(who: Newcomer, { server } = world) {
  return server.api.launch(who.meeting.inviteUrl, who.id, who.id);
}

/** A launch to which Create Bot answers so, until it is decided. */
async function decided(who: Newcomer, answer: FaultEffect) {
  answersEach(who, { then: answer, times: 1 }, patient);
  return launch(who, patient);
}

/** Launches, and waits until Recall has made the bot; the launch may have been answered long before. */
async function launchUntilMade(who: Newcomer) {
  const { bot } = await launch(who);
  return onceMade(bot.id);
}

/** Waits until Recall has answered a launch's request so. */
async function answered({ recall }: World, launchId: string, status: number): Promise<void> {
  await vi.waitFor(
    () => expect(requestsFor({ recall }, launchId)).toContainEqual(expect.objectContaining({ outcome: status })),
    { timeout: PATIENCE_MS, interval: 20 },
  );
}

async function onceMade(launchId: string) {
  const bot = await world.server.api.botOnce(launchId, (bot) => attemptsOn(bot).some(isMade), 'the bot is made');
  expect(botsOf(world, launchId)).toMatchObject([{ id: bot.recallBotId }]);
  return bot;
}

function isLeaving(change: { sub_code: string | null }): boolean {
  return change.sub_code === 'bot_received_leave_call';
}

function isMade(attempt: string): boolean {
  return attempt === 'created' || attempt === 'found';
}

/** The numbers of the idempotency keys of a launch's requests, in their order. */
function keysOf(launchId: string): string[] {
  return requestsFor(world, launchId).map(({ about }) => about?.slice(launchId.length) ?? '');
}

/** The waits between a launch's requests, in ms as the server means them. */
function waitsOf(launchId: string): number[] {
  const times = requestsFor(world, launchId).map(({ at }) => at);
  return times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / TEMPO);
}

function attemptsOn(bot: { timeline: { kind: string; code: string }[] }): string[] {
  return bot.timeline.filter(({ kind }) => kind === 'LAUNCH_ATTEMPT').map(({ code }) => code);
}

const UNAVAILABLE = { status: 503, body: '<html>503</html>', headers: { 'content-type': 'text/html' } };
const THROTTLED = { status: 429, body: { code: 'throttled', detail: 'Request was throttled.' } };
const NO_BOTS = {
  status: 507,
  body: { code: 'adhoc_pool_depleted', detail: 'Out of adhoc bots -- Please retry in 30 seconds' },
};

describe.concurrent('what Recall refuses is not asked for again', () => {
  test('an invalid link is refused with what Recall says of the field, and the failed launch says so too', async () => {
    const who = await newcomer(patient);
    const refused = await decided(who, {
      status: 400,
      body: {
        code: 'invalid_request_data',
        message: 'Unable to process request because invalid data was submitted.',
        errors: { meeting_url: ['This meeting is not for bots.'] },
      },
    });
    expect(refused).toMatchObject({
      __typename: 'RecallRefused',
      fieldErrors: [{ field: 'meeting_url', messages: ['This meeting is not for bots.'] }],
      bot: {
        status: 'FAILED',
        recallBotId: null,
        canRemove: false,
        reason: {
          code: 'invalid_request_data',
          message: 'Recall refused to make the bot: This meeting is not for bots.',
          nextStep: expect.stringContaining('Check the meeting link'),
          nextStepFor: 'PERSON',
        },
      },
    });
    expect(refused.message).toContain('Check the meeting link');
    expect(attemptsOn(refused.bot)).toEqual(['refused']);
    expect(requestsFor(patient, refused.bot.id)).toHaveLength(1);
    expect(await launch(who, patient)).toMatchObject({ __typename: 'LaunchBotSuccess' });
  });

  const operators: [number, Record<string, string>, string][] = [
    [401, { code: 'authentication_failed', detail: 'Invalid API token.' }, 'RECALL_API_KEY'],
    [401, { code: 'not_authenticated', detail: 'Authentication credentials were not provided.' }, 'log'],
    [402, { code: 'insufficient_credit_balance', detail: 'Insufficient credit balance' }, 'dashboard'],
    [402, { detail: 'Insufficient credit balance' }, 'balance'],
    [403, { code: 'request_blocked', detail: 'Request was blocked due to security rules.' }, 'BASE_URL'],
    [404, { detail: 'Not found.' }, 'log'],
  ];
  test.each(operators)('a %s is the operator’s to put right, and says so: %j', async (status, body, hint) => {
    const who = await newcomer(patient);
    const refused = await decided(who, { status, body });
    expect(refused).toMatchObject({
      __typename: 'RecallRefused',
      bot: { status: 'FAILED', reason: { nextStep: expect.any(String), nextStepFor: 'OPERATOR' } },
    });
    expect(refused.bot.reason.nextStep).toContain(hint);
    expect(refused.message).toContain(`Ask whoever runs this app: ${refused.bot.reason.nextStep}`);
    expect(requestsFor(patient, refused.bot.id)).toHaveLength(1);
  });

  test('a complaint about the operator’s recording settings is not put to the person', async () => {
    const who = await newcomer(patient);
    const refused = await decided(who, {
      status: 400,
      body: { code: 'invalid_request_data', message: 'Invalid.', errors: { recording_config: ['Unknown provider.'] } },
    });
    expect(refused).toMatchObject({
      fieldErrors: [{ field: 'recording_config', messages: ['Unknown provider.'] }],
      bot: { reason: { nextStep: expect.any(String), nextStepFor: 'OPERATOR' } },
    });
  });

  test('a refusal after an unanswered request is believed only when Recall has no bot of it', async () => {
    const who = await newcomer(world);
    answers(who, 'lose-answer', { status: 402, body: { detail: 'Insufficient credit balance' } });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1']);
    expect(attemptsOn(bot)).toEqual(['unclear', 'refused', 'found']);
  });
});

describe.concurrent('what is not clear is asked again under the same key', () => {
  const unclear: [string, FaultEffect][] = [
    ['409, a twin in progress', { status: 409, body: { code: 'conflict' } }],
    ['408', { status: 408, body: '' }],
    ['500', { status: 500, body: '' }],
    ['502', { status: 502, body: '<html>502</html>' }],
    ['503', UNAVAILABLE],
    ['504', { status: 504, body: '' }],
    ['a reset of the connection', 'reset'],
    ['an answer lost after the work was done', 'lose-answer'],
    ['a 504 after the work was done', { status: 504, body: '', afterWork: true }],
    ['a 201 that cannot be read', { status: 201, body: '{"id":', afterWork: true }],
  ];
  test.each(unclear)('%s', async (_what, effect) => {
    const who = await newcomer(world);
    answers(who, effect, effect);
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1', ':1']);
    expect(attemptsOn(bot)).toEqual(['unclear', 'unclear', 'created']);
    expect(waitsOf(bot.id)[0]).toBeGreaterThanOrEqual(2_000);
    expect(waitsOf(bot.id)[1]).toBeGreaterThanOrEqual(4_000);
  });

  test('a request that is still worked on when its time is up: its twin gets 409, and later its bot', async () => {
    const who = await newcomer(world);
    const slow = answersEach(who, { then: 'answer', hold: 'before-work', times: 1 });
    const launched = await launch(who);
    expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess', bot: { status: 'LAUNCHING', recallBotId: null } });
    await answered(world, launched.bot.id, 409);
    slow.release();
    const bot = await onceMade(launched.bot.id);
    expect(new Set(keysOf(bot.id))).toEqual(new Set([':1']));
  });

  test('a Retry-After of an unclear answer is waited for', async () => {
    const who = await newcomer(world);
    answers(who, { ...UNAVAILABLE, headers: { 'retry-after': '20' } });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1']);
    expect(waitsOf(bot.id)[0]).toBeGreaterThanOrEqual(20_000);
  });

  test('while Recall does not answer the launch is answered LAUNCHING, and goes on behind it', async () => {
    const who = await newcomer(world);
    const hanging = answersEach(who, { then: 'hang' });
    const launched = await launch(who);
    expect(launched).toMatchObject({ __typename: 'LaunchBotSuccess', bot: { status: 'LAUNCHING', reason: null } });
    hanging.remove();
    const bot = await onceMade(launched.bot.id);
    expect(keysOf(bot.id)).toEqual([':1', ':1']);
  });
});

describe.concurrent('what Recall has certainly not done is asked again under a new key', () => {
  test('429: after the wait that Recall names, and a little more', async () => {
    const who = await newcomer(world);
    answers(who, { ...THROTTLED, headers: { 'retry-after': '20' } }, { ...THROTTLED, headers: { 'retry-after': '1' } });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':2', ':3']);
    expect(waitsOf(bot.id)[0]).toBeGreaterThanOrEqual(21_000);
    expect(waitsOf(bot.id)[1]).toBeGreaterThanOrEqual(2_000);
    expect(attemptsOn(bot)).toEqual(['rate_limited', 'rate_limited', 'created']);
  });

  test('429 without a wait: after one of our own', async () => {
    const who = await newcomer(world);
    answers(who, THROTTLED);
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':2']);
    expect(waitsOf(bot.id)[0]).toBeGreaterThanOrEqual(3_000);
  });

  test('507 without a wait: after 30 s; with one: after that', async () => {
    const who = await newcomer(world);
    answers(who, NO_BOTS, { ...NO_BOTS, headers: { 'retry-after': '5' } });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':2', ':3']);
    expect(waitsOf(bot.id)[0]).toBeGreaterThanOrEqual(31_000);
    expect(waitsOf(bot.id)[1]).toBeGreaterThanOrEqual(6_000);
    expect(attemptsOn(bot)).toEqual(['no_bots_available', 'no_bots_available', 'created']);
  });
});

describe.concurrent('a "not now" while an earlier request is unanswered', () => {
  const refusals: [number, FaultEffect][] = [
    [429, THROTTLED],
    [507, { ...NO_BOTS, headers: { 'retry-after': '1' } }],
  ];

  test.each(refusals)('%s keeps the key once more, and the bot that was made comes back', async (_status, notNow) => {
    const who = await newcomer(world);
    answers(who, 'lose-answer', notNow);
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1', ':1']);
  });

  test.each(refusals)('a second %s has the bot looked for, and it is found', async (_status, notNow) => {
    const who = await newcomer(world);
    answersEach(who, { then: 'lose-answer', times: 1 });
    answersEach(who, { then: notNow });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1', ':1']);
    expect(attemptsOn(bot).at(-1)).toBe('found');
  });

  test.each(refusals)('after a second %s and no bot at Recall a new key is used', async (_status, notNow) => {
    const who = await newcomer(world);
    answers(who, 'reset', notNow, notNow);
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toEqual([':1', ':1', ':1', ':2']);
  });
});

describe.concurrent('giving up', () => {
  test('after six unclear attempts and a look that finds nothing, the launch fails and says why', async () => {
    const who = await newcomer(world);
    answersEach(who, { then: UNAVAILABLE });
    const launched = await launch(who);
    const bot = await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'FAILED', 'it fails');
    expect(keysOf(bot.id)).toEqual([':1', ':1', ':1', ':1', ':1', ':1']);
    expect(bot.reason).toMatchObject({ code: 'launch_gave_up', nextStep: 'Bring the bot again.' });
    expect(bot.recallBotId).toBeNull();
  });

  test('a bot that six unclear attempts have made after all is found before giving up', async () => {
    const who = await newcomer(world);
    answersEach(who, { then: { ...UNAVAILABLE, afterWork: true } });
    const bot = await launchUntilMade(who);
    expect(keysOf(bot.id)).toHaveLength(6);
    expect(attemptsOn(bot).at(-1)).toBe('found');
  });

  test('at the last of six refusals nothing is waited for', async () => {
    const who = await newcomer(world);
    answersEach(who, { then: { ...THROTTLED, headers: { 'retry-after': '1' } }, times: 5 });
    answersEach(who, { then: { ...THROTTLED, headers: { 'retry-after': '100' } } });
    const launched = await launch(who);
    const bot = await world.server.api.botOnce(launched.bot.id, ({ status }) => status === 'FAILED', 'it fails');
    expect(keysOf(bot.id)).toEqual([':1', ':2', ':3', ':4', ':5', ':6']);
    expect(bot.reason).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('asked to wait') });
    const last = requestsFor(world, bot.id).at(-1)?.at ?? 0;
    expect((Date.parse(bot.endedAt) - last) / TEMPO).toBeLessThan(100_000);
  });

  const tooLong: [number, string, typeof THROTTLED | typeof UNAVAILABLE][] = [
    [429, 'rate_limited', THROTTLED],
    [507, 'no_bots_available', NO_BOTS],
    [503, 'launch_gave_up', UNAVAILABLE],
  ];
  test.each(tooLong)(
    'a %s with a wait that does not fit into three minutes ends it at once: %s',
    async (_status, code, effect) => {
      const refused = await decided(await newcomer(patient), { ...effect, headers: { 'retry-after': '600' } });
      expect(refused).toMatchObject({
        __typename: 'RecallRefused',
        fieldErrors: [],
        bot: { status: 'FAILED', reason: { code } },
      });
      expect(refused.message).toContain('Bring the bot again');
      expect(requestsFor(patient, refused.bot.id)).toHaveLength(1);
    },
  );
});

describe('giving up, while nobody else launches', () => {
  test('while Recall can’t be asked for the bot either, nothing is given up', async () => {
    const who = await newcomer(world);
    answersEach(who, { then: { ...UNAVAILABLE, headers: { 'retry-after': '600' }, afterWork: true } });
    const away = world.recall.faults.add({ route: LOOK_UP, then: UNAVAILABLE });
    const { bot } = await launch(who);
    expect(away.hits).toBeGreaterThan(0);
    expect(await world.server.api.bot(bot.id)).toMatchObject({ status: 'LAUNCHING', endedAt: null });
    away.remove();
    // Here the next look is due in half a minute; a wish to remove it has it taken up at once.
    await world.server.api.remove(bot.id);
    await world.recall.waitFor(
      () => botsOf(world, bot.id).every(({ statusChanges }) => statusChanges.some(isLeaving)),
      'the bot that was made has left',
    );
  });
});

describe.each([
  { replaysErrorAnswers: true, third: ':1, :1, :1, :2' },
  { replaysErrorAnswers: false, third: ':1, :1, :1' },
])(
  'no bot free, and error answers repeated under their key: $replaysErrorAnswers',
  ({ replaysErrorAnswers, third }) => {
    let crowded: World;

    beforeAll(async () => {
      const assumptions = { replaysErrorAnswers, adhocRetryAfterSeconds: 15 };
      crowded = await startWorld({ withoutRateLimits: true, recall: { webhookEndpoints: [], assumptions } });
      await crowded.recall.liftRateLimits();
    });

    afterAll(async () => crowded.stop());

    async function launchOnceThereIsABot(who: Newcomer): Promise<string[]> {
      await crowded.recall.setAdhocPool({ size: 0 });
      const { bot } = await crowded.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
      await answered(crowded, bot.id, 507);
      await crowded.recall.setAdhocPool({ size: null });
      const made = await crowded.server.api.botOnce(bot.id, ({ recallBotId }) => recallBotId !== null, 'it is made');
      expect(botsOf(crowded, bot.id)).toMatchObject([{ id: made.recallBotId }]);
      return requestsFor(crowded, bot.id).map(({ about }) => about?.slice(bot.id.length) ?? '');
    }

    test('the launch gets the next free bot', async () => {
      const keys = await launchOnceThereIsABot(await newcomer(crowded));
      expect(keys.at(0)).toBe(':1');
      expect(keys.at(-1)).toBe(`:${keys.length}`);
    });

    test('so does a launch whose first refusal was lost on the way', async () => {
      const who = await newcomer(crowded);
      crowded.recall.faults.add({ route: CREATE_BOT, match: { bot_name: who.id }, then: 'lose-answer', times: 1 });
      const keys = await launchOnceThereIsABot(who);
      expect(keys.join(', ')).toBe(third);
    });
  },
);
