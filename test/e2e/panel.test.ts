import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { newPanelKey, Panel } from '../support/panel.js';
import { startWorld, type World } from '../support/world.js';
import { contextFor, type Opener, openPanel, type PanelInZoom } from './panelInZoom.js';
import { expectSentence, newVisitor } from './visitor.js';

const TEST_TIMEOUT_MS = 120_000;
const MINUTE_MS = 60_000;
const RECONNECTING = 'Reconnecting… What you see may be a moment old.';

let browser: Browser;
let context: BrowserContext;
let world: World;
let aheadMs = 0;

beforeAll(async () => {
  browser = await openChromium();
  context = await browser.newContext({ viewport: { width: 400, height: 800 } });
  world = await startWorld({ withoutRateLimits: true, now: () => Date.now() + aheadMs });
  await world.zoom.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function open(opener: Opener, where = world): Promise<PanelInZoom> {
  const panel = await openPanel(context, where, opener);
  onTestFinished(() => panel.tab.close());
  return panel;
}

interface InMeeting {
  person: ZoomPerson;
  meeting: ZoomMeeting;
}

async function host(where = world): Promise<InMeeting> {
  const person = await where.zoom.addPerson({ displayName: 'Grace Hopper' });
  return { person, meeting: await where.zoom.addMeeting({ host: person.id, topic: 'Compilers' }) };
}

/** Somebody who has connected Zoom before, in a meeting of their own. */
async function connectedHost(where = world): Promise<InMeeting> {
  const { person, meeting } = await host(where);
  await where.server.browser().connectZoom(where.zoom, person.id);
  return { person, meeting };
}

/** Somebody who has connected Zoom before, in a meeting of somebody else. */
async function connectedAttendee(): Promise<InMeeting> {
  const { id } = await world.zoom.addPerson();
  const person = await world.zoom.addPerson({ displayName: 'Alan Turing' });
  await world.server.browser().connectZoom(world.zoom, person.id);
  return { person, meeting: await world.zoom.addMeeting({ host: id, participants: [person.id] }) };
}

/** A host whose answer to Zoom is on its way to a browser of theirs, with the state of their panel. */
async function consentInTab() {
  const { person, meeting } = await host();
  const panel = await open({ person, meeting, settings: { authorizeResult: null } });
  await panel.press('Bring a bot');
  await panel.expectState('connecting', 'Allow it in Zoom’s window');
  const [asked] = await panel.zoom.calls('authorize');
  const state = String(asked?.data['state']);
  const codeChallenge = String(asked?.data['codeChallenge']);
  const redirectUri = `${world.server.baseUrl}/zoom/oauth-callback`;
  const { code } = await world.zoom.issueCode({ person: person.id, codeChallenge, redirectUri });
  const tab = await newVisitor(browser);
  onTestFinished(() => tab.leave());
  return { panel, tab, query: new URLSearchParams({ code, state }) };
}

/** A fresh one, which another panel has presented before. */
async function contextOfAnotherPanel({ person, meeting }: InMeeting): Promise<string> {
  const context = await contextFor(world, { person, meeting });
  await new Panel(world.server, world.zoom, { person: person.id }).startSession(context, newPanelKey());
  return context;
}

async function letSessionsEnd(): Promise<void> {
  aheadMs += 31 * MINUTE_MS;
  await Promise.all([world.zoom.clock.setOffset(aheadMs), world.recall.clock.setOffset(aheadMs)]);
}

async function launch(panel: PanelInZoom): Promise<void> {
  await panel.expectState('ready');
  await panel.press('Bring a bot');
  await panel.expectState('bot-live', 'The bot is recording');
}

describe('a host', { timeout: TEST_TIMEOUT_MS }, () => {
  test('who never connected brings a bot with one press, with Zoom’s consent on the way: it records', async () => {
    const panel = await open(await host());
    await panel.expectState('not-connected', 'Bring a bot into “Compilers”');
    await panel.press('Bring a bot');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('who declines is told that nothing has changed, and can still allow it', async () => {
    const panel = await open({ ...(await host()), settings: { authorizeResult: false } });
    await panel.press('Bring a bot');
    await panel.expectText('You did not allow it, so nothing has changed.');
    await panel.expectState('not-connected');
    await panel.zoom.patch({ authorizeResult: true });
    await panel.press('Bring a bot');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('whom Zoom never answers may allow it in a browser: the panel notices, and goes on', async () => {
    const { person, meeting } = await host();
    const panel = await open({ person, meeting, settings: { authorizeResult: null } });
    await panel.press('Bring a bot');
    await panel.expectState('connecting', 'Allow it in Zoom’s window');
    await world.server.browser().connectZoom(world.zoom, person.id);
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('whose consent lands in a browser’s tab is sent back to Zoom by it, where the panel goes on by itself', async () => {
    const { panel, tab, query } = await consentInTab();
    await tab.tab.goto(`${world.server.baseUrl}/zoom/oauth-callback?${query}`);
    await expectSentence(tab.tab, 'Your Zoom account is connected');
    expect(await tab.tab.getByRole('main').textContent()).toContain('Go back to Zoom: the panel there goes on.');
    expect(await tab.context.cookies()).toEqual([]);
    await tab.expectNoComplaints();
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('… also where the Zoom client then brings the same consent, which is used up', async () => {
    const { panel, tab, query } = await consentInTab();
    await tab.tab.goto(`${world.server.baseUrl}/zoom/oauth-callback?${query}`);
    await panel.zoom.tell('onAuthorized', { result: true, ...Object.fromEntries(query), redirectUri: '' });
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('to whom somebody feigns Zoom’s answer is told that it was not accepted, and connects all the same', async () => {
    const panel = await open({ ...(await host()), settings: { authorizeResult: null } });
    await panel.press('Bring a bot');
    await panel.expectState('connecting', 'Allow it in Zoom’s window');
    await panel.zoom.emit('onAuthorized', { result: true, code: 'made-up' });
    await panel.expectText('Zoom did not accept the authorization. Nothing was changed.');
    await panel.expectState('not-connected');
    await panel.zoom.patch({ authorizeResult: true });
    await panel.press('Bring a bot');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('is not disturbed by an answer to somebody else’s question', async () => {
    const panel = await open({ ...(await host()), settings: { authorizeResult: null } });
    await panel.press('Bring a bot');
    await panel.expectState('connecting', 'Allow it in Zoom’s window');
    await panel.zoom.emit('onAuthorized', { result: true, code: 'made-up', state: 'of-another' });
    await panel.zoom.emit('onAuthorized', { result: false, state: 'of-another' });
    await panel.zoom.patch({ authorizeResult: true });
    await panel.press('Ask again');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('of an account that the operator does not let in is told so, and goes on once it is', async () => {
    const { person, meeting } = await connectedHost();
    const strict = await world.startServer({ env: { ALLOWED_ZOOM_ACCOUNTS: 'another-account' } });
    onTestFinished(() => strict.stop());
    let isStrict = true;
    const panel = await open({
      person,
      meeting,
      prepare: (tab) =>
        tab.route('**/graphql', async (route) =>
          isStrict ? route.fulfill({ response: await route.fetch({ url: strict.api.url }) }) : route.continue(),
        ),
    });
    await panel.expectState('account-not-allowed', 'Your Zoom account is not allowed here');
    isStrict = false;
    await panel.press('Check again');
    await launch(panel);
  });

  test('who goes elsewhere before allowing it gets no bot there', async () => {
    const { person, meeting } = await host();
    const panel = await open({ person, meeting, settings: { authorizeResult: null } });
    await panel.press('Bring a bot');
    await panel.expectState('connecting');
    await panel.zoom.patch({ meetingUUID: 'another-meeting', meetingTopic: 'Elsewhere' });
    await panel.zoom.setRole('coHost');
    await expect.poll(() => panel.zoom.calls('getMeetingUUID')).toHaveLength(2);
    await world.server.browser().connectZoom(world.zoom, person.id);
    await panel.expectState('ready', 'Bring a bot into “Elsewhere”');
  });

  test('whose permissions are incomplete is told which one is missing, and connects again', async () => {
    const { person, meeting } = await host();
    await world.server.browser().connectZoom(world.zoom, person.id, { withhold: ['user:read:token'] });
    const panel = await open({ person, meeting });
    await panel.expectState('not-connected', 'One permission is missing');
    await panel.expectText('user:read:token');
    await panel.press('Connect again');
    await launch(panel);
  });

  test('whose grant Zoom has ended learns it from the bot that fails, and connects again', async () => {
    const { person, meeting } = await connectedHost();
    const panel = await open({ person, meeting });
    await panel.expectState('ready');
    await world.zoom.revokeGrant({ person: person.id });
    await panel.press('Bring a bot');
    await panel.expectState('failed', 'The bot did not get in');
    await panel.press('Connect Zoom again');
    await panel.expectState('not-connected', 'Connect Zoom again');
    await panel.press('Connect again');
    await launch(panel);
  });

  test('sees their bot after a reload, and when it was launched elsewhere', async () => {
    const { person, meeting } = await connectedHost();
    const elsewhere = await new Panel(world.server, world.zoom, {
      person: person.id,
      meeting: meeting.number,
    }).signedIn();
    await elsewhere.launch({
      meetingUrl: meeting.inviteUrl,
      appContext: await elsewhere.appContext(),
      panelKey: elsewhere.key,
    });
    const panel = await open({ person, meeting });
    await panel.expectState('bot-live', 'The bot is recording');
    await panel.tab.reload();
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('removes the bot in one of two panels, and both say so', async () => {
    const one = await connectedHost();
    const [first, second] = [await open(one), await open(one)];
    await launch(first);
    await second.expectState('bot-live', 'The bot is recording');
    await second.press('Remove the bot');
    await second.press('Remove');
    for (const panel of [first, second]) await panel.expectState('ended', 'The bot has left');
    await first.press('Bring another');
    for (const panel of [first, second]) await panel.expectState('bot-live', 'The bot is recording');
  });

  test('is told why a bot did not get in, also after a reload, and can bring another', async () => {
    const { person, meeting } = await connectedHost();
    await world.zoom.leaveMeeting({ meeting: meeting.number, person: person.id });
    await world.zoom.endMeeting({ meeting: meeting.number });
    const panel = await open({ person, meeting });
    await panel.expectState('ready');
    await panel.press('Bring a bot');
    await panel.expectState('failed', 'The bot did not get in');
    const reason = await panel.tab.locator('.bot').textContent();
    expect(reason).toContain('meeting');
    await panel.tab.reload();
    await panel.expectState('failed', 'The bot did not get in');
    await panel.press('Bring another');
    await panel.expectState('failed');
  });

  test('whose meeting ends sees the bot leave, and that the meeting is over', async () => {
    const { person, meeting } = await connectedHost();
    const panel = await open({ person, meeting });
    await launch(panel);
    await world.zoom.endMeeting({ meeting: meeting.number });
    await panel.zoom.endMeeting();
    await panel.expectState('ended', 'The bot has left');
    await panel.press('Done');
    await panel.expectState('not-in-meeting', 'The meeting has ended');
  });

  test('whose Zoom client names a link that no bot can join by pastes another; how that bot ends is told', async () => {
    const { person, meeting } = await connectedHost();
    const panel = await open({ person, meeting, settings: { joinUrl: 'https://zoom.us/my/grace' } });
    await panel.expectState('ready');
    await panel.press('Bring a bot');
    await panel.expectSentence('No bot was brought');
    await panel.tab.getByLabel('Invite link').fill(meeting.inviteUrl);
    await panel.press('Bring the bot');
    await panel.expectState('bot-live', 'The bot is recording');
    await panel.press('Remove the bot');
    await panel.press('Remove');
    await panel.expectState('ended', 'The bot has left');
  });

  test('whose launch came to nothing is not told so in the next meeting', async () => {
    const { person, meeting } = await connectedHost();
    const panel = await open({ person, meeting, settings: { joinUrl: 'https://zoom.us/my/grace' } });
    await panel.expectState('ready');
    await panel.press('Bring a bot');
    await panel.expectSentence('No bot was brought');
    await panel.zoom.patch({ meetingUUID: 'another-meeting', meetingTopic: 'Elsewhere' });
    await panel.zoom.setRole('coHost');
    await panel.expectState('ready', 'Bring a bot into “Elsewhere”');
  });

  test('who leaves the meeting and joins again is followed', async () => {
    const panel = await open(await connectedHost());
    await panel.expectState('ready');
    await panel.zoom.setRunningContext('inMainClient');
    await panel.expectState('not-in-meeting', 'Join a meeting to bring a bot');
    await panel.zoom.setRunningContext('inMeeting');
    await panel.expectState('ready');
  });

  test('in a breakout room is told that the bot joins the main meeting', async () => {
    const panel = await open(await connectedHost());
    await panel.expectState('ready');
    await panel.zoom.enterBreakoutRoom('a-room');
    await panel.expectText('The bot joins the main meeting.');
  });
});

describe('an attendee', { timeout: TEST_TIMEOUT_MS }, () => {
  test('is asked for the invite link and told why, and brings a bot with it', async () => {
    const { person, meeting } = await connectedAttendee();
    const panel = await open({ person, meeting });
    await panel.expectState('ready', 'Paste this meeting’s invite link');
    await panel.expectText('only for hosts and co-hosts');
    await panel.tab.getByLabel('Invite link').fill(meeting.inviteUrl);
    await panel.press('Bring the bot');
    await panel.expectState('bot-live', 'The bot is recording');
    await panel.tab.reload();
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('who becomes co-host needs one press only', async () => {
    const panel = await open(await connectedAttendee());
    await panel.expectState('ready', 'Paste this meeting’s invite link');
    await panel.zoom.setRole('coHost');
    await expect
      .poll(() => panel.tab.getByRole('button', { name: 'Bring a bot' }).count(), { timeout: 30_000 })
      .toBe(1);
  });
});

describe('a guest', { timeout: TEST_TIMEOUT_MS }, () => {
  test('adds the app where Zoom asks for it, and gets as far as a bot', async () => {
    const { person, meeting } = await host();
    const opener: Opener = { person: null, meeting, role: 'host' };
    const panel = await open(opener);
    await panel.expectState('guest', 'Add Broughtby to bring a bot');
    opener.person = person;
    await panel.press('Add Broughtby');
    await panel.expectState('not-connected');
    await panel.press('Bring a bot');
    await panel.expectState('bot-live', 'The bot is recording');
  });

  test('who is not signed in to Zoom signs in first', async () => {
    const { person, meeting } = await connectedHost();
    const opener: Opener = { person: null, meeting, role: 'host', settings: { userStatus: 'unauthenticated' } };
    const panel = await open(opener);
    await panel.expectState('guest', 'Sign in to Zoom to bring a bot');
    await panel.press('Sign in to Zoom');
    await panel.expectSentence('Add Broughtby to bring a bot');
    opener.person = person;
    await panel.press('Add Broughtby');
    await panel.expectState('ready');
  });
});

describe('the Zoom client', { timeout: TEST_TIMEOUT_MS }, () => {
  test('that is silent is told of, and a late answer is taken', async () => {
    const panel = await open({ ...(await connectedHost()), settings: { muted: ['*'] } });
    await panel.expectState('zoom-silent', 'Zoom is not answering');
    await panel.zoom.answerLate();
    await panel.expectState('ready');
  });

  test('that refuses is told of, and asked again', async () => {
    const panel = await open({ ...(await connectedHost()), settings: { failing: { config: '80004' } } });
    await panel.expectState('zoom-refused', 'Zoom did not let this panel start');
    await panel.zoom.recover();
    await panel.press('Try again');
    await panel.expectState('ready');
  });

  test('that is not there is told of, with the way that an ordinary browser has', async () => {
    const tab = await context.newPage();
    onTestFinished(() => tab.close());
    await tab.goto(`${world.server.baseUrl}/panel`);
    await expect.poll(() => tab.locator('[data-state=outside-zoom]').count(), { timeout: 30_000 }).toBe(1);
    expect(await tab.getByRole('link', { name: 'Use it in this browser' }).getAttribute('href')).toBe('/launch');
  });

  test('that blocks storage makes no difference', async () => {
    const panel = await open({
      ...(await connectedHost()),
      prepare: (tab) =>
        tab.addInitScript(() => {
          for (const storage of ['sessionStorage', 'localStorage']) {
            Object.defineProperty(window, storage, {
              get() {
                throw new DOMException('Access is denied for this document.', 'SecurityError');
              },
            });
          }
        }),
    });
    await launch(panel);
  });
});

describe('a session', { timeout: TEST_TIMEOUT_MS }, () => {
  test('is refused with a context that another panel has presented; the panel says so, waits, and goes on', async () => {
    const { person, meeting } = await connectedHost();
    const claimed = await contextOfAnotherPanel({ person, meeting });
    const panel = await open({ person, meeting, settings: { muted: ['getAppContext'] } });
    panel.zoom.answers.appContext = claimed;
    await panel.zoom.answerLate();
    await panel.expectState('no-session', 'Waiting for Zoom to confirm who you are');
    await panel.expectText('Another panel has used Zoom’s confirmation already.');
    panel.zoom.answers.appContext = () => contextFor(world, { person, meeting });
    await panel.expectState('ready');
  });

  test('that is over while the panel is open is followed by another, unnoticed: the bot is still followed', async () => {
    const one = await connectedHost();
    const panel = await open(one);
    await launch(panel);
    await letSessionsEnd();
    await panel.press('Remove the bot');
    await panel.press('Remove');
    await panel.expectState('ended', 'The bot has left');
    await panel.press('Bring another');
    await panel.expectState('bot-live', 'The bot is recording');
  });
});

describe('a session of a panel that shows a bot', { timeout: TEST_TIMEOUT_MS }, () => {
  test('is not renewed with a context that another panel has presented: that is told beneath the bot, and it goes on', async () => {
    const one = await connectedHost();
    const panel = await open(one);
    await launch(panel);
    let claimed: Promise<string> | null = null;
    panel.zoom.answers.appContext = () => (claimed ??= contextOfAnotherPanel(one));
    await letSessionsEnd();
    await panel.expectText('Waiting for Zoom to confirm again who you are.');
    await panel.expectState('bot-live', 'The bot is recording');

    panel.zoom.answers.appContext = () => contextFor(world, one);
    await panel.expectNoText('Waiting for Zoom');
    await panel.press('Remove the bot');
    await panel.press('Remove');
    await panel.expectState('ended', 'The bot has left');
  });
});

describe('where no WebSocket gets through', { timeout: TEST_TIMEOUT_MS }, () => {
  test('the bot is followed all the same, which is told quietly; once one does, it is as everywhere', async () => {
    const { person, meeting } = await connectedHost();
    let isBlocked = true;
    const panel = await open({
      person,
      meeting,
      prepare: (tab) =>
        tab.routeWebSocket('**/graphql', (socket) => {
          if (isBlocked) void socket.close();
          else socket.connectToServer();
        }),
    });
    await launch(panel);
    await panel.expectText(RECONNECTING);
    const [bot] = world.zoom.state.meetings.find(({ number }) => number === meeting.number)?.bots ?? [];
    await world.zoom.removeBot({ meeting: meeting.number, botId: bot?.botId ?? '' });
    await panel.expectState('ended', 'The bot has left');

    isBlocked = false;
    await panel.expectNoText(RECONNECTING);
    await panel.press('Bring another');
    await panel.expectState('bot-live', 'The bot is recording');
  });
});

describe('the server', { timeout: TEST_TIMEOUT_MS }, () => {
  test('that goes away and comes back is told of while it lasts; then everything is as before', async () => {
    const ours = await startWorld({ withoutRateLimits: true });
    onTestFinished(() => ours.stop());
    const one = await connectedHost(ours);
    const panel = await open(one, ours);
    await panel.expectState('ready');
    await ours.server.stop();
    await panel.expectState('offline', 'Broughtby can’t be reached');
    await ours.startServer({ baseUrl: ours.server.baseUrl });
    await panel.expectState('ready');
    await launch(panel);
  });

  test('that knows the page no longer is told of, with an offer to reload', async () => {
    const panel = await open({
      ...(await connectedHost()),
      prepare: (tab) =>
        tab.route('**/graphql', (route) =>
          route.fulfill({
            status: 400,
            json: { errors: [{ message: 'Reload the page.', extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] },
          }),
        ),
    });
    await panel.expectState('outdated', 'Broughtby is being updated');
    await panel.tab.unroute('**/graphql');
    await panel.press('Reload');
    await panel.expectState('ready');
  });
});
