import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startRecallSimulator } from '../../sandbox/recall/startRecallSimulator.js';
import type { RecallSimulator } from '../../sandbox/recall/recallSimulator.js';
import { openStore } from '../../sandbox/simulator/store.js';
import type { ZoomSimulator } from '../../sandbox/zoom/zoomSimulator.js';
import { type Receiver, startReceiver } from './support/receiver.js';
import { WORKSPACE_SECRET } from './support/recallWorkspace.js';
import { ANAS_MEETING, CLIENT_ID, startZoomApp, type Tokens, type ZoomApp } from './support/zoomApp.js';

let dir: string;
const running: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'simulators-'));
});
afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.close();
  await rm(dir, { recursive: true, force: true });
});

async function startZoom(port = 0): Promise<ZoomApp> {
  const app = await startZoomApp({ stateFile: join(dir, 'zoom.json'), port });
  running.push(app.zoom);
  return app;
}

async function startRecall(zoom: ZoomSimulator, webhook: string, port = 0): Promise<RecallSimulator> {
  const recall = await startRecallSimulator({
    stateFile: join(dir, 'recall.json'),
    port,
    tempo: 0.002,
    apiKeys: ['key'],
    workspaceSecrets: [WORKSPACE_SECRET],
    zoom: { url: zoom.url, clientId: CLIENT_ID },
    webhookEndpoints: [{ url: webhook }],
  });
  running.push(recall);
  return recall;
}

async function restart(simulator: ZoomSimulator | RecallSimulator): Promise<number> {
  await simulator.close();
  running.splice(running.indexOf(simulator), 1);
  return Number(new URL(simulator.url).port);
}

async function startTokenServer(mint: () => Promise<string>, webhookStatus: () => number): Promise<Receiver> {
  const receiver = await startReceiver(async ({ method }) =>
    method === 'POST' ? { status: webhookStatus() } : { body: await mint() },
  );
  running.push(receiver);
  return receiver;
}

async function createBot(recall: RecallSimulator, zoom: ZoomSimulator, callback: string): Promise<Response> {
  return fetch(`${recall.url}/api/v1/bot/`, {
    method: 'POST',
    headers: { authorization: 'key', 'content-type': 'application/json', 'idempotency-key': 'k1' },
    body: JSON.stringify({ meeting_url: zoom.state.meetings[0]?.inviteUrl, zoom: { obf_token_url: callback } }),
  });
}

test('Zoom goes on with its people, grants, tokens and clock', async () => {
  const before = await startZoom();
  const { ana } = before.zoom.cast;
  const pair = await before.connect(ana.id);
  const unspent = await before.code(ana.id);
  const added = await before.zoom.addPerson({ displayName: 'Elif Demir' });
  await before.zoom.leaveMeeting({ person: before.zoom.cast.ben.id, meeting: ANAS_MEETING });
  await before.zoom.clock.setOffset(60_000);
  const link = before.zoom.state.meetings[0]?.inviteUrl;

  const after = await startZoom(await restart(before.zoom));
  expect(after.zoom.state.people).toContainEqual(added);
  expect(after.zoom.state.meetings[0]).toMatchObject({ inviteUrl: link, participants: [ana.id] });
  expect(after.zoom.clock.offsetMs).toBe(60_000);
  expect((await after.get('/v2/users/me', pair.access_token)).status).toBe(200);
  const rotated = (await after.refresh(pair.refresh_token)).body;
  const again = await startZoom(await restart(after.zoom));
  expect((await again.refresh(pair.refresh_token)).status).toBe(400);
  expect((await again.refresh(rotated.refresh_token)).status).toBe(200);
  const form = {
    grant_type: 'authorization_code',
    code: unspent,
    redirect_uri: 'https://app.example.com/zoom/oauth-callback',
  };
  expect((await again.token(form)).status).toBe(200);
});

test('what was answered is in the file already', async () => {
  const app = await startZoom();
  const pair = await app.connect(app.zoom.cast.ana.id);
  const { refresh_token } = (await app.refresh(pair.refresh_token)).body;
  expect(await readFile(join(dir, 'zoom.json'), 'utf8')).toContain(refresh_token);
});

