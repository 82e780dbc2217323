import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startProxiedDatabase } from '../support/proxiedDatabase.js';
import { startWorld, type TestServer, type World } from '../support/world.js';
import { contrastsOf } from './contrast.js';
import { consent, expectSentence, newVisitor, type Visitor } from './visitor.js';

const SCREENSHOTS = '.test-run/screenshots';
const WIDTHS = [320, 400, 1280];
const HEIGHT = 720;
/** https://www.w3.org/TR/WCAG22/#contrast-minimum */
const MIN_CONTRAST = 4.5;
const PAGES_PER_MINUTE = 120;

/** As long as a name in API_KEYS may be, and with no place to break it. */
const LONG_NAME = 'quarterlyPlanningAssistant'.padEnd(64, 'Of');
const LONG_NAMES_KEY = `long-key-${'89abcdef01234567'.repeat(3)}`;

let browser: Browser;
let world: World;
let home: string;
/** One for all pages, since a new one takes half a second: each test begins without cookies. */
let visitor: Visitor;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  const apiKeys = `backend:a-key-${'0123456789abcdef'.repeat(3)},${LONG_NAME}:${LONG_NAMES_KEY}`;
  world = await startWorld({ withoutRateLimits: true, env: { API_KEYS: apiKeys, GRAPHQL_PAGE: 'true' } });
  home = world.server.baseUrl;
  // Else a colour may be measured on its way to another.
  visitor = await newVisitor(browser, { reducedMotion: 'reduce' });
}, CHROMIUM_READY_MS);
beforeEach(() => visitor.context.clearCookies());
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** How to come to each page, what it says, and with which status. */
const PAGES: [name: string, status: number, sentence: string, open: (tab: Page) => Promise<unknown>][] = [
  ['signed out', 200, 'Bring a bot into your Zoom meetings', (tab) => tab.goto(`${home}/launch`)],
  ['ready', 200, 'Bring a bot into a Zoom meeting', (tab) => signIn(tab)],
  ['one scope missing', 200, 'One permission is missing', (tab) => signIn(tab, ['user:read:token'])],
  [
    'scopes missing',
    200,
    'Some permissions are missing',
    (tab) => signIn(tab, ['user:read:token', 'zoomapp:inmeeting']),
  ],
  ['reconnect', 200, 'Connect Zoom again', openReconnect],
  ['account not allowed any more', 403, 'Your Zoom account is not allowed here', openNotAllowedAnyMore],
  ['connect link', 200, `Connect your Zoom account to ${LONG_NAME}`, openConnectLink],
  ['code shown', 200, 'Your Zoom account is connected', (tab) => completeConnectLink(tab)],
  ['declined at a link', 200, 'Zoom was not connected', (tab) => completeConnectLink(tab, { decline: true })],
  ['declined', 200, 'Zoom was not connected', (tab) => authorize(tab, home, { decline: true })],
  ['account not allowed', 403, 'Your Zoom account is not allowed here', openNotAllowed],
  ['no state', 400, 'One more step', (tab) => tab.goto(`${home}/zoom/oauth-callback?code=from-the-marketplace`)],
  ['unknown state', 400, 'Already done, or too late', openUnknownState],
  ['other browser', 400, 'This began in another browser', openOtherBrowser],
  ['code refused', 400, 'Zoom did not accept the authorization', openCodeRefused],
  ['Zoom away', 502, 'Zoom did not answer', openZoomAway],
  ['wrong credentials', 500, 'This server is not set up rightly', openWrongCredentials],
  ['link expired', 404, 'This link no longer works', (tab) => tab.goto(`${home}/connect/a.b.c`)],
  ['not from here', 403, 'Please open the link again', openNotFromHere],
  ['nothing here', 404, 'There is nothing here', (tab) => tab.goto(`${home}/elsewhere`)],
  ['GraphQL', 200, 'The GraphQL API', (tab) => tab.goto(`${home}/graphql`)],
  ['database away', 503, 'Back in a moment', openDatabaseAway],
  ['fault', 500, 'Something went wrong here', openFault],
  ['too many', 429, 'One moment, please', openTooMany],
];

