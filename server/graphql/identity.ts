import { createHash } from 'node:crypto';
import type { Sessions } from '../people/sessions.js';

/** Who asks. */
export type Identity =
  | { kind: 'api_key'; name: string }
  | { kind: 'person'; person: string; sessionToken: string; origin: 'browser' }
  /** In a panel, which its key's hash tells from the person's other ones. */
  | { kind: 'person'; person: string; sessionToken: string; origin: 'panel'; panelKeyHash: string }
  /** Somebody in a panel of whom Zoom does not say who they are. */
  | { kind: 'guest'; sessionToken: string }
  | { kind: 'anonymous' };

export interface Credentials {
  /** The header `Authorization`. */
  authorization: string | undefined;
  /** The value of the session's cookie. */
  sessionToken: string | undefined;
  /** Whether the cookie can be set again, so that its session may be prolonged. */
  canSetCookie: boolean;
}

export type Identified =
  | {
      kind: 'identified';
      identity: Identity;
      /** Null without one. Prolonged: the browser's cookie has to be set again. */
      session: { expiresAt: Date; prolonged: boolean } | null;
    }
  /** A bearer that is neither an API key of ours nor a panel's session: never treated as anonymous, so that it is noticed. */
  | { kind: 'wrong_bearer' };

export type Identify = (credentials: Credentials) => Promise<Identified>;

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;
/** What cannot be a session's token is not looked up. */
const PANEL_TOKEN = /^[\w-]{43}$/;

/**
 * A bearer counts before a cookie, whatever becomes of it. API keys are looked up by their hash, so that comparing takes the same
 * time whatever was sent.
 */
export function createIdentify(deps: {
  apiKeys: readonly { name: string; key: string }[];
  sessions: Sessions;
}): Identify {
  const nameOfKey = new Map(deps.apiKeys.map(({ name, key }) => [digest(key), name]));

  return async function identify({ authorization, sessionToken, canSetCookie }) {
    if (authorization !== undefined) return identifyBearer(BEARER.exec(authorization)?.[1]);
    const session =
      sessionToken === undefined ? null : await deps.sessions.read(sessionToken, { prolong: canSetCookie });
    if (session === null || sessionToken === undefined)
      return { kind: 'identified', identity: { kind: 'anonymous' }, session: null };
    const { person } = session;
    return { kind: 'identified', identity: { kind: 'person', person, sessionToken, origin: 'browser' }, session };
  };

  async function identifyBearer(bearer: string | undefined): Promise<Identified> {
    if (bearer === undefined) return { kind: 'wrong_bearer' };
    const name = nameOfKey.get(digest(bearer));
    if (name !== undefined) return { kind: 'identified', identity: { kind: 'api_key', name }, session: null };
    const found = PANEL_TOKEN.test(bearer) ? await deps.sessions.readPanel(bearer) : null;
    if (found === null) return { kind: 'wrong_bearer' };
    const { person, panelKeyHash, expiresAt } = found;
    const identity: Identity =
      person === null
        ? { kind: 'guest', sessionToken: bearer }
        : { kind: 'person', person, sessionToken: bearer, origin: 'panel', panelKeyHash };
    return { kind: 'identified', identity, session: { expiresAt, prolonged: false } };
  }
}

/** Whom the limits of requests and of sockets are for. */
export function rateLimitKey({ identity, ip }: { identity: Identity; ip: string }): string {
  switch (identity.kind) {
    case 'api_key':
      return `key ${identity.name}`;
    case 'person':
      return `person ${identity.person}`;
    case 'guest':
      return `guest ${identity.sessionToken}`;
    case 'anonymous':
      return `ip ${ip}`;
    default:
      return identity satisfies never;
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
