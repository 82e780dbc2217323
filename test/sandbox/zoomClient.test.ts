import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { PATIENCE_MS } from '../support/patience.js';
import { openAppContext } from './support/openAppContext.js';
import { startPanelPage } from './support/panelPage.js';
import { ANAS_MEETING, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, startZoomApp, type ZoomApp } from './support/zoomApp.js';

const SCREENSHOTS = '.test-run/screenshots';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** How long the panel waits for a client that is silent on purpose. */
const SILENCE_MS = 2_000;
const CHALLENGE = 'a-challenge-of-forty-three-characters-or-more-';

const CAPABILITIES = [
  'getRunningContext',
  'getMeetingContext',
  'getMeetingJoinUrl',
  'getMeetingUUID',
  'getUserContext',
  'getAppContext',
  'authorize',
  'promptAuthorize',
  'openUrl',
  'showNotification',
  'shareApp',
  'onAuthorized',
  'onMyUserContextChange',
  'onMeeting',
  'onRunningContextChange',
  'onBreakoutRoomChange',
  'onParticipantChange',
];
const EVENTS = CAPABILITIES.filter((name) => name.startsWith('on'));

/** What the SDK in the panel came to. */
interface Outcome {
  value?: Record<string, unknown>;
  code?: string;
  message?: string;
}

interface PanelWindow {
  panel: {
    events: ({ name: string } & Record<string, unknown>)[];
    listen(names: string[]): void;
    call(name: string, ...given: unknown[]): Promise<Outcome>;
  };
}

let browser: Browser;
let panelPage: Awaited<ReturnType<typeof startPanelPage>>;
let tab: Page;
let complaints: string[];
let app: ZoomApp;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  panelPage = await startPanelPage();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on('console', (message) => {
    // The page of all people and meetings has none.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isIcon) complaints.push(message.text());
  });
  tab.on('pageerror', (error) => complaints.push(String(error)));
}, CHROMIUM_READY_MS);

afterAll(async () => {
  await browser.close();
  await panelPage.stop();
});

beforeEach(async () => {
  complaints = [];
  app = await startZoomApp({
    app: {
      clientId: CLIENT_ID,
      clientSecrets: [CLIENT_SECRET],
      redirectUris: [REDIRECT_URI],
      homeUrl: panelPage.url,
    },
  });
});

afterEach(async () => {
  expect(complaints).toEqual([]);
  await tab.goto('about:blank');
  await app.zoom.close();
});

test('the host’s panel is configured and told all about the meeting', async () => {
  const frame = await openClient();
  const configured = await call(frame, 'config', { capabilities: CAPABILITIES, version: '0.16' });
  expect(configured.value).toMatchObject({
    runningContext: 'inMeeting',
    unsupportedApis: ['shareApp'],
    auth: { status: 'authorized' },
    product: 'desktop',
  });
  const meeting = app.zoom.state.meetings[0];
  expect(await call(frame, 'getRunningContext')).toEqual({ value: { context: 'inMeeting' } });
  expect(await call(frame, 'getMeetingContext')).toEqual({
    value: { meetingTopic: 'Weekly planning', meetingID: ANAS_MEETING },
  });
  expect(await call(frame, 'getMeetingJoinUrl')).toEqual({ value: { joinUrl: meeting?.inviteUrl } });
  expect(await call(frame, 'getMeetingUUID')).toEqual({ value: { meetingUUID: meeting?.uuid } });
  expect((await call(frame, 'getUserContext')).value).toMatchObject({
    status: 'authorized',
    screenName: 'Ana Ferreira',
    role: 'host',
  });
  expect(await call(frame, 'shareApp', { action: 'start' })).toMatchObject({ code: '80004' });
});

describe('the app context', () => {
  test('opens with the app’s secret, is fresh each time, and names person, meeting and role', async () => {
    const frame = await openConfigured(`?person=${app.zoom.cast.ben.id}`);
    const claims = await claimsOf(frame);
    expect(claims).toMatchObject({
      typ: 'meeting',
      uid: app.zoom.cast.ben.id,
      mid: app.zoom.state.meetings[0]?.uuid,
      attendrole: 'participant',
      aud: CLIENT_ID,
    });
    await simulate('My role', 'co-host');
    expect(await claimsOf(frame)).toMatchObject({ attendrole: 'co-host' });
    const [one, two] = [await call(frame, 'getAppContext'), await call(frame, 'getAppContext')];
    expect(one.value?.['context']).not.toBe(two.value?.['context']);
  });

  test('names no meeting in the main window, and the breakout room in one', async () => {
    const frame = await openConfigured();
    await simulate('I am in', 'a breakout room');
    const { mid, bmid } = await claimsOf(frame);
    await configure(frame);
    const { value } = await call(frame, 'getMeetingUUID');
    expect(value).toEqual({ meetingUUID: bmid, parentUUID: mid });
    await simulate('I am in', 'Zoom’s main window');
    expect(await claimsOf(frame)).not.toHaveProperty('mid');
  });
});

