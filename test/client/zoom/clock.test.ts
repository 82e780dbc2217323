import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../../support/chromium.js';
import { openPanel, openRunningPanel, type Where } from './openPanel.js';
import { type Pages, startPages } from './startPages.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

let browser: Browser;
let pages: Pages;
let where: Where;

beforeAll(async () => {
  [browser, pages] = await Promise.all([openChromium(), startPages()]);
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await pages.stop();
});
beforeEach(async () => {
  const context = await browser.newContext();
  await context.clock.install();
  where = { context, pages };
  return () => context.close();
});

test('a configuration is renewed before its two hours are over, time and again', async () => {
  const panel = await openRunningPanel(where);
  for (const count of [2, 3, 4]) {
    await panel.zoom.page.clock.runFor(2 * HOUR_MS - MINUTE_MS);
    await panel.expectConfigurations(count);
    await panel.expect({ kind: 'running' });
  }
});

test.each(['focus', 'visibilitychange'])(
  'after the machine slept it is renewed at the first look (%s)',
  async (event) => {
    const panel = await openRunningPanel(where);
    const { clock } = panel.zoom.page;
    await clock.setSystemTime(Date.now() + 3 * HOUR_MS);
    expect(await panel.configurations()).toBe(1);
    await panel.frame.evaluate((name) => {
      const target = name === 'focus' ? window : document;
      target.dispatchEvent(new Event(name));
      target.dispatchEvent(new Event(name));
    }, event);
    await panel.expectConfigurations(2);
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(2);
  },
);

test('after the machine slept it is renewed before a call', async () => {
  const panel = await openRunningPanel(where);
  await panel.zoom.page.clock.setSystemTime(Date.now() + 3 * HOUR_MS);
  expect(await panel.call('getAppContext')).toBe('an-app-context');
  expect(await panel.configurations()).toBe(2);
  expect(await panel.zoom.calls('getAppContext')).toHaveLength(1);
});

test('silence is noticed after three seconds, not by the SDK’s ten, which then hold for no other call', async () => {
  const panel = await openPanel(where, { muted: ['*'] });
  const { clock } = panel.zoom.page;
  await panel.expectCall('config');
  expect(await panel.snapshot()).toEqual({ kind: 'starting' });
  await clock.runFor(4 * SECOND_MS);
  expect(await panel.snapshot()).toEqual({ kind: 'silent' });
  const [age] = await panel.frame.evaluate(() => window.ages);
  expect(age).toBeGreaterThanOrEqual(3 * SECOND_MS);
  expect(age).toBeLessThan(9 * SECOND_MS);
  await panel.zoom.answerLate();
  await panel.expect({ kind: 'running' });

  await panel.zoom.mute('getAppContext');
  const context = panel.call('getAppContext');
  await panel.expectCall('getAppContext');
  await clock.runFor(9 * SECOND_MS);
  await panel.zoom.answerLate();
  expect(await context).toBe('an-app-context');
});

test('a call that is never answered is given up after the SDK’s ten seconds', async () => {
  const panel = await openRunningPanel(where);
  await panel.zoom.mute('getAppContext');
  const context = panel.call('getAppContext');
  await panel.expectCall('getAppContext');
  await panel.zoom.page.clock.runFor(11 * SECOND_MS);
  expect(await context).toMatchObject({ refused: { kind: 'silent', code: null } });
});

test('a client that stays silent is asked again every ten seconds, and at once when somebody says so', async () => {
  const panel = await openPanel(where, { muted: ['*'] });
  const { clock } = panel.zoom.page;
  await panel.expectCall('config');
  await clock.runFor(10_500);
  await panel.expectConfigurations(2);
  await clock.runFor(4 * SECOND_MS);
  expect(await panel.snapshot()).toEqual({ kind: 'silent' });
  await panel.frame.evaluate(() => window.panel.start());
  await panel.expectConfigurations(3);
  expect(await panel.snapshot()).toEqual({ kind: 'starting' });
  await panel.zoom.recover();
  await panel.frame.evaluate(() => window.panel.routeChanged());
  await clock.runFor(10_500);
  await panel.expect({ kind: 'running' });
});

test('a read that is not answered does not keep the panel waiting', async () => {
  const panel = await openPanel(where, { muted: ['getUserContext', 'getMeetingUUID'] });
  const { clock } = panel.zoom.page;
  await panel.expectCall('getMeetingUUID');
  await clock.runFor(3_100);
  await panel.expect({ kind: 'running', role: 'participant', meeting: { uuid: null, number: '83412345678' } });
});
