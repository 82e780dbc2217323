import type { RecordingPermission } from '../zoom/zoomSimulator.js';
import type { BotRemoval } from '../zoom/zoomData.js';
import type { RecallAssumptions } from './assumptions.js';
import type { CreateBotRequest } from './createBotRequest.js';
import type { RecallState, WebhookMatch } from './recallSimulator.js';

/** Raised whenever older state files can't be read any more. */
export const RECALL_DATA_SHAPE = 1;

/** All that the simulated Recall knows. Tests see `visible`; `hidden` holds the secrets and the bookkeeping. */
export interface RecallData {
  visible: RecallState;
  hidden: {
    clockOffsetMs: number;
    /** By bot id. */
    lives: Record<string, BotLife>;
    /** By caller, path and key. */
    idempotency: Record<string, StoredAnswer>;
    /** Bodies by message id, for as long as they may be sent again. */
    webhookBodies: Record<string, string>;
    /** How far the events of Zoom's meetings have been followed. */
    zoomEvents: { epoch: string; last: number };
    /** The last that was heard of each meeting, and at which event. */
    meetings: Record<string, { people?: number; recordingPermission?: RecordingPermission; seq: number }>;
    adhocPool: number | null;
    creditExhausted: boolean;
    /** Absent in older files: they stand there. */
    sdkCredentialsMissing?: boolean;
    webhookRules: { hold: WebhookMatch | null; duplicate: (WebhookMatch & { copies: number })[]; drop: DropRule[] };
  };
}

export type DropRule = WebhookMatch & { times: number };

/** What a bot remembers, beyond what tests see of it. */
export interface BotLife {
  request: CreateBotRequest;
  /** Milliseconds; null for an ad-hoc bot. */
  joinAt: number | null;
  /** Since when it has its present status. */
  since: number;
  /** Not before this does it try to join again. */
  nextAttemptAt: number;
  failedFetches: number;
  /** Only where one token serves all attempts. */
  keptToken: string | null;
  place: 'outside' | 'waiting-room' | 'in-meeting';
  /** Zoom put it out. */
  removal: BotRemoval | null;
  /** Sub-code of the `fatal` that it is to end with. */
  failure: string | null;
  leaveRequested: boolean;
  /** In the meeting since; null while it never was. */
  inCallSince: number | null;
  people: number;
  peopleSeen: boolean;
  /** Since when nobody but bots was there. */
  aloneSince: number | null;
  recordingPermission: RecordingPermission;
  recording: {
    id: string;
    startedAt: string;
    completedAt: string | null;
    /** Absent until it is. */
    deletedAt?: string;
    /** Files of which it was told that they are ready. */
    announced?: string[];
  } | null;
}

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  /** Of the request's body. */
  bodyHash: string;
  at: number;
}

export function emptyRecallData(assumptions: RecallAssumptions): RecallData {
  return {
    visible: {
      bots: [],
      webhooks: [],
      counters: {
        botsCreated: 0,
        replays: 0,
        replaysWithOtherBody: 0,
        conflicts: 0,
        rateLimited: 0,
        tokenFetches: 0,
        webhookAttempts: 0,
      },
      assumptions,
    },
    hidden: {
      clockOffsetMs: 0,
      lives: {},
      idempotency: {},
      webhookBodies: {},
      zoomEvents: { epoch: '', last: 0 },
      meetings: {},
      adhocPool: null,
      creditExhausted: false,
      webhookRules: { hold: null, duplicate: [], drop: [] },
    },
  };
}
