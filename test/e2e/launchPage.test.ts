import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { LaunchBotDocument } from '../../client/src/graphql/generated/graphql.js';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { PATIENCE_MS } from '../support/patience.js';
import { startWorld, type World } from '../support/world.js';
import { expectAccessible, pressTo } from './accessibility.js';
import { consent, newVisitor, type Visitor } from './visitor.js';

const SCREENSHOTS = '.test-run/screenshots';
const WIDTHS = [320, 400, 1200];
const HEIGHT = 760;
const PAGE_OF_BOTS = 10;
const NO_NETWORK = /net::ERR_(INTERNET_DISCONNECTED|FAILED)|WebSocket connection to .* failed/;

let browser: Browser;
let world: World;
let home: string;
let visitor: Visitor;
let tab: Page;
/** What the browser says of a network that a test has taken away. */
let expectedComplaints: RegExp | undefined;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  world = await startWorld({ withoutRateLimits: true, env: { MAX_LIVE_BOTS_PER_PERSON: '30' } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
  home = world.server.baseUrl;
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  // Else a colour may be measured on its way to another.
  visitor = await newVisitor(browser, { reducedMotion: 'reduce' });
  tab = visitor.tab;
  expectedComplaints = undefined;
  return async () => {
    await visitor.expectNoComplaints(expectedComplaints);
    await visitor.leave();
  };
});

