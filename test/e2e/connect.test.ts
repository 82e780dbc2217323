import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_READY_MS, openChromium } from '../support/chromium.js';
import { startWorld, type World } from '../support/world.js';
import { consent, expectSentence, newVisitor, type Visitor } from './visitor.js';

const SESSION_SECONDS = 30 * 24 * 60 * 60;
/** A cookie's expiry is kept in whole seconds, and takes a while to arrive. */
const EXPIRY_TOLERANCE_SECONDS = 60;
/** More presses of Tab than any page here needs. */
const MAX_TABS = 20;

let browser: Browser;
let world: World;
let home: string;
/** The backend's own site, where its users come back to. */
let backend: Site;
let visitor: Visitor;
let tab: Page;

beforeAll(async () => {
  browser = await openChromium();
  backend = await startSite((_request, response) => response.end(page('Back at the backend')));
  world = await startWorld({ withoutRateLimits: true, env: { CONNECT_RETURN_ORIGINS: backend.origin } });
  home = world.server.baseUrl;
}, CHROMIUM_READY_MS);
afterAll(async () => {
  await browser.close();
  await world.stop();
  backend.server.close();
});
beforeEach(async () => {
  visitor = await newVisitor(browser);
  tab = visitor.tab;
  return async () => {
    await visitor.expectNoComplaints();
    await visitor.leave();
  };
});

describe('a person by themselves', () => {
  test('connects Zoom from /launch and is signed in, with a cookie that scripts and other sites do not get', async () => {
    await tab.goto(home);
    expect(tab.url()).toBe(`${home}/launch`);
    await tab.getByRole('link', { name: 'Connect Zoom' }).click();
    await tab.waitForURL(`${world.zoom.url}/**`);
    await consent(tab, 'Ana Ferreira');

    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
    await expectText(tab, 'on behalf of Ana Ferreira');
    const cookies = await visitor.context.cookies(home);
    expect(cookies.map(({ name }) => name).sort()).toEqual(['broughtby_browser', 'broughtby_session']);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ domain: 'localhost', path: '/', httpOnly: true, sameSite: 'Lax' });
    }
    const lasts = (cookies.find(({ name }) => name.endsWith('session'))?.expires ?? 0) - Date.now() / 1000;
    expect(Math.abs(lasts - SESSION_SECONDS)).toBeLessThan(EXPIRY_TOLERANCE_SECONDS);
    expect(await tab.evaluate(() => document.cookie)).toBe('');
  });

  test('is told which permission Zoom withheld, connects again, and is ready', async () => {
    await tab.goto(`${home}/zoom/oauth`);
    await consent(tab, 'Ben', { withhold: ['user:read:token'] });
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'One permission is missing');
    await expectText(tab, 'user:read:token');

    await tab.getByRole('link', { name: 'Connect again' }).click();
    await consent(tab, 'Ben');
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
  });

  test('is shown by their name as text, whatever it holds', async () => {
    const displayName = `<img src=x onerror="document.title='run'">`;
    const person = await world.zoom.addPerson({ displayName });
    await tab.goto(`${home}/zoom/oauth`);
    await consent(
      tab,
      displayName.replace(/[^\w ]/g, (special) => `\\${special}`),
    );
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
    await expectText(tab, `on behalf of ${person.displayName}`);
    expect(await tab.locator('img').count()).toBe(0);
    expect(await tab.title()).toContain('Broughtby');
  });

  test('who declines is told so, and can begin again from there', async () => {
    await tab.goto(`${home}/zoom/oauth`);
    await consent(tab, 'Ana', { decline: true });
    await tab.waitForURL(`${home}/**`);
    await expectSentence(tab, 'Zoom was not connected');

    await tab.getByRole('link', { name: 'Connect Zoom' }).click();
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/launch`);
  });

  test('who comes from the Marketplace with a code and no state is offered to begin here, and goes round in no loop', async () => {
    const { code } = await world.zoom.issueCode({ person: world.zoom.cast.ana.id });
    const visited: string[] = [];
    tab.on('framenavigated', (frame) => visited.push(new URL(frame.url()).pathname));
    await tab.goto(`${home}/zoom/oauth-callback?code=${code}`);
    await expectSentence(tab, 'One more step');
    expect(visited).toEqual(['/zoom/oauth-callback']);
    expect(await visitor.context.cookies(home)).toEqual([]);

    await tab.getByRole('link', { name: 'Connect Zoom' }).click();
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
  });

  test('two tabs at once both end well, whichever comes back first', async () => {
    const other = await visitor.newTab();
    await tab.goto(`${home}/zoom/oauth`);
    await other.goto(`${home}/zoom/oauth`);
    await consent(other, 'Ana');
    await other.waitForURL(`${home}/launch`);
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/launch`);
    await other.reload();
    for (const each of [tab, other]) await expectSentence(each, 'Bring a bot into a Zoom meeting');
  });

  test('who goes back and allows once more is told that it is done, and finds everything in order', async () => {
    await tab.goto(`${home}/zoom/oauth`);
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/launch`);
    await tab.goBack();
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/zoom/oauth-callback**`);
    await expectSentence(tab, 'Already done, or too late');
    await tab.getByRole('link', { name: 'See how things stand' }).click();
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
  });

  test('needs a keyboard only', async () => {
    await tab.goto(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into your Zoom meetings');
    await tabTo(tab, 'Connect Zoom');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`${world.zoom.url}/**`);
    await tabTo(tab, 'Allow');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`${home}/launch`);
    await expectSentence(tab, 'Bring a bot into a Zoom meeting');
    await tabTo(tab, 'Connected as Ana Ferreira');
    await tab.keyboard.press('Enter');
    await tabTo(tab, 'Connect another account');
  });
});

