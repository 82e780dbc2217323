import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { expectAccessible } from './accessibility.js';
import { openPanel } from './panelInZoom.js';
import { newVisitor, type Visitor } from './visitor.js';

const SCREENSHOTS = '.test-run/screenshots';
const PATIENCE_MS = 30_000;
const GET_BOT = 'GET /api/v1/bot/:id';
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let world: World;
let visitor: Visitor;
let person: ZoomPerson;
let meeting: ZoomMeeting;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  const transcript = { provider: { meeting_captions: {} } };
  world = await startWorld({ withoutRateLimits: true, env: { RECORDING_CONFIG: JSON.stringify({ transcript }) } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  visitor = await newVisitor(browser, { reducedMotion: 'reduce' });
  person = await world.zoom.addPerson({ displayName: 'Noor Haddad' });
  meeting = await world.zoom.addMeeting({ host: person.id, topic: 'Budget' });
  await world.connect(person, person.id);
  return () => visitor.leave();
});

/** The person's bot, which recorded and has left. @returns Recall's id of it */
async function haveRecording(): Promise<string> {
  const { bot } = await world.server.api.launch(meeting.inviteUrl, person.id);
  const { recallBotId } = await world.server.api.botOnce(bot.id, ({ status }) => status === 'RECORDING', 'it records');
  await endMeeting(bot.id);
  return recallBotId;
}

async function endMeeting(launchId: string): Promise<void> {
  await world.zoom.endMeeting({ meeting: meeting.number });
  await world.server.api.botOnce(launchId, ({ endedAt }) => endedAt !== null, 'it is over');
}

async function atLaunch(): Promise<Page> {
  const { context, tab } = visitor;
  const begun = await context.request.get(`${world.server.baseUrl}/zoom/oauth`, { maxRedirects: 0 });
  const url = begun.headers()['location'] ?? '';
  await tab.goto((await world.zoom.consent({ url, person: person.id })).location);
  await tab.waitForURL(`${world.server.baseUrl}/launch`);
  return tab;
}

async function unfold(tab: Page): Promise<void> {
  await tab.getByText('Recording', { exact: true }).click();
}

async function expectText(tab: Page, words: string | RegExp): Promise<void> {
  await tab.getByText(words).waitFor({ timeout: PATIENCE_MS });
}

test('a person watches what their bot recorded, reads the transcript, and deletes both', async () => {
  await haveRecording();
  const tab = await atLaunch();
  await unfold(tab);
  const watch = tab.getByRole('link', { name: 'Watch' });
  const [video] = await Promise.all([visitor.context.waitForEvent('page'), watch.click({ timeout: PATIENCE_MS })]);
  const player = video.locator('video');
  await expect
    .poll(() => player.evaluate((shown: HTMLVideoElement) => shown.videoWidth), { timeout: PATIENCE_MS })
    .toBe(320);
  await video.close();

  const read = tab.getByRole('link', { name: 'Transcript' });
  const [transcript] = await Promise.all([visitor.context.waitForEvent('page'), read.click({ timeout: PATIENCE_MS })]);
  await expect.poll(() => transcript.locator('body').textContent(), { timeout: PATIENCE_MS }).toContain('simulated');
  await transcript.close();
  await expectText(tab, /^Kept until [A-Z][a-z]+ \d+, \d{4}\.$/);
  await look(tab, 'recording');

  await tab.getByRole('button', { name: 'Delete the recording' }).click();
  await look(tab, 'recording-delete');
  await tab.getByRole('button', { name: 'Delete', exact: true }).click();
  await expectText(tab, 'The recording has been deleted.');
  await expect
    .poll(() => tab.evaluate(() => document.activeElement?.textContent))
    .toBe('The recording has been deleted.');
  await tab.reload();
  await tab.getByText('What happened').waitFor();
  expect(await tab.getByText('Recording', { exact: true }).count()).toBe(0);
  await tab.getByText('What happened').click();
  await expectText(tab, 'Recall was told to delete the recording, and did.');
  await visitor.expectNoComplaints();
});

test('who does not confirm deletes nothing', async () => {
  const recallBotId = await haveRecording();
  const tab = await atLaunch();
  await unfold(tab);
  await tab.getByRole('button', { name: 'Delete the recording' }).click({ timeout: PATIENCE_MS });
  await tab.getByRole('button', { name: 'Keep it' }).click();
  expect(world.recall.calls.count({ route: 'POST /api/v1/bot/:id/delete_media', about: recallBotId })).toBe(0);
  await tab.getByRole('link', { name: 'Watch' }).waitFor();
});

test('in the panel it opens in the browser of the system', async () => {
  const panel = await openPanel(visitor.context, world, { person, meeting });
  await panel.expectState('ready');
  await panel.press('Bring a bot');
  await panel.expectSentence('The bot is recording');
  await world.zoom.endMeeting({ meeting: meeting.number });
  await panel.expectSentence('The bot has left');
  await unfold(panel.tab);
  await panel.press('Watch');
  await expect.poll(() => panel.zoom.calls('openUrl'), { timeout: PATIENCE_MS }).toHaveLength(1);
  expect(JSON.stringify(await panel.zoom.calls('openUrl'))).toContain(`${world.recall.url}/media/`);
  await look(panel.tab, 'recording-panel');
});

test('while it is being made that is said, and the page notices when it is there', async () => {
  await world.recall.setAssumptions({ shutdownSeconds: 500 });
  onTestFinished(() => world.recall.setAssumptions({ shutdownSeconds: 1 }));
  await haveRecording();
  const tab = await atLaunch();
  await unfold(tab);
  await expectText(tab, 'Recall is still making the recording.');
  await look(tab, 'recording-processing');
  await tab.getByRole('link', { name: 'Watch' }).waitFor({ timeout: 60_000 });
});

test('while Recall is away that is said, and looking again helps', async () => {
  const recallBotId = await haveRecording();
  const away = world.recall.faults.add({ route: GET_BOT, match: { id: recallBotId }, then: 'reset' });
  onTestFinished(() => away.remove());
  const tab = await atLaunch();
  await unfold(tab);
  await expectText(tab, 'Recall, where recordings lie, did not answer.');
  await look(tab, 'recording-away');
  away.remove();
  await tab.getByRole('button', { name: 'Look again' }).click();
  await tab.getByRole('link', { name: 'Watch' }).waitFor({ timeout: PATIENCE_MS });
});

async function look(tab: Page, name: string): Promise<void> {
  await expectAccessible(tab);
  for (const [width, colorScheme] of [
    [400, 'light'],
    [320, 'dark'],
  ] as const) {
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: 760 });
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await tab.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
}
