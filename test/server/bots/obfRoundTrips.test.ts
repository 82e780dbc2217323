import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ZoomPerson } from '../../../sandbox/zoom/zoomSimulator.js';
import { fetchCallback } from '../../support/recallRequest.js';
import { startWorld, type World } from '../../support/world.js';

let world: World;
let person: ZoomPerson;
/** What the server sent to the database since the test began: `find bots`. */
let commands: string[] = [];

beforeAll(async () => {
  world = await startWorld({
    env: { MAX_LIVE_BOTS_PER_PERSON: '10' },
    onCommand: ({ name, command }) => void commands.push(`${name} ${String(command[name])}`),
  });
  // Its own commands would be counted.
  await world.server.app.sweep.stop();
  person = await world.zoom.addPerson();
  await world.connect(person, 'user-1');
});

afterAll(async () => world.stop());

let launch: { id: string; url: string };

beforeEach(async () => {
  const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
  const { url, bot } = await world.server.api.callbackUrl(inviteUrl, 'user-1');
  launch = { id: bot.id, url };
  world.zoom.calls.clear();
  world.recall.calls.clear();
  commands = [];
});

async function fetchToken(url = launch.url) {
  return fetchCallback(url, { secrets: [world.env['RECALL_VERIFICATION_SECRET'] ?? ''] });
}

/** The commands up to the one that records the attempt, which is sent behind the answer. */
async function commandsOfAttempt(): Promise<string[]> {
  await expect.poll(() => commands).toContain('update bots');
  return commands.toSorted();
}

test('a callback costs two reads and one write, one call to Zoom, and none to Recall', async () => {
  expect((await fetchToken()).status).toBe(200);
  expect(await commandsOfAttempt()).toEqual(['find bots', 'find connections', 'update bots']);
  expect(world.zoom.calls.list().map(({ route }) => route)).toEqual(['GET /v2/users/me/token']);
  expect(world.recall.calls.list()).toEqual([]);
});

test('each further one costs the same', async () => {
  for (let request = 0; request < 3; request += 1) {
    commands = [];
    expect((await fetchToken()).status).toBe(200);
    expect(await commandsOfAttempt()).toEqual(['find bots', 'find connections', 'update bots']);
  }
  expect(world.zoom.calls.list()).toHaveLength(3);
});

test('a request whose URL or signature is wrong asks nobody for anything before it is refused', async () => {
  const { url } = launch;
  expect((await fetchToken(url.replace('user_id=', 'user_id=x'))).status).toBe(401);
  expect(commands).toEqual([]);
  expect((await fetchCallback(url, { secrets: [] })).status).toBe(401);
  // The attempt is still noted, for whoever looks at the bot.
  expect(await commandsOfAttempt()).toEqual(['update bots']);
  expect([...world.zoom.calls.list(), ...world.recall.calls.list()]).toEqual([]);
});
