import type { BrowserContext, Frame, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { ZoomPanel } from '../../../client/src/zoom/zoomPanel.js';
import { type FakeZoomClient, type HostPage, playZoomClient } from '../../support/fakeZoomClient.js';
import type { Pages } from './startPages.js';

export type Given = NonNullable<Parameters<typeof playZoomClient>[1]>;

export interface Where {
  context: BrowserContext;
  pages: Pages;
  around?: HostPage;
  page?: 'panelPage' | 'strictModePage';
  /** Before the page is opened. */
  prepare?: (tab: Page) => Promise<unknown>;
}

/** A panel inside a Zoom client that the test plays. */
export class OpenPanel {
  constructor(
    readonly zoom: FakeZoomClient,
    readonly frame: Frame,
  ) {}

  async snapshot(): Promise<unknown> {
    return JSON.parse(await this.frame.evaluate(() => JSON.stringify(window.panel.getSnapshot())));
  }

  async expect(expected: object): Promise<void> {
    await expect.poll(() => this.snapshot()).toMatchObject(expected);
  }

  /** What a call gives, or how it is refused. */
  async call(method: 'getAppContext' | 'promptAuthorize'): Promise<unknown> {
    return this.frame.evaluate((name) => window.outcomeOf((panel) => panel[name]()), method);
  }

  async openUrl(url: string): Promise<unknown> {
    return this.frame.evaluate((address) => window.outcomeOf((panel) => panel.openUrl(address)), url);
  }

  async authorize(challenge: Parameters<ZoomPanel['authorize']>[0]): Promise<unknown> {
    return this.frame.evaluate((given) => window.outcomeOf((panel) => panel.authorize(given)), challenge);
  }

  async configurations(): Promise<number> {
    return (await this.zoom.calls('config')).length;
  }

  /** As many since the page was loaded. */
  async expectConfigurations(count: number): Promise<void> {
    await expect.poll(() => this.configurations()).toBe(count);
  }

  async expectCall(api: string): Promise<void> {
    await expect.poll(() => this.zoom.calls(api)).not.toEqual([]);
  }
}

export async function openPanel(where: Where, given: Given = {}): Promise<OpenPanel> {
  const tab = await where.context.newPage();
  onTestFinished(() => tab.close());
  const zoom = await playZoomClient(tab, given);
  await where.prepare?.(tab);
  const url = `${where.pages.origin}/${where.page ?? 'panelPage'}`;
  return new OpenPanel(zoom, await zoom.open(url, given.transport === 'iframe' ? where.around : undefined));
}

export async function openRunningPanel(where: Where, given: Given = {}): Promise<OpenPanel> {
  const panel = await openPanel(where, given);
  await panel.expect({ kind: 'running' });
  return panel;
}