describe('a person with a browser', () => {
  test('connects, pastes, brings a bot, follows it, removes it, disconnects: by keyboard alone', async () => {
    const { displayName, meeting } = await newcomer('Noor Haddad');
    await tab.goto(`${home}/launch`);
    await expectState('signed-out');
    await pressTo(tab, 'Connect Zoom');
    await tab.keyboard.press('Enter');
    await consent(tab, displayName);
    await tab.waitForURL(`${home}/launch`);

    await expectState('ready');
    await pressTo(tab, 'Invite link');
    await tab.keyboard.type('https://zoom.us/my/noor');
    await expect.poll(whatIsSaidOfTheLink, { timeout: PATIENCE_MS }).toContain('personal link');
    await tab.keyboard.press('Control+A');
    await tab.keyboard.insertText(`Noor is inviting you.\n\n${meeting.inviteUrl}\n\nMeeting ID: ${meeting.number}`);
    await expect.poll(whatIsSaidOfTheLink, { timeout: PATIENCE_MS }).toMatch(/^Meeting [\d ]+$/);
    await pressTo(tab, 'Name the bot');
    await tab.keyboard.press('Enter');
    await pressTo(tab, 'The bot’s name in the meeting');
    await tab.keyboard.type('Scribe');
    await tab.keyboard.press('Enter');

    await expectSentence('The bot is recording');
    expect(await tab.title()).toBe('The bot is recording · Broughtby');
    await pressTo(tab, 'What happened');
    await tab.keyboard.press('Space');
    await tab.getByText('Recall fetched a token and was given a fresh one.').waitFor();
    await expect.poll(() => tab.locator('.timeline li').first().textContent()).toContain('The bot is recording.');

    await pressTo(tab, 'Remove the bot', 'Shift+Tab');
    await tab.keyboard.press('Enter');
    await expect.poll(focused).toBe('Keep it');
    await tab.keyboard.press('Escape');
    await expect.poll(focused).toBe('Remove the bot');
    await tab.keyboard.press('Enter');
    await pressTo(tab, 'Remove', 'Shift+Tab');
    await tab.keyboard.press('Enter');
    await expectSentence('The bot has left');
    await expectState('ended');

    await pressTo(tab, 'Bring another bot');
    await tab.keyboard.press('Enter');
    await expectState('ready');
    await expect.poll(focused).toBe('Bring a bot into a Zoom meeting');
    await tab.getByRole('heading', { name: 'The bot has left' }).waitFor();

    await pressTo(tab, `Connected as ${displayName}`);
    await tab.keyboard.press('Enter');
    await pressTo(tab, 'Disconnect Zoom');
    await tab.keyboard.press('Enter');
    await expect.poll(focused).toBe('Not now');
    await pressTo(tab, 'Disconnect', 'Shift+Tab');
    await tab.keyboard.press('Enter');
    await expectState('disconnected');
    await tab.reload();
    await expectState('signed-out');
  });

  test('is told of each change without a reload, and so is a screen reader', async () => {
    const { meeting } = await signIn();
    await noteWhatIsSaid();
    await bring(meeting.inviteUrl);
    await expectSentence('The bot is recording');
    await world.zoom.endMeeting({ meeting: meeting.number });
    await expectState('ended');
    expect(await tab.getByRole('main').textContent()).toContain('The host ended the meeting.');
    const said = await tab.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said).toContain('The bot is recording');
    expect(said.at(-1)).toBe('The bot has left');
  });

  test('sees the same in two tabs, whichever of them acts', async () => {
    const { meeting } = await signIn();
    const other = await visitor.newTab();
    await other.goto(`${home}/launch`);
    await expectState('ready', other);
    await bring(meeting.inviteUrl);
    await expectSentence('The bot is recording', other);
    await other.getByRole('button', { name: 'Remove the bot' }).click();
    await other.getByRole('button', { name: 'Remove', exact: true }).click();
    for (const each of [tab, other]) await expectSentence('The bot has left', each);
  });

  test('who pastes the link of a meeting that has their bot is shown that bot', async () => {
    const { meeting } = await signIn();
    await bring(meeting.inviteUrl);
    await expectState('bot-live');
    await tab.getByText('Bring another bot').click();
    await bring(meeting.inviteUrl);
    await expect.poll(focused, { timeout: PATIENCE_MS }).toMatch(/^The bot is/);
    expect(await tab.getByRole('article').count()).toBe(1);
  });

  test('pages through their earlier bots, and keeps their place', async () => {
    const { person } = await signIn();
    const count = PAGE_OF_BOTS * 2 + 3;
    await haveBotsThatEnded(person, count);
    await tab.reload();
    const earlier = tab.getByRole('region', { name: 'Earlier bots' }).getByRole('article');
    // The newest twenty are known anyhow, from following what is live.
    await expect.poll(() => earlier.count(), { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(PAGE_OF_BOTS);
    const more = tab.getByRole('button', { name: 'Show older ones' });
    for (let pages = 1; pages < 3; pages += 1) await more.click();
    await expect.poll(() => earlier.count(), { timeout: PATIENCE_MS }).toBe(count);
    expect(await more.count()).toBe(0);
    await look('earlier-bots');
  });

  test('signs out, and the connection stays', async () => {
    const { person } = await signIn();
    await tab.getByText('Connected as').click();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await expectState('signed-out');
    await tab.reload();
    await expectState('signed-out');
    const connections = world.server.database.connection.collection<{ _id: string }>('connections');
    expect(await connections.countDocuments({ _id: person.id })).toBe(1);
  });

  test('keeps what they typed while the network is away', async () => {
    const { meeting } = await signIn();
    await tab.getByLabel('Invite link').fill(meeting.inviteUrl);
    expectedComplaints = NO_NETWORK;
    await visitor.context.setOffline(true);
    await tab.getByText('You are offline.').waitFor();
    await look('ready-offline');
    await visitor.context.setOffline(false);
    await expect.poll(() => tab.getByText('You are offline.').count(), { timeout: PATIENCE_MS }).toBe(0);
    await tab.getByRole('button', { name: 'Bring the bot' }).click();
    await expectState('bot-live');
  });
});

describe('every state is whole, readable and quiet at every width and colour', () => {
  const STATES: [name: string, state: string, open: () => Promise<unknown>][] = [
    ['signed-out', 'signed-out', () => tab.goto(`${home}/launch`)],
    ['offline', 'offline', openOffline],
    ['trouble', 'trouble', openTrouble],
    ['ready', 'ready', () => signIn()],
    ['ready-wrong-link', 'ready', () => signIn().then(() => typeLink('https://zoom.us/my/maya', 'personal link'))],
    ['ready-right-link', 'ready', () => signIn().then(typeInvitation)],
    ['too-many', 'ready', openTooMany],
    ['missing-scope', 'missing-scope', () => signIn({ withhold: ['user:read:token'] })],
    ['missing-scopes', 'missing-scope', () => signIn({ withhold: ['user:read:token', 'zoomapp:inmeeting'] })],
    ['reconnect-required', 'reconnect-required', openReconnect],
    ['launching', 'bot-live', openLaunching],
    ['waiting-room', 'bot-live', openWaitingRoom],
    ['not-recording', 'bot-live', openNotRecording],
    ['recording', 'bot-live', () => openRecording()],
    ['timeline', 'bot-live', () => openRecording().then(unfoldTimeline)],
    ['removing', 'bot-live', () => openRecording().then(askToRemove)],
    ['several', 'bot-live', openSeveral],
    ['ended', 'ended', openEnded],
    ['failed', 'failed', openFailed],
    ['disconnecting', 'ready', openDisconnecting],
    ['disconnected', 'disconnected', openDisconnected],
  ];

  test.each(STATES)('%s', async (name, state, open) => {
    await open();
    await expectState(state);
    await look(name);
  });

  test.each(['#ffd400', '#000000', '#ffffff', '#808080'])(
    'whatever the operator’s colour is (%s), all is readable',
    async (color) => {
      const server = await world.startServer({ env: { ACCENT_COLOR: color } });
      onTestFinished(() => server.stop());
      await tab.goto(`${new URL(server.api.url).origin}/launch`);
      await expectState('signed-out');
      await look(`accent-${color.slice(1)}`);
    },
  );

  test('in forced colours what is pressed and what is told keep their edges', async () => {
    await openRecording().then(askToRemove);
    await tab.emulateMedia({ forcedColors: 'active' });
    for (const selector of ['.button', '.confirm', '.tile']) {
      const edge = await tab
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).borderTopWidth);
      expect(edge, selector).toBe('1px');
    }
    await tab.screenshot({ path: join(SCREENSHOTS, 'launch-forced-colors.png') });
  });

  test('nothing moves for who asks for no motion', async () => {
    await openLaunching();
    const moving = () => tab.evaluate(() => document.getAnimations().length);
    expect(await moving()).toBe(0);
    await tab.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(moving).toBeGreaterThan(0);
  });
});

