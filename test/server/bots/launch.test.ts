import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { startWorld, type World } from '../../support/world.js';

let world: World;
let person: ZoomPerson;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  person = await world.zoom.addPerson({ displayName: 'Ada Lovelace' });
  await world.connect(person, 'ada');
});

afterAll(async () => world.stop());

async function meeting(): Promise<ZoomMeeting> {
  return world.zoom.addMeeting({ host: person.id });
}

describe('launching a bot on behalf of a person', () => {
  test('it joins with a token, records, and its OBF request is on its timeline', async () => {
    const { number, inviteUrl } = await meeting();
    const launched = await world.server.api.launch(inviteUrl, 'ada');
    expect(launched).toMatchObject({
      __typename: 'LaunchBotSuccess',
      bot: { meeting: { number }, onBehalfOf: { displayName: 'Ada Lovelace' } },
    });
    const bot = await world.server.api.botOnce(
      launched.bot.id,
      ({ status }) => status === 'RECORDING',
      'the bot records',
    );
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
});
