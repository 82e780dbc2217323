import { appendFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, inject } from 'vitest';

/** A person with a browser of their own: cookies, tabs, and whatever the browser finds to complain about. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly tab: Page;
  newTab(): Promise<Page>;
  /**
   * Fails when a page so far broke its content security policy, or wrote an error to the console.
   *
   * @param except what a test brought about on purpose
   */
  expectNoComplaints(except?: RegExp): Promise<void>;
  leave(): Promise<void>;
}

/** The browser's own note about a page that is answered with 4xx or 5xx on purpose. */
const ANSWERED_SO = /^Failed to load resource: the server responded with a status of \d+/;

export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 }, ...options });
  const complaints: string[] = [];
  const noted: Promise<void>[] = [];

  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || ANSWERED_SO.test(message.text())) return;
    complaints.push(`${message.page()?.url() ?? ''}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('response', (response) => {
    if (response.request().resourceType() === 'document') noted.push(noteAnswer(response));
  });

  return {
    context,
    tab: await context.newPage(),
    newTab: () => context.newPage(),
    async expectNoComplaints(except) {
      await Promise.all(noted);
      expect(complaints.splice(0).filter((complaint) => except?.test(complaint) !== true)).toEqual([]);
    },
    leave: () => context.close(),
  };
}

/** For the search for secrets after the run. Of redirects, and pages that were left at once, there is nothing to read. */
async function noteAnswer(response: { url(): string; status(): number; text(): Promise<string> }): Promise<void> {
  const text = await response.text().catch(() => '');
  const { pathname } = new URL(response.url());
  appendFileSync(
    inject('answersFile'),
    `${JSON.stringify({ path: pathname, status: response.status(), headers: [], text })}\n`,
  );
}

/** Plays a person at the simulated Zoom's consent page: the one whose name begins so. */
export async function consent(
  tab: Page,
  name: string,
  choice: { withhold?: string[]; decline?: boolean } = {},
): Promise<void> {
  await tab.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
  for (const scope of choice.withhold ?? []) await tab.getByRole('checkbox', { name: scope }).uncheck();
  await tab.getByRole('button', { name: choice.decline === true ? 'Decline' : 'Allow' }).click();
}

/** Waits for the page with this one sentence. */
export async function expectSentence(tab: Page, sentence: string): Promise<void> {
  const shown = tab.getByRole('heading', { level: 1 });
  await expect.poll(() => shown.textContent()).toBe(sentence);
}
