import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../../support/chromium.js';
import { type HostPage, startHostPage } from '../../support/fakeZoomClient.js';
import { type Given, type OpenPanel, openRunningPanel, type Where } from './openPanel.js';
import { type Pages, startPages } from './startPages.js';

declare global {
  interface Window {
    listeners: string[];
  }
}

const CHALLENGE = { codeChallenge: 'a-verifier-that-is-its-own-challenge', state: 'our-state' };
const AUTHORIZED = {
  kind: 'authorized',
  code: 'the-code',
  state: 'our-state',
  redirectUri: 'https://app.example/panel',
};
const EVENT = { result: true, code: 'the-code', state: 'our-state', redirectUri: 'https://app.example/panel' };

const MINUTE_MS = 60_000;

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

/** A panel that asked, and a person who has not decided. */
async function openUndecided(given: Given = {}) {
  const panel = await openRunningPanel(where, { authorizeResult: null, ...given });
  const answer = panel.authorize(CHALLENGE);
  await panel.expectCall('authorize');
  return { panel, answer };
}

test('the client is asked with the plain challenge and the state, after the listener is there', async () => {
  const panel = await openRunningPanel(where, { authorizeCode: 'the-code', redirectUri: 'https://app.example/panel' });
  expect(await panel.authorize(CHALLENGE)).toEqual(AUTHORIZED);
  expect(await panel.zoom.calls('authorize')).toEqual([{ api: 'authorize', data: CHALLENGE }]);
});

test('who has consented is known to have the app', async () => {
  const panel = await openRunningPanel(where, { userStatus: 'authenticated' });
  await panel.authorize(CHALLENGE);
  await panel.expect({ user: 'authorized', canPromptAuthorize: false });
});

test('somebody declines', async () => {
  const panel = await openRunningPanel(where, { authorizeResult: false });
  expect(await panel.authorize(CHALLENGE)).toEqual({ kind: 'declined' });
});

test('a consent without a code is none', async () => {
  const { panel, answer } = await openUndecided();
  await panel.zoom.emit('onAuthorized', { state: 'our-state' });
  expect(await answer).toEqual({ kind: 'declined' });
});

test('an answer with no state is taken, the server decides', async () => {
  const panel = await openRunningPanel(where, { authorizeState: null, authorizeCode: 'the-code' });
  expect(await panel.authorize(CHALLENGE)).toMatchObject({ kind: 'authorized', code: 'the-code', state: null });
});

test.each(['webview2', 'iframe'] as const)('an answer with another state is not ours (%s)', async (transport) => {
  const { panel, answer } = await openUndecided({ transport });
  await panel.zoom.emit('onAuthorized', { ...EVENT, code: 'forged', state: 'another-state' });
  await panel.zoom.emit('onAuthorized', { ...EVENT, result: false, state: 'another-state' });
  await panel.zoom.emit('onAuthorized', EVENT);
  expect(await answer).toEqual(AUTHORIZED);
});

test('a refusal is told', async () => {
  const panel = await openRunningPanel(where);
  await panel.zoom.fail('authorize', '10285');
  expect(await panel.authorize(CHALLENGE)).toMatchObject({ refused: { kind: 'busy', code: '10285' } });
});

test('a challenge that is empty is refused by the SDK', async () => {
  const panel = await openRunningPanel(where);
  expect(await panel.authorize({ codeChallenge: '', state: 's' })).toMatchObject({
    refused: { kind: 'unknown', message: 'codeChallenge is required for zoomSdk.authorize' },
  });
});

test('a newer attempt ends the older one', async () => {
  const { panel, answer } = await openUndecided();
  const newer = panel.authorize({ ...CHALLENGE, state: 'newer' });
  expect(await answer).toEqual({ kind: 'silent' });
  await panel.zoom.emit('onAuthorized', { ...EVENT, state: undefined });
  expect(await newer).toMatchObject({ kind: 'authorized', state: null });
});