async function newcomer(displayName: string): Promise<ZoomPerson & { meeting: ZoomMeeting }> {
  const person = await world.zoom.addPerson({ displayName });
  return { ...person, meeting: await world.zoom.addMeeting({ host: person.id }) };
}

/** Somebody new, in a meeting of theirs, signed in at /launch. */
async function signIn({ withhold = [] }: { withhold?: string[] } = {}): Promise<{
  person: ZoomPerson;
  meeting: ZoomMeeting;
}> {
  const { meeting, ...person } = await newcomer('Maya Lindqvist');
  const begun = await visitor.context.request.get(`${home}/zoom/oauth`, { maxRedirects: 0 });
  const url = begun.headers()['location'] ?? '';
  await tab.goto((await world.zoom.consent({ url, person: person.id, withhold })).location);
  await tab.waitForURL(`${home}/launch`);
  if (withhold.length === 0) await expectState('ready');
  return { person, meeting };
}

async function expectState(state: string, page = tab): Promise<void> {
  const shown = page.locator('main');
  await expect.poll(() => shown.getAttribute('data-state'), { timeout: PATIENCE_MS }).toBe(state);
}

async function expectSentence(sentence: string, page = tab): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.textContent(), { timeout: PATIENCE_MS }).toBe(sentence);
}

function focused(): Promise<string | undefined> {
  return tab.evaluate(() => document.activeElement?.textContent?.trim());
}

/** What the line beneath the link's field says, by the field's own reference to it. */
function whatIsSaidOfTheLink(): Promise<string | undefined> {
  return tab.getByLabel('Invite link').evaluate((field) => {
    const line = document.getElementById(field.getAttribute('aria-describedby') ?? '');
    return line?.textContent?.trim();
  });
}

