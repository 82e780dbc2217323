import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import type { FaultEffect } from '../../sandbox/simulator/faults.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { expectAccessible } from './accessibility.js';
import { openPanel } from './panelInZoom.js';
import { newVisitor, type Visitor } from './visitor.js';

const SCREENSHOTS = '.test-run/screenshots';
const LOOKS = [
  { width: 400, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
] as const;
const HEIGHT = 760;
const PATIENCE_MS = 60_000;
const CREATE_BOT = 'POST /api/v1/bot';
const TOKEN = 'GET /v2/users/me/token';
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let browser: Browser;
let world: World;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  // A bot waits for its person for a minute of Recall's, which is a second here.
  world = await startWorld({ withoutRateLimits: true, env: { WAIT_FOR_PERSON_SECONDS: '60' } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** What the person has open. */
interface Scene {
  tab: Page;
  person: ZoomPerson;
  meeting: ZoomMeeting;
}

interface Trouble {
  name: string;
  /** `/launch` in a browser unless said otherwise. */
  place?: 'panel';
  /** Scopes that the person does not grant. */
  withhold?: string[];
  /** The meeting; the person's own, in progress, unless said otherwise. */
  meeting?: (person: ZoomPerson) => Promise<ZoomMeeting>;
  /** What goes wrong before the bot is brought. */
  before?: (scene: Scene) => Promise<unknown>;
  link?: (meeting: ZoomMeeting) => string;
  /** What happens to the bot once it is this far. */
  after?: { sentence: string; happens: (scene: Scene) => Promise<unknown> };
  /** Of the screen: its one sentence, why, what to do, and the button that does it. */
  shows: { sentence: string; why: string; step: string; action: string };
}

const DID_NOT_GET_IN = 'The bot did not get in';
const HAS_LEFT = 'The bot has left';
const RECORDING = 'The bot is recording';

const TROUBLES: Trouble[] = [
  {
    name: 'the person is not in the meeting',
    meeting: async () => world.zoom.addMeeting({ host: (await world.zoom.addPerson()).id }),
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'most likely the person it came for was not in the meeting',
      step: 'Join the meeting with the connected Zoom account, then bring the bot again.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the grant was revoked',
    place: 'panel',
    before: ({ person }) => world.zoom.revokeGrant({ person: person.id }),
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Zoom has ended the authorization of the person it came for, so there was no token to let the bot in.',
      step: 'Connect Zoom again, then bring the bot again.',
      action: 'Connect Zoom again',
    },
  },
  {
    name: 'a scope is missing',
    withhold: ['user:read:token'],
    shows: {
      sentence: 'One permission is missing',
      why: 'user:read:token',
      step: 'leave every permission ticked',
      action: 'Connect again',
    },
  },
  {
    name: 'Zoom is down',
    before: ({ person }) => answerOf('zoom', TOKEN, { status: 503, body: '' }, person),
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Zoom could not be reached, so there was no token to let the bot in.',
      step: 'Bring the bot again in a few minutes.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'Zoom’s rate limit is reached',
    before: ({ person }) =>
      answerOf('zoom', TOKEN, { status: 429, body: { code: 429, message: 'Too many requests.' } }, person),
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Zoom’s rate limit was reached, so there was no token to let the bot in.',
      step: 'Bring the bot again in a few minutes.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'Recall is out of bots',
    before: async () => {
      await world.recall.setAdhocPool({ size: 0 });
      onTestFinished(() => world.recall.setAdhocPool({ size: null }));
    },
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'No bot was free at Recall for as long as a launch may take.',
      step: 'Bring the bot again in a few minutes.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'Recall’s key is wrong',
    before: () =>
      answerOf('recall', CREATE_BOT, { status: 401, body: { code: 'authentication_failed', detail: 'No.' } }),
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Recall does not accept this server’s API key.',
      step: 'Ask whoever runs this app: Check RECALL_API_KEY',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the bot is in the waiting room',
    meeting: ({ id }) => world.zoom.addMeeting({ host: id, waitingRoom: true }),
    before: async () => {
      // So that it does not give up while it is looked at.
      await world.recall.holdWebhooks({ code: 'call_ended' });
      onTestFinished(() => world.recall.releaseWebhooks());
    },
    shows: {
      sentence: 'The bot is in the waiting room',
      why: 'Ask the host to admit it.',
      step: 'Ask the host to admit it.',
      action: 'Remove the bot',
    },
  },
  {
    name: 'the recording is denied',
    meeting: ({ id }) => world.zoom.addMeeting({ host: id, recordingPermission: 'denied' }),
    shows: {
      sentence: HAS_LEFT,
      why: 'The bot was not allowed to record, so it left.',
      step: 'Ask the host to allow the recording, then bring the bot again.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the host removed the bot',
    after: {
      sentence: RECORDING,
      happens: ({ meeting }) => world.zoom.removeBot({ meeting: meeting.number, botId: botIn(meeting) }),
    },
    shows: {
      sentence: HAS_LEFT,
      why: 'The bot was removed from the meeting: by the host,',
      step: 'then bring the bot again.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the person left',
    meeting: async ({ id }) => world.zoom.addMeeting({ host: (await world.zoom.addPerson()).id, participants: [id] }),
    after: {
      sentence: RECORDING,
      happens: ({ person, meeting }) => world.zoom.leaveMeeting({ person: person.id, meeting: meeting.number }),
    },
    shows: {
      sentence: HAS_LEFT,
      why: 'or by Zoom because the person it came for left.',
      step: 'Join the meeting again if you left it, then bring the bot again.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the link is of no meeting',
    link: () => 'https://us02web.zoom.us/j/99900011122?pwd=nothing',
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Zoom',
      step: 'Copy the invite link from the meeting and bring the bot with it.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the passcode in the link is wrong',
    link: ({ number }) => `https://us02web.zoom.us/j/${number}?pwd=wrong`,
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'The passcode is wrong or missing.',
      step: 'Copy the invite link from the meeting and bring the bot with it.',
      action: 'Bring another bot',
    },
  },
  {
    name: 'SDK credentials are missing at Recall',
    before: async () => {
      await world.recall.setSdkCredentials({ missing: true });
      onTestFinished(() => world.recall.setSdkCredentials({ missing: false }));
    },
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Recall does not have this app’s Zoom credentials.',
      step: 'Ask whoever runs this app: Enter the Zoom app’s client id and secret in Recall’s dashboard',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the app is not published',
    before: async () => {
      await world.zoom.setPublished({ published: false });
      onTestFinished(() => world.zoom.setPublished({ published: true }));
    },
    shows: {
      sentence: DID_NOT_GET_IN,
      why: 'Zoom has not approved this app yet',
      step: 'Ask whoever runs this app: Submit the Zoom app for approval',
      action: 'Bring another bot',
    },
  },
  {
    name: 'the bot came in without a token',
    meeting: async (person) => {
      await world.recall.setAssumptions({ withoutToken: 'join-unattributed', tokenFetchTries: 1 });
      onTestFinished(() => world.recall.setAssumptions({ withoutToken: 'fatal', tokenFetchTries: 3 }));
      const { ana } = world.zoom.cast;
      return world.zoom.addMeeting({ host: ana.id, participants: [person.id] });
    },
    before: ({ person }) => answerOf('zoom', TOKEN, { status: 503, body: '' }, person),
    shows: {
      sentence: RECORDING,
      why: 'The bot came into the meeting without a token from this app, so Zoom may not show who brought it.',
      step: 'Ask whoever runs this app: Check in Recall’s dashboard',
      action: 'Remove the bot',
    },
  },
];

test.each(TROUBLES)('$name: the person is told why, and what to do', async (trouble) => {
  const { name, withhold = [], link = ({ inviteUrl }: ZoomMeeting) => inviteUrl, before, after, shows } = trouble;
  const visitor = await newVisitor(browser, { reducedMotion: 'reduce' });
  onTestFinished(() => visitor.leave());
  const person = await world.zoom.addPerson({ displayName: 'Maya Lindqvist' });
  const meeting = await (trouble.meeting?.(person) ?? world.zoom.addMeeting({ host: person.id, topic: 'Compilers' }));

  const tab = await (trouble.place === 'panel' ? inPanel : atLaunch)(visitor, person, meeting, withhold);
  const scene = { tab, person, meeting };
  await before?.(scene);
  if (trouble.place === 'panel') {
    await tab.getByRole('button', { name: 'Bring a bot' }).click();
  } else if (withhold.length === 0) {
    await tab.getByLabel('Invite link').fill(link(meeting));
    await tab.getByRole('button', { name: 'Bring the bot' }).click();
  }
  if (after !== undefined) {
    await expectSentence(tab, after.sentence);
    await after.happens(scene);
  }

  await expectSentence(tab, shows.sentence);
  const main = tab.getByRole('main');
  for (const words of [shows.why, shows.step]) {
    await expect.poll(() => main.textContent(), { timeout: PATIENCE_MS }).toContain(words);
  }
  await tab
    .getByRole('button', { name: shows.action })
    .or(tab.getByRole('link', { name: shows.action }))
    .waitFor();
  await look(tab, name);
});

async function atLaunch(
  { context, tab }: Visitor,
  person: ZoomPerson,
  _meeting: ZoomMeeting,
  withhold: string[],
): Promise<Page> {
  const begun = await context.request.get(`${world.server.baseUrl}/zoom/oauth`, { maxRedirects: 0 });
  const url = begun.headers()['location'] ?? '';
  await tab.goto((await world.zoom.consent({ url, person: person.id, withhold })).location);
  await tab.waitForURL(`${world.server.baseUrl}/launch`);
  return tab;
}

async function inPanel({ context }: Visitor, person: ZoomPerson, meeting: ZoomMeeting): Promise<Page> {
  await world.connect(person, person.id);
  const panel = await openPanel(context, world, { person, meeting });
  await panel.expectState('ready');
  return panel.tab;
}

/** @param person only whose requests it meets */
async function answerOf(
  vendor: 'zoom' | 'recall',
  route: string,
  then: FaultEffect,
  person?: ZoomPerson,
): Promise<void> {
  const fault = world[vendor].faults.add({ route, then, ...(person && { person: person.id }) });
  onTestFinished(() => fault.remove());
}

function botIn({ number }: ZoomMeeting): string {
  return world.zoom.state.meetings.find((meeting) => meeting.number === number)?.bots[0]?.botId ?? '';
}

async function expectSentence(tab: Page, sentence: string): Promise<void> {
  const heading = tab.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.textContent(), { timeout: PATIENCE_MS }).toBe(sentence);
}

async function look(tab: Page, name: string): Promise<void> {
  await expectAccessible(tab);
  for (const { width, colorScheme } of LOOKS) {
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: HEIGHT });
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const file = `trouble-${name.replaceAll(/[^a-z]+/gi, '-')}-${width}-${colorScheme}.png`;
    await tab.screenshot({ path: join(SCREENSHOTS, file), fullPage: true });
  }
}
