import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as settle } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { build, mergeConfig } from 'vite';
import { buildClient } from '../../client/buildClient.js';
import clientConfig from '../../client/vite.config.js';
import { openChromium } from '../support/chromium.js';
import { type BenchProcess, startProcess } from './startProcess.js';
import { median, spread } from './statistics.js';

export const PANEL_ROUNDS = 21;
const WARM_UP_ROUNDS = 2;
const CPU_SLOWDOWN = 4;
const SHOWN_WITHIN_MS = 30_000;
/** The browser takes the visit before down, and starts what the next one needs: neither is the page's doing. */
const SETTLE_MS = 300;
const HELLO = join('dist', 'bench', 'hello');
/** As wide as Zoom's side panel is about. */
const VIEWPORT = { width: 400, height: 700 };
/** In times of the bare page's first text. */
const GOALS = { firstTextMs: 0.6, firstStateMs: 1.3 };

/** tsx has functions keep their names with a function that pages do not have. */
const TSX_NAMES = 'globalThis.__name = (named) => named';

interface Shown {
  /** The first text on the screen, whoever wrote it. */
  firstTextMs: number;
  /** The first frame after React's first commit. */
  firstStateMs: number;
}

/** How soon the panel says something, beside a page that shows one word with React, built and served alike. */
export async function benchPanel({ rounds }: { rounds: number }): Promise<void> {
  await buildClient((line) => console.log(line));
  await buildHello();
  const browser = await openChromium();
  const hello = await start(HELLO);
  const panel = await start(join('dist', 'client'));
  try {
    explain(browser);
    const pairs: { hello: Shown; panel: Shown }[] = [];
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const pair = await measurePair(browser, { hello, panel }, round % 2 === 0);
      if (round >= 0) pairs.push(pair);
      process.stdout.write(round < 0 ? 'w' : '.');
    }
    process.stdout.write('\n');
    report(pairs);
  } finally {
    await Promise.all([browser.close(), hello.stop(), panel.stop()]);
  }
}

/** By the same tools as the client. */
async function buildHello(): Promise<void> {
  process.env['NODE_ENV'] = 'production';
  await build({
    ...mergeConfig(clientConfig, {
      root: join(import.meta.dirname, 'hello'),
      logLevel: 'warn',
      build: { outDir: join(process.cwd(), HELLO) },
    }),
    configFile: false,
  });
}

/** The server as it is, with a client of our choice, and nothing behind it. */
async function start(clientFolder: string): Promise<BenchProcess> {
  return startProcess('productServer', {
    env: {
      CLIENT_FOLDER: clientFolder,
      BASE_URL: 'http://localhost:9567',
      HOST: '127.0.0.1',
      ZOOM_CLIENT_ID: 'bench',
      ZOOM_CLIENT_SECRET: randomBytes(16).toString('hex'),
      RECALL_API_KEY: randomBytes(16).toString('hex'),
      RECALL_API_BASE_URL: 'http://127.0.0.1:9569',
      RECALL_CALLBACK_SECRET: randomBytes(32).toString('hex'),
      TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
  });
}

/** The other one first every second time, so that nobody profits from their place. */
async function measurePair(
  browser: Browser,
  { hello, panel }: { hello: BenchProcess; panel: BenchProcess },
  helloFirst: boolean,
): Promise<{ hello: Shown; panel: Shown }> {
  if (helloFirst) return { hello: await measure(browser, hello), panel: await measure(browser, panel) };
  const later = await measure(browser, panel);
  return { hello: await measure(browser, hello), panel: later };
}

/** One visit by a browser that has kept nothing, in a Zoom client that never answers. */
async function measure(browser: Browser, server: BenchProcess): Promise<Shown> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.addInitScript({ content: TSX_NAMES });
    await page.addInitScript(beSilent);
    await page.addInitScript(watch);
    await settle(SETTLE_MS);
    await page.goto(`${server.url}/panel`);
    return await shownOn(page);
  } finally {
    await context.close();
  }
}

async function shownOn(page: Page): Promise<Shown> {
  const shown = await page.waitForFunction(
    () => {
      const { firstTextMs, firstStateMs } = globalThis as Partial<Shown>;
      return firstTextMs === undefined || firstStateMs === undefined ? null : { firstTextMs, firstStateMs };
    },
    undefined,
    { timeout: SHOWN_WITHIN_MS, polling: 100 },
  );
  const value = await shown.jsonValue();
  if (value === null) throw new Error('The page showed nothing');
  return value;
}

/** Runs in the page: Zoom's client on Windows, which takes every call and answers none. */
function beSilent(): void {
  const webview = { postMessage: () => undefined, addEventListener: () => undefined };
  Object.assign(globalThis, { chrome: { webview } });
}

/** Runs in the page, before anything of its own. */
function watch(): void {
  new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName('first-contentful-paint');
    if (first !== undefined) Object.assign(globalThis, { firstTextMs: first.startTime });
  }).observe({ type: 'paint', buffered: true });

  const observer = new MutationObserver(() => {
    const drawn = document.querySelector('#root')?.firstElementChild ?? {};
    // React marks the elements that it makes; what the HTML brought along has no such mark.
    if (!Object.keys(drawn).some((key) => key.startsWith('__reactFiber$'))) return;
    observer.disconnect();
    // The task after the frame: what was drawn is on the screen by then.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => Object.assign(globalThis, { firstStateMs: performance.now() }));
      port1.start();
      port2.postMessage(null);
    });
  });
  observer.observe(document, { childList: true, subtree: true });
}

function explain(browser: Browser): void {
  console.log(
    [
      `\nThe panel in Chromium ${browser.version()}, CPU slowed down ${CPU_SLOWDOWN} times, in a Zoom client that answers nothing, beside a bare`,
      'React page ("Hello") built by the same tools and served by the same server. Each visit in a fresh context, in turn.',
    ].join('\n'),
  );
}

function report(pairs: { hello: Shown; panel: Shown }[]): void {
  console.log(`\n${'ms after navigation'.padEnd(30)}${'first text'.padEnd(26)}first state drawn by React`);
  for (const name of ['hello', 'panel'] as const) {
    const [text = '', state = ''] = (['firstTextMs', 'firstStateMs'] as const).map((what) =>
      spread(
        pairs.map((pair) => pair[name][what]),
        0,
      ),
    );
    console.log(`${{ hello: 'bare React page', panel: 'panel' }[name].padEnd(30)}${text.padEnd(26)}${state}`);
  }
  console.log('\nThe panel beside the bare page, of each pair of visits: median (lowest to highest)');
  for (const [what, name] of [
    ['firstTextMs', 'first text'],
    ['firstStateMs', 'first state drawn by React'],
  ] as const) {
    const ratios = pairs.map(({ hello, panel }) => panel[what] / hello[what]);
    const verdict = median(ratios) <= GOALS[what] ? 'ok' : 'missed';
    console.log(`${name.padEnd(30)}${spread(ratios, 2)}, goal at most ${GOALS[what].toFixed(1)}: ${verdict}`);
  }
}