async function noteWhatIsSaid(): Promise<void> {
  await tab.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector('[role=status]');
    new MutationObserver(() => said.push(region?.textContent ?? '')).observe(region ?? document.body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
}

async function typeLink(text: string, verdict: string): Promise<void> {
  await tab.getByLabel('Invite link').fill(text);
  await expect.poll(whatIsSaidOfTheLink, { timeout: PATIENCE_MS }).toContain(verdict);
}

async function typeInvitation({ meeting }: { meeting: ZoomMeeting }): Promise<void> {
  await typeLink(
    `Maya is inviting you to a meeting.\n\n${meeting.inviteUrl}\n\nMeeting ID: ${meeting.number}`,
    'Meeting',
  );
  await tab.getByText('Name the bot').click();
}

async function bring(link: string): Promise<void> {
  await tab.getByLabel('Invite link').fill(link);
  await tab.getByRole('button', { name: 'Bring the bot' }).click();
}

async function openRecording(): Promise<{ person: ZoomPerson; meeting: ZoomMeeting }> {
  const signedIn = await signIn();
  await bring(signedIn.meeting.inviteUrl);
  await expectSentence('The bot is recording');
  return signedIn;
}

async function unfoldTimeline(): Promise<void> {
  await tab.getByText('What happened').click();
  await tab.locator('.timeline li').nth(3).waitFor();
}

async function askToRemove(): Promise<void> {
  await tab.getByRole('button', { name: 'Remove the bot' }).click();
}

async function openLaunching(): Promise<void> {
  const { meeting } = await signIn();
  const slow = world.recall.faults.add({ route: 'POST /api/v1/bot', then: 'answer', hold: 'before-work' });
  onTestFinished(() => slow.remove());
  await bring(meeting.inviteUrl);
  await expectSentence('The bot is getting ready');
}

async function openWaitingRoom(): Promise<ZoomPerson> {
  const { person } = await signIn();
  const meeting = await world.zoom.addMeeting({ host: person.id, waitingRoom: true });
  await bring(meeting.inviteUrl);
  await expectSentence('The bot is in the waiting room');
  return person;
}

async function openNotRecording(): Promise<void> {
  const { meeting } = await signIn();
  await world.zoom.setRecordingPermission({ meeting: meeting.number, permission: 'pending' });
  await bring(meeting.inviteUrl);
  await expectSentence('The bot is in the meeting');
}

async function openSeveral(): Promise<void> {
  const person = await openWaitingRoom();
  const meeting = await world.zoom.addMeeting({ host: person.id });
  await tab.getByText('Bring another bot').click();
  await bring(meeting.inviteUrl);
  await expectSentence('You have 2 live bots');
  await tab.getByRole('heading', { name: 'The bot is recording' }).waitFor();
}

async function openEnded(): Promise<void> {
  const { meeting } = await openRecording();
  await world.zoom.endMeeting({ meeting: meeting.number });
  await expectSentence('The bot has left');
}

async function openFailed(): Promise<void> {
  const { person } = await signIn();
  const meeting = await world.zoom.addMeeting({ host: person.id, waitingRoom: true });
  await bring(meeting.inviteUrl);
  await expectSentence('The bot is in the waiting room');
  const bot = world.recall.state.bots.find(({ broughtBy }) => broughtBy === person.id);
  await world.recall.failBot({ botId: bot?.id ?? '', subCode: 'meeting_requires_sign_in' });
  await expectSentence('The bot did not get in');
}

async function openTooMany(): Promise<void> {
  const { meeting } = await signIn();
  const message = 'Only 3 bots may be live at once. Remove one of them first.';
  const launchBot = String(LaunchBotDocument.__meta__?.['hash']);
  await tab.route(`${home}/graphql`, (route) =>
    route.request().postData()?.includes(launchBot) === true
      ? route.fulfill({ json: { data: { launchBot: { __typename: 'TooManyLiveBots', limit: 3, message } } } })
      : route.continue(),
  );
  await bring(meeting.inviteUrl);
  await tab.getByText(message).waitFor();
}

async function openReconnect(): Promise<void> {
  const { person } = await signIn();
  const connections = world.server.database.connection.collection<{ _id: string }>('connections');
  await connections.updateOne({ _id: person.id }, { $set: { state: 'RECONNECT_REQUIRED' } });
  await tab.reload();
}

async function openOffline(): Promise<void> {
  expectedComplaints = NO_NETWORK;
  for (const path of ['graphql', 'healthz']) await tab.route(`${home}/${path}`, (route) => route.abort());
  await tab.goto(`${home}/launch`);
}

async function openTrouble(): Promise<void> {
  await tab.route(`${home}/graphql`, (route) =>
    route.fulfill({
      status: 500,
      json: { errors: [{ message: 'Something went wrong here. Tell whoever runs this server: request 7f3a.' }] },
    }),
  );
  await tab.goto(`${home}/launch`);
}

async function openDisconnecting(): Promise<void> {
  await signIn();
  await tab.getByText('Connected as').click();
  await tab.getByRole('button', { name: 'Disconnect Zoom' }).click();
}

async function openDisconnected(): Promise<void> {
  await openDisconnecting();
  await tab.getByRole('button', { name: 'Disconnect', exact: true }).click();
}

async function haveBotsThatEnded(person: ZoomPerson, count: number): Promise<void> {
  await world.connect(person, person.id);
  const lives = Array.from({ length: count }, async () => {
    const { inviteUrl } = await world.zoom.addMeeting({ host: person.id });
    const { bot } = await world.server.api.launch(inviteUrl, person.id);
    await world.server.api.remove(bot.id);
  });
  await Promise.all(lives);
  const live = async () =>
    (await world.server.api.ask('{ bots(first: 100, live: true) { nodes { onBehalfOf { id } } } }')).bots.nodes.filter(
      (bot: { onBehalfOf: { id: string } }) => bot.onBehalfOf.id === person.id,
    ).length;
  await expect.poll(live, { timeout: PATIENCE_MS }).toBe(0);
}

/** A picture at every width and colour; nothing is cut off, and axe finds nothing. */
async function look(name: string): Promise<void> {
  await expectAccessible(tab);
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: HEIGHT });
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await tab.screenshot({ path: join(SCREENSHOTS, `launch-${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await tab.setViewportSize({ width: 400, height: HEIGHT });
}