test('waiting can be given up, before and after it began', async () => {
  const panel = await openRunningPanel(where, { authorizeResult: null });
  const outcomes = await panel.frame.evaluate(async (challenge) => {
    const before = new AbortController();
    before.abort(new Error('not wanted any more'));
    const after = new AbortController();
    const first = await window.outcomeOf((zoom) => zoom.authorize(challenge, before.signal));
    const second = window.outcomeOf((zoom) => zoom.authorize(challenge, after.signal));
    setTimeout(() => after.abort(new Error('connected elsewhere')), 50);
    return [first, await second];
  }, CHALLENGE);
  expect(outcomes).toEqual([
    { unexpected: 'Error: not wanted any more' },
    { unexpected: 'Error: connected elsewhere' },
  ]);
});

test('ending one wait leaves all other listeners alone', async () => {
  const { panel, answer } = await openUndecided();
  await panel.zoom.emit('onAuthorized', EVENT);
  await answer;
  await panel.zoom.setRole('coHost');
  await panel.expect({ role: 'coHost' });
  await panel.zoom.endMeeting();
  await panel.expect({ meetingEnded: true });
});

test('each listener is removed when its wait is over, and from its own event only', async () => {
  const panel = await openRunningPanel(where, { authorizeResult: null });
  await panel.frame.evaluate(noteListeners);
  const given = panel.authorize(CHALLENGE);
  await panel.expectCall('authorize');
  const superseding = panel.authorize({ ...CHALLENGE, state: 'newer' });
  await given;
  await panel.zoom.emit('onAuthorized', { ...EVENT, state: 'newer' });
  await superseding;
  await panel.zoom.fail('authorize', '10285');
  await panel.authorize(CHALLENGE);

  expect(await panel.frame.evaluate(() => window.listeners)).toEqual([
    'add onAuthorized 1',
    'remove onAuthorized 1',
    'add onAuthorized 2',
    'remove onAuthorized 2',
    'add onAuthorized 3',
    'remove onAuthorized 3',
  ]);
});

describe('by a clock of our own', () => {
  test('somebody takes four minutes, although the SDK gave up waiting for its acknowledgement', async () => {
    const panel = await openByClock({ muted: ['authorize'] });
    const answer = panel.authorize(CHALLENGE);
    await panel.expectCall('authorize');
    await panel.zoom.page.clock.runFor(4 * MINUTE_MS);
    await panel.zoom.emit('onAuthorized', EVENT);
    expect(await answer).toEqual(AUTHORIZED);
    await panel.zoom.page.context().close();
  });

  test('nobody answers: silent before the challenge is over, and what comes later is dropped', async () => {
    const panel = await openByClock({ authorizeResult: null });
    const answer = panel.authorize(CHALLENGE);
    await panel.expectCall('authorize');
    await panel.zoom.page.clock.runFor(5 * MINUTE_MS - 1);
    expect(await answer).toEqual({ kind: 'silent' });

    const before = await panel.configurations();
    await panel.zoom.emit('onAuthorized', EVENT);
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(before);
    await panel.zoom.page.context().close();
  });
});

async function openByClock(given: Given): Promise<OpenPanel> {
  const context = await browser.newContext();
  await context.clock.install();
  return openRunningPanel({ ...where, context }, given);
}

/** Which closure is added to and removed from which event from now on. */
function noteListeners(): void {
  const sdk = window.zoomSdk;
  if (sdk === undefined) throw new Error('no SDK');
  const handlers: unknown[] = [];
  window.listeners = [];
  for (const [method, word] of [
    ['addEventListener', 'add'],
    ['removeEventListener', 'remove'],
  ] as const) {
    const original = sdk[method];
    sdk[method] = (event, handler) => {
      if (!handlers.includes(handler)) handlers.push(handler);
      window.listeners.push(`${word} ${event} ${handlers.indexOf(handler) + 1}`);
      original.call(sdk, event, handler);
    };
  }
}
