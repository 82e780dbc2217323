import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../../support/chromium.js';
import { type OpenPanel, openPanel, openRunningPanel, type Where } from './openPanel.js';
import { type Pages, startPages } from './startPages.js';

let browser: Browser;
let pages: Pages;
let where: Where;

beforeAll(async () => {
  [browser, pages] = await Promise.all([openChromium(), startPages()]);
  where = { context: await browser.newContext(), pages };
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await pages.stop();
});

describe('starting', () => {
  test('in an ordinary tab it is known at once that there is no Zoom client, and the SDK is not loaded', async () => {
    const tab = await where.context.newPage();
    const files: string[] = [];
    tab.on('request', (request) => files.push(new URL(request.url()).pathname));
    await tab.goto(`${pages.origin}/panelPage`);
    expect(await tab.evaluate(() => window.panel.getSnapshot())).toEqual({ kind: 'outside' });
    expect(await tab.evaluate(() => window.outcomeOf((panel) => panel.getAppContext()))).toMatchObject({
      refused: { kind: 'not_supported' },
    });
    expect(files.filter((file) => file.endsWith('.js'))).toEqual(['/panelPage/entry.js']);
    await tab.close();
  });

  test('the SDK is configured in its present dialect, with our capabilities and without its timeout', async () => {
    const panel = await openRunningPanel(where);
    const [config] = await panel.zoom.calls('config');
    expect(config?.data).toEqual({
      js_api_lists: expect.arrayContaining(['authorize', 'onAuthorized']),
      version: '0.16',
    });
  });

  test('a client that refuses the configuration may be asked again', async () => {
    const panel = await openPanel(where, { failing: { config: '80004' } });
    await panel.expect({ kind: 'refused', error: { kind: 'not_supported', code: '80004' } });
    expect(await panel.call('getAppContext')).toMatchObject({ refused: { kind: 'not_supported', code: '80004' } });
    await panel.zoom.recover();
    await panel.frame.evaluate(() => window.panel.start());
    await panel.expect({ kind: 'running' });
  });

  test("a client whose version the SDK can't read is a refusal too", async () => {
    const panel = await openPanel(where, { clientVersion: 'six' });
    await panel.expect({ kind: 'refused', error: { kind: 'unknown', code: null } });
  });

  test('the SDK could not be loaded: said, and tried again', async () => {
    let lost = true;
    const panel = await openPanel({
      ...where,
      prepare: (tab) =>
        tab.route(/sdk[^/]*\.js/, (route) => (lost ? route.fulfill({ status: 404, body: '' }) : route.continue())),
    });
    await panel.expect({ kind: 'refused', error: { kind: 'unknown', code: 'sdk_not_loaded' } });
    lost = false;
    await panel.frame.evaluate(() => window.panel.start());
    await panel.expect({ kind: 'running' });
  });

  test('storage that is blocked does not matter', async () => {
    await openRunningPanel({ ...where, prepare: (tab) => tab.addInitScript(blockStorage) });
  });

  test('the SDK is never awaited, nor listened to too early: it would warn of either', async () => {
    const said: string[] = [];
    const panel = await openRunningPanel({
      ...where,
      prepare: async (tab) => void tab.on('console', (message) => said.push(message.text())),
    });
    await panel.call('getAppContext');
    expect(said).toEqual([]);
    // As it does of whatever it doesn't know, the `then` that an await looks for among them: such an await hangs for ever.
    await panel.frame.evaluate(() => void Promise.resolve(window.zoomSdk));
    expect(said).toEqual([expect.stringContaining('Method then is not available')]);
  });
});

describe('React’s StrictMode', () => {
  test('mounts twice: one configuration, and one for each event', async () => {
    const panel = await openRunningPanel({ ...where, page: 'strictModePage' });
    const effects = await panel.frame.evaluate(() => window.snapshots.filter((entry) => entry === 'effect'));
    expect(effects).toHaveLength(2);
    expect(await panel.configurations()).toBe(1);
    await panel.zoom.setRole('attendee');
    await panel.expect({ role: 'participant' });
    expect(await panel.configurations()).toBe(2);
  });
});

