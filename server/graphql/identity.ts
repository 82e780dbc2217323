import { createHash } from 'node:crypto';
import type { Session, Sessions } from '../people/sessions.js';

/** Who asks. */
export type Identity =
  | { kind: 'api_key'; name: string }
  | { kind: 'person'; person: string; sessionToken: string }
  | { kind: 'anonymous' };

export interface Credentials {
  /** The header `Authorization`. */
  authorization: string | undefined;
  /** The value of the session's cookie. */
  sessionToken: string | undefined;
}

export type Identified =
  | { kind: 'identified'; identity: Identity; session: Session | null }
  /** A bearer that is no API key of ours: never treated as anonymous, so that a wrong key is noticed. */
  | { kind: 'wrong_bearer' };

export type Identify = (credentials: Credentials) => Promise<Identified>;

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/** API keys are looked up by their hash, so that comparing takes the same time whatever was sent. */
export function createIdentify(deps: {
  apiKeys: readonly { name: string; key: string }[];
  sessions: Sessions;
}): Identify {
  const nameOfKey = new Map(deps.apiKeys.map(({ name, key }) => [digest(key), name]));

  return async function identify({ authorization, sessionToken }) {
    if (authorization !== undefined) {
      const key = BEARER.exec(authorization)?.[1];
      const name = key === undefined ? undefined : nameOfKey.get(digest(key));
      if (name === undefined) return { kind: 'wrong_bearer' };
      return { kind: 'identified', identity: { kind: 'api_key', name }, session: null };
    }
    const session = sessionToken === undefined ? null : await deps.sessions.read(sessionToken);
    if (session === null || sessionToken === undefined)
      return { kind: 'identified', identity: { kind: 'anonymous' }, session: null };
    return { kind: 'identified', identity: { kind: 'person', person: session.person, sessionToken }, session };
  };
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
