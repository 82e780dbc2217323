import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LaunchBotDocument, ViewerDocument } from '../../client/src/graphql/generated/graphql.js';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { expectAccessible } from './accessibility.js';
import { type Opener, openPanel, type PanelInZoom } from './panelInZoom.js';

const SCREENSHOTS = '.test-run/screenshots';
const WIDTHS = [320, 400, 1200];
const TEST_TIMEOUT_MS = 120_000;
const NOT_TRUSTED = { errors: [{ message: 'Reload the page.', extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] };

let browser: Browser;
let context: BrowserContext;
let world: World;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openChromium();
  context = await browser.newContext({ viewport: { width: 400, height: 720 }, reducedMotion: 'reduce' });
  world = await startWorld({ withoutRateLimits: true, env: { PRIVACY_URL: 'https://app.example.com/privacy' } });
  await world.zoom.liftRateLimits();
  await world.recall.liftRateLimits();
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  // A launch that was held up is finished first.
  await world.stop();
}, TEST_TIMEOUT_MS);

interface Scene {
  name: string;
  /** In kebab-case. */
  state: string;
  opener: (host: ZoomPerson, meeting: ZoomMeeting) => Opener | Promise<Opener>;
  /** What happens once the panel is open. */
  act?: (panel: PanelInZoom, host: ZoomPerson, meeting: ZoomMeeting) => Promise<unknown>;
}

const hosted: Scene['opener'] = (person, meeting) => ({ person, meeting });

/** The host is connected already, with a session of the panel's own. */
async function connected(person: ZoomPerson, meeting: ZoomMeeting): Promise<Opener> {
  await world.connect(person, person.id);
  return { person, meeting };
}

async function bring(panel: PanelInZoom): Promise<void> {
  await panel.expectState('ready');
  await panel.press('Bring a bot');
}

const SCENES: Scene[] = [
  {
    name: 'starting',
    state: 'starting',
    opener: (person, meeting) => ({ person, meeting, prepare: (tab) => hang(tab, '/graphql') }),
  },
  {
    name: 'outside Zoom',
    state: 'outside-zoom',
    opener: (person, meeting) => ({ person, meeting, prepare: async (tab) => tab.addInitScript(withoutTransport) }),
  },
  {
    name: 'silent client',
    state: 'zoom-silent',
    opener: (person, meeting) => ({ person, meeting, settings: { muted: ['*'] } }),
  },
  {
    name: 'refusing client',
    state: 'zoom-refused',
    opener: (person, meeting) => ({ person, meeting, settings: { failing: { config: '80004' } } }),
  },
  {
    name: 'no app context',
    state: 'no-session',
    opener: (person, meeting) => ({ person, meeting, settings: { failing: { getAppContext: '10118' } } }),
  },
  {
    name: 'trouble',
    state: 'trouble',
    opener: async (person, meeting) => ({
      ...(await connected(person, meeting)),
      prepare: (tab) => answerWith(tab, ViewerDocument, { errors: [{ message: 'It broke. Request 42.' }] }),
    }),
  },
  {
    name: 'outdated',
    state: 'outdated',
    opener: (person, meeting) => ({ person, meeting, prepare: (tab) => answerWith(tab, ViewerDocument, NOT_TRUSTED) }),
  },
  { name: 'guest', state: 'guest', opener: (_person, meeting) => ({ person: null, meeting }) },
  {
    name: 'not signed in',
    state: 'guest',
    opener: (_person, meeting) => ({ person: null, meeting, settings: { userStatus: 'unauthenticated' } }),
  },
  {
    name: 'account not allowed',
    state: 'account-not-allowed',
    opener: async (person, meeting) => ({
      ...(await connected(person, meeting)),
      prepare: (tab) => tellConnection(tab, person, { state: 'ACCOUNT_NOT_ALLOWED' }),
    }),
  },
  {
    name: 'connect again',
    state: 'not-connected',
    opener: async (person, meeting) => ({
      ...(await connected(person, meeting)),
      prepare: (tab) => tellConnection(tab, person, { state: 'RECONNECT_REQUIRED' }),
    }),
  },
  {
    name: 'missing permission',
    state: 'not-connected',
    opener: async (person, meeting) => ({
      ...(await connected(person, meeting)),
      prepare: (tab) => tellConnection(tab, person, { missingScopes: ['user:read:token'] }),
    }),
  },
  {
    name: 'declined',
    state: 'not-connected',
    opener: (person, meeting) => ({ person, meeting, settings: { authorizeResult: false } }),
    act: async (panel) => {
      await panel.press('Bring a bot');
      await panel.expectText('You did not allow it');
    },
  },
  {
    name: 'not in a meeting',
    state: 'not-in-meeting',
    opener: async (person, meeting) => ({ ...(await connected(person, meeting)), meeting: undefined as never }),
  },
  { name: 'not connected', state: 'not-connected', opener: hosted },
  {
    name: 'not connected attendee',
    state: 'not-connected',
    opener: (person, meeting) => ({ person, meeting, role: 'attendee' }),
  },
  {
    name: 'connecting',
    state: 'connecting',
    opener: (person, meeting) => ({ person, meeting, settings: { authorizeResult: null } }),
    act: async (panel) => panel.press('Bring a bot'),
  },
  { name: 'ready', state: 'ready', opener: connected },
  {
    name: 'ready attendee',
    state: 'ready',
    opener: async (person, meeting) => ({ ...(await connected(person, meeting)), role: 'attendee' }),
  },
  {
    name: 'ready with another name',
    state: 'ready',
    opener: connected,
    act: async (panel) => {
      await panel.tab.getByText('With another name, or into another meeting').click();
      await panel.tab.getByText('Name the bot').click();
    },
  },
  {
    name: 'launch refused',
    state: 'failed',
    opener: connected,
    act: async (panel) => {
      const message = 'Only 3 bots may be live at once. Remove one of them first.';
      await answerWith(panel.tab, LaunchBotDocument, {
        data: { launchBot: { __typename: 'TooManyLiveBots', limit: 3, message } },
      });
      await bring(panel);
      await panel.expectSentence('No bot was brought');
    },
  },
  {
    name: 'launching',
    state: 'launching',
    opener: connected,
    act: async (panel) => {
      await panel.expectState('ready');
      await hang(panel.tab, '/graphql');
      await panel.press('Bring a bot');
    },
  },
  {
    name: 'getting ready',
    state: 'bot-live',
    opener: connected,
    act: async (panel) => {
      const fault = world.recall.faults.add({ route: 'POST /api/v1/bot', then: 'answer', hold: 'before-work' });
      onTestFinished(() => fault.remove());
      await bring(panel);
      await panel.expectSentence('The bot is getting ready');
    },
  },
  {
    name: 'waiting room',
    state: 'bot-live',
    opener: connected,
    act: async (panel) => {
      await bring(panel);
      await panel.expectSentence('The bot is in the waiting room');
    },
  },
  {
    name: 'recording',
    state: 'bot-live',
    opener: connected,
    act: async (panel) => {
      await bring(panel);
      await panel.expectSentence('The bot is recording');
      await panel.tab.getByText('What happened').click();
    },
  },
  {
    name: 'without a socket',
    state: 'bot-live',
    opener: async (person, meeting) => ({
      ...(await connected(person, meeting)),
      prepare: (tab) => tab.routeWebSocket('**/graphql', (socket) => void socket.close()),
    }),
    act: async (panel) => {
      await bring(panel);
      await panel.expectSentence('The bot is recording');
      await panel.expectText('Reconnecting…');
    },
  },
  {
    name: 'removing',
    state: 'bot-live',
    opener: connected,
    act: async (panel) => {
      await bring(panel);
      await panel.expectSentence('The bot is recording');
      await panel.press('Remove the bot');
    },
  },
  {
    name: 'ended',
    state: 'ended',
    opener: connected,
    act: async (panel, _host, meeting) => {
      await bring(panel);
      await panel.expectSentence('The bot is recording');
      const [bot] = world.zoom.state.meetings.find(({ number }) => number === meeting.number)?.bots ?? [];
      await world.zoom.removeBot({ meeting: meeting.number, botId: bot?.botId ?? '' });
    },
  },
  {
    name: 'failed',
    state: 'failed',
    opener: connected,
    act: async (panel) => {
      const fault = world.recall.faults.add({
        route: 'POST /api/v1/bot',
        then: { status: 400, body: { meeting_url: ['This is no meeting.'] } },
      });
      onTestFinished(() => fault.remove());
      await bring(panel);
    },
  },
  {
    name: 'offline',
    state: 'offline',
    opener: connected,
    act: async (panel) => {
      await panel.expectState('ready');
      await panel.tab.route('**/{graphql,healthz}', (route) => route.abort());
      await panel.press('Bring a bot');
    },
  },
];