describe('consent', () => {
  test('is asked in the client; the code that comes is good for one exchange with the plain challenge', async () => {
    const frame = await openConfigured();
    expect(await call(frame, 'authorize', { codeChallenge: CHALLENGE, state: 'state-1' })).toEqual({
      value: { message: 'Success' },
    });
    expect(await call(frame, 'authorize', { codeChallenge: CHALLENGE })).toMatchObject({ code: '10285' });
    await expectNothingOf(frame, 'onAuthorized');
    const dialog = tab.getByRole('dialog', { name: 'Broughtby wants to act for you in Zoom' });
    await screenshot('consent');
    await dialog.getByRole('button', { name: 'Allow' }).click();
    const event = await eventOf(frame, 'onAuthorized');
    expect(event).toMatchObject({ result: true, state: 'state-1', redirectUri: panelPage.url });

    const exchange = {
      grant_type: 'authorization_code',
      code: String(event['code']),
      code_verifier: CHALLENGE,
      redirect_uri: String(event['redirectUri']),
    };
    expect((await app.token(exchange)).status).toBe(200);
    expect((await app.token(exchange)).status).toBe(400);
    expect(app.zoom.state.grants).toMatchObject([{ person: app.zoom.cast.ana.id }]);
  });

  test('needs no dialog where all was allowed before', async () => {
    await app.connect(app.zoom.cast.ana.id);
    const frame = await openConfigured();
    await call(frame, 'authorize', { codeChallenge: CHALLENGE });
    const event = await eventOf(frame, 'onAuthorized');
    expect(event).toMatchObject({ result: true });
    expect(event).not.toHaveProperty('state');
    expect(await tab.getByRole('dialog').count()).toBe(0);
  });

  test('may withhold a scope', async () => {
    const frame = await openConfigured();
    await call(frame, 'authorize', { codeChallenge: CHALLENGE });
    await tab.getByRole('checkbox', { name: 'user:read:token' }).uncheck();
    await tab.getByRole('button', { name: 'Allow' }).click();
    const { code } = await eventOf(frame, 'onAuthorized');
    const answer = await app.token({
      grant_type: 'authorization_code',
      code: String(code),
      code_verifier: CHALLENGE,
    });
    expect(answer.body.scope).not.toContain('user:read:token');
  });

  test('may be declined, by the button, by Escape or by the simulation', async () => {
    const frame = await openConfigured();
    const declined: (() => Promise<unknown>)[] = [
      () => tab.getByRole('button', { name: 'Decline' }).click(),
      () => tab.keyboard.press('Escape'),
    ];
    for (const [asked, decline] of declined.entries()) {
      await call(frame, 'authorize', { codeChallenge: CHALLENGE, state: `state-${asked}` });
      await tab.getByRole('dialog').waitFor();
      await decline();
      await expect.poll(async () => (await events(frame, 'onAuthorized')).length).toBe(asked + 1);
    }
    await simulate('Consent', 'decline');
    await call(frame, 'authorize', { codeChallenge: CHALLENGE, state: 'state-2' });
    await expect.poll(async () => (await events(frame, 'onAuthorized')).length).toBe(3);
    for (const event of await events(frame, 'onAuthorized')) expect(event).toMatchObject({ result: false, code: '' });
  });

  test('is withdrawn when the panel is opened afresh, which is not configured then', async () => {
    const frame = await openConfigured();
    await call(frame, 'authorize', { codeChallenge: CHALLENGE });
    await tab.getByRole('dialog').waitFor();
    const navigated = tab.waitForEvent('framenavigated', (other) => other === frame);
    // Behind the dialog nobody reaches it by hand.
    await tab.getByRole('button', { name: 'Reload the panel', includeHidden: true }).dispatchEvent('click');
    await tab.getByRole('dialog').waitFor({ state: 'hidden' });
    await navigated;
    const reopened = await panelFrame();
    expect((await configure(reopened)).value).toHaveProperty('clientVersion');
    await call(reopened, 'getUserContext');
    await expectNothingOf(reopened, 'onAuthorized');
  });

  test('may never be answered', async () => {
    const frame = await openConfigured();
    await simulate('Consent', 'never answer');
    expect(await call(frame, 'authorize', { codeChallenge: CHALLENGE })).toEqual({ value: { message: 'Success' } });
    // Whatever the client would do has come before the answer to the next call.
    await call(frame, 'getUserContext');
    expect(await tab.getByRole('dialog').count()).toBe(0);
    await expectNothingOf(frame, 'onAuthorized');
  });
});

