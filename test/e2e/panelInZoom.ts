import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import { type FakeZoomClient, type FakeZoomSettings, playZoomClient } from '../support/fakeZoomClient.js';
import type { World } from '../support/world.js';

/** With the real server behind it, on a loaded machine. */
const SHOWN_WITHIN_MS = 30_000;

/** Who opens the panel, and where. */
export interface Opener {
  /** Null: Zoom does not say. May change while the panel is open. */
  person: ZoomPerson | null;
  meeting?: ZoomMeeting;
  role?: FakeZoomSettings['role'];
  settings?: Partial<FakeZoomSettings>;
  /** Before the page is opened. */
  prepare?: (tab: Page) => Promise<unknown>;
}

/** The real panel, of the real server, in a Zoom client that the test plays. */
export class PanelInZoom {
  constructor(
    readonly tab: Page,
    readonly zoom: FakeZoomClient,
  ) {}

  async expectState(state: string, sentence?: string): Promise<void> {
    const screen = this.tab.locator('[data-state]');
    await expect.poll(() => this.#stateShown(), { timeout: SHOWN_WITHIN_MS }).toBe(state);
    if (sentence !== undefined) {
      await expect.poll(() => screen.locator('h1').textContent(), { timeout: SHOWN_WITHIN_MS }).toBe(sentence);
    }
  }

  async expectSentence(sentence: string): Promise<void> {
    const heading = this.tab.locator('h1');
    await expect.poll(() => heading.textContent(), { timeout: SHOWN_WITHIN_MS }).toBe(sentence);
  }

  async expectText(words: string): Promise<void> {
    await expect.poll(() => this.tab.locator('body').textContent(), { timeout: SHOWN_WITHIN_MS }).toContain(words);
  }

  async expectNoText(words: string): Promise<void> {
    await expect.poll(() => this.tab.locator('body').textContent(), { timeout: SHOWN_WITHIN_MS }).not.toContain(words);
  }

  async press(name: string): Promise<void> {
    await this.tab.getByRole('button', { name, exact: true }).click({ timeout: SHOWN_WITHIN_MS });
  }

  async #stateShown(): Promise<string | null> {
    return this.tab.evaluate(() => document.querySelector('[data-state]')?.getAttribute('data-state') ?? null);
  }
}

export async function openPanel(context: BrowserContext, world: World, opener: Opener): Promise<PanelInZoom> {
  const { person, meeting } = opener;
  const tab = await context.newPage();
  const zoom = await playZoomClient(tab, {
    runningContext: meeting === undefined ? 'inMainClient' : 'inMeeting',
    userStatus: person === null ? 'authenticated' : 'authorized',
    role: opener.role ?? (meeting?.host === person?.id ? 'host' : 'attendee'),
    ...(meeting && {
      meetingID: meeting.number,
      meetingUUID: meeting.uuid,
      meetingTopic: meeting.topic,
      joinUrl: meeting.inviteUrl,
    }),
    appContext: async () => contextFor(world, opener),
    authorizeCode: async ({ codeChallenge }) => {
      if (opener.person === null) throw new Error('Nobody who could consent');
      return (await world.zoom.issueCode({ person: opener.person.id, codeChallenge })).code;
    },
    ...opener.settings,
  });
  await opener.prepare?.(tab);
  await tab.goto(`${world.server.baseUrl}/panel`);
  return new PanelInZoom(tab, zoom);
}

/** As the Zoom client would seal it now. */
export async function contextFor(
  world: World,
  { person, meeting }: Pick<Opener, 'person' | 'meeting'>,
): Promise<string> {
  const { context } = await world.zoom.appContext({
    person: person?.id ?? null,
    ...(meeting && { meeting: meeting.number }),
  });
  return context;
}
