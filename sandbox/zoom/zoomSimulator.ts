import type { Simulator, SimulatorOptions } from '../simulator/simulator.js';
import type { AppContextClaims } from './appContext.js';
import type { ZoomAssumptions } from './assumptions.js';

/** The app as it would be registered in Zoom's Marketplace. */
export interface ZoomApp {
  clientId: string;
  /** All are accepted; several while a secret is being rotated. */
  clientSecrets: string[];
  /** Exact redirect URIs (the redirect URL and the allow list of the app's OAuth page). */
  redirectUris: string[];
  /** The Home URL: what Zoom's client opens as the app's panel. */
  homeUrl?: string;
  /** Scopes that consent asks for. */
  scopes?: string[];
  /** Scopes among them that a person may withhold and still be let through; all of them unless given. */
  optionalScopes?: string[];
  /** The account whose developer made the app: its bots need no OBF token inside it. The cast's first unless given. */
  ownerAccountId?: string;
  /** Passed Zoom's review; otherwise bots join only meetings inside the owner's account. True unless given. */
  published?: boolean;
  /** Where webhooks go; none is sent without it. */
  webhook?: {
    url: string;
    /** The first signs. */
    secretTokens: string[];
    /** Events of meetings that are subscribed, beside `app_deauthorized`; none unless given. */
    meetingEvents?: readonly ZoomMeetingEvent[];
  };
}

export type ZoomMeetingEvent = 'meeting.participant_joined' | 'meeting.participant_left' | 'meeting.ended';

export interface ZoomSimulatorOptions extends SimulatorOptions {
  app: ZoomApp;
  /** Starts with the people and meetings of `cast.ts` (default), or with nobody. Only at the first start. */
  cast?: boolean;
  /** Ids of people who have added the app in Zoom's Marketplace, and so allowed it already: Zoom asks them nothing. Only at the first start. */
  appAddedBy?: readonly string[];
  assumptions?: Partial<ZoomAssumptions>;
  /** Zoom's limits per account; true unless given. `liftRateLimits` ends them later. */
  rateLimits?: boolean;
}

export type AccountPlan = 'free' | 'pro' | 'business';

export interface ZoomAccount {
  id: string;
  name: string;
  /** Decides the rate limits. */
  plan: AccountPlan;
}

export interface ZoomPerson {
  /** Zoom user id, 22 characters. */
  id: string;
  displayName: string;
  email: string;
  accountId: string;
}

export interface ZoomMeeting {
  /** Digits only. */
  number: string;
  uuid: string;
  topic: string;
  host: string;
  /** What people type. */
  passcode: string;
  /** What invite links carry as `pwd`. The join accepts either. */
  linkPassword: string;
  /** `https://us02web.zoom.us/j/NUMBER?pwd=…` */
  inviteUrl: string;
  waitingRoom: boolean;
  /** What the host says when a bot asks to record: at once, never, or not before `setRecordingPermission`. */
  recordingPermission: RecordingPermission;
  status: 'not-started' | 'in-progress' | 'ended';
  /** Zoom user ids of the people in it now. */
  participants: string[];
  bots: ZoomMeetingBot[];
}

export type RecordingPermission = 'granted' | 'denied' | 'pending';

export interface ZoomMeetingBot {
  botId: string;
  name: string;
  /** Whose OBF token it came with: what the apps icon shows as "Brought by". */
  broughtBy: { id: string; displayName: string } | null;
  inWaitingRoom: boolean;
  /** It records: everybody in the meeting sees so. */
  recording: boolean;
}

/** One live pair of tokens. There is at most one for a person and an app. */
export interface ZoomGrant {
  person: string;
  clientId: string;
  scopes: string[];
  /** Milliseconds, by Zoom's clock. */
  grantedAt: number;
  accessTokenExpiresAt: number;
  refreshTokenExpiresAt: number;
  /** How often this grant has been refreshed. */
  refreshes: number;
}

export interface ZoomCounters {
  authorizations: number;
  exchanges: number;
  refreshes: number;
  /** Refresh attempts with a token that was not the newest. */
  staleRefreshes: number;
  obfTokensMinted: number;
  rateLimited: number;
  revocations: number;
  botsJoined: number;
}

export interface ZoomState {
  accounts: ZoomAccount[];
  people: ZoomPerson[];
  meetings: ZoomMeeting[];
  grants: ZoomGrant[];
  counters: ZoomCounters;
  /** By Zoom user id; a person who never did anything has no entry. */
  perPerson: Record<string, Pick<ZoomCounters, 'exchanges' | 'refreshes' | 'staleRefreshes' | 'obfTokensMinted'>>;
  assumptions: ZoomAssumptions;
  /** Deliveries of webhooks that are still to be made. */
  pendingWebhooks: number;
}

