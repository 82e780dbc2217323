import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { pressTo } from './accessibility.js';
import { type Opener, openPanel, type PanelInZoom } from './panelInZoom.js';

let browser: Browser;
let context: BrowserContext;
let world: World;

beforeAll(async () => {
  browser = await openChromium();
  context = await browser.newContext({ viewport: { width: 400, height: 800 }, reducedMotion: 'reduce' });
  world = await startWorld({ withoutRateLimits: true, env: { SUPPORT_URL: 'https://app.example.com/help' } });
  await world.zoom.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function open(opener: Opener): Promise<PanelInZoom> {
  const panel = await openPanel(context, world, opener);
  onTestFinished(() => panel.tab.close());
  await panel.tab.bringToFront();
  return panel;
}

/** By what is in it, or by its label. */
async function expectFocus({ tab }: PanelInZoom, name: string): Promise<void> {
  const focused = () =>
    tab.evaluate(() => {
      const element = document.activeElement;
      const label = element && document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
      return (label ?? element)?.textContent?.trim();
    });
  await expect.poll(focused).toBe(name);
}

test('a host connects and brings a bot, reads what happened, removes it, brings another: by keyboard alone', async () => {
  const person = await world.zoom.addPerson({ displayName: 'Grace Hopper' });
  const meeting = await world.zoom.addMeeting({ host: person.id, topic: 'Compilers' });
  const panel = await open({ person, meeting, settings: { authorizeResult: false } });
  const { tab } = panel;
  await panel.expectState('not-connected');

  await pressTo(tab, 'Bring a bot');
  await tab.keyboard.press('Enter');
  await panel.expectText('You did not allow it, so nothing has changed.');
  await expectFocus(panel, 'Bring a bot into “Compilers”');
  await panel.zoom.patch({ authorizeResult: true });
  await pressTo(tab, 'Bring a bot');
  await tab.keyboard.press('Space');
  await panel.expectState('bot-live', 'The bot is recording');
  await expectFocus(panel, 'The bot is recording');

  await pressTo(tab, 'What happened');
  await tab.keyboard.press('Space');
  await tab.getByText('Recall fetched a token and was given a fresh one.').waitFor();
  await expectFocus(panel, 'What happened');
  await tab.keyboard.press('Enter');
  await expect.poll(() => tab.locator('.timeline').count()).toBe(0);

  await pressTo(tab, 'Remove the bot', 'Shift+Tab');
  await tab.keyboard.press('Enter');
  await expectFocus(panel, 'Keep it');
  await tab.keyboard.press('Escape');
  await expectFocus(panel, 'Remove the bot');
  await tab.keyboard.press('Enter');
  await pressTo(tab, 'Remove', 'Shift+Tab');
  await tab.keyboard.press('Enter');
  await panel.expectState('ended', 'The bot has left');

  await pressTo(tab, 'Bring another');
  await tab.keyboard.press('Enter');
  await panel.expectState('bot-live', 'The bot is recording');
  await expectFocus(panel, 'The bot is recording');
  await pressTo(tab, 'Support');
  await tab.keyboard.press('Enter');
  await expect
    .poll(() => panel.zoom.calls('openUrl'))
    .toMatchObject([{ data: { url: 'https://app.example.com/help' } }]);
});

test('an attendee connects, pastes the link, names the bot, and brings it: by keyboard alone', async () => {
  const { id } = await world.zoom.addPerson();
  const person = await world.zoom.addPerson({ displayName: 'Alan Turing' });
  const meeting = await world.zoom.addMeeting({ host: id, participants: [person.id] });
  const panel = await open({ person, meeting });
  const { tab } = panel;
  await panel.expectState('not-connected', 'Connect Zoom, so that a bot can join for you');

  await pressTo(tab, 'Connect Zoom');
  await tab.keyboard.press('Enter');
  await panel.expectState('ready', 'Paste this meeting’s invite link');
  await expectFocus(panel, 'Paste this meeting’s invite link');

  await pressTo(tab, 'Bring the bot');
  await tab.keyboard.press('Enter');
  await panel.expectText('Paste the meeting’s invite link first.');
  await expectFocus(panel, 'Invite link');
  await tab.keyboard.insertText(meeting.inviteUrl);
  await pressTo(tab, 'Name the bot');
  await tab.keyboard.press('Enter');
  await pressTo(tab, 'The bot’s name in the meeting');
  await tab.keyboard.type('Scribe');
  await tab.keyboard.press('Enter');
  await panel.expectState('bot-live', 'The bot is recording');
  await expectFocus(panel, 'The bot is recording');
  await panel.expectText('Scribe');

  await pressTo(tab, 'Remove the bot');
  await tab.keyboard.press('Space');
  await pressTo(tab, 'Remove', 'Shift+Tab');
  await tab.keyboard.press('Space');
  await panel.expectState('ended', 'The bot has left');
  await pressTo(tab, 'Bring another');
  await tab.keyboard.press('Enter');
  await panel.expectState('ready');
  await expectFocus(panel, 'Paste this meeting’s invite link');
});