describe('who and where', () => {
  test('an ordinary participant is told the UUID only, and the rest is not even asked for', async () => {
    const panel = await openRunningPanel(where, { role: 'attendee' });
    expect(await panel.snapshot()).toMatchObject({
      role: 'participant',
      meeting: { uuid: 'pZ0mEe7ingUUID/==', parentUuid: null, number: null, topic: null, joinUrl: null },
    });
    expect(await panel.zoom.calls('getMeetingContext')).toEqual([]);
    expect(await panel.zoom.calls('getMeetingJoinUrl')).toEqual([]);
  });

  test('a read that fails leaves the others', async () => {
    const panel = await openRunningPanel(where, { failing: { getMeetingContext: '80012' } });
    expect(await panel.snapshot()).toMatchObject({ meeting: { number: null, joinUrl: expect.any(String) } });
  });

  test('who cannot be asked, is known by their consent', async () => {
    const panel = await openRunningPanel(where, { failing: { getUserContext: '403' }, userStatus: 'authenticated' });
    expect(await panel.snapshot()).toMatchObject({ user: 'authenticated', role: 'participant' });
  });

  test('a meeting’s number is read in groups too', async () => {
    const panel = await openRunningPanel(where, { meetingID: '834 1234 5678' });
    expect(await panel.snapshot()).toMatchObject({ meeting: { number: '83412345678' } });
  });

  test('outside a meeting, joining one, leaving it', async () => {
    const panel = await openRunningPanel(where, { runningContext: 'inMainClient' });
    expect(await panel.snapshot()).toMatchObject({ meeting: null, meetingEnded: false });
    await panel.zoom.setRunningContext('inMeeting');
    await panel.expect({ meeting: { number: '83412345678' } });
    await panel.zoom.setRunningContext('inMainClient');
    await panel.expect({ meeting: null, meetingEnded: false });
  });

  test('a meeting that ended stays ended, until there is another', async () => {
    const panel = await openRunningPanel(where);
    await panel.zoom.endMeeting();
    await panel.expect({ meeting: { number: '83412345678' }, meetingEnded: true });
    await panel.zoom.setRole('coHost');
    await panel.expect({ role: 'coHost', meetingEnded: true });
    await panel.zoom.setRunningContext('inMainClient');
    await panel.expect({ meeting: null, meetingEnded: true });
    await panel.zoom.patch({ meetingUUID: 'another-meeting==' });
    await panel.zoom.setRunningContext('inMeeting');
    await panel.expect({ meeting: { uuid: 'another-meeting==' }, meetingEnded: false });
  });

  test('into a breakout room and back', async () => {
    const panel = await openRunningPanel(where, { role: 'attendee' });
    await panel.zoom.enterBreakoutRoom('room-1==');
    await panel.expect({ meeting: { uuid: 'room-1==', parentUuid: 'pZ0mEe7ingUUID/==' } });
    await panel.zoom.leaveBreakoutRoom();
    await panel.expect({ meeting: { uuid: 'pZ0mEe7ingUUID/==', parentUuid: null } });
  });

  test('a change of my own role among the participants is seen, once, and changes of others are not', async () => {
    const panel = await openRunningPanel(where);
    const me = { participantUUID: 'participant-ana', screenName: 'Ana Ferreira' };
    const other = { participantUUID: 'participant-ben', screenName: 'Ben' };
    await panel.zoom.changeParticipant({ ...other, status: 'join', role: 'cohost' });
    await panel.zoom.changeParticipant({ ...me, status: 'join', role: 'host' });
    expect(await panel.configurations()).toBe(1);
    await panel.zoom.patch({ role: 'coHost' });
    await panel.zoom.changeParticipant({ ...me, status: 'join', role: 'cohost' });
    await panel.expect({ role: 'coHost' });
    await panel.zoom.changeParticipant({ ...me, status: 'join', role: 'cohost' });
    expect(await panel.configurations()).toBe(2);
  });

  test('a guest signs in and adds the app, also where the client does not tell the status', async () => {
    const panel = await openRunningPanel(where, {
      userStatus: 'unauthenticated',
      role: 'attendee',
      tellsStatus: false,
    });
    expect(await panel.snapshot()).toMatchObject({
      user: 'unauthenticated',
      canAuthorize: false,
      canPromptAuthorize: true,
      meeting: { uuid: 'pZ0mEe7ingUUID/==' },
    });
    await panel.call('promptAuthorize');
    await panel.expect({ user: 'authenticated', canAuthorize: true, canPromptAuthorize: true });
    await panel.call('promptAuthorize');
    await panel.expect({ user: 'authorized', canPromptAuthorize: false });
    expect(await panel.configurations()).toBe(3);
  });

  test('a guest who signed in unreported is noticed when they look at the panel again', async () => {
    const panel = await openRunningPanel(where, { userStatus: 'authenticated' });
    await panel.zoom.patch({ userStatus: 'authorized' });
    await panel.frame.evaluate(() => window.dispatchEvent(new Event('focus')));
    await panel.expect({ user: 'authorized' });
  });
});