describe('roles and guests', () => {
  test('an attendee has the UUID alone; made a co-host they are told, and may read the meeting', async () => {
    const frame = await openClient(`?person=${app.zoom.cast.ben.id}&meeting=${ANAS_MEETING}`);
    const { value } = await configure(frame);
    expect(value?.['unsupportedApis']).toEqual([
      'getMeetingContext',
      'getMeetingJoinUrl',
      'shareApp',
      'onParticipantChange',
    ]);
    expect(await call(frame, 'getMeetingContext')).toMatchObject({
      code: '80012',
      message: 'No Permission for this API. [code:80012, reason:require_meeting_role]',
    });
    expect((await call(frame, 'getMeetingUUID')).value).toHaveProperty('meetingUUID');

    await simulate('My role', 'co-host');
    expect(await eventOf(frame, 'onMyUserContextChange')).toMatchObject({ role: 'coHost', screenName: 'Ben Okonkwo' });
    expect((await configure(frame)).value).toMatchObject({ unsupportedApis: ['shareApp'] });
    expect((await call(frame, 'getMeetingContext')).value).toMatchObject({ meetingID: ANAS_MEETING });
  });

  test('a guest is nobody to the app, and comes in step by step', async () => {
    const frame = await openConfigured('?user=unauthenticated');
    expect(await claimsOf(frame)).not.toHaveProperty('uid');
    expect(await call(frame, 'getMeetingContext')).toMatchObject({ code: '80004' });
    expect(await call(frame, 'authorize', { codeChallenge: CHALLENGE })).toMatchObject({ code: '80004' });

    for (const status of ['authenticated', 'authorized']) {
      expect(await call(frame, 'promptAuthorize')).toEqual({ value: { message: 'Success' } });
      await expect
        .poll(async () => (await events(frame, 'onMyUserContextChange')).map((event) => event['status']))
        .toContain(status);
      expect((await call(frame, 'getUserContext')).value).toMatchObject({ status });
    }
    expect(await claimsOf(frame)).toHaveProperty('uid', app.zoom.cast.ana.id);
  });
});

describe('faults', () => {
  test('a client that is silent leaves the SDK to its timeout, and answers again once it is not', async () => {
    const frame = await openClient();
    await openDrawer();
    await drawer().getByRole('button', { name: 'Stay silent' }).click();
    expect(await configure(frame, SILENCE_MS)).toMatchObject({ message: expect.stringContaining('took longer than') });
    await drawer().getByRole('button', { name: 'End: Every call not answered' }).click();
    expect((await configure(frame, PATIENCE_MS)).value).toHaveProperty('clientVersion');
  });

  test('one call alone may be silent or refused', async () => {
    const frame = await openConfigured('', SILENCE_MS);
    await simulate('Call', 'getMeetingContext');
    await drawer().getByRole('button', { name: 'Stay silent' }).click();
    await simulate('Call', 'getAppContext');
    await drawer().getByRole('textbox', { name: 'Code of the error' }).fill('10118');
    await drawer().getByRole('button', { name: 'Refuse' }).click();
    expect(await call(frame, 'getMeetingContext')).toMatchObject({ message: expect.stringContaining('took longer') });
    expect(await call(frame, 'getAppContext')).toMatchObject({ code: '10118' });
    expect((await call(frame, 'getUserContext')).value).toHaveProperty('role', 'host');
  });

  test('a configuration that expired, or was another page’s, answers nothing but config', async () => {
    const frame = await openConfigured();
    await openDrawer();
    await drawer().getByRole('button', { name: 'Let the configuration expire' }).click();
    expect(await call(frame, 'getUserContext')).toMatchObject({ code: '80004' });
    await configure(frame);
    expect((await call(frame, 'getUserContext')).value).toHaveProperty('role', 'host');
    await drawer().getByText('What the panel asked').click();
    await expect.poll(() => drawer().getByRole('list').last().textContent()).toContain('getUserContext refused');
  });

  test('messages that are not of the panel’s SDK are passed over', async () => {
    const frame = await openConfigured();
    await tab.evaluate(() => window.postMessage(JSON.stringify({ jsCallId: 'id1', apiName: 'openUrl' }), '*'));
    await frame.evaluate(() => {
      for (const message of ['{', 'null', 7, { jsCallId: 'id2' }]) window.parent.postMessage(message, '*');
    });
    expect((await call(frame, 'getUserContext')).value).toHaveProperty('role', 'host');
    expect(await tab.getByRole('link', { name: 'Open in a new tab' }).count()).toBe(0);
  });
});