test('a bot goes on where it was: waiting, in the call, and at its end', async () => {
  const app = await startZoom();
  const { ana } = app.zoom.cast;
  const tokens: Tokens = await app.connect(ana.id);
  const server = await startTokenServer(
    () => app.mint(tokens.access_token),
    () => 204,
  );
  await app.zoom.leaveMeeting({ person: ana.id, meeting: ANAS_MEETING });

  const first = await startRecall(app.zoom, `${server.url}/webhook`);
  const created = (await (await createBot(first, app.zoom, `${server.url}/callback`)).json()) as { id: string };
  await first.waitFor(({ bots }) => (bots[0]?.joinAttempts.length ?? 0) > 0, 'an attempt to join');

  const port = await restart(first);
  await app.zoom.joinMeeting({ person: ana.id, meeting: ANAS_MEETING });
  const second = await startRecall(app.zoom, `${server.url}/webhook`, port);
  await second.waitFor(({ bots }) => bots[0]?.status === 'in_call_recording', 'the recording');
  const replay = (await (await createBot(second, app.zoom, `${server.url}/callback`)).json()) as { id: string };
  expect(replay.id).toBe(created.id);

  await restart(second);
  await app.zoom.leaveMeeting({ person: ana.id, meeting: ANAS_MEETING });
  const third = await startRecall(app.zoom, `${server.url}/webhook`, port);
  const bot = await third.waitFor(({ bots }) => bots[0]?.status === 'done' && bots[0], 'the end');
  expect(bot.id).toBe(created.id);
  expect(bot.statusChanges.at(-2)?.sub_code).toBe('bot_kicked_from_call');
});

test('a webhook that was not received is sent on after a restart, under its id', async () => {
  const app = await startZoom();
  const tokens = await app.connect(app.zoom.cast.ana.id);
  let status = 500;
  const server = await startTokenServer(
    () => app.mint(tokens.access_token),
    () => status,
  );
  const first = await startRecall(app.zoom, `${server.url}/webhook`);
  await createBot(first, app.zoom, `${server.url}/callback`);
  const message = await first.waitFor(({ webhooks: [one] }) => one?.attempts[0] && one, 'a first attempt');
  const port = await restart(first);
  status = 204;
  const second = await startRecall(app.zoom, `${server.url}/webhook`, port);
  await second.waitFor(
    ({ webhooks }) => webhooks.find(({ id }) => id === message.id)?.status === 'delivered',
    'its delivery',
  );
  const ids = server.received.filter(({ method }) => method === 'POST').map(({ headers }) => headers['webhook-id']);
  expect(ids.filter((id) => id === message.id).length).toBeGreaterThan(1);
});

test('Recall goes on when Zoom was restarted with nothing in its memory', async () => {
  const app = await startZoom();
  const tokens = await app.connect(app.zoom.cast.ana.id);
  const server = await startTokenServer(
    () => app.mint(tokens.access_token),
    () => 204,
  );
  const recall = await startRecall(app.zoom, `${server.url}/webhook`);
  await createBot(recall, app.zoom, `${server.url}/callback`);
  await recall.waitFor(({ bots }) => bots[0]?.status === 'in_call_recording', 'the recording');
  const port = await restart(app.zoom);
  await rm(join(dir, 'zoom.json'));
  await startZoom(port);
  await recall.waitFor(({ bots }) => bots[0]?.status === 'done', 'the bot to notice that it is gone');
});

test('a damaged file, or one of another shape, is refused rather than overwritten', async () => {
  const file = join(dir, 'state.json');
  const open = () => openStore({ file, shape: 1, initial: () => ({}) });
  await writeFile(file, '{"shape":');
  await expect(open()).rejects.toThrow(`${file} is damaged`);
  await writeFile(file, '{"shape":2,"revision":1,"data":{}}');
  await expect(open()).rejects.toThrow('another version');
});

test('nobody is answered before the state is written, however many ask at once', async () => {
  const file = join(dir, 'state.json');
  const store = await openStore({ file, shape: 1, initial: () => ({ count: 0 }) });
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      store.data.count += 1;
      const mine = store.data.count;
      store.changed();
      await store.saved();
      const { data } = JSON.parse(await readFile(file, 'utf8')) as { data: { count: number } };
      expect(data.count).toBeGreaterThanOrEqual(mine);
    }),
  );
  await store.close();
});