test.each(PAGES)('the page "%s" is whole, readable and quiet at every width and colour', async (...page) => {
  const [name, status, sentence, open] = page;
  const { tab } = visitor;
  let last = 0;
  const noteStatus = (response: Response) => {
    if (response.request().isNavigationRequest()) last = response.status();
  };
  tab.on('response', noteStatus);
  onTestFinished(() => void tab.off('response', noteStatus));

  await open(tab);

  await expectSentence(tab, sentence);
  expect(last).toBe(status);
  expect(await tab.title()).toBe(`${sentence} · Broughtby`);
  expect(await tab.getAttribute('html', 'lang')).toBe('en');
  await expectStructure(tab);
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    expect((await contrastsOf(tab)).filter(({ ratio }) => !(ratio >= MIN_CONTRAST))).toEqual([]);
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: HEIGHT });
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await tab.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`.replaceAll(' ', '-')) });
    }
  }
  await visitor.expectNoComplaints();
});

test('in forced colours the action keeps its edge, and motion is left out where people ask for none', async () => {
  const { tab } = visitor;
  await tab.emulateMedia({ forcedColors: 'active' });
  onTestFinished(() => tab.emulateMedia({ forcedColors: null }));
  await tab.goto(`${home}/launch`);
  const style = await tab.getByRole('link', { name: 'Connect Zoom' }).evaluate((link) => {
    const { borderTopWidth, borderTopColor, backgroundColor, transitionDuration } = getComputedStyle(link);
    return { borderTopWidth, isEdgeSeen: borderTopColor !== backgroundColor, transitionDuration };
  });
  expect(style).toEqual({ borderTopWidth: '1px', isEdgeSeen: true, transitionDuration: '0s' });
  await tab.screenshot({ path: join(SCREENSHOTS, 'forced-colors.png') });
});

/** One banner, one main, headings in order, nothing outside the landmarks, no scripts but the app's, at most one action. */
async function expectStructure(tab: Page): Promise<void> {
  const structure = await tab.evaluate(() => ({
    isApp: document.querySelector('#root') !== null,
    inBody: [...document.body.children].map(({ localName }) => localName),
    landmarks: [...document.querySelectorAll('header, main, footer, aside')]
      .filter((element) => element.checkVisibility())
      .map(({ localName }) => localName),
    loose: [...document.body.childNodes].filter(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim())
      .length,
    headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) => localName),
    scripts: [...document.scripts].filter(({ type }) => type !== 'application/json').map(({ src }) => src),
    actions: document.querySelectorAll('.action').length,
    nameless: [...document.querySelectorAll('a, button')].filter(({ textContent }) => !textContent?.trim()).length,
  }));
  expect(structure).toMatchObject({ landmarks: ['header', 'main'], loose: 0, nameless: 0 });
  if (structure.isApp) {
    expect(structure.scripts).toEqual([expect.stringContaining(`${new URL(tab.url()).origin}/assets/`)]);
  } else expect(structure).toMatchObject({ inBody: ['header', 'main'], scripts: [] });
  expect(structure.headings.join(' ')).toMatch(/^h1( h2)*$/);
  expect(structure.actions).toBeLessThanOrEqual(1);
}

async function authorize(
  tab: Page,
  server: string,
  choice: { name?: string; withhold?: string[]; decline?: boolean } = {},
): Promise<void> {
  await tab.goto(`${server}/zoom/oauth`);
  await consent(tab, choice.name ?? 'Ana', choice);
  await tab.waitForURL(`${server}/**`);
}

async function signIn(tab: Page, withhold: string[] = []): Promise<void> {
  await authorize(tab, home, { withhold });
  await tab.waitForURL(`${home}/launch`);
}

async function openReconnect(tab: Page): Promise<void> {
  await signIn(tab);
  const connections = world.server.database.connection.collection<{ _id: string }>('connections');
  await connections.updateOne({ _id: world.zoom.cast.ana.id }, { $set: { state: 'RECONNECT_REQUIRED' } });
  await tab.reload();
}

async function openConnectLink(tab: Page): Promise<void> {
  await tab.goto(await world.server.api.as(LONG_NAMES_KEY).connectLink('user-1'));
}

async function completeConnectLink(tab: Page, choice: { decline?: boolean } = {}): Promise<void> {
  await openConnectLink(tab);
  await tab.getByRole('button').click();
  await consent(tab, 'Ana', choice);
  await tab.waitForURL(`${home}/**`);
}

/** Where a server that is set up a little differently is reached. To a browser, all ports of a host share their cookies. */
async function startBeside(env: Record<string, string>): Promise<{ server: TestServer; reachedAt: string }> {
  const server = await world.startServer({ env });
  onTestFinished(() => server.stop());
  return { server, reachedAt: new URL(server.api.url).origin };
}

