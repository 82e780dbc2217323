import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { CAST } from '../../sandbox/zoom/cast.js';
import { openChromium } from '../support/chromium.js';
import { freePort } from '../support/world.js';

const READY_WITHIN_MS = 120_000;
/** The simulated vendors take their time, as the real ones do. */
const SHOWN_WITHIN_MS = 40_000;
const SCREENSHOTS = '.test-run/screenshots';
const ANAS_MEETING = '98765432101';

const dataDir = mkdtempSync(join(tmpdir(), 'broughtby-readme-'));
let sandbox: ChildProcess;
let output = '';

beforeAll(async () => {
  sandbox = spawn('npm', ['run', '--silent', 'sandbox'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(await freePort()), MONGODB_URI: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createWriteStream(join(inject('logsFolder'), 'readme-sandbox.log'));
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      log.write(chunk);
      if (output.includes('The sandbox is ready')) resolve();
    };
    sandbox.stdout?.on('data', take);
    sandbox.stderr?.on('data', take);
    sandbox.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}:\n${output}`)));
  });
}, READY_WITHIN_MS);

afterAll(async () => {
  const ended = new Promise((resolve) => sandbox.once('exit', resolve));
  if (sandbox.pid !== undefined && sandbox.exitCode === null) {
    process.kill(-sandbox.pid, 'SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

test('the first address is that of a Zoom client, and the server lets it frame the panel', async () => {
  expect(/http\S+/.exec(output.slice(output.indexOf('The sandbox is ready')))?.[0]).toBe(addressOf('Zoom client'));
  const client = new URL(addressOf('Zoom client'));
  const page = await fetch(client);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain(`frame-src ${addressOf('Your server')};`);
  const panel = await fetch(`${addressOf('Your server')}/panel`);
  expect(panel.headers.get('content-security-policy')).toMatch(new RegExp(`frame-ancestors ${client.origin}(;|$)`));
});

test('one press in the Zoom client brings a bot, which everybody sees who brought, and which leaves with them', async () => {
  const browser = await openChromium();
  onTestFinished(async () => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const client = await context.newPage();
  client.setDefaultTimeout(SHOWN_WITHIN_MS);
  await client.goto(addressOf('Zoom client'));
  let loads = 0;
  client.on('load', () => (loads += 1));
  const panel = client.frameLocator('#panel-frame');
  const tiles = client.locator('.tile');

  await panel.getByRole('button', { name: 'Bring a bot' }).click();
  await tiles.filter({ hasText: 'Brought by Ana Ferreira' }).waitFor();
  await panel.getByRole('heading', { level: 1, name: 'The bot is recording' }).waitFor();
  await tiles.filter({ hasText: 'Brought by Ana Ferreira' }).filter({ hasText: 'Recording' }).waitFor();
  mkdirSync(SCREENSHOTS, { recursive: true });
  await client.screenshot({ path: join(SCREENSHOTS, 'sandbox.png') });

  await client.getByRole('button', { name: 'Leave', exact: true }).click();
  await client.getByRole('button', { name: 'Leave meeting' }).click();
  await panel.getByRole('heading', { level: 1, name: 'The bot has left' }).waitFor();
  expect(loads).toBe(0);

  // The next ones find her there.
  const back = { meeting: ANAS_MEETING, person: CAST.ana.id };
  const joined = await fetch(new URL('/control/joinMeeting', addressOf('Simulated Zoom')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(back),
  });
  expect(joined.status).toBe(200);
}, 120_000);

test('the commands of the README bring a bot into a meeting, which records with its token request on its timeline', async () => {
  const script = commandsOfTheFirstLaunch()
    .replace('http://localhost:9567', addressOf('Your server'))
    .replace('http://127.0.0.1:9568', addressOf('Simulated Zoom'))
    .replace('./.data/sandbox/keys.json', join(dataDir, 'sandbox/keys.json'));
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: dataDir, timeout: 60_000 });
  expect(stdout).toContain('"displayName":"Ana Ferreira"');
  expect(stdout).toContain('"__typename":"LaunchBotSuccess"');
  const bots = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const [bot] = bots.data.bots.nodes;
  expect(bot).toMatchObject({ status: 'RECORDING', reason: null });
  expect(bot.timeline.map(({ kind, code }: { kind: string; code: string }) => `${kind} ${code}`)).toContain(
    'OBF_REQUEST token',
  );
});

function commandsOfTheFirstLaunch(): string {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.slice(readme.indexOf('### The first launch'), readme.indexOf('## The API'));
  const blocks = [...section.matchAll(/^```bash\n(.*?)^```/gms)].map(([, commands = '']) => commands);
  expect(blocks.length).toBeGreaterThan(3);
  return blocks.join('\n');
}

function addressOf(what: string): string {
  const address = new RegExp(`${what}\\s+(http\\S+)`).exec(output)?.[1];
  expect(address, `the address of "${what}" in what the sandbox says`).toBeDefined();
  return address ?? '';
}
