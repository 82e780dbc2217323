import type { FastifyBaseLogger } from 'fastify';
import type { BotFeed } from '../bots/feed.js';
import type { BotListing, BotViewer } from '../bots/listing.js';
import type { Launches, Requester } from '../bots/launch.js';
import type { Recordings } from '../bots/recordings.js';
import type { RemoveBot } from '../bots/removal.js';
import type { Clock } from '../clock.js';
import type { Disconnect } from '../disconnect.js';
import type { Panel } from '../people/authorizations.js';
import type { AppContexts } from '../people/appContexts.js';
import type { Connections } from '../people/connections.js';
import type { ConnectLinks } from '../people/connectLinks.js';
import type { Links } from '../people/links.js';
import type { PanelConsent } from '../people/panelConsent.js';
import type { Sessions } from '../people/sessions.js';
import { badInput, forbidden, unauthenticated } from './errors.js';
import type { Identity } from './identity.js';

/** What resolvers may call. */
export interface GraphQLServices {
  launches: Launches;
  removeBot: RemoveBot;
  recordings: Recordings;
  listing: BotListing;
  feed: BotFeed;
  connections: Connections;
  connectLinks: ConnectLinks;
  links: Links;
  sessions: Sessions;
  appContexts: AppContexts;
  panelConsent: PanelConsent;
  disconnect: Disconnect;
  /** Zoom account ids whose people may bring bots; null: any. */
  allowedAccounts: ReadonlySet<string> | null;
  connectUrl: string;
  /** Without a slash at its end. */
  recallDashboardUrl: string;
  connectReturnOrigins: readonly string[];
  now: Clock;
}

export interface GraphQLContext extends GraphQLServices {
  identity: Identity;
  /** Stands in the log and in masked errors. */
  requestId: string;
  log: FastifyBaseLogger;
  /** Removes the session's cookie from the browser that asked; does nothing for a panel or a backend. */
  clearSessionCookie(): void;
}

/** 32 to 128 characters, so that nobody can guess another panel's. */
const PANEL_KEY = /^[\w-]{32,128}$/;

/** A person or an API key. @throws UNAUTHENTICATED, or FORBIDDEN for a guest */
export function requireViewer(context: GraphQLContext): BotViewer {
  const { identity } = context;
  if (identity.kind === 'anonymous') throw unauthenticated();
  if (identity.kind === 'guest')
    throw forbidden('Zoom does not say who you are: add the app in the Zoom client first.');
  return identity;
}

/** The panel that asks; null for a guest's. @throws UNAUTHENTICATED, or FORBIDDEN for browsers and API keys */
export function requirePanel({ identity }: GraphQLContext): Panel | null {
  if (identity.kind === 'anonymous') throw unauthenticated();
  if (identity.kind === 'guest') return null;
  if (identity.kind !== 'person' || identity.origin !== 'panel')
    throw forbidden('Only a panel inside the Zoom client can do this.');
  return { person: identity.person, keyHash: identity.panelKeyHash };
}

/** @throws BAD_USER_INPUT for what is no panel's key */
export function checkedPanelKey(panelKey: string): string {
  if (!PANEL_KEY.test(panelKey))
    throw badInput('panelKey must be a random value of 32 to 128 characters of base64url.');
  return panelKey;
}

/** @throws UNAUTHENTICATED, or FORBIDDEN for a person */
export function requireApiKey(context: GraphQLContext): string {
  const viewer = requireViewer(context);
  if (viewer.kind !== 'api_key') throw forbidden('Only a backend with an API key can do this.');
  return viewer.name;
}

/**
 * On whose behalf: the signed-in person themselves, or the user that an API key names by `onBehalfOf`.
 *
 * @returns null when the key has no such user
 * @throws BAD_USER_INPUT when a person names somebody, or a key nobody
 */
export async function requireRequester(
  context: GraphQLContext,
  onBehalfOf: string | null | undefined,
): Promise<Requester | null> {
  const viewer = requireViewer(context);
  const externalUserId = onBehalfOf ?? null;
  if (viewer.kind === 'person') {
    if (externalUserId !== null) throw badInput('onBehalfOf is for API keys; a signed-in person acts for themselves.');
    return { person: viewer.person, apiKey: null, externalUserId: null };
  }
  if (externalUserId === null)
    throw badInput('onBehalfOf is missing: an API key names the user on whose behalf it acts.');
  const link = await context.links.find(viewer.name, externalUserId);
  return link === null ? null : { person: link.person, apiKey: viewer.name, externalUserId };
}
