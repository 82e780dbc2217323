import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxKeys } from '../../sandbox/keys.js';
import { connectSimulator } from '../../sandbox/simulator/connectSimulator.js';
import type { RecallState } from '../../sandbox/recall/recallSimulator.js';
import type { ZoomState } from '../../sandbox/zoom/zoomSimulator.js';

let dir: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'simulators-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(dir, { recursive: true, force: true });
});

/** Starts the process of both simulators; answers where they are. */
async function start(): Promise<{ zoom: string; recall: string }> {
  const args = [
    '--dir',
    dir,
    '--app',
    'http://localhost:1',
    '--zoom-port',
    '0',
    '--recall-port',
    '0',
    '--tempo',
    '0.01',
  ];
  child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/simulators.ts', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: '' },
  });
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as { zoom: string; recall: string };
}

test('the process keeps everything through kill -9, and stops cleanly when asked', async () => {
  const first = await start();
  const keys = JSON.parse(await readFile(join(dir, 'keys.json'), 'utf8')) as SandboxKeys;
  const { meetings } = await connectSimulator<ZoomState>(first.zoom).state();
  const created = await fetch(`${first.recall}/api/v1/bot/`, {
    method: 'POST',
    headers: { authorization: keys.recallApiKey, 'content-type': 'application/json', 'idempotency-key': 'k' },
    body: JSON.stringify({ meeting_url: meetings[0]?.inviteUrl, metadata: { launch: 'l1' } }),
  });
  expect(created.status).toBe(201);
  // Without a token, inside the account of the app's owner: let in, brought by nobody.
  const bot = await connectSimulator<RecallState>(first.recall).waitFor(
    ({ bots }) => bots[0]?.status === 'in_call_recording' && bots[0],
    'the recording',
  );
  child?.kill('SIGKILL');
  if (child !== undefined) await once(child, 'exit');

  const second = await start();
  expect(JSON.parse(await readFile(join(dir, 'keys.json'), 'utf8'))).toEqual(keys);
  const zoom = connectSimulator<ZoomState>(second.zoom);
  const recall = connectSimulator<RecallState>(second.recall);
  expect((await recall.state()).bots[0]).toMatchObject({ id: bot.id, status: 'in_call_recording' });
  expect((await zoom.state()).meetings[0]?.bots).toMatchObject([{ botId: bot.id, broughtBy: null }]);
  await zoom.control('endMeeting', { meeting: meetings[0]?.number });
  await recall.waitFor((state) => state.bots[0]?.status === 'done', 'the end');

  child?.kill('SIGTERM');
  if (child !== undefined) expect(await once(child, 'exit')).toEqual([0, null]);
});