describe("a backend's user", () => {
  test('opens the link, goes on to Zoom, allows, and is shown a code that the backend redeems', async () => {
    await tab.goto(await world.server.api.connectLink('user-1'));
    await expectSentence(tab, 'Connect your Zoom account to backend');
    const posted = tab.waitForRequest((request) => request.method() === 'POST');
    await tab.getByRole('button', { name: 'Continue to Zoom' }).click();
    // Chromium sends the origin because of our Referrer-Policy, and follows the redirect because of our form-action.
    expect((await (await posted).allHeaders())['origin']).toBe(home);
    await tab.waitForURL(`${world.zoom.url}/**`);
    await consent(tab, 'Ana');

    await tab.waitForURL(`${home}/zoom/oauth-callback**`);
    await expectSentence(tab, 'Your Zoom account is connected');
    expect((await visitor.context.cookies(home)).map(({ name }) => name)).toEqual(['broughtby_browser']);
    const redeemed = await world.server.api.redeem(await selectCode(tab));
    expect(redeemed).toMatchObject({ externalUserId: 'user-1', person: { displayName: 'Ana Ferreira' } });
  });

  test('comes back to the return URL with the status and a code', async () => {
    await tab.goto(await world.server.api.connectLink('user-2', `${backend.origin}/done?from=zoom`));
    await tab.getByRole('button').click();
    await consent(tab, 'Ben');
    await tab.waitForURL(`${backend.origin}/**`);
    await expectSentence(tab, 'Back at the backend');
    const { pathname, searchParams } = new URL(tab.url());
    expect(pathname).toBe('/done');
    expect(Object.fromEntries(searchParams)).toEqual({ from: 'zoom', status: 'connected', code: expect.any(String) });
    expect(backend.referrers()).toEqual([]);
    expect(await world.server.api.redeem(searchParams.get('code') ?? '')).toMatchObject({ externalUserId: 'user-2' });
  });

  test('comes back even when Zoom asks nothing: the whole way is then redirects of our form', async () => {
    const asksNothing = await startWorldThatAsksNothing();
    await tab.goto(await asksNothing.server.api.connectLink('user-3', `${backend.origin}/done`));
    await tab.getByRole('button').click();
    await tab.waitForURL(`${backend.origin}/**`);
    expect(new URL(tab.url()).searchParams.get('status')).toBe('connected');
  });

  test('who declines comes back with that status and no code, or is told so', async () => {
    await tab.goto(await world.server.api.connectLink('user-4', `${backend.origin}/done`));
    await tab.getByRole('button').click();
    await consent(tab, 'Ana', { decline: true });
    await tab.waitForURL(`${backend.origin}/**`);
    expect(new URL(tab.url()).search).toBe('?status=declined');

    await tab.goto(await world.server.api.connectLink('user-4'));
    await tab.getByRole('button').click();
    await consent(tab, 'Ana', { decline: true });
    await tab.waitForURL(`${home}/**`);
    await expectSentence(tab, 'Zoom was not connected');
    await expectText(tab, 'backend was given nothing');
  });

  test('does no harm with a double click, by reloading the code, or by going back', async () => {
    const link = await world.server.api.connectLink('user-5');
    await tab.goto(link);
    await tab.getByRole('button').dblclick();
    // The second click's way ends the first one's, which `waitForURL` would take for a failure.
    await expect.poll(() => tab.url()).toContain(`${world.zoom.url}/`);
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/zoom/oauth-callback**`);
    const code = await selectCode(tab);
    await tab.reload();
    await expectSentence(tab, 'Already done, or too late');
    await tab.goto(link);
    await tab.goBack();
    await expectSentence(tab, 'Already done, or too late');
    expect(await world.server.api.redeem(code)).toMatchObject({ externalUserId: 'user-5' });
  });

  test('may have the link open in one tab while signing in in another', async () => {
    const other = await visitor.newTab();
    await tab.goto(await world.server.api.connectLink('user-6'));
    await other.goto(`${home}/zoom/oauth`);
    await tab.getByRole('button').click();
    await consent(other, 'Ana');
    await other.waitForURL(`${home}/launch`);
    await consent(tab, 'Ana');
    await tab.waitForURL(`${home}/zoom/oauth-callback**`);
    expect(await world.server.api.redeem(await selectCode(tab))).toMatchObject({ externalUserId: 'user-6' });
  });

  test.each(['localhost', '127.0.0.1'])('is not sent on by a form of another site, at %s', async (hostname) => {
    const link = await world.server.api.connectLink('user-7');
    // The cookie is there: a form on another port of the same host even sends it along.
    await tab.goto(link);
    const stranger = await startSite((_request, response) => {
      response.end(page('Win a prize', `<form method="post" action="${link}"><button>Win</button></form>`));
    });
    const begun = world.zoom.state.counters.authorizations;
    await tab.goto(stranger.origin.replace('127.0.0.1', hostname));
    await tab.getByRole('button').click();
    await tab.waitForURL(link);
    await expectSentence(tab, 'Please open the link again');
    expect(world.zoom.state.counters.authorizations).toBe(begun);

    await tab.getByRole('link', { name: 'Open the link again' }).click();
    await expectSentence(tab, 'Connect your Zoom account to backend');
  });

  test('needs a keyboard only', async () => {
    await tab.goto(await world.server.api.connectLink('user-8'));
    await tabTo(tab, 'Continue to Zoom');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`${world.zoom.url}/**`);
    await tabTo(tab, 'Allow');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`${home}/zoom/oauth-callback**`);
    await expectSentence(tab, 'Your Zoom account is connected');
  });
});

/** Presses Tab until the link or button of that name has the focus, and sees that the focus is shown. */
async function tabTo(target: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < MAX_TABS; pressed += 1) {
    await target.keyboard.press('Tab');
    const focused = await target.evaluate(() => {
      const element = document.activeElement;
      return element && { text: element.textContent?.trim(), outline: getComputedStyle(element).outlineStyle };
    });
    if (focused?.text !== name) continue;
    expect(focused.outline).toBe('solid');
    return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** One click selects the whole code. @returns what would be copied */
async function selectCode(target: Page): Promise<string> {
  await target.locator('code').click();
  const selected = await target.evaluate(() => document.getSelection()?.toString() ?? '');
  expect(selected).toBe(await target.locator('code').textContent());
  return selected;
}

async function expectText(target: Page, words: string): Promise<void> {
  expect(await target.getByRole('main').textContent()).toContain(words);
}

interface Site {
  server: Server;
  origin: string;
  /** Where visitors said that they came from. */
  referrers(): string[];
}

/** Another site on loopback. */
async function startSite(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<Site> {
  const referrers: string[] = [];
  const server = createServer((request, response) => {
    // A browser asks for it by itself, and writes to the console when it is not there.
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    if (request.headers.referer !== undefined) referrers.push(request.headers.referer);
    return void answer(request, response.setHeader('content-type', 'text/html'));
  }).listen(0);
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, referrers: () => referrers };
}

function page(sentence: string, body = ''): string {
  return `<!doctype html><html lang="en"><title>${sentence}</title><h1>${sentence}</h1>${body}`;
}

/** A world whose Zoom, knowing this person, asks them nothing: straight back, with a new code. */
async function startWorldThatAsksNothing(): Promise<World> {
  const site = await startSite(async (request, response) => {
    const url = `${asksNothing.zoom.url}${request.url ?? ''}`;
    if (request.method === 'GET') {
      const { location } = await asksNothing.zoom.consent({ url, person: asksNothing.zoom.cast.ana.id });
      response.writeHead(302, { location }).end();
      return;
    }
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const answer = await fetch(url, { method: 'POST', headers, body: await text(request) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  const asksNothing = await startWorld({
    env: { ZOOM_OAUTH_BASE_URL: site.origin, CONNECT_RETURN_ORIGINS: backend.origin },
  });
  onTestFinished(async () => {
    await asksNothing.stop();
    site.server.close();
  });
  return asksNothing;
}