describe('asking', () => {
  test('what the client does not offer is not asked of it, although the SDK has a function for every name', async () => {
    const panel = await openRunningPanel(where, { supported: ['getUserContext', 'getMeetingUUID'] });
    expect(await panel.openUrl('https://example.com')).toMatchObject({ refused: { kind: 'not_supported' } });
    expect(await panel.zoom.calls('openUrl')).toEqual([]);
    expect(await panel.snapshot()).toMatchObject({ canAuthorize: false, canPromptAuthorize: false });
  });

  test('of a guest it is said that they are one', async () => {
    const panel = await openRunningPanel(where, { userStatus: 'unauthenticated' });
    expect(await panel.authorize({ codeChallenge: 'c', state: 's' })).toMatchObject({ refused: { kind: 'guest' } });
  });

  test('a page opens in the system’s browser, a relative address by our own', async () => {
    const panel = await openRunningPanel(where);
    await panel.openUrl('/launch');
    await panel.expectCall('openUrl');
    expect(await panel.zoom.calls('openUrl')).toEqual([{ api: 'openUrl', data: { url: `${pages.origin}/launch` } }]);
  });

  test('a configuration that the client forgot is renewed, and the call repeated', async () => {
    const panel = await openRunningPanel(where);
    await panel.zoom.forgetConfig();
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(2);
  });

  test('a refusal that stays is told, with its code', async () => {
    const panel = await openRunningPanel(where);
    await panel.zoom.fail('getAppContext', '10118');
    expect(await panel.call('getAppContext')).toMatchObject({ refused: { kind: 'unknown', code: '10118' } });
    expect(await panel.zoom.calls('getAppContext')).toHaveLength(2);
  });

  test('asked while the client is silent, it says so', async () => {
    const panel = await openPanel(where, { muted: ['*'] });
    expect(await panel.call('getAppContext')).toMatchObject({ refused: { kind: 'silent' } });
  });
});

test('an app context that is asked for while the panel starts needs no second configuration', async () => {
  const panel = await openPanel(where);
  expect(await panel.call('getAppContext')).toBe('an-app-context');
  expect(await panel.configurations()).toBe(1);
});

describe('configuring again', () => {
  test('after pushState, before the next call or when told; after going back, by itself', async () => {
    const panel = await openRunningPanel(where);
    await panel.frame.evaluate(() => history.pushState(null, '', '/panelPage/bots'));
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(2);
    expect(await panel.zoom.calls('getAppContext')).toHaveLength(1);
    await panel.frame.evaluate(() => {
      history.pushState(null, '', '/panelPage/bots/1');
      window.panel.routeChanged();
      window.panel.routeChanged();
    });
    await panel.expectConfigurations(3);
    await panel.frame.evaluate(() => history.back());
    await panel.expectConfigurations(4);
    await panel.frame.evaluate(() => window.panel.routeChanged());
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(4);
  });

  test('many reasons at once make one more configuration, and nothing is published that did not change', async () => {
    const panel = await openRunningPanel(where);
    await panel.zoom.mute('config');
    for (let event = 0; event < 5; event += 1) await panel.zoom.tell('onRunningContextChange', {});
    await panel.zoom.answerLate();
    await panel.expectConfigurations(3);
    await panel.call('getAppContext');
    expect(await panel.configurations()).toBe(3);
    const published = await panel.frame.evaluate(() => window.snapshots.map((entry) => JSON.parse(entry).kind));
    expect(published).toEqual(['running']);
  });

  describe('while a newer one has been answered', () => {
    test('a late answer to an older one changes nothing', async () => {
      const panel = await openWithOneUnanswered();
      await panel.zoom.patch({ role: 'attendee', supported: ['getUserContext'] });
      await panel.zoom.answerLate();
      await expect.poll(() => panel.zoom.calls('getUserContext')).toHaveLength(2);
      await panel.zoom.patch({ supported: null });
      expect(await panel.call('getAppContext')).toBe('an-app-context');
      expect(await panel.snapshot()).toMatchObject({ role: 'host', canAuthorize: true });
    });

    test('neither does a late refusal', async () => {
      const panel = await openWithOneUnanswered();
      await panel.zoom.fail('config', '10000');
      await panel.zoom.answerLate();
      await panel.zoom.recover();
      expect(await panel.call('getAppContext')).toBe('an-app-context');
      expect(await panel.configurations()).toBe(2);
    });
  });

  test('a running panel stays as it is while the client is silent or refuses', async () => {
    const panel = await openRunningPanel(where);
    await panel.zoom.fail('config', '10000');
    await panel.zoom.tell('onRunningContextChange', {});
    await panel.expectConfigurations(2);
    expect(await panel.snapshot()).toMatchObject({ kind: 'running', role: 'host' });
    expect(await panel.call('getAppContext')).toMatchObject({ refused: { code: '10000' } });
    await panel.zoom.recover();
    expect(await panel.call('getAppContext')).toBe('an-app-context');
    expect(await panel.configurations()).toBe(4);
  });
});

function blockStorage(): void {
  for (const name of ['sessionStorage', 'localStorage']) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException('Blocked.', 'SecurityError');
      },
    });
  }
}

/** Running by its second configuration; the first has got no answer. */
async function openWithOneUnanswered(): Promise<OpenPanel> {
  const panel = await openPanel(where, { muted: ['config'] });
  await panel.expect({ kind: 'silent' });
  await panel.zoom.recover();
  await panel.frame.evaluate(() => window.panel.start());
  await panel.expect({ kind: 'running', role: 'host' });
  return panel;
}
