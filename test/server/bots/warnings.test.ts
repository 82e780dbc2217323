import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { botsOf, newcomer, type Newcomer } from '../../support/newcomer.js';
import { createOwnBot } from '../../support/ownBot.js';
import { Panel } from '../../support/panel.js';
import { startWorld, type World } from '../../support/world.js';

const MINUTE_MS = 60_000;

let world: World;
let aheadMs = 0;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
});
afterAll(async () => world.stop());

/** A launch whose bot its owner creates at Recall, but without the URL that would give it tokens. */
async function launchWithoutUrl(who: Newcomer, meetingUrl = who.meeting.inviteUrl): Promise<string> {
  const { bot, metadata } = await world.server.api.callbackUrl(meetingUrl, who.id);
  await createOwnBot(world, { meetingUrl, metadata });
  return bot.id;
}

async function once(id: string, status: string) {
  return world.server.api.botOnce(id, (bot) => bot.status === status, `it is ${status}`);
}

/** Of the account whose app it is: there a bot gets in without a token. */
async function insider(): Promise<Newcomer> {
  return newcomer(world, world.zoom.cast.ana.accountId);
}

describe('what is amiss with a bot’s tokens', () => {
  test('nothing, where it fetched one and came in', async () => {
    const who = await newcomer(world);
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    expect(await once(bot.id, 'RECORDING')).toMatchObject({ warnings: [] });
    await world.server.api.remove(bot.id);
    expect(await once(bot.id, 'ENDED')).toMatchObject({ warnings: [] });
  });

  test('nothing any more, where the entries that tell of the token have left the timeline', async () => {
    const who = await newcomer(world);
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    await once(bot.id, 'RECORDING');
    const bots = world.server.database.connection.collection<{ _id: string }>('bots');
    await bots.updateOne({ _id: bot.id }, { $set: { timeline: [] } });
    expect(await world.server.api.bot(bot.id)).toMatchObject({ timeline: [], warnings: [] });
  });

  test('it is in the call without a token: said while it is there, and afterwards', async () => {
    const id = await launchWithoutUrl(await insider());
    const warning = {
      code: 'in_call_without_token',
      message: expect.stringContaining('without a token'),
      nextStep: expect.stringMatching(/RECALL_REGION.*client id and secret.*obf_token_url/),
      nextStepFor: 'OPERATOR',
    };
    expect(await once(id, 'RECORDING')).toMatchObject({ reason: null, warnings: [warning] });
    await world.server.api.remove(id);
    expect(await once(id, 'ENDED')).toMatchObject({ warnings: [warning] });
  });

  test('Recall was refused one, and the bot came in all the same', async () => {
    await world.recall.setAssumptions({ withoutToken: 'join-unattributed', tokenFetchTries: 1 });
    const who = await insider();
    const fault = world.zoom.faults.add({
      route: 'GET /v2/users/me/token',
      person: who.person.id,
      then: { status: 503, body: '' },
    });
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    const recording = await once(bot.id, 'RECORDING');
    fault.remove();
    await world.recall.setAssumptions({ withoutToken: 'fatal', tokenFetchTries: 3 });
    expect(recording).toMatchObject({ warnings: [{ code: 'in_call_without_token' }] });
  });

  test('Recall never asked for one, and the bot did not get in', async () => {
    const id = await launchWithoutUrl(await newcomer(world));
    expect(await once(id, 'FAILED')).toMatchObject({
      reason: { code: expect.stringContaining('zoom_obf') },
      warnings: [
        {
          code: 'token_never_requested',
          message: expect.stringContaining('never asked'),
          nextStep: expect.stringContaining('obf_token_url'),
          nextStepFor: 'OPERATOR',
        },
      ],
    });
  });

  test('Recall has not asked for one in the minute since the bot set out', async () => {
    const who = await insider();
    const later = await world.zoom.addMeeting({ host: who.person.id, inProgress: false });
    const id = await launchWithoutUrl(who, later.inviteUrl);
    expect(await once(id, 'JOINING')).toMatchObject({ warnings: [] });
    aheadMs += MINUTE_MS;
    expect(await world.server.api.bot(id)).toMatchObject({ warnings: [{ code: 'token_never_requested' }] });
    await world.server.api.remove(id);
    expect(await once(id, 'ENDED')).toMatchObject({ warnings: [] });
  });

  test('nothing that anybody has to look for, where Recall says why the bot did not get in', async () => {
    const who = await newcomer(world);
    await world.zoom.endMeeting({ meeting: who.meeting.number });
    const id = await launchWithoutUrl(who);
    expect(await once(id, 'FAILED')).toMatchObject({ reason: { code: 'meeting_ended' }, warnings: [] });
  });
});

describe('the bot in Recall’s dashboard', () => {
  test('is where the operator’s backend is sent, and nobody else', async () => {
    const who = await newcomer(world);
    const { bot } = await world.server.api.launch(who.meeting.inviteUrl, who.id);
    const { recallExplorerUrl } = await once(bot.id, 'RECORDING');
    expect(recallExplorerUrl).toBe(`${world.recall.url}/dashboard/explorer/bot/${botsOf(world, bot.id)[0]?.id}`);
    expect(await (await fetch(recallExplorerUrl)).text()).toContain('in_call_recording');
    const panel = await new Panel(world.server, world.zoom, { person: who.person.id }).signedIn();
    const { data } = await panel.ask('query ($id: ID!) { bot(id: $id) { recallBotId recallExplorerUrl } }', {
      id: bot.id,
    });
    expect(data.bot).toEqual({ recallBotId: expect.any(String), recallExplorerUrl: null });
  });

  test('is nowhere before Recall has made it', async () => {
    const who = await newcomer(world);
    const { bot } = await world.server.api.callbackUrl(who.meeting.inviteUrl, who.id);
    expect(bot).toMatchObject({ recallBotId: null, recallExplorerUrl: null });
  });
});
