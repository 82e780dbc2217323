import { expect } from 'vitest';
import type { ZoomControls } from '../../sandbox/zoom/zoomSimulator.js';
import { recordedFetch } from './answers.js';
import { type GraphQLAnswer, sendGraphQL } from './api.js';
import { documentIdOf } from './documentIdOf.js';

/** A person's browser, as far as cookies, forms and redirects go. It follows none by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();

  /** @param reachedAt where this server listens; its public origin may be another */
  constructor(
    readonly origin: string,
    readonly reachedAt: string,
  ) {}

  async get(path: string, headers: Record<string, string> = {}) {
    return this.#visit(path, { headers });
  }

  /** As a form of our own page would. */
  async post(path: string, headers: Record<string, string> = { origin: this.origin }) {
    return this.#visit(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  /** Runs a document that the built client ships, by its operation's name. */
  async run(operation: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> {
    return sendGraphQL(
      `${this.reachedAt}/graphql`,
      { documentId: documentIdOf(operation), variables },
      { origin: this.origin, cookie: this.cookieHeader() },
    );
  }

  /** From /zoom/oauth through Zoom's consent, back to the callback. */
  async connectZoom(zoom: ZoomControls, person: string, choice: { withhold?: string[]; decline?: boolean } = {}) {
    const begun = await this.get('/zoom/oauth');
    expect(begun.status).toBe(302);
    return this.returnFromZoom(zoom, begun.headers.get('location') ?? '', person, choice);
  }

  /** Plays the person at Zoom's consent page, and visits the address they are sent back to. */
  async returnFromZoom(
    zoom: ZoomControls,
    url: string,
    person: string,
    choice: { withhold?: string[]; decline?: boolean } = {},
  ) {
    const { location } = await zoom.consent({ url, person, ...choice });
    const target = new URL(location);
    return this.get(`${target.pathname}${target.search}`);
  }

  /** Opens a connect link, presses its button and consents. @returns the one-time code that the page shows */
  async completeConnectLink(link: string, zoom: ZoomControls, person: string): Promise<string> {
    const path = new URL(link).pathname;
    expect((await this.get(path)).status).toBe(200);
    const pressed = await this.post(path);
    expect(pressed.status).toBe(303);
    const shown = await this.returnFromZoom(zoom, pressed.headers.get('location') ?? '', person);
    expect(shown.status).toBe(200);
    return /<code>([^<]+)<\/code>/.exec(shown.text)?.[1] ?? '';
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #visit(path: string, init: { method?: string; headers: Record<string, string> }) {
    const headers = {
      accept: 'text/html',
      ...init.headers,
      ...(this.cookies.size > 0 ? { cookie: this.cookieHeader() } : {}),
    };
    const answer = await recordedFetch(`${this.reachedAt}${path}`, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
