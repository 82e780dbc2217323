import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type BotStream, createBotStream } from './botStream.js';
import type { BotListing, BotViewer } from './listing.js';
import type { BotDocument, BotModel } from './model.js';
import { type ChangedBot, startTail, type Tail } from './tail.js';

/** So many of the live bots are read at once in the beginning. */
const PAGE_SIZE = 50;

/**
 * Tells whoever follows bots what becomes of them. Changes of this server are told at once, those of others within a second: one
 * look at what has changed serves all followers, and nobody looks while nobody follows.
 */
export interface BotFeed {
  /**
   * Follows one bot, or all of the viewer's. First comes the present state, of that bot or of each live one, then each change; bots
   * that are launched meanwhile belong to it.
   *
   * @returns null when there is no such bot, or when it is not the viewer's. Whoever was given a stream has to leave it.
   */
  follow(viewer: BotViewer, launchId: string | null): Promise<BotStream | null>;
  /** To be called with each bot that this server has written and holds. */
  publish: (bot: BotDocument) => void;
  /** To be called when this server has changed a bot that it does not hold. */
  notice: () => void;
  /** How many streams are open. */
  followers(): number;
  /** Resolves when no query is under way, once everybody has left. */
  settled(): Promise<void>;
}

interface Follower {
  launchId: string | null;
  offer(bot: BotDocument): void;
}

export function createBotFeed(deps: { bots: BotModel; listing: BotListing; now: Clock; log: Logger }): BotFeed {
  const { listing, now } = deps;
  /** By whose bots they follow. */
  const followers = new Map<string, Set<Follower>>();
  let tail: Tail | null = null;
  let stopped: Promise<unknown> = Promise.resolve();

  function join(key: string, follower: Follower): Tail {
    const others = followers.get(key);
    if (others === undefined) followers.set(key, new Set([follower]));
    else others.add(follower);
    return tail ?? begin();
  }

  function begin(): Tail {
    const begun = startTail({ ...deps, isWanted, tell });
    tail = begun;
    begun.ready.catch(() => {
      // Whoever waits for it is told; whoever comes next begins anew.
      if (tail === begun) stopTail();
    });
    return begun;
  }

  function part(key: string, follower: Follower): void {
    const others = followers.get(key);
    others?.delete(follower);
    if (others?.size === 0) followers.delete(key);
    if (followers.size === 0) stopTail();
  }

  function stopTail(): void {
    if (tail !== null) stopped = Promise.all([stopped, tail.stop()]);
    tail = null;
  }

  async function follow(viewer: BotViewer, launchId: string | null): Promise<BotStream | null> {
    const key = keyOf(viewer);
    const { stream, offer } = createBotStream({
      readMore: launchId === null ? liveBotsOf(viewer) : null,
      onEnd: () => part(key, follower),
      now,
    });
    const follower: Follower = { launchId, offer };
    try {
      await join(key, follower).ready;
      if (launchId === null) return stream;
      const bot = await listing.find(viewer, launchId);
      if (bot !== null) {
        offer(bot);
        return stream;
      }
      await stream.return();
      return null;
    } catch (error) {
      await stream.return();
      throw error;
    }
  }

  function liveBotsOf(viewer: BotViewer): () => Promise<BotDocument[] | null> {
    let after: string | null = null;
    let isComplete = false;
    return async () => {
      if (isComplete) return null;
      const page = await listing.list(viewer, { first: PAGE_SIZE, after, live: true });
      after = page.bots.at(-1)?._id ?? after;
      isComplete = !page.hasNextPage;
      return page.bots;
    };
  }

  function followersOf(bot: ChangedBot): Follower[] {
    const keys = [keyOf({ kind: 'person', person: bot.person })];
    if (bot.apiKey !== null) keys.push(keyOf({ kind: 'api_key', name: bot.apiKey }));
    const found: Follower[] = [];
    for (const key of keys)
      for (const follower of followers.get(key) ?? [])
        if (follower.launchId === null || follower.launchId === bot._id) found.push(follower);
    return found;
  }

  function isWanted(bot: ChangedBot): boolean {
    return followersOf(bot).length > 0;
  }

  function tell(bot: BotDocument): void {
    for (const follower of followersOf(bot)) follower.offer(bot);
  }

  return {
    follow,
    publish: (bot) => tail?.take(bot),
    notice: () => tail?.hasten(),
    followers: () => [...followers.values()].reduce((sum, { size }) => sum + size, 0),
    async settled() {
      await stopped;
    },
  };
}

function keyOf(viewer: BotViewer): string {
  return viewer.kind === 'person' ? `person ${viewer.person}` : `api_key ${viewer.name}`;
}
