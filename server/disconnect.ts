import type { ForgetBots } from './bots/forgetting.js';
import type { Requester } from './bots/launch.js';
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
  forgetBots: ForgetBots;
  erasure: Erasure;
  connections: Connections;
  links: Links;
}): Disconnect {
  const { forgetBots, erasure, connections, links } = deps;

  return async function disconnect({ person, apiKey, externalUserId }) {
    if (apiKey !== null && externalUserId !== null) {
      if (await isNeededByOthers(person, apiKey, externalUserId)) {
        await forgetBots({ person, apiKey, externalUserId });
        await links.remove(apiKey, externalUserId);
        // Of two backends that disconnect at the same moment the later one sees that nobody is left.
        if (await isNeededByOthers(person, apiKey, externalUserId))
          return { kind: 'disconnected', erased: false, revoked: null };
      }
    } else if ((await connections.find(person)) === null) {
      return { kind: 'not_connected' };
    }
    const { revoked } = await erasure.erase(person);
    return { kind: 'disconnected', erased: true, revoked };
  };

  async function isNeededByOthers(person: string, apiKey: string, externalUserId: string): Promise<boolean> {
    const [connection, linked] = await Promise.all([connections.find(person), links.listOf(person)]);
    const isOthers = linked.some((link) => link.apiKey !== apiKey || link.externalUserId !== externalUserId);
    return connection !== null && (connection.ownSignIn || isOthers);
  }
}
