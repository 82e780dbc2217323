import { type BotModel, NOTHING_LEFT_TO_DO } from './bots/model.js';
import type { Requester } from './bots/launch.js';
import type { RemoveBot } from './bots/removal.js';
import type { Erasure } from './erasure.js';
import type { Connections } from './people/connections.js';
import type { Links } from './people/links.js';

export type DisconnectOutcome =
  | { kind: 'not_connected' }
  /** `revoked` is null where the grant was left to others who need it. */
  | { kind: 'disconnected'; erased: boolean; revoked: boolean | null };

/**
 * Ends a connection for whoever asks. A person: everything of them goes. An API key: its link to the person and its own bots go,
 * and the person with them only when nobody else needs the connection: no other link, and no sign-in of their own.
 */
export type Disconnect = (requester: Requester) => Promise<DisconnectOutcome>;

export function createDisconnect(deps: {
  bots: BotModel;
  removeBot: RemoveBot;
  erasure: Erasure;
  connections: Connections;
  links: Links;
}): Disconnect {
  const { bots, removeBot, erasure, connections, links } = deps;

  return async function disconnect({ person, apiKey, externalUserId }) {
    const connection = await connections.find(person);
    if (apiKey !== null && externalUserId !== null) {
      await removeBotsOf(person, apiKey, externalUserId);
      await links.remove(apiKey, externalUserId);
      const isNeeded = connection !== null && (connection.ownSignIn || (await links.countOf(person)) > 0);
      if (isNeeded) return { kind: 'disconnected', erased: false, revoked: null };
    } else if (connection === null) {
      return { kind: 'not_connected' };
    }
    const { revoked } = await erasure.erase(person);
    return { kind: 'disconnected', erased: true, revoked };
  };

  async function removeBotsOf(person: string, apiKey: string, externalUserId: string): Promise<void> {
    const own = { person, apiKey, externalUserId };
    const live = await bots.find({ ...own, endedAt: null }, { _id: 1 }).lean();
    await Promise.all(live.map(({ _id }) => removeBot(_id)));
    await bots.deleteMany({ ...own, ...NOTHING_LEFT_TO_DO });
  }
}
