import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freePort } from '../support/world.js';

const READY_WITHIN_MS = 120_000;

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
}, 90_000);

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