async function openNotAllowedAnyMore(tab: Page): Promise<void> {
  await authorize(tab, home, { name: 'Chiyo' });
  const { reachedAt } = await startBeside({ ALLOWED_ZOOM_ACCOUNTS: world.zoom.cast.ana.accountId });
  await tab.goto(`${reachedAt}/launch`);
}

/** Zoom's redirect, brought to the server beside. */
async function redirectOf(tab: Page, name: string, bringTo: string): Promise<string> {
  const begun = await tab.context().request.get(`${home}/zoom/oauth`, { maxRedirects: 0 });
  const person = Object.values(world.zoom.cast).find(({ displayName }) => displayName.startsWith(name));
  const { location } = await world.zoom.consent({ url: begun.headers()['location'] ?? '', person: person?.id ?? '' });
  return location.replace(home, bringTo);
}

async function openNotAllowed(tab: Page): Promise<void> {
  const { reachedAt } = await startBeside({ ALLOWED_ZOOM_ACCOUNTS: world.zoom.cast.ana.accountId });
  await tab.goto(await redirectOf(tab, 'Chiyo', reachedAt));
}

async function openUnknownState(tab: Page): Promise<void> {
  await signIn(tab);
  await tab.goto(`${home}/zoom/oauth-callback?state=${randomBytes(32).toString('base64url')}&code=any`);
}

async function openOtherBrowser(tab: Page): Promise<void> {
  const callback = await redirectOf(tab, 'Ana', home);
  await tab.context().clearCookies();
  await tab.goto(callback);
}

async function openCodeRefused(tab: Page): Promise<void> {
  const callback = new URL(await redirectOf(tab, 'Ana', home));
  callback.searchParams.set('code', 'another');
  await tab.goto(callback.href);
}

async function openZoomAway(tab: Page): Promise<void> {
  const callback = await redirectOf(tab, 'Ana', home);
  await world.zoom.setDown('unavailable');
  onTestFinished(() => world.zoom.setDown('up'));
  await tab.goto(callback);
}

async function openWrongCredentials(tab: Page): Promise<void> {
  const { reachedAt } = await startBeside({ ZOOM_CLIENT_SECRET: 'not-the-one-that-zoom-knows' });
  await tab.goto(await redirectOf(tab, 'Ana', reachedAt));
}

async function openNotFromHere(tab: Page): Promise<void> {
  await openConnectLink(tab);
  await tab.context().clearCookies();
  await tab.getByRole('button').click();
}

async function openDatabaseAway(tab: Page): Promise<void> {
  const { uri, proxy } = await startProxiedDatabase(world.databaseUri);
  const { reachedAt } = await startBeside({ MONGODB_URI: uri });
  onTestFinished(() => proxy.close());
  await proxy.cut();
  await tab.goto(`${reachedAt}/zoom/oauth`);
}

async function openFault(tab: Page): Promise<void> {
  const { reachedAt } = await startBeside({ TOKEN_ENCRYPTION_KEYS: `k2:${randomBytes(32).toString('base64')}` });
  await tab.goto(await redirectOf(tab, 'Ana', reachedAt));
}

async function openTooMany(tab: Page): Promise<void> {
  const limited = await startWorld();
  onTestFinished(() => limited.stop());
  const visits = Array.from({ length: PAGES_PER_MINUTE }, () => fetch(`${limited.server.baseUrl}/launch`));
  await Promise.all(visits);
  await tab.goto(`${limited.server.baseUrl}/launch`);
}