/** Everything that can be done to the simulated Zoom. Over HTTP: `POST /control/NAME` with the argument as JSON. */
export interface ZoomControls {
  addAccount(input?: { name?: string; plan?: AccountPlan }): Promise<ZoomAccount>;
  /** Without an account: a new one of their own (plan `pro`). */
  addPerson(input?: { displayName?: string; accountId?: string }): Promise<ZoomPerson>;
  /** In progress with its host in it, unless said otherwise. The number is made up unless given (9 to 11 digits). */
  addMeeting(input: {
    host: string;
    number?: string;
    topic?: string;
    waitingRoom?: boolean;
    recordingPermission?: RecordingPermission;
    participants?: string[];
    inProgress?: boolean;
  }): Promise<ZoomMeeting>;
  /** `person` joins; the meeting is in progress from then on, unless it has ended. */
  joinMeeting(input: { person: string; meeting: string }): Promise<ZoomMeeting>;
  /** `person` leaves; whatever they brought is removed. */
  leaveMeeting(input: { person: string; meeting: string }): Promise<ZoomMeeting>;
  endMeeting(input: { meeting: string }): Promise<ZoomMeeting>;
  /** Host admits the bot from the waiting room (`botId`), or everyone who waits. */
  admitBots(input: { meeting: string; botId?: string }): Promise<ZoomMeeting>;
  /** Host removes a bot, from the meeting or the waiting room. */
  removeBot(input: { meeting: string; botId: string }): Promise<ZoomMeeting>;
  setRecordingPermission(input: { meeting: string; permission: RecordingPermission }): Promise<ZoomMeeting>;

  /** Plays the person at the consent page: answers the address that they are sent back to. */
  consent(input: {
    /** The authorization address that the person was sent to. */
    url: string;
    person: string;
    withhold?: string[];
    decline?: boolean;
  }): Promise<{ location: string }>;
  /** A code as the Zoom client hands it to a panel (PKCE `plain`), or, without a challenge, as "Add" in the Marketplace does. */
  issueCode(input: {
    person: string;
    redirectUri?: string;
    codeChallenge?: string;
    scopes?: string[];
  }): Promise<{ code: string }>;

  /** What `getAppContext()` of the SDK answers: whoever has opened the panel, sealed with the app's first client secret. */
  appContext(input: {
    /** Null: a guest, of whom Zoom does not say who they are. */
    person: string | null;
    /** The number of the meeting that the panel is open in; without it the panel is open in the main client. */
    meeting?: string;
    /** Put in place of what Zoom would say. */
    claims?: Partial<AppContextClaims>;
  }): Promise<{ context: string }>;

  /** Their access token is refused from now on; the refresh token still works. */
  expireAccessToken(input: { person: string }): Promise<void>;
  expireRefreshToken(input: { person: string }): Promise<void>;
  /** The grant dies; nobody is told. */
  revokeGrant(input: { person: string }): Promise<void>;
  /** The person removes the app: the grant dies and `app_deauthorized` is sent, `times` times over (1 unless given). */
  deauthorize(input: { person: string; times?: number }): Promise<void>;
  /** These scopes are missing from the person's grant, now and after later consents; `[]` ends it. */
  withholdScopes(input: { person: string; scopes: string[] }): Promise<void>;
  /** Replaces the accepted client secrets. */
  setClientSecrets(input: { secrets: string[] }): Promise<void>;
  /** Whether the app has passed Zoom's review. Not kept across restarts, where the options count again. */
  setPublished(input: { published: boolean }): Promise<void>;
  setAssumptions(input: Partial<ZoomAssumptions>): Promise<void>;
  liftRateLimits(): Promise<void>;
  imposeRateLimits(): Promise<void>;
  /** Sends `endpoint.url_validation`, signed; answers what came back. */
  validateWebhookUrl(): Promise<{ status: number; valid: boolean }>;
  /** What is known of a token that somebody claims is an OBF token. Never over HTTP. */
  inspectObfToken(token: string): ObfTokenFacts | undefined;
}

export interface ObfTokenFacts {
  person: string;
  clientId: string;
  /** Absent when it was minted without `meeting_id`. */
  meetingNumber?: string;
  /** Milliseconds, by Zoom's clock. */
  mintedAt: number;
  expiresAt: number;
  /** The bot that joined with it. */
  usedBy?: string;
}

/** The default people, by first name; ids and meetings are the same in every sandbox. */
export interface ZoomCast {
  /** Hosts 98765432101, which is in progress; the app's own account. */
  ana: ZoomPerson;
  /** In Ana's meeting; same account. */
  ben: ZoomPerson;
  /** Another account; hosts 81234567890, in progress, with a waiting room. */
  chiyo: ZoomPerson;
  /** A free account; hosts 70011223344, which has not started. */
  dmitri: ZoomPerson;
}

export interface ZoomSimulator extends Simulator<ZoomState>, ZoomControls {
  /** The default people; only with the option `cast`. */
  readonly cast: ZoomCast;
}
