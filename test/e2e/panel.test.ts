import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { type Opener, openPanel, type PanelInZoom } from './panelInZoom.js';

const TEST_TIMEOUT_MS = 90_000;

let browser: Browser;
let context: BrowserContext;
let world: World;

beforeAll(async () => {
  browser = await openChromium();
  context = await browser.newContext({ viewport: { width: 400, height: 800 } });
  world = await startWorld({ withoutRateLimits: true });
  await world.zoom.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function open(opener: Opener): Promise<PanelInZoom> {
  const panel = await openPanel(context, world, opener);
  onTestFinished(() => panel.tab.close());
  return panel;
}

async function hostOfMeeting(): Promise<{ person: ZoomPerson; meeting: ZoomMeeting }> {
  const person = await world.zoom.addPerson({ displayName: 'Grace Hopper' });
  return { person, meeting: await world.zoom.addMeeting({ host: person.id, topic: 'Compilers' }) };
}

describe('a host', { timeout: TEST_TIMEOUT_MS }, () => {
  test('who never connected brings a bot with one press, with Zoom’s consent on the way: it records', async () => {
    const panel = await open(await hostOfMeeting());
    await panel.expectState('not-connected', 'Bring a bot into this meeting');
    await panel.press('Bring a bot');
    await panel.expectState('bot-live');
    await panel.expectSentence('The bot is recording');
  });
});
