import type { Clock } from '../clock.js';
import { type KeyRing, SealError } from '../encryption.js';
import type { ConnectRequest } from './authorizations.js';

/** How long a connect link can be opened. */
export const CONNECT_LINK_TTL_MS = 60 * 60_000;

const RECORD = 'connect-link';
/** Longer than any link we make; what is longer is not looked at. */
const TOKEN_MAX_CHARACTERS = 8192;

/**
 * The links by which a backend's users connect their Zoom accounts. A link holds everything in its sealed token, so
 * nothing is stored, and opening it (as mail scanners do) spends nothing.
 */
export interface ConnectLinks {
  create(request: ConnectRequest): Promise<{ url: string; expiresAt: Date }>;
  /** @param token the last segment of the link's path, as received */
  read(
    token: string,
  ): Promise<{ kind: 'valid'; request: ConnectRequest; expiresAt: Date } | { kind: 'expired' } | { kind: 'invalid' }>;
}

/** @param deps.baseUrl the public origin that links lead to */
export function createConnectLinks(deps: { keyRing: KeyRing; baseUrl: string; now: Clock }): ConnectLinks {
  const { keyRing, now } = deps;
  const baseUrl = deps.baseUrl.replace(/\/+$/, '');

  return {
    async create({ apiKey, externalUserId, returnUrl }) {
      const expiresAt = now() + CONNECT_LINK_TTL_MS;
      // A compact JWE is base64url and dots: fit for a path as it is.
      const token = await keyRing.seal(JSON.stringify([apiKey, externalUserId, returnUrl, expiresAt]), RECORD);
      return { url: `${baseUrl}/connect/${token}`, expiresAt: new Date(expiresAt) };
    },

    async read(token) {
      if (token.length > TOKEN_MAX_CHARACTERS) return { kind: 'invalid' };
      const content = await opened(token);
      if (content === undefined) return { kind: 'invalid' };
      const [apiKey, externalUserId, returnUrl, expiresAt] = content;
      if (expiresAt <= now()) return { kind: 'expired' };
      return { kind: 'valid', request: { apiKey, externalUserId, returnUrl }, expiresAt: new Date(expiresAt) };
    },
  };

  /** Whatever does not open is the link's fault, not the operator's: anybody can type one. */
  async function opened(token: string): Promise<[string, string, string | null, number] | undefined> {
    try {
      const content: unknown = JSON.parse(await keyRing.open(token, RECORD));
      return isContent(content) ? content : undefined;
    } catch (error) {
      if (error instanceof SealError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

function isContent(value: unknown): value is [string, string, string | null, number] {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [apiKey, externalUserId, returnUrl, expiresAt]: unknown[] = value;
  return (
    typeof apiKey === 'string' &&
    typeof externalUserId === 'string' &&
    (returnUrl === null || typeof returnUrl === 'string') &&
    typeof expiresAt === 'number'
  );
}