test.each(SCENES)(
  '$name: one sentence, readable at any width, nothing for axe to find',
  async ({ name, state, opener, act }) => {
    const host = await world.zoom.addPerson({ displayName: 'Grace Hopper' });
    const meeting = await world.zoom.addMeeting({
      host: host.id,
      topic: 'Compilers',
      waitingRoom: name === 'waiting room',
    });
    const panel = await openPanel(context, world, await opener(host, meeting));
    onTestFinished(() => panel.tab.close());
    await act?.(panel, host, meeting);
    await panel.expectState(state);
    await takePictures(panel.tab, name);
    expect(await panel.tab.getByRole('heading', { level: 1 }).count()).toBe(1);
    await expectAccessible(panel.tab);
  },
  TEST_TIMEOUT_MS,
);

async function takePictures(tab: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 720 });
      const overflow = await tab.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `at ${width} px`).toBe(0);
      await tab.screenshot({
        path: join(SCREENSHOTS, `panel-${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`),
      });
    }
  }
  await tab.setViewportSize({ width: 400, height: 720 });
}

/** Takes the place of the server for one document. */
async function answerWith(tab: Page, { __meta__: meta }: { __meta__?: Record<string, unknown> }, json: object) {
  await tab.route('**/graphql', (route) =>
    route.request().postData()?.includes(String(meta?.['hash'])) === true ? route.fulfill({ json }) : route.continue(),
  );
}

/** What the server says of the person's connection, but for this. */
async function tellConnection(tab: Page, { id, displayName }: ZoomPerson, own: object): Promise<void> {
  const connection = { state: 'CONNECTED', missingScopes: [], connectedAt: '2026-03-02T09:00:00.000Z', ...own };
  await answerWith(tab, ViewerDocument, {
    data: { viewer: { person: { id, displayName }, guest: false, connection } },
  });
}

async function hang(tab: Page, path: string): Promise<void> {
  await tab.route(`**${path}`, () => undefined);
}

/** As in an ordinary browser: nothing that the SDK could speak to. */
function withoutTransport(): void {
  Object.defineProperty(window, 'chrome', { value: {}, configurable: true });
}