describe('what happens in the meeting', () => {
  test('people come and go, and the host’s panel hears of it', async () => {
    const frame = await openConfigured();
    const { chiyo, ben } = app.zoom.cast;
    await app.zoom.joinMeeting({ person: chiyo.id, meeting: ANAS_MEETING });
    expect(await eventOf(frame, 'onParticipantChange')).toMatchObject({
      participants: [{ status: 'join', screenName: 'Chiyo Tanaka', role: 'attendee' }],
    });
    await openDrawer();
    await drawer().getByRole('checkbox', { name: ben.displayName }).uncheck();
    await app.zoom.waitFor(({ meetings }) => !meetings[0]?.participants.includes(ben.id), 'Ben to leave');
    await expect.poll(() => tileNames()).toEqual(['Ana Ferreira (me)', 'Chiyo Tanaka']);
    await expect
      .poll(async () => (await events(frame, 'onParticipantChange'))[1])
      .toMatchObject({
        participants: [{ status: 'leave', screenName: 'Ben Okonkwo' }],
      });
  });

  test('a bot that joins is a participant “Brought by” its person, records, and goes', async () => {
    await openClient();
    const { access_token: accessToken } = await app.connect(app.zoom.cast.ana.id);
    await joinAsBot(await app.mint(accessToken, ANAS_MEETING));
    const tile = tab.getByRole('listitem').filter({ hasText: 'Notetaker' });
    await expect.poll(() => tile.textContent()).toContain('Brought by Ana Ferreira');
    expect(await tab.getByText('Recording', { exact: true }).count()).toBe(1);
    await tellZoom('recording', { botId: 'bot-1', recording: true });
    await expect.poll(() => tile.textContent()).toContain('Recording');
    await screenshot('bot');
    await expectAccessible();
    await app.zoom.leaveMeeting({ person: app.zoom.cast.ana.id, meeting: ANAS_MEETING });
    await expect.poll(() => tab.getByText('Brought by').count()).toBe(0);
  });

  test('the host lets a bot in and allows it to record', async () => {
    const { chiyo } = app.zoom.cast;
    await app.zoom.setRecordingPermission({ meeting: '81234567890', permission: 'pending' });
    await openClient(`?person=${chiyo.id}`);
    const { access_token: accessToken } = await app.connect(chiyo.id);
    await joinAsBot(await app.mint(accessToken, '81234567890'), '81234567890');
    await tab.getByRole('button', { name: 'Admit', exact: true }).click();
    await expect.poll(() => tileNames()).toContain('Notetaker');
    await tab.getByRole('button', { name: 'Allow' }).click();
    await app.zoom.waitFor(({ meetings }) => meetings[1]?.recordingPermission === 'granted', 'the permission');
  });

  test('the end of the meeting is told, and where the panel is once its window is closed', async () => {
    const frame = await openConfigured();
    await tab.getByRole('button', { name: 'Leave' }).click();
    await tab.getByRole('button', { name: 'End meeting for all' }).click();
    expect(await eventOf(frame, 'onMeeting')).toMatchObject({ action: 'ended' });
    expect(await call(frame, 'getMeetingUUID')).toMatchObject({ code: '80004' });
    expect(await claimsOf(frame)).not.toHaveProperty('mid');
    await screenshot('ended');
    await tab.getByRole('button', { name: 'Close' }).click();
    expect(await eventOf(frame, 'onRunningContextChange')).toMatchObject({ runningContext: 'inMainClient' });
  });

  test('a person who leaves is in the main window, and may come back', async () => {
    const frame = await openConfigured(`?person=${app.zoom.cast.ben.id}`);
    await tab.getByRole('button', { name: 'Leave' }).click();
    expect(await eventOf(frame, 'onRunningContextChange')).toMatchObject({ runningContext: 'inMainClient' });
    await expectAccessible();
    await screenshot('main-window');
    await tab.getByRole('button', { name: 'Join Weekly planning' }).click();
    await expect.poll(() => tileNames()).toContain('Ben Okonkwo (me)');
    await expect.poll(async () => (await events(frame, 'onRunningContextChange')).length).toBe(2);
  });

  test('breakout rooms', async () => {
    const frame = await openConfigured();
    await simulate('I am in', 'a breakout room');
    expect(await eventOf(frame, 'onBreakoutRoomChange')).toMatchObject({ action: 'join' });
    expect(await tileNames()).toEqual(['Ana Ferreira (me)']);
  });

  test('a new meeting may be started where there is none', async () => {
    const frame = await openConfigured(`?person=${app.zoom.cast.dmitri.id}`);
    expect(await call(frame, 'getRunningContext')).toEqual({ value: { context: 'inMainClient' } });
    await tab.getByRole('button', { name: 'New meeting' }).click();
    await expect.poll(() => tileNames()).toEqual(['Dmitri Volkov (me)']);
    await configure(frame);
    expect((await call(frame, 'getMeetingContext')).value).toHaveProperty(
      'meetingTopic',
      "Dmitri Volkov's Zoom Meeting",
    );
  });
});

