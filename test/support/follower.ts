import { type Client, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Browser } from './browser.js';
import { type Panel, shipDocument } from './panel.js';
import type { TestServer } from './world.js';

/** Any document would do; this one shows what tests ask about. */
export const BOT_UPDATED = `subscription BotUpdated($id: ID) { botUpdated(id: $id) {
  id status recallBotId endedAt canRemove timelineDropped reason { code } meeting { number } timeline { kind code } } }`;

// Tests look into answers of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Told = any;

/** Whoever opens a WebSocket: the headers of its upgrade, and what it says in `connection_init`. */
export interface SocketOpener {
  headers?: Record<string, string>;
  connectionParams?: Record<string, unknown>;
}

export function backend(key: string): SocketOpener {
  return { connectionParams: { authorization: `Bearer ${key}` } };
}

export function pageOf(browser: Browser): SocketOpener {
  return { headers: { origin: browser.origin, cookie: browser.cookieHeader() } };
}

export function panelOf(panel: Panel): SocketOpener {
  return {
    headers: { origin: panel.server.baseUrl },
    connectionParams: { authorization: `Bearer ${panel.token}` },
  };
}

/** A client of graphql-ws that follows bots. */
export class Follower {
  /** What it was told, in order. */
  readonly told: Told[] = [];
  /** Errors and the end, in order. */
  readonly ends: Told[] = [];
  #client: Client;
  #socket: WebSocket | null = null;
  #hasVanished = false;
  #leave: () => void = () => undefined;

  /** @param retries how often it connects again by itself */
  constructor(
    readonly server: TestServer,
    opener: SocketOpener,
    { retries = 0 }: { retries?: number } = {},
  ) {
    this.#client = createClient({
      url: socketUrl(server),
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string) {
          super(url, protocols, { headers: opener.headers });
        }
      },
      ...(opener.connectionParams === undefined ? {} : { connectionParams: opener.connectionParams }),
      on: {
        opened: (socket) => {
          this.#socket = socket as WebSocket;
          if (this.#hasVanished) this.#socket.terminate();
        },
      },
      retryAttempts: retries,
      retryWait: async () => new Promise((resolve) => setTimeout(resolve, 50)),
      shouldRetry: () => true,
    });
  }

  /** By its text as a backend, or by its hash as a page does. */
  async follow(id: string | null = null, how: 'text' | 'hash' = 'hash', text = BOT_UPDATED): Promise<this> {
    const sha256Hash = how === 'hash' ? (await shipDocument(this.server, text)).replace('sha256:', '') : null;
    this.#leave = this.#client.subscribe<Told>(
      {
        query: sha256Hash === null ? text : '',
        variables: { id },
        ...(sha256Hash === null ? {} : { extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      },
      {
        next: ({ data, errors }) => {
          if (data?.botUpdated) this.told.push(data.botUpdated);
          if (errors) this.ends.push({ errors });
        },
        error: (error) =>
          void this.ends.push(isClose(error) ? { code: error.code, reason: error.reason } : { errors: error }),
        complete: () => void this.ends.push('complete'),
      },
    );
    return this;
  }

  /** Waits until it was told of a bot that is as wished. */
  async until(isAsWished: (bot: Told) => boolean, what: string): Promise<Told> {
    await expect
      .poll(() => this.told.some(isAsWished), {
        interval: 10,
        message: `${what}\n${JSON.stringify(this.told)}`,
      })
      .toBe(true);
    return this.told.find(isAsWished);
  }

  async untilEnd(): Promise<Told> {
    await expect.poll(() => this.ends.length, { interval: 10 }).toBeGreaterThan(0);
    return this.ends[0];
  }

  statusesOf(id: string): string[] {
    return this.told.filter((bot) => bot.id === id).map(({ status }) => status);
  }

  /** Says `complete`, and closes. */
  leave(): void {
    this.#leave();
    void this.#client.dispose();
  }

  /** Vanishes, as with a cable pulled out. */
  vanish(): void {
    this.#hasVanished = true;
    this.#socket?.terminate();
  }

  /** Reads nothing any more, so that what is sent to it piles up. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }
}

export function socketUrl(server: TestServer): string {
  return server.api.url.replace(/^http/, 'ws');
}

function isClose(error: unknown): error is { code: number; reason: string } {
  return typeof error === 'object' && error !== null && 'code' in error && 'reason' in error;
}
