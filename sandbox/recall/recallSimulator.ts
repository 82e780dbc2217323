import type { Simulator, SimulatorOptions } from '../simulator/simulator.js';
import type { RecallAssumptions } from './assumptions.js';

export interface RecallSimulatorOptions extends SimulatorOptions {
  /** Keys of the workspace; each is accepted, with or without `Token `. */
  apiKeys: string[];
  /**
   * Origin of the simulated Zoom, whose meetings the bots join, and the client id of the app whose Meeting SDK
   * credentials stand in the workspace. Without it no bot gets beyond `joining_call`.
   */
  zoom?: { url: string; clientId: string };
  /** The workspace's verification secrets (`whsec_…`): they sign callbacks and webhooks. None: nothing is signed by them. */
  workspaceSecrets?: string[];
  /** Endpoints of the dashboard. */
  webhookEndpoints?: RecallWebhookEndpoint[];
  assumptions?: Partial<RecallAssumptions>;
  /** Sliding windows per endpoint; true unless given. */
  rateLimits?: boolean;
  /** 403 for a Create Bot whose body names localhost or an IP address; false unless given. */
  blocksLocalAddresses?: boolean;
}

export interface RecallWebhookEndpoint {
  url: string;
  /** The endpoint's own secrets, as accounts from before 2025-12-15 have them. Without: the workspace's sign. */
  secrets?: string[];
  /** Spelling of the three headers; `webhook` unless given. */
  headers?: 'webhook' | 'svix';
  /** `bot.done` and its like (`v1.11`, unless given), or the older `bot.status_change` (`v1.10`). */
  version?: 'v1.11' | 'v1.10';
  /** Events that are sent, `*` at the end for any rest. `bot.*` and `recording.done` unless given. */
  events?: string[];
}

export interface RecallStatusChange {
  code: string;
  message: string | null;
  /** ISO 8601 with microseconds. */
  created_at: string;
  sub_code: string | null;
}

export interface RecallBot {
  id: string;
  /** Digits. */
  meetingNumber: string;
  botName: string;
  metadata: Record<string, string | null>;
  /** The last status' code; that media have expired stands in `statusChanges` alone. */
  status: string;
  /** The last status' sub-code. */
  subCode: string | null;
  statusChanges: RecallStatusChange[];
  /** In the order in which they were made. */
  tokenFetches: TokenFetch[];
  joinAttempts: JoinAttempt[];
  /** Zoom user id of the one whose token let it in; null without attribution. */
  broughtBy: string | null;
  /** Milliseconds, by Recall's clock. */
  createdAt: number;
  /** Set by DELETE; a deleted bot is no longer found. */
  deleted: boolean;
}

export interface TokenFetch {
  at: number;
  /** What was answered; null when nothing was. */
  status: number | null;
  outcome: 'token' | 'refused' | 'not-a-token' | 'redirect' | 'timeout' | 'unreachable';
}

export interface JoinAttempt {
  at: number;
  /** `joined`, or the Meeting SDK's code, or `zoom-unreachable`. */
  result: string;
}

export interface RecallWebhookMessage {
  /** The same at every attempt. */
  id: string;
  event: string;
  botId: string;
  /** `code` of the status it reports. */
  code: string;
  endpoint: string;
  status: 'pending' | 'held' | 'delivered' | 'failed' | 'dropped';
  /** One for each time it was sent. */
  attempts: { at: number; status: number | null }[];
  /** When it is sent (again), by Recall's clock; null when that is over. */
  nextAttemptAt: number | null;
}

export interface RecallCounters {
  botsCreated: number;
  /** Create Bot requests answered from an earlier one under the same key. */
  replays: number;
  /** Of those, the ones whose body was another. */
  replaysWithOtherBody: number;
  conflicts: number;
  rateLimited: number;
  tokenFetches: number;
  webhookAttempts: number;
}

export interface RecallState {
  /** Oldest first. */
  bots: RecallBot[];
  /** Oldest first; of settled ones the last 5,000. */
  webhooks: RecallWebhookMessage[];
  counters: RecallCounters;
  assumptions: RecallAssumptions;
}

/** Which messages a rule is about; each given field must be equal, none means all. */
export interface WebhookMatch {
  botId?: string;
  /** `bot.done` */
  event?: string;
  /** Code of the status that is reported: `done`. Works for both payload versions. */
  code?: string;
}

/** Everything that can be done to the simulated Recall. Over HTTP: `POST /control/NAME` with the argument as JSON. */
export interface RecallControls {
  /** Ad-hoc bots that can be alive at once; at the limit Create Bot answers 507. Null: no limit. */
  setAdhocPool(input: { size: number | null }): Promise<void>;
  /** Without credit, Create Bot answers 402. */
  setCredit(input: { exhausted: boolean }): Promise<void>;
  /** Whether the Zoom app's client id and secret stand in the workspace; without them no bot tries to join. */
  setSdkCredentials(input: { missing: boolean }): Promise<void>;
  liftRateLimits(): Promise<void>;
  imposeRateLimits(): Promise<void>;
  setAssumptions(input: Partial<RecallAssumptions>): Promise<void>;
  /** Replaces the workspace's verification secrets; several while one is being rotated; `[]` signs nothing. */
  setWorkspaceSecrets(input: { secrets: string[] }): Promise<void>;
  setWebhookEndpoints(input: { endpoints: RecallWebhookEndpoint[] }): Promise<void>;
  /** Ends a bot with this `fatal` sub-code, whatever it is doing. */
  failBot(input: { botId: string; subCode: string }): Promise<void>;

  /** Keeps matching messages back, from now on, until `releaseWebhooks`. */
  holdWebhooks(input?: WebhookMatch): Promise<void>;
  /** Sends what was held and holds nothing any more. */
  releaseWebhooks(input?: { order?: 'as-made' | 'reversed' }): Promise<void>;
  /** Matching messages are each sent `copies` more times under the same id, from now on (`copies: 0` ends it). */
  duplicateWebhooks(input: WebhookMatch & { copies: number }): Promise<void>;
  /** The next `times` matching messages are never sent. */
  dropWebhooks(input: WebhookMatch & { times: number }): Promise<void>;
  /** Sends a message again, now, under its own id. */
  resendWebhook(input: { id: string }): Promise<{ status: number | null }>;
  /** Sends a message that Recall never made; answers what the receiver said. */
  forgeWebhook(input: {
    /** Sent as it is when a string; otherwise as JSON. */
    body: unknown;
    /** Signed with the right secrets, a wrong one, not at all, or rightly but of ten minutes ago. */
    signature: 'right' | 'wrong' | 'none' | 'stale';
    /** Id to send it under; a new one unless given. */
    id?: string;
    /** The first endpoint unless given. */
    url?: string;
  }): Promise<{ status: number | null }>;
  /** Fetches a callback address as a bot would: signed, by GET, now. Answers status, headers and body as they came. */
  fetchCallback(input: {
    url: string;
    method?: 'GET' | 'HEAD' | 'POST';
    signature?: 'right' | 'wrong' | 'none' | 'stale';
  }): Promise<{ status: number; headers: Record<string, string>; body: string }>;
}

export interface RecallSimulator extends Simulator<RecallState>, RecallControls {}