describe('the client’s own page', () => {
  test('shows what the panel wants to open or to tell, and leaves opening to the person', async () => {
    const frame = await openConfigured();
    await call(frame, 'showNotification', { type: 'warning', title: 'Careful.', message: 'The bot waits.' });
    await tab.getByText('The bot waits.').waitFor();
    expect(await call(frame, 'openUrl', { url: `${panelPage.url}?opened` })).toEqual({ value: { message: 'success' } });
    const link = tab.getByRole('link', { name: 'Open in a new tab' });
    const opened = tab.context().waitForEvent('page');
    await link.click();
    const other = await opened;
    await expect.poll(() => other.url()).toBe(`${panelPage.url}?opened`);
    await other.close();
    expect(await link.count()).toBe(0);
  });

  test('belongs to one person; another one has a client and a panel of their own', async () => {
    await openConfigured();
    await tab.getByRole('combobox', { name: 'You are' }).selectOption('Ben Okonkwo');
    await tab.waitForURL(/person=Ben4/);
    await expect.poll(() => tileNames()).toContain('Ben Okonkwo (me)');
    const frame = await panelFrame();
    await configure(frame);
    expect((await call(frame, 'getUserContext')).value).toMatchObject({ screenName: 'Ben Okonkwo', role: 'attendee' });
  });

  test('is reached from the page of all people and meetings, and only under the address that the app knows', async () => {
    await tab.goto(app.zoom.url);
    await tab.getByRole('link', { name: 'Zoom client of Ben Okonkwo' }).first().click();
    await tab.waitForURL(/client\?person=Ben4/);
    await expect.poll(() => tileNames()).toContain('Ben Okonkwo (me)');
    const { port } = new URL(app.zoom.url);
    const answer = await fetch(`${app.zoom.url}/client`, { redirect: 'manual' });
    expect(answer.status).toBe(200);
    await tab.goto(`http://localhost:${port}/client?width=320`);
    expect(tab.url()).toContain(`${app.zoom.url}/client?`);
  });

  test('is used by keyboard alone: drawer, divider, participants, leaving', async () => {
    await openConfigured();
    const toggle = tab.getByRole('button', { name: 'Simulation' });
    await toggle.focus();
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Tab');
    expect(await focused()).toBe('user');
    await screenshot('drawer');
    await expectAccessible();
    await tab.keyboard.press('Escape');
    expect(await focused()).toBe('simulation-toggle');
    expect(await drawer().isVisible()).toBe(false);

    const divider = tab.getByRole('separator', { name: 'Width of the panel' });
    await divider.focus();
    const widths: (number | undefined)[] = [];
    for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'ArrowRight', 'End', 'ArrowLeft']) {
      await tab.keyboard.press(key);
      widths.push((await tab.locator('#panel').boundingBox())?.width);
    }
    expect(widths).toEqual([416, 400, 320, 320, 480, 480]);
    expect(await divider.getAttribute('aria-valuenow')).toBe('480');
    expect(tab.url()).toContain('width=480');

    await tab.getByRole('button', { name: /^Participants/ }).press('Enter');
    await tab.getByText('Host, me').waitFor();
    await tab.getByRole('button', { name: 'Leave' }).press('Enter');
    await tab.getByRole('dialog', { name: 'Leave the meeting?' }).waitFor();
    await expectAccessible();
    await tab.keyboard.press('Escape');
    expect(await focused()).toBe('leave');
    expect(app.zoom.state.meetings[0]?.status).toBe('in-progress');
  });

  test('fits a narrow window, and says when its simulator is away', async () => {
    await tab.setViewportSize({ width: 400, height: 800 });
    await openClient();
    await screenshot('narrow');
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.route('**/control/state*', (route) => route.abort());
    await app.zoom.joinMeeting({ person: app.zoom.cast.chiyo.id, meeting: ANAS_MEETING });
    await tab.getByText('The simulated Zoom does not answer').waitFor();
    await tab.unroute('**/control/state*');
    await expect.poll(() => tileNames()).toContain('Chiyo Tanaka');
    complaints = complaints.filter((text) => !text.includes('net::ERR_FAILED'));
  });

  test('without a Home URL there is no panel to show', async () => {
    const bare = await startZoomApp();
    const answer = await fetch(`${bare.zoom.url}/client`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('Home URL')]);
    expect((await fetch(`${bare.zoom.url}/client/..%2Fcast.js`)).status).toBe(404);
    await bare.zoom.close();
  });
});

