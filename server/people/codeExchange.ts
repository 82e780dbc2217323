import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type CodeExchange, type TokenPair, type ZoomClient, ZoomError, type ZoomUser } from '../zoom/client.js';
import { persistently } from './persistently.js';

/** How often Zoom is asked whose a new grant is, within a second unless its answers take longer. */
const OWNER_TRIES = 4;

/** Why an authorization code gave no grant. */
export type CodeExchangeFailure =
  /** Zoom did not take the code. */
  | { kind: 'code_refused' }
  /** Zoom did not answer as it should; trying again may help. */
  | { kind: 'zoom_unavailable' }
  /** Zoom does not accept this server's credentials. */
  | { kind: 'client_credentials' };

/** A pair of tokens that exists nowhere else yet, and whose it is. The person's older grant is dead by now. */
export interface NewGrant {
  pair: TokenPair;
  user: ZoomUser;
  /** Milliseconds since 1970. */
  exchangeStartedAt: number;
}

/** Trades authorization codes for grants. What becomes of a grant is for whoever asked. */
export interface CodeExchanges {
  exchange(code: CodeExchange): Promise<({ kind: 'granted' } & NewGrant) | CodeExchangeFailure>;
  /** The grant is of no use to us. Best effort, since it lapses by itself. */
  handBack(pair: TokenPair): Promise<void>;
  /** Whether the operator lets people of this account in. */
  isAllowed(user: ZoomUser): boolean;
}

/** @param deps.allowedAccounts Zoom account ids; null allows any */
export function createCodeExchanges(deps: {
  zoom: ZoomClient;
  allowedAccounts: ReadonlySet<string> | null;
  now: Clock;
  log: Logger;
}): CodeExchanges {
  const { zoom, allowedAccounts, now, log } = deps;

  async function exchange(code: CodeExchange): Promise<({ kind: 'granted' } & NewGrant) | CodeExchangeFailure> {
    const exchangeStartedAt = now();
    try {
      const pair = await zoom.exchangeCode(code);
      return { kind: 'granted', pair, user: await ownerOf(pair), exchangeStartedAt };
    } catch (error) {
      if (error instanceof ZoomError) return failureOf(error);
      throw error;
    }
  }

  /** Asked more than once: with this grant Zoom has ended the person's older one, and only this answer says whose to replace. */
  async function ownerOf(pair: TokenPair): Promise<ZoomUser> {
    try {
      return await persistently(
        () => zoom.getMe(pair.accessToken),
        (error, tries) => error instanceof ZoomError && error.temporary && tries < OWNER_TRIES,
      );
    } catch (error) {
      await handBack(pair);
      throw error;
    }
  }

  async function handBack(pair: TokenPair): Promise<void> {
    await zoom.revoke(pair.accessToken).catch((error: unknown) => {
      log.warn({ event: 'consent.revoke_failed', err: error }, 'A grant that is not wanted could not be revoked');
    });
  }

  function isAllowed(user: ZoomUser): boolean {
    if (allowedAccounts === null || allowedAccounts.has(user.accountId)) return true;
    log.warn(
      { event: 'consent.account_not_allowed', account: user.accountId },
      'Somebody of an account that is not allowed',
    );
    return false;
  }

  function failureOf(error: ZoomError): CodeExchangeFailure {
    log.warn({ event: 'consent.failed', kind: error.kind, err: error }, 'An authorization could not be completed');
    switch (error.kind) {
      case 'CLIENT_CREDENTIALS':
        return { kind: 'client_credentials' };
      case 'RATE_LIMITED':
      case 'TIMEOUT':
      case 'UNAVAILABLE':
        return { kind: 'zoom_unavailable' };
      case 'ACCESS_TOKEN_INVALID':
      case 'CODE_INVALID':
      case 'GRANT_DEAD':
      case 'REFUSED':
      case 'SCOPE_MISSING':
        return { kind: 'code_refused' };
      default:
        return error.kind satisfies never;
    }
  }

  return { exchange, handBack, isAllowed };
}
