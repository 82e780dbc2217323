import { randomBytes, randomUUID } from 'node:crypto';
import type { Delivery } from '../simulator/deliveries.js';
import type { ZoomAssumptions } from './assumptions.js';
import type { ObfTokenFacts, ZoomCounters, ZoomState } from './zoomSimulator.js';

/** Raised whenever older state files can't be read any more. */
export const ZOOM_DATA_SHAPE = 1;

/** All that the simulated Zoom knows. Tests see `visible`; `hidden` holds the secrets and the bookkeeping. */
export interface ZoomData {
  visible: ZoomState;
  hidden: {
    clockOffsetMs: number;
    /** Changes when the state starts afresh, so that a follower of the events notices. */
    epoch: string;
    codes: Record<string, AuthorizationCode>;
    /** The id of each person's live grant. Tokens of another one are dead. */
    grantIds: Record<string, string>;
    accessTokens: Record<string, AccessToken>;
    refreshTokens: Record<string, RefreshToken>;
    obfTokens: Record<string, ObfTokenFacts>;
    withheldScopes: Record<string, string[]>;
    /** Bots to be removed because their person left, when that is not at once. */
    removals: { meeting: string; person: string; dueAt: number }[];
    sdkEvents: SdkEvent[];
    nextSdkEvent: number;
    webhooks: ZoomWebhookMessage[];
    /** LIGHT requests of free accounts, for their daily cap. */
    daily: Record<string, { day: string; requests: number }>;
  };
}

export interface AuthorizationCode {
  person: string;
  /** Null when "Add" in the Marketplace or the client made it and named none. */
  redirectUri: string | null;
  challenge: { value: string; method: 'plain' | 'S256' } | null;
  scopes: string[];
  /** Made by the Zoom client for a panel. */
  inClient: boolean;
  expiresAt: number;
  spent: boolean;
}

export interface AccessToken {
  /** Null for client credentials. */
  person: string | null;
  grantId: string | null;
  expiresAt: number;
  /** Ended before its time: expired by a test, or by a refresh. */
  ended: boolean;
}

export interface RefreshToken {
  person: string;
  grantId: string;
  expiresAt: number;
  /** A refresh has replaced it. */
  rotated: boolean;
}

/** What the Meeting SDK inside a bot notices. */
export type SdkEvent = { seq: number; meeting: string } & (
  | { type: 'bot-admitted'; botId: string }
  | { type: 'bot-removed'; botId: string; reason: BotRemoval }
  /** People in the meeting, bots not counted. */
  | { type: 'participants'; people: number }
  | { type: 'recording-permission'; permission: 'granted' | 'denied' | 'pending' }
);

export type BotRemoval = 'person-left' | 'removed-by-host' | 'meeting-ended';

export interface ZoomWebhookMessage extends Delivery {
  event: string;
  body: string;
}

const NO_COUNTS: ZoomCounters = {
  authorizations: 0,
  exchanges: 0,
  refreshes: 0,
  staleRefreshes: 0,
  obfTokensMinted: 0,
  rateLimited: 0,
  revocations: 0,
  botsJoined: 0,
};

export function emptyZoomData(assumptions: ZoomAssumptions): ZoomData {
  return {
    visible: {
      accounts: [],
      people: [],
      meetings: [],
      grants: [],
      counters: { ...NO_COUNTS },
      perPerson: {},
      assumptions,
      pendingWebhooks: 0,
    },
    hidden: {
      clockOffsetMs: 0,
      epoch: randomUUID(),
      codes: {},
      grantIds: {},
      accessTokens: {},
      refreshTokens: {},
      obfTokens: {},
      withheldScopes: {},
      removals: [],
      sdkEvents: [],
      nextSdkEvent: 1,
      webhooks: [],
      daily: {},
    },
  };
}

/** Counts for all and, where the counter is kept per person, for that person. */
export function countFor(
  state: ZoomState,
  counter: 'exchanges' | 'refreshes' | 'staleRefreshes' | 'obfTokensMinted',
  person: string,
): void {
  state.counters[counter] += 1;
  state.perPerson[person] ??= { exchanges: 0, refreshes: 0, staleRefreshes: 0, obfTokensMinted: 0 };
  state.perPerson[person][counter] += 1;
}

/** Ids of Zoom users and accounts: 22 characters of base64url. */
export function zoomId(): string {
  return randomBytes(16).toString('base64url');
}

/** Tokens have the form of a JWT with the user's id in it, as Zoom's have; nothing may be read out of them. */
export function zoomToken(kind: string, person: string | null): string {
  const head = jsonPart({ sv: '000001', alg: 'HS512', v: '2.0' });
  return `${head}.${jsonPart({ kind, uid: person, jti: randomUUID() })}.${randomBytes(48).toString('base64url')}`;
}

function jsonPart(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}
