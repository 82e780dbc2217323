import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { consent, expectSentence, newVisitor, type Visitor } from './visitor.js';

const BUILT = 'dist/client';
/** As in client/index.html. */
const PATIENCE_MS = 8_000;
const SHOWN_WITHIN_MS = 30_000;

let browser: Browser;
let world: World;

beforeAll(async () => {
  browser = await openChromium();
  world = await startWorld();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function visit(options: Parameters<typeof newVisitor>[1] = {}): Promise<Visitor> {
  const visitor = await newVisitor(browser, options);
  onTestFinished(() => visitor.leave());
  return visitor;
}

/** The same client as another version would be: every asset under another name. */
async function anotherBuild(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'broughtby-client-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  await cp(BUILT, folder, { recursive: true });
  const names = await readdir(join(folder, 'assets'));
  const renamed = (text: string) =>
    names.reduce((rest, name) => rest.replaceAll(name, name.replace(/-[\w-]{8}\./, '-another1.')), text);
  for (const name of names) {
    const file = join(folder, 'assets', name);
    if (/\.(js|css)$/.test(name)) await writeFile(file, renamed(await readFile(file, 'utf8')));
    else await rm(file);
  }
  for (const name of names) {
    const file = join(folder, 'assets', name);
    if (/\.(js|css)$/.test(name)) await rename(file, join(folder, 'assets', renamed(name)));
  }
  const page = join(folder, 'index.html');
  await writeFile(page, renamed(await readFile(page, 'utf8')));
  return folder;
}

test('a page that has started offers no reload, however long it stays', async () => {
  const { tab } = await visit();
  await tab.goto(`${world.server.baseUrl}/panel`);
  await tab.locator('[data-started]').waitFor({ state: 'attached', timeout: SHOWN_WITHIN_MS });
  const offer = tab.getByText('Reload', { exact: true });
  expect(await offer.evaluate((link) => getComputedStyle(link.parentElement ?? link).display)).toBe('none');
});

test.each(['no-preference', 'reduce'] as const)(
  'a new page whose assets an older server does not have says its sentence, then offers Reload, which leads to a newer one (motion: %s)',
  async (reducedMotion) => {
    const folder = await anotherBuild();
    // As behind a load balancer, with servers of two versions: this one has neither version's assets at first.
    await rename(join(folder, 'assets'), join(folder, 'later'));
    const server = await world.startServer({ clientFolder: folder });
    onTestFinished(() => server.stop());
    const home = new URL(server.api.url).origin;
    const { tab } = await visit({ reducedMotion });

    const opened = Date.now();
    await tab.goto(`${home}/panel`);
    await expectSentence(tab, 'Getting ready…');
    const offer = tab.getByRole('link', { name: 'Reload' });
    expect(await offer.count()).toBe(0);
    await offer.waitFor({ timeout: SHOWN_WITHIN_MS });
    expect(Date.now() - opened).toBeGreaterThan(PATIENCE_MS / 2);

    await rename(join(folder, 'later'), join(folder, 'assets'));
    await offer.click();
    await tab.locator('[data-started]').waitFor({ state: 'attached', timeout: SHOWN_WITHIN_MS });
    expect(await offer.count()).toBe(0);
  },
);

test('a page that an older server has sent goes on with a newer one, whose assets it never asks for', async () => {
  const before = await startWorld();
  onTestFinished(() => before.stop());
  const home = before.server.baseUrl;
  const { tab } = await visit();
  await tab.goto(`${home}/zoom/oauth`);
  await consent(tab, 'Ana');
  await tab.waitForURL(`${home}/launch`);
  await expectSentence(tab, 'Bring a bot into a Zoom meeting');

  await before.server.stop();
  await before.startServer({ baseUrl: home, clientFolder: await anotherBuild() });
  const asked: string[] = [];
  tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { inviteUrl } = await before.zoom.addMeeting({ host: before.zoom.cast.ana.id });
  await tab.getByLabel('Invite link').fill(inviteUrl);
  await tab.getByRole('button', { name: 'Bring the bot' }).click();
  await tab.locator('[data-state="bot-live"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  expect(asked.filter((path) => !['/graphql', '/healthz'].includes(path))).toEqual([]);
});

test('a page of which a part is missing says so, and offers Reload', async () => {
  const folder = await anotherBuild();
  const half = (await readdir(join(folder, 'assets'))).find((name) => name.startsWith('LaunchApp')) ?? '';
  await rename(join(folder, 'assets', half), join(folder, half));
  const server = await world.startServer({ clientFolder: folder });
  onTestFinished(() => server.stop());
  const { tab } = await visit();
  await tab.goto(`${new URL(server.api.url).origin}/launch`);
  await expectSentence(tab, 'This page could not be shown');

  await rename(join(folder, half), join(folder, 'assets', half));
  await tab.getByRole('button', { name: 'Reload' }).click();
  await expectSentence(tab, 'Bring a bot into your Zoom meetings');
});

test('without scripts it is said why nothing comes', async () => {
  const visitor = await visit({ javaScriptEnabled: false });
  await visitor.tab.goto(`${world.server.baseUrl}/panel`);
  expect(await visitor.tab.getByRole('heading').allTextContents()).toEqual(['This page needs JavaScript']);
  await visitor.expectNoComplaints();
});

test('the panel breaks no rule of its own policy', async () => {
  const visitor = await visit();
  await visitor.tab.goto(`${world.server.baseUrl}/panel`);
  await visitor.tab.locator('[data-started]').waitFor({ state: 'attached', timeout: SHOWN_WITHIN_MS });
  await visitor.expectNoComplaints();
});