/** The panel's frame, with the SDK loaded and not configured. */
async function openClient(query = ''): Promise<Frame> {
  await tab.goto(`${app.zoom.url}/client${query}`);
  return panelFrame();
}

async function panelFrame(): Promise<Frame> {
  const element = await tab.locator('#panel-frame').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('The page has no panel.');
  await frame.locator('body[data-ready]').waitFor({ state: 'attached' });
  await frame.evaluate((names) => (window as unknown as PanelWindow).panel.listen(names), EVENTS);
  return frame;
}

async function openConfigured(query = '', timeout?: number): Promise<Frame> {
  const frame = await openClient(query);
  await configure(frame, timeout);
  return frame;
}

function configure(frame: Frame, timeout = PATIENCE_MS): Promise<Outcome> {
  return call(frame, 'config', { capabilities: CAPABILITIES, version: '0.16', timeout });
}

function call(frame: Frame, name: string, ...given: unknown[]): Promise<Outcome> {
  return frame.evaluate(([api, input]) => (window as unknown as PanelWindow).panel.call(api, ...input), [
    name,
    given,
  ] as const);
}

async function claimsOf(frame: Frame): Promise<Record<string, unknown>> {
  return openAppContext(String((await call(frame, 'getAppContext')).value?.['context']));
}

async function events(frame: Frame, name: string): Promise<Record<string, unknown>[]> {
  const all = await frame.evaluate(() => (window as unknown as PanelWindow).panel.events);
  return all.filter((event) => event.name === name);
}

/** Waits for the first of them. */
async function eventOf(frame: Frame, name: string): Promise<Record<string, unknown>> {
  await expect.poll(async () => (await events(frame, name)).length).toBeGreaterThan(0);
  return (await events(frame, name))[0] ?? {};
}

async function expectNothingOf(frame: Frame, name: string): Promise<void> {
  expect(await events(frame, name)).toEqual([]);
}

function drawer(): Locator {
  return tab.getByRole('complementary', { name: 'Simulation' });
}

async function openDrawer(): Promise<void> {
  if (!(await drawer().isVisible())) await tab.getByRole('button', { name: 'Simulation' }).click();
}

async function simulate(what: string, choice: string): Promise<void> {
  await openDrawer();
  await drawer().getByRole('combobox', { name: what }).selectOption(choice);
}

function tileNames(): Promise<string[]> {
  return tab.locator('.tile .name').allTextContents();
}

function joinAsBot(obfToken: string, meetingNumber = ANAS_MEETING): Promise<Response> {
  const passcode = app.zoom.state.meetings.find(({ number }) => number === meetingNumber)?.passcode;
  return tellZoom('join', {
    botId: 'bot-1',
    botName: 'Notetaker',
    clientId: CLIENT_ID,
    meetingNumber,
    passcode,
    obfToken,
  });
}

function tellZoom(what: string, body: object): Promise<Response> {
  return fetch(`${app.zoom.url}/sdk/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function focused(): Promise<string | undefined> {
  return tab.evaluate(() => document.activeElement?.id);
}

async function screenshot(name: string): Promise<void> {
  await tab.screenshot({ path: join(SCREENSHOTS, `zoom-client-${name}.png`) });
}

async function expectAccessible(): Promise<void> {
  await tab.evaluate(AXE);
  const violations = await tab.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(what: object, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run({ exclude: [['#panel-frame']] }, { iframes: false });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(violations).toEqual([]);
}
