import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ClientNotBuiltError, readAppPage } from '../../../server/http/appPage.js';
import { exchange } from '../../support/exchange.js';
import { startWorld, type World } from '../../support/world.js';

const BUILT = 'dist/client';
const LOOK = { appName: 'Broughtby', accentColor: '#0b5cff', privacyUrl: null, supportUrl: null };
const YEAR_SECONDS = 31_536_000;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.stop());

async function visit(path: string, headers: Record<string, string> = {}) {
  return exchange(world.server.baseUrl, path, { headers });
}

async function builtScript(): Promise<string> {
  const script = (await readdir(join(BUILT, 'assets'))).find((name) => name.endsWith('.js'));
  return `/assets/${script ?? ''}`;
}

function settingsIn(document: string): unknown {
  return JSON.parse(/<script type="application\/json" id="settings">([^<]*)<\/script>/.exec(document)?.[1] ?? '');
}

describe('the document', () => {
  test('is one for the panel and for browsers', async () => {
    expect((await visit('/launch')).body).toBe((await visit('/panel')).body);
  });

  test('is shown in the panel by the process that asked for it, in a browser by one of its own', async () => {
    expect((await visit('/panel')).headers['cross-origin-opener-policy']).toBeUndefined();
    expect((await visit('/launch')).headers['cross-origin-opener-policy']).toBe('same-origin');
  });

  test('says its first sentence, and what to do without scripts, in its own HTML', async () => {
    const { body } = await visit('/panel');
    expect(body).toMatch(/<div id="root">\s*<main[^>]*data-state="starting"[^>]*>\s*<h1>[^<]+…<\/h1>/);
    expect(body).toMatch(/<noscript>[^]*needs JavaScript[^]*<\/noscript>/);
    expect(body).toContain('<a href="">Reload</a>');
  });

  test('runs scripts from this server alone, and none of its own', async () => {
    const { body } = await visit('/panel');
    for (const [, attributes = ''] of body.matchAll(/<script([^>]*)>/g)) {
      expect(attributes).toMatch(/ (src="\/assets\/[\w-]+-[\w-]{8}\.js"|type="application\/json" id="settings")/);
    }
    expect(body).not.toMatch(/javascript:| style=| on\w+=|https?:\/\//i);
  });

  test("carries the operator's name, links and colour", async () => {
    const { document } = await readAppPage(
      BUILT,
      { appName: 'Acme', accentColor: '#ffd400', privacyUrl: 'https://acme.example/p', supportUrl: null },
      'https://b.example',
    );
    expect(document).toContain('<title>Acme</title>');
    expect(document).toContain('--accent:#ffd400;--on-accent:#000000');
    expect(settingsIn(document)).toEqual({ appName: 'Acme', privacyUrl: 'https://acme.example/p', supportUrl: null });
  });

  test.each(['</script><script>alert(1)</script>', '<!--<script>', "$& $' $1", '"\\\u2028', '</title><img src=x>'])(
    'holds the name %j as text',
    async (appName) => {
      const { document } = await readAppPage(BUILT, { ...LOOK, appName }, 'https://b.example');
      expect(settingsIn(document)).toMatchObject({ appName });
      expect(document.match(/<script/g)).toHaveLength(2);
      expect(document).not.toContain('<img');
    },
  );

  test('that was not built is said with the way to build it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broughtby-client-'));
    onTestFinished(async () => rm(folder, { recursive: true }));
    await expect(readAppPage(folder, LOOK, 'https://b.example')).rejects.toThrow(ClientNotBuiltError);
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await expect(readAppPage(folder, LOOK, 'https://b.example')).rejects.toThrow(/Build it: npm run build/);
  });

  test('is opened by a whole company at the hour through one address', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, async () => visit('/panel')));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe('assets', () => {
  test('may be kept for ever', async () => {
    const { status, headers } = await visit(await builtScript());
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers['cache-control']).toBe(`public, max-age=${YEAR_SECONDS}, immutable`);
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('come compressed (%s) to those who can take it, and a cache is told so', async (encoding, decompress) => {
    const path = await builtScript();
    const answer = await fetch(`${world.server.baseUrl}${path}`, { headers: { 'accept-encoding': encoding } });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    const file = await readFile(join(BUILT, path));
    const compressed = await readFile(join(BUILT, `${path}.${{ br: 'br', gzip: 'gz' }[encoding]}`));
    expect(decompress(compressed).equals(file)).toBe(true);
    expect(await answer.text()).toBe(file.toString());
    expect(Number(answer.headers.get('content-length'))).toBe(compressed.length);
  });

  test('come as they are to those who cannot', async () => {
    const path = await builtScript();
    const { headers, body } = await visit(path);
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toBe(await readFile(join(BUILT, path), 'utf8'));
  });

  test.each([
    '/assets/main-00000000.js',
    '/assets/',
    '/assets/..%2findex.html',
    '/assets/../.vite/manifest.json',
    '/assets/%00',
    '/index.html',
    '/.vite/manifest.json',
  ])('%s is none, which no cache keeps', async (path) => {
    const { status, headers } = await visit(path);
    expect([400, 403, 404]).toContain(status);
    expect(headers['cache-control']).toBe('no-store');
  });
});
