import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../../support/chromium.js';
import { type HostPage, startHostPage, type ZoomTransport } from '../../support/fakeZoomClient.js';
import { openPanel, openRunningPanel, type Where } from './openPanel.js';
import { type Pages, startPages } from './startPages.js';

const TRANSPORTS: ZoomTransport[] = ['webview2', 'webkit', 'android', 'iframe'];
const CHALLENGE = { codeChallenge: 'a-verifier-that-is-its-own-challenge', state: 'our-state' };

let browser: Browser;
let pages: Pages;
let around: HostPage;
let where: Where;

beforeAll(async () => {
  [browser, pages, around] = await Promise.all([openChromium(), startPages(), startHostPage()]);
  where = { context: await browser.newContext(), pages, around };
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await Promise.all([pages.stop(), around.stop()]);
});

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('a host reads number, topic and join URL, and gets fresh app contexts', async () => {
    let made = 0;
    const panel = await openRunningPanel(where, { transport, appContext: () => `context ${(made += 1)}` });
    expect(await panel.snapshot()).toEqual({
      kind: 'running',
      user: 'authorized',
      role: 'host',
      meeting: {
        uuid: 'pZ0mEe7ingUUID/==',
        parentUuid: null,
        number: '83412345678',
        topic: 'Weekly planning',
        joinUrl: 'https://us02web.zoom.us/j/83412345678?pwd=Passc0de',
      },
      meetingEnded: false,
      canAuthorize: true,
      canPromptAuthorize: false,
    });
    expect(await panel.call('getAppContext')).toBe('context 1');
    expect(await panel.call('getAppContext')).toBe('context 2');
  });

  test('somebody authorizes, with the challenge as it was given', async () => {
    const challenges: unknown[] = [];
    const authorizeCode = (challenge: unknown) => {
      challenges.push(challenge);
      return 'the-code';
    };
    const panel = await openRunningPanel(where, { transport, role: 'attendee', authorizeCode });
    expect(await panel.authorize(CHALLENGE)).toEqual({
      kind: 'authorized',
      code: 'the-code',
      state: 'our-state',
      redirectUri: `${pages.origin}/panelPage`,
    });
    expect(challenges).toEqual([CHALLENGE]);
  });

  test('refusals and events arrive', async () => {
    const panel = await openRunningPanel(where, { transport, role: 'attendee' });
    await panel.zoom.fail('promptAuthorize', '10285');
    expect(await panel.call('promptAuthorize')).toMatchObject({ refused: { kind: 'busy', code: '10285' } });
    await panel.zoom.setRole('coHost');
    await panel.expect({ role: 'coHost', meeting: { number: '83412345678' } });
  });

  test('a silent client is noticed after three seconds, and its late answer is taken', async () => {
    const panel = await openPanel(where, { transport, muted: ['*'] });
    await panel.expect({ kind: 'silent' });
    await panel.zoom.answerLate();
    await panel.expect({ kind: 'running' });
    expect(await panel.configurations()).toBe(1);
  });
});

test('a page in an ordinary frame gets no answer: the client is silent', async () => {
  const tab = await where.context.newPage();
  await tab.goto(around.urlFor(`${pages.origin}/panelPage`));
  const frame = tab.frames()[1];
  await expect.poll(() => frame?.evaluate(() => window.panel.getSnapshot().kind)).toBe('silent');
  await tab.close();
});
