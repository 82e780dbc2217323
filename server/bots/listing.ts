import type { BotDocument, BotModel } from './model.js';

/** For whom bots are looked up: a person sees all in their name, an API key its own launches. */
export type BotViewer = { kind: 'person'; person: string } | { kind: 'api_key'; name: string };

export interface BotPage {
  bots: BotDocument[];
  hasNextPage: boolean;
}

export interface BotListing {
  /** Null when there is none, or when it is not the viewer's. */
  find(viewer: BotViewer, launchId: string): Promise<BotDocument | null>;
  /** The newest first. @param page.after a launch's id: begins behind it */
  list(viewer: BotViewer, page: { first: number; after: string | null; live: boolean | null }): Promise<BotPage>;
}

export function isVisible(viewer: BotViewer, bot: BotDocument): boolean {
  return viewer.kind === 'person' ? bot.person === viewer.person : bot.apiKey === viewer.name;
}

export function createBotListing(bots: BotModel): BotListing {
  return {
    async find(viewer, launchId) {
      const bot = await bots.findOne({ _id: launchId }).lean();
      return bot !== null && isVisible(viewer, bot) ? bot : null;
    },

    async list(viewer, { first, after, live }) {
      const found = await bots
        .find({
          ...(viewer.kind === 'person' ? { person: viewer.person } : { apiKey: viewer.name }),
          ...(after === null ? {} : { _id: { $lt: after } }),
          ...(live === null ? {} : { endedAt: live ? null : { $ne: null } }),
        })
        .sort({ _id: -1 })
        .limit(first + 1)
        .lean();
      return { bots: found.slice(0, first), hasNextPage: found.length > first };
    },
  };
}
