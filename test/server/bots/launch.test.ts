import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { botsOf, newcomer } from '../../support/newcomer.js';
import { startWorld, type World } from '../../support/world.js';

const CREATE_BOT = 'POST /api/v1/bot';

let world: World;
let person: ZoomPerson;

beforeAll(async () => {
  world = await startWorld({
    withoutRateLimits: true,
    env: {
      BOT_NAME: 'Scribe',
      WAIT_FOR_PERSON_SECONDS: '900',
      RECORDING_RETENTION_HOURS: '24',
      RECORDING_CONFIG: '{"transcript":{"provider":{"meeting_captions":{}}}}',
      MAX_LIVE_BOTS_PER_PERSON: '50',
    },
  });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  person = await world.zoom.addPerson({ displayName: 'Ada Lovelace' });
  await world.connect(person, 'ada');
});

afterAll(async () => world.stop());

async function meeting(): Promise<ZoomMeeting> {
  return world.zoom.addMeeting({ host: person.id });
}

async function recording(launchId: string) {
  return world.server.api.botOnce(launchId, ({ status }) => status === 'RECORDING', 'the bot records');
}

/** Nothing is stored, and nobody is asked. */
async function leavesNothing(launching: () => Promise<unknown>): Promise<unknown> {
  const count = async () => (await world.server.api.ask('{ bots(first: 100) { nodes { id } } }')).bots.nodes.length;
  const [bots, requests] = [await count(), world.recall.calls.count({ route: CREATE_BOT })];
  const answer = await launching();
  expect(await count()).toBe(bots);
  expect(world.recall.calls.count({ route: CREATE_BOT })).toBe(requests);
  return answer;
}

describe('launching a bot on behalf of a person', () => {
  test('it joins with a token, records, and its OBF request is on its timeline', async () => {
    const { number, inviteUrl } = await meeting();
    const launched = await world.server.api.launch(inviteUrl, 'ada');
    expect(launched).toMatchObject({
      __typename: 'LaunchBotSuccess',
      bot: { meeting: { number }, onBehalfOf: { displayName: 'Ada Lovelace' } },
    });
    const bot = await recording(launched.bot.id);
    expect(bot.timeline.map((entry: { kind: string; code: string }) => `${entry.kind} ${entry.code}`)).toEqual(
      expect.arrayContaining([
        'LAUNCH_ATTEMPT created',
        'OBF_REQUEST token',
        'STATUS joining_call',
        'STATUS in_call_recording',
      ]),
    );
    expect(world.recall.state.bots.find(({ id }) => id === bot.recallBotId)).toMatchObject({ broughtBy: person.id });
    await world.server.api.remove(bot.id);
    expect(await world.server.api.botOnce(bot.id, ({ status }) => status === 'ENDED', 'the bot ended')).toMatchObject({
      reason: null,
    });
  });

  test('it is created as the operator has configured, and reports under our metadata', async () => {
    const { inviteUrl } = await meeting();
    const { bot } = await world.server.api.launch(inviteUrl, 'ada');
    expect(bot.botName).toBe('Scribe');
    const { recallBotId } = await recording(bot.id);
    const response = await fetch(`${world.recall.url}/api/v1/bot/${recallBotId}/`, {
      headers: { authorization: `Token ${world.env['RECALL_API_KEY']}` },
    });
    expect(await response.json()).toMatchObject({
      bot_name: 'Scribe',
      metadata: { broughtby_launch: bot.id, broughtby_deployment: expect.stringMatching(/^[0-9a-f]{16}$/) },
      recording_config: {
        retention: { type: 'timed', hours: 24 },
        transcript: { provider: { meeting_captions: {} } },
      },
      automatic_leave: { waiting_room_timeout: 900, everyone_left_timeout: { timeout: 60, activate_after: 0 } },
    });
  });

  test('it carries the name that was asked for', async () => {
    const { inviteUrl } = await meeting();
    const { bot } = await world.server.api.launch(inviteUrl, 'ada', '  Ada’s notes ✍️ ');
    expect(bot.botName).toBe('Ada’s notes ✍️');
    expect(botsOf(world, bot.id)).toMatchObject([{ botName: 'Ada’s notes ✍️' }]);
  });

  test('a report that overtakes Create Bot’s answer makes it ours already', async () => {
    const who = await newcomer(world);
    const slow = world.recall.faults.add({
      route: CREATE_BOT,
      match: { bot_name: who.id },
      then: 'answer',
      hold: 'before-answer',
    });
    const launching = world.server.api.launch(who.meeting.inviteUrl, who.id, who.id);
    await slow.reached();
    const [listed] = (await world.server.api.ask('{ bots(first: 1) { nodes { id } } }')).bots.nodes;
    const early = await recording(listed.id);
    slow.release();
    expect((await launching).bot).toMatchObject({ id: early.id, recallBotId: early.recallBotId });
    expect(botsOf(world, early.id)).toHaveLength(1);
  });
});

describe('a launch that cannot be', () => {
  test.each([
    ['', 'empty'],
    ['https://example.com/j/1234567890', 'other_host'],
    ['https://zoom.us/my/ada', 'personal_link'],
  ])('for want of a link (“%s”) says what to paste instead', async (url, code) => {
    const refused = await leavesNothing(() => world.server.api.launch(url, 'ada'));
    expect(refused).toMatchObject({ __typename: 'InvalidMeetingLink', code, message: expect.stringMatching(/\S \S/) });
  });

  test.each(['', '   ', 'x'.repeat(101)])('for want of a name (“%s”) says how long one may be', async (name) => {
    const { inviteUrl } = await meeting();
    expect(await leavesNothing(() => world.server.api.launch(inviteUrl, 'ada', name))).toMatchObject({
      __typename: 'InvalidBotName',
      message: 'Give the bot a name of 1 to 100 characters.',
    });
  });

  test('because the backend has no such user', async () => {
    const { inviteUrl } = await meeting();
    expect(await leavesNothing(() => world.server.api.launch(inviteUrl, 'somebody'))).toMatchObject({
      __typename: 'UnknownExternalUser',
    });
  });

  test('because a permission is missing names it', async () => {
    const who = await newcomer(world);
    await world.zoom.withholdScopes({ person: who.person.id, scopes: ['user:read:token'] });
    await world.connect(who.person, who.id);
    expect(await leavesNothing(() => world.server.api.launch(who.meeting.inviteUrl, who.id))).toMatchObject({
      __typename: 'MissingScope',
      scopes: ['user:read:token'],
      connectUrl: null,
    });
  });
});
