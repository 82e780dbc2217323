import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { GraphQLContext } from './context.js';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in ISO 8601 with its time zone, such as `2026-03-02T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** A JSON object with string values. */
  JSONObject: { input: Record<string, string>; output: Record<string, string>; }
};

/** The person's Zoom account is not among those that the operator allows. */
export type AccountNotAllowed = Problem & {
  __typename?: 'AccountNotAllowed';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Why an app context was not accepted. */
export type AppContextRefusal =
  /** Another panel has presented it: a fresh one helps. */
  | 'CLAIMED'
  /** It is older than Zoom allows: a fresh one helps. */
  | 'EXPIRED'
  /** It does not open with this app's secret, or is not what Zoom makes. */
  | 'INVALID'
  /** It was not given at all. */
  | 'MISSING'
  /** It is not of a meeting: only a panel in a meeting can launch. */
  | 'NOT_IN_MEETING'
  /** It is of another person than this session. */
  | 'OTHER_PERSON';

/** The Zoom client's proof of who opened the panel was not accepted. */
export type AppContextRefused = Problem & {
  __typename?: 'AppContextRefused';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
  /** Which of its checks failed. */
  reason: AppContextRefusal;
};

/** A bot, from the wish for it to its end. */
export type Bot = {
  __typename?: 'Bot';
  /** The name it carries in the meeting. */
  botName: Scalars['String']['output'];
  /** Whether `removeBot` would change anything. */
  canRemove: Scalars['Boolean']['output'];
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ended or failed; null while it lives. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** For bots of an API key: the backend's own id of the user; null otherwise. */
  externalUserId?: Maybe<Scalars['ID']['output']>;
  /** The launch's id. */
  id: Scalars['ID']['output'];
  /** Whether `recordings` may find something: the bot was in the call and is over, and its recordings were not deleted from here. */
  mayHaveRecording: Scalars['Boolean']['output'];
  /** The meeting it is for. */
  meeting: Meeting;
  /** Whom the meeting's participants see behind "Brought by". */
  onBehalfOf: Person;
  /** Why the bot is not where it should be, or why it left; null while all goes as wished. */
  reason?: Maybe<Reason>;
  /** Recall's id of the bot; null until Recall has made it. */
  recallBotId?: Maybe<Scalars['ID']['output']>;
  /** For API keys: the bot in the explorer of Recall's dashboard; null for persons, and until Recall has made it. */
  recallExplorerUrl?: Maybe<Scalars['String']['output']>;
  /** Where the bot is. */
  status: BotStatus;
  /** What happened, the oldest first; the newest 200 entries. */
  timeline: Array<TimelineEntry>;
  /** How many older entries the timeline no longer holds. */
  timelineDropped: Scalars['Int']['output'];
  /** What is not as it should be although the bot may be where it should: what to check, and who. */
  warnings: Array<BotWarning>;
};

/** A bot of this person is in that meeting, or on its way. */
export type BotAlreadyThere = Problem & {
  __typename?: 'BotAlreadyThere';
  /** Null when it is not the caller's to see. */
  bot?: Maybe<Bot>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** A page of bots, as Relay defines it. */
export type BotConnection = {
  __typename?: 'BotConnection';
  /** The bots with their cursors. */
  edges: Array<BotEdge>;
  /** The bots alone. */
  nodes: Array<Bot>;
  /** How to go on. */
  pageInfo: PageInfo;
};

/** A bot and its place in the list. */
export type BotEdge = {
  __typename?: 'BotEdge';
  /** For `after`: the page behind this bot. */
  cursor: Scalars['String']['output'];
  /** The bot. */
  node: Bot;
};

/** There is no such bot, or it is not the caller's to see. */
export type BotNotFound = Problem & {
  __typename?: 'BotNotFound';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The bot is not over yet: there are no recordings before. */
export type BotNotOver = Problem & {
  __typename?: 'BotNotOver';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Where a bot is, from the wish for it to its end. ENDED and FAILED stay. */
export type BotStatus =
  /** It was in the meeting, or was removed by its person, and is gone. */
  | 'ENDED'
  /** It never came into the meeting. */
  | 'FAILED'
  /** In the meeting, not recording. */
  | 'IN_CALL'
  /** On its way: connecting, or waiting for its person to be in the meeting. */
  | 'JOINING'
  /** Wanted, not yet made by Recall. */
  | 'LAUNCHING'
  /** In the meeting, recording. */
  | 'RECORDING'
  /** In the waiting room: the host has to admit it. */
  | 'WAITING_ROOM';

/** Something about a bot that is not as it should be. */
export type BotWarning = {
  __typename?: 'BotWarning';
  /** What it is: `in_call_without_token`, `token_never_requested`; there may be further ones. */
  code: Scalars['String']['output'];
  /** The same as a sentence for a person. */
  message: Scalars['String']['output'];
  /** What to check. */
  nextStep?: Maybe<Scalars['String']['output']>;
  /** Who can check it. */
  nextStepFor?: Maybe<NextStepFor>;
};

/** What a link is worth. */
export type CheckMeetingLinkResult = InvalidMeetingLink | ValidMeetingLink;

/** What the Zoom client answered to `authorize`. */
export type CompleteZoomAuthorizationInput = {
  /** The authorization code of `onAuthorized`. */
  code: Scalars['String']['input'];
  /** The redirect URI of `onAuthorized`. */
  redirectUri?: InputMaybe<Scalars['String']['input']>;
  /** The state of `onAuthorized`; without it the one that this session was given last counts. */
  state?: InputMaybe<Scalars['String']['input']>;
};

/** What came of an authorization. */
export type CompleteZoomAuthorizationResult = AccountNotAllowed | CompleteZoomAuthorizationSuccess | GuestNotAllowed | OtherZoomUser | ZoomAuthorizationUnknown | ZoomCodeRefused | ZoomUnavailable;

/** The person is connected. */
export type CompleteZoomAuthorizationSuccess = {
  __typename?: 'CompleteZoomAuthorizationSuccess';
  /** The person, with their connection as it now stands. */
  viewer: Viewer;
};

/** How an authorization stands. */
export type ConnectionState =
  /** The operator does not open bots to this Zoom account, or does not any more: a launch answers `AccountNotAllowed`. */
  | 'ACCOUNT_NOT_ALLOWED'
  /** Tokens can be had. */
  | 'CONNECTED'
  /** Zoom has ended the grant: the person has to connect again. */
  | 'RECONNECT_REQUIRED';

/** For whom a connect link is. */
export type CreateConnectLinkInput = {
  /** The backend's own id of its user, at most 256 characters. */
  externalUserId: Scalars['ID']['input'];
  /**
   * Where the person goes afterwards, with `status=connected|declined|not_allowed` and a one-time `code` added to its query. Its
   * origin has to be one of the operator's `CONNECT_RETURN_ORIGINS`; at most 1,024 characters. Without it the code is shown to
   * the person.
   */
  returnUrl?: InputMaybe<Scalars['String']['input']>;
};

/** What came of the wish for a connect link. */
export type CreateConnectLinkResult = CreateConnectLinkSuccess | InvalidExternalUserId | InvalidReturnUrl;

/** A connect link. */
export type CreateConnectLinkSuccess = {
  __typename?: 'CreateConnectLinkSuccess';
  /** Until when it can be opened. */
  expiresAt: Scalars['DateTime']['output'];
  /** The page to send the user to. */
  url: Scalars['String']['output'];
};

/** A wish for a callback URL. */
export type CreateObfCallbackUrlInput = {
  /** Until when the URL gives tokens: at most 30 days ahead, 24 hours when left out. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The invite link that the bot will be created with. */
  meetingUrl: Scalars['String']['input'];
  /** The backend's own user id. */
  onBehalfOf: Scalars['ID']['input'];
};

/** What came of the wish for a callback URL. */
export type CreateObfCallbackUrlResult = AccountNotAllowed | BotAlreadyThere | CreateObfCallbackUrlSuccess | InvalidExpiry | InvalidMeetingLink | MissingScope | NotConnected | ReconnectRequired | TooManyLiveBots | UnknownExternalUser;

/** A callback URL, and the launch it belongs to. */
export type CreateObfCallbackUrlSuccess = {
  __typename?: 'CreateObfCallbackUrlSuccess';
  /** The bot, as this server will follow it. */
  bot: Bot;
  /** Until when the URL gives tokens. */
  expiresAt: Scalars['DateTime']['output'];
  /** For `metadata` of Create Bot, beside entries of your own. */
  metadata: Scalars['JSONObject']['output'];
  /** For `zoom.obf_token_url` of Create Bot. Treat it as a secret: it gives tokens for this person and meeting. */
  url: Scalars['String']['output'];
};

/** What came of a deletion. */
export type DeleteRecordingsResult = BotNotFound | BotNotOver | DeleteRecordingsSuccess | RecallUnavailable | RecordingProcessing;

/** Nothing that the bot recorded is left at Recall. */
export type DeleteRecordingsSuccess = {
  __typename?: 'DeleteRecordingsSuccess';
  /** The bot, with the deletion on its timeline. */
  bot: Bot;
};

/** What came of disconnecting. */
export type DisconnectZoomResult = DisconnectZoomSuccess | NotConnected | UnknownExternalUser;

/** The person, or the backend's link to them, is gone. */
export type DisconnectZoomSuccess = {
  __typename?: 'DisconnectZoomSuccess';
  /** Whether the person's data was erased; false when another backend or the person's own sign-in still needs it. */
  erased: Scalars['Boolean']['output'];
  /** Whether Zoom confirmed the end of the grant; null when it was left alone. If false, this goes on being tried for three days; the person can also remove the app at Zoom. */
  revoked?: Maybe<Scalars['Boolean']['output']>;
};

/** What came of signing out. */
export type EndSessionResult = EndSessionSuccess;

/** The browser or panel is signed out. */
export type EndSessionSuccess = {
  __typename?: 'EndSessionSuccess';
  /** Always true: signing out twice is no mistake. */
  signedOut: Scalars['Boolean']['output'];
};

/** A user of a backend, linked to a Zoom user. */
export type ExternalUser = {
  __typename?: 'ExternalUser';
  /** Null when the person has disconnected meanwhile. */
  connection?: Maybe<ZoomConnection>;
  /** The backend's own id of its user. */
  externalUserId: Scalars['ID']['output'];
  /** The Zoom user they are. */
  person: Person;
};

/** What is wrong with one field of a request. */
export type FieldError = {
  __typename?: 'FieldError';
  /** The field's path in Recall's request, such as `meeting_url`. */
  field: Scalars['String']['output'];
  /** Recall's own words. */
  messages: Array<Scalars['String']['output']>;
};

/** Somebody who has not added the app, so that Zoom does not say who they are. */
export type GuestNotAllowed = Problem & {
  __typename?: 'GuestNotAllowed';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The name is empty or longer than 100 characters. */
export type InvalidBotName = Problem & {
  __typename?: 'InvalidBotName';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The code is unknown, used, expired, or was made for another API key. */
export type InvalidConnectCode = Problem & {
  __typename?: 'InvalidConnectCode';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The moment is past, or too far ahead. */
export type InvalidExpiry = Problem & {
  __typename?: 'InvalidExpiry';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The external user id is empty or longer than 256 characters. */
export type InvalidExternalUserId = Problem & {
  __typename?: 'InvalidExternalUserId';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Not a link that a bot can join by; the message says what to paste. */
export type InvalidMeetingLink = Problem & {
  __typename?: 'InvalidMeetingLink';
  /** What is wrong, as a code, such as `personal_link` or `other_host`. */
  code: Scalars['String']['output'];
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The return URL is not one that the operator allows. */
export type InvalidReturnUrl = Problem & {
  __typename?: 'InvalidReturnUrl';
  /** The origins that are allowed. */
  allowedOrigins: Array<Scalars['String']['output']>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** A wish for a bot. */
export type LaunchBotInput = {
  /** For panels, and required from them: a fresh app context of a meeting. Refused from everybody else, of whom it proves nothing. */
  appContext?: InputMaybe<Scalars['String']['input']>;
  /** The name in the meeting, at most 100 characters; the operator's default when left out. */
  botName?: InputMaybe<Scalars['String']['input']>;
  /** An invite link, or the pasted invitation that holds it. */
  meetingUrl: Scalars['String']['input'];
  /** For API keys, and required from them: the backend's own user id. */
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
  /** For panels, and required from them: the key that `startSession` was given. */
  panelKey?: InputMaybe<Scalars['String']['input']>;
};

/** What came of a launch. */
export type LaunchBotResult = AccountNotAllowed | BotAlreadyThere | InvalidBotName | InvalidMeetingLink | LaunchBotSuccess | MissingScope | NotConnected | PresenceNotProven | RecallRefused | ReconnectRequired | TooManyLiveBots | UnknownExternalUser;

/** The bot is wanted, and on its way unless its status says otherwise. */
export type LaunchBotSuccess = {
  __typename?: 'LaunchBotSuccess';
  /** The bot as it is when this is answered. */
  bot: Bot;
};

/** A Zoom meeting. Its passcode is never shown. */
export type Meeting = {
  __typename?: 'Meeting';
  /** The meeting number, digits only. */
  number: Scalars['String']['output'];
  /** The topic, when known. */
  topic?: Maybe<Scalars['String']['output']>;
};

/** The person connected, but without a permission that bots need. */
export type MissingScope = Problem & {
  __typename?: 'MissingScope';
  /** Where a person with a browser connects; null for API keys, which make a connect link. */
  connectUrl?: Maybe<Scalars['String']['output']>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
  /** The scopes that are missing. */
  scopes: Array<Scalars['String']['output']>;
};

/** What can be done. */
export type Mutation = {
  __typename?: 'Mutation';
  /** For the panel: ends an authorization that this session began. */
  completeZoomAuthorization: CompleteZoomAuthorizationResult;
  /** For API keys: a link under which one user of the backend connects their Zoom account. It may be opened until it expires. */
  createConnectLink: CreateConnectLinkResult;
  /**
   * For API keys that create their bots at Recall themselves: the URL to put into Create Bot as `zoom.obf_token_url`, and the
   * `metadata` by which this server finds the bot again. The same person and meeting get the same URL until it expires.
   */
  createObfCallbackUrl: CreateObfCallbackUrlResult;
  /** Has Recall delete all that a bot recorded. It cannot be undone, and may be repeated. */
  deleteRecordings: DeleteRecordingsResult;
  /**
   * Removes the caller's bots, revokes the grant at Zoom and erases what is stored of the person. For an API key: removes the
   * link to that user and the bots that the key launched; the person is erased only if no other backend is linked to them and
   * they never signed in by themselves.
   */
  disconnectZoom: DisconnectZoomResult;
  /** Signs this browser or panel out. The Zoom connection and the bots stay. */
  endSession: EndSessionResult;
  /**
   * Brings a bot into a meeting on behalf of a person, exactly once: while their bot for that meeting lives, a second launch
   * answers `BotAlreadyThere`. Answers within ten seconds with the bot as it then is; what is left to do goes on behind it.
   */
  launchBot: LaunchBotResult;
  /**
   * For API keys: trades the code, which the person brought back from a connect link, for the link between the backend's user
   * and the Zoom user. A code works once, within five minutes, for the key that made the link. Redeem it only in a session of
   * the user it names: whoever completed the link may be somebody else.
   */
  redeemConnectCode: RedeemConnectCodeResult;
  /**
   * Takes a bot out of its meeting, or stops it on its way there. May be repeated; during a launch the wish is kept and carried
   * out as soon as the bot can be reached.
   */
  removeBot: RemoveBotResult;
  /**
   * For the panel: opens a session of 30 minutes for whoever opened it, by the app context that the Zoom client signed. A context
   * belongs to the first panel that presents it, which is known by a random key of its own and may present it again until it
   * expires.
   */
  startSession: StartSessionResult;
  /**
   * For the panel: begins an authorization inside the Zoom client. Its answer goes into the SDK's `authorize`, and what comes back
   * with `onAuthorized` into `completeZoomAuthorization`, within five minutes.
   */
  startZoomAuthorization: StartZoomAuthorizationResult;
};


/** What can be done. */
export type MutationcompleteZoomAuthorizationArgs = {
  input: CompleteZoomAuthorizationInput;
};


/** What can be done. */
export type MutationcreateConnectLinkArgs = {
  input: CreateConnectLinkInput;
};


/** What can be done. */
export type MutationcreateObfCallbackUrlArgs = {
  input: CreateObfCallbackUrlInput;
};


/** What can be done. */
export type MutationdeleteRecordingsArgs = {
  botId: Scalars['ID']['input'];
};


/** What can be done. */
export type MutationdisconnectZoomArgs = {
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be done. */
export type MutationlaunchBotArgs = {
  input: LaunchBotInput;
};


/** What can be done. */
export type MutationredeemConnectCodeArgs = {
  code: Scalars['String']['input'];
};


/** What can be done. */
export type MutationremoveBotArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. */
export type MutationstartSessionArgs = {
  appContext: Scalars['String']['input'];
  panelKey: Scalars['String']['input'];
};

/** Who can do something about it. */
export type NextStepFor =
  /** Whoever runs this deployment: it is about settings here, or at Zoom or Recall. */
  | 'OPERATOR'
  /** The person on whose behalf the bot comes. */
  | 'PERSON';

/** The person has not connected their Zoom account. */
export type NotConnected = Problem & {
  __typename?: 'NotConnected';
  /** Where a person with a browser connects; null for API keys, which make a connect link. */
  connectUrl?: Maybe<Scalars['String']['output']>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** The bot recorded nothing. */
export type NothingRecorded = Problem & {
  __typename?: 'NothingRecorded';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Zoom's consent was given by another Zoom user than the one who opened the panel. */
export type OtherZoomUser = Problem & {
  __typename?: 'OtherZoomUser';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Where a page lies in the list, as Relay defines it. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last bot, for `after`; null when the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are older bots behind this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was asked for with `after`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first bot; null when the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A panel's session. */
export type PanelSession = {
  __typename?: 'PanelSession';
  /** Until when it counts; a fresh app context opens another. */
  expiresAt: Scalars['DateTime']['output'];
  /** For the header `Authorization: Bearer …`. */
  token: Scalars['String']['output'];
};

/** A Zoom user. */
export type Person = {
  __typename?: 'Person';
  /** The name that Zoom shows; empty for somebody who is not connected, because a panel's app context brings none. */
  displayName: Scalars['String']['output'];
  /** Zoom's user id. */
  id: Scalars['ID']['output'];
};

/** A panel can launch only with a fresh proof that its person is in a meeting. */
export type PresenceNotProven = Problem & {
  __typename?: 'PresenceNotProven';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
  /** Which check of the app context failed. */
  reason: AppContextRefusal;
};

/** Something that can go wrong and that the caller can act on. */
export type Problem = {
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** One bot; null when there is none, or when it is not the caller's to see. */
  bot?: Maybe<Bot>;
  /** The caller's bots, the newest first: a person's are all in their name, an API key's are those that it launched. */
  bots: BotConnection;
  /** Whether a bot could join by this link, by the rules of `launchBot`: for a hint while somebody types. */
  checkMeetingLink: CheckMeetingLinkResult;
  /** For API keys: a user of the backend who has connected Zoom through it; null when there is none by that id. */
  externalUser?: Maybe<ExternalUser>;
  /**
   * What one of the caller's bots recorded: asked for at Recall each time, stored nowhere. At most 30 questions a minute for a
   * person, 300 for an API key.
   */
  recordings: RecordingsResult;
  /** Who is calling, and how their Zoom account stands. */
  viewer: Viewer;
};


/** What can be asked. */
export type QuerybotArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QuerybotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  live?: InputMaybe<Scalars['Boolean']['input']>;
};


/** What can be asked. */
export type QuerycheckMeetingLinkArgs = {
  meetingUrl: Scalars['String']['input'];
};


/** What can be asked. */
export type QueryexternalUserArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryrecordingsArgs = {
  botId: Scalars['ID']['input'];
};

/** Why, in the vendor's word, in a sentence, and what to do. */
export type Reason = {
  __typename?: 'Reason';
  /** The vendor's own code, unknown ones included, or one of ours. */
  code: Scalars['String']['output'];
  /** The same as a sentence for a person. */
  message: Scalars['String']['output'];
  /** What to do about it; null when there is nothing to do. */
  nextStep?: Maybe<Scalars['String']['output']>;
  /** Who can do it; null when there is nothing to do. */
  nextStepFor?: Maybe<NextStepFor>;
};

/** Recall did not take the bot. */
export type RecallRefused = Problem & {
  __typename?: 'RecallRefused';
  /** The failed launch, with its timeline. */
  bot: Bot;
  /** What Recall says of each field of its request. */
  fieldErrors: Array<FieldError>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Recall did not answer as it should: trying again may help. */
export type RecallUnavailable = Problem & {
  __typename?: 'RecallUnavailable';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Zoom has ended the grant: the person has to connect again. */
export type ReconnectRequired = Problem & {
  __typename?: 'ReconnectRequired';
  /** Where a person with a browser connects; null for API keys, which make a connect link. */
  connectUrl?: Maybe<Scalars['String']['output']>;
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** What a bot recorded, as it lies at Recall. */
export type Recording = {
  __typename?: 'Recording';
  /** When it ended; null when Recall does not say. */
  completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When Recall deletes it by itself; null when it does not, or does not say. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Recall's id of it. */
  id: Scalars['ID']['output'];
  /** When it began; null when Recall does not say. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The transcript; null when none is made: `RECORDING_CONFIG` decides. */
  transcript?: Maybe<RecordingFile>;
  /** The video; null when none is made. */
  video?: Maybe<RecordingFile>;
};

/** A file of a recording. */
export type RecordingFile = {
  __typename?: 'RecordingFile';
  /** Whether it is there. */
  status: RecordingFileStatus;
  /** Opens the file to whoever has it, for some hours: ask again rather than keep it. Null unless it is READY. */
  url?: Maybe<Scalars['String']['output']>;
};

/** How a file of a recording stands. */
export type RecordingFileStatus =
  /** It was deleted, by somebody or at its time. */
  | 'DELETED'
  /** Recall could not make it. */
  | 'FAILED'
  /** Recall is still making it. */
  | 'PROCESSING'
  /** It can be opened. */
  | 'READY';

/** The recording was deleted, by somebody or at its time. */
export type RecordingGone = Problem & {
  __typename?: 'RecordingGone';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Recall is still making the recording. */
export type RecordingProcessing = Problem & {
  __typename?: 'RecordingProcessing';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** What there is of recordings. */
export type RecordingsResult = BotNotFound | BotNotOver | NothingRecorded | RecallUnavailable | RecordingGone | RecordingProcessing | RecordingsSuccess;

/** What a bot recorded. */
export type RecordingsSuccess = {
  __typename?: 'RecordingsSuccess';
  /** Those that are not deleted, the oldest first. At least one. */
  recordings: Array<Recording>;
};

/** What came of a code. */
export type RedeemConnectCodeResult = InvalidConnectCode | RedeemConnectCodeSuccess;

/** The user is linked to their Zoom account. */
export type RedeemConnectCodeSuccess = {
  __typename?: 'RedeemConnectCodeSuccess';
  /** The backend's own id of the user for whom the connect link was made. */
  externalUserId: Scalars['ID']['output'];
  /** The Zoom user who completed it. */
  person: Person;
};

/** What came of a removal. */
export type RemoveBotResult = BotNotFound | RemoveBotSuccess;

/** The bot is leaving, or was gone already. */
export type RemoveBotSuccess = {
  __typename?: 'RemoveBotSuccess';
  /** The bot as it is when this is answered. */
  bot: Bot;
};

/** What came of an app context. */
export type StartSessionResult = AppContextRefused | StartSessionSuccess;

/** The panel is signed in. */
export type StartSessionSuccess = {
  __typename?: 'StartSessionSuccess';
  /** The session, to be kept in memory only. */
  session: PanelSession;
  /** Who opened the panel; a guest, when Zoom does not say. */
  viewer: Viewer;
};

/** What came of the wish to authorize. */
export type StartZoomAuthorizationResult = GuestNotAllowed | StartZoomAuthorizationSuccess;

/** What the SDK's `authorize` is to be given. */
export type StartZoomAuthorizationSuccess = {
  __typename?: 'StartZoomAuthorizationSuccess';
  /** The code challenge, by the method `plain`: the only one that the Zoom client supports. */
  codeChallenge: Scalars['String']['output'];
  /** Until when the authorization can be completed. */
  expiresAt: Scalars['DateTime']['output'];
  /** The one-time state. */
  state: Scalars['String']['output'];
};

/** What is told as it happens, over `graphql-transport-ws`. */
export type Subscription = {
  __typename?: 'Subscription';
  /** First the present state, of one bot or of each of the caller's live bots, then each change. Later states may replace earlier ones. */
  botUpdated: Bot;
};


/** What is told as it happens, over `graphql-transport-ws`. */
export type SubscriptionbotUpdatedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};

/** One thing that happened to a bot. */
export type TimelineEntry = {
  __typename?: 'TimelineEntry';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The vendor's code or the outcome, such as `in_call_recording` or `token`. */
  code: Scalars['String']['output'];
  /** What it belongs to. */
  kind: TimelineKind;
  /** The same as a sentence for a person. */
  message: Scalars['String']['output'];
  /** What to do about it, if anything. */
  nextStep?: Maybe<Scalars['String']['output']>;
  /** Who can do it; null when there is nothing to do. */
  nextStepFor?: Maybe<NextStepFor>;
  /** How long Zoom or Recall took to answer, in milliseconds, where one was asked; a refresh of the person's tokens included. */
  tookMs?: Maybe<Scalars['Int']['output']>;
};

/** What an entry of a timeline belongs to. */
export type TimelineKind =
  /** A call to Recall's Create Bot, and its outcome. */
  | 'LAUNCH_ATTEMPT'
  /** A request for an On Behalf Of token, and what was answered. */
  | 'OBF_REQUEST'
  /** What Zoom reported of the meeting, or of the person in whose name the bot came. */
  | 'PRESENCE'
  /** What was done with its recordings. */
  | 'RECORDING'
  /** The wish to remove the bot, and what became of it. */
  | 'REMOVAL'
  /** A change that Recall reported, or an end that this server decided. */
  | 'STATUS';

/** The person has as many live bots as the operator allows. */
export type TooManyLiveBots = Problem & {
  __typename?: 'TooManyLiveBots';
  /** How many may be live at once. */
  limit: Scalars['Int']['output'];
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** No user of this backend has connected Zoom under that id. */
export type UnknownExternalUser = Problem & {
  __typename?: 'UnknownExternalUser';
  /** The id that was asked for. */
  externalUserId: Scalars['ID']['output'];
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** A link that a bot can join by. */
export type ValidMeetingLink = {
  __typename?: 'ValidMeetingLink';
  /** The meeting number, digits only. */
  number: Scalars['String']['output'];
};

/** Who is calling. */
export type Viewer = {
  __typename?: 'Viewer';
  /** The name of the API key; null for a person. */
  apiKey?: Maybe<Scalars['String']['output']>;
  /** The person's Zoom connection; null for an API key, and for somebody who has disconnected. */
  connection?: Maybe<ZoomConnection>;
  /** True for somebody who opened the panel without having added the app: Zoom does not say who they are. */
  guest: Scalars['Boolean']['output'];
  /** The signed-in person; null for an API key. */
  person?: Maybe<Person>;
};

/** The authorization is used, older than five minutes, or was begun by another session. */
export type ZoomAuthorizationUnknown = Problem & {
  __typename?: 'ZoomAuthorizationUnknown';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** Zoom did not take the authorization code. */
export type ZoomCodeRefused = Problem & {
  __typename?: 'ZoomCodeRefused';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};

/** A person's authorization of the Zoom app. */
export type ZoomConnection = {
  __typename?: 'ZoomConnection';
  /** When the person last gave their consent. */
  connectedAt: Scalars['DateTime']['output'];
  /** The scopes that bots need and that were not granted; empty when all is well. */
  missingScopes: Array<Scalars['String']['output']>;
  /** The scopes that were granted. */
  scopes: Array<Scalars['String']['output']>;
  /** Whether bots can be brought with it. */
  state: ConnectionState;
};

/** Zoom did not answer as it should: trying again may help. */
export type ZoomUnavailable = Problem & {
  __typename?: 'ZoomUnavailable';
  /** What happened and what to do, for the person. */
  message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CheckMeetingLinkResult:
    | ( InvalidMeetingLink & { __typename: 'InvalidMeetingLink' } )
    | ( ValidMeetingLink & { __typename: 'ValidMeetingLink' } )
  ;
  CompleteZoomAuthorizationResult:
    | ( AccountNotAllowed & { __typename: 'AccountNotAllowed' } )
    | ( Omit<CompleteZoomAuthorizationSuccess, 'viewer'> & { viewer: _RefType['Viewer'] } & { __typename: 'CompleteZoomAuthorizationSuccess' } )
    | ( GuestNotAllowed & { __typename: 'GuestNotAllowed' } )
    | ( OtherZoomUser & { __typename: 'OtherZoomUser' } )
    | ( ZoomAuthorizationUnknown & { __typename: 'ZoomAuthorizationUnknown' } )
    | ( ZoomCodeRefused & { __typename: 'ZoomCodeRefused' } )
    | ( ZoomUnavailable & { __typename: 'ZoomUnavailable' } )
  ;
  CreateConnectLinkResult:
    | ( CreateConnectLinkSuccess & { __typename: 'CreateConnectLinkSuccess' } )
    | ( InvalidExternalUserId & { __typename: 'InvalidExternalUserId' } )
    | ( InvalidReturnUrl & { __typename: 'InvalidReturnUrl' } )
  ;
  CreateObfCallbackUrlResult:
    | ( AccountNotAllowed & { __typename: 'AccountNotAllowed' } )
    | ( Omit<BotAlreadyThere, 'bot'> & { bot?: Maybe<_RefType['Bot']> } & { __typename: 'BotAlreadyThere' } )
    | ( Omit<CreateObfCallbackUrlSuccess, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'CreateObfCallbackUrlSuccess' } )
    | ( InvalidExpiry & { __typename: 'InvalidExpiry' } )
    | ( InvalidMeetingLink & { __typename: 'InvalidMeetingLink' } )
    | ( MissingScope & { __typename: 'MissingScope' } )
    | ( NotConnected & { __typename: 'NotConnected' } )
    | ( ReconnectRequired & { __typename: 'ReconnectRequired' } )
    | ( TooManyLiveBots & { __typename: 'TooManyLiveBots' } )
    | ( UnknownExternalUser & { __typename: 'UnknownExternalUser' } )
  ;
  DeleteRecordingsResult:
    | ( BotNotFound & { __typename: 'BotNotFound' } )
    | ( BotNotOver & { __typename: 'BotNotOver' } )
    | ( Omit<DeleteRecordingsSuccess, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'DeleteRecordingsSuccess' } )
    | ( RecallUnavailable & { __typename: 'RecallUnavailable' } )
    | ( RecordingProcessing & { __typename: 'RecordingProcessing' } )
  ;
  DisconnectZoomResult:
    | ( DisconnectZoomSuccess & { __typename: 'DisconnectZoomSuccess' } )
    | ( NotConnected & { __typename: 'NotConnected' } )
    | ( UnknownExternalUser & { __typename: 'UnknownExternalUser' } )
  ;
  EndSessionResult: ( EndSessionSuccess & { __typename: 'EndSessionSuccess' } );
  LaunchBotResult:
    | ( AccountNotAllowed & { __typename: 'AccountNotAllowed' } )
    | ( Omit<BotAlreadyThere, 'bot'> & { bot?: Maybe<_RefType['Bot']> } & { __typename: 'BotAlreadyThere' } )
    | ( InvalidBotName & { __typename: 'InvalidBotName' } )
    | ( InvalidMeetingLink & { __typename: 'InvalidMeetingLink' } )
    | ( Omit<LaunchBotSuccess, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'LaunchBotSuccess' } )
    | ( MissingScope & { __typename: 'MissingScope' } )
    | ( NotConnected & { __typename: 'NotConnected' } )
    | ( Omit<PresenceNotProven, 'reason'> & { reason: _RefType['AppContextRefusal'] } & { __typename: 'PresenceNotProven' } )
    | ( Omit<RecallRefused, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'RecallRefused' } )
    | ( ReconnectRequired & { __typename: 'ReconnectRequired' } )
    | ( TooManyLiveBots & { __typename: 'TooManyLiveBots' } )
    | ( UnknownExternalUser & { __typename: 'UnknownExternalUser' } )
  ;
  RecordingsResult:
    | ( BotNotFound & { __typename: 'BotNotFound' } )
    | ( BotNotOver & { __typename: 'BotNotOver' } )
    | ( NothingRecorded & { __typename: 'NothingRecorded' } )
    | ( RecallUnavailable & { __typename: 'RecallUnavailable' } )
    | ( RecordingGone & { __typename: 'RecordingGone' } )
    | ( RecordingProcessing & { __typename: 'RecordingProcessing' } )
    | ( Omit<RecordingsSuccess, 'recordings'> & { recordings: Array<_RefType['Recording']> } & { __typename: 'RecordingsSuccess' } )
  ;
  RedeemConnectCodeResult:
    | ( InvalidConnectCode & { __typename: 'InvalidConnectCode' } )
    | ( RedeemConnectCodeSuccess & { __typename: 'RedeemConnectCodeSuccess' } )
  ;
  RemoveBotResult:
    | ( BotNotFound & { __typename: 'BotNotFound' } )
    | ( Omit<RemoveBotSuccess, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'RemoveBotSuccess' } )
  ;
  StartSessionResult:
    | ( Omit<AppContextRefused, 'reason'> & { reason: _RefType['AppContextRefusal'] } & { __typename: 'AppContextRefused' } )
    | ( Omit<StartSessionSuccess, 'viewer'> & { viewer: _RefType['Viewer'] } & { __typename: 'StartSessionSuccess' } )
  ;
  StartZoomAuthorizationResult:
    | ( GuestNotAllowed & { __typename: 'GuestNotAllowed' } )
    | ( StartZoomAuthorizationSuccess & { __typename: 'StartZoomAuthorizationSuccess' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( AccountNotAllowed & { __typename: 'AccountNotAllowed' } )
    | ( Omit<AppContextRefused, 'reason'> & { reason: _RefType['AppContextRefusal'] } & { __typename: 'AppContextRefused' } )
    | ( Omit<BotAlreadyThere, 'bot'> & { bot?: Maybe<_RefType['Bot']> } & { __typename: 'BotAlreadyThere' } )
    | ( BotNotFound & { __typename: 'BotNotFound' } )
    | ( BotNotOver & { __typename: 'BotNotOver' } )
    | ( GuestNotAllowed & { __typename: 'GuestNotAllowed' } )
    | ( InvalidBotName & { __typename: 'InvalidBotName' } )
    | ( InvalidConnectCode & { __typename: 'InvalidConnectCode' } )
    | ( InvalidExpiry & { __typename: 'InvalidExpiry' } )
    | ( InvalidExternalUserId & { __typename: 'InvalidExternalUserId' } )
    | ( InvalidMeetingLink & { __typename: 'InvalidMeetingLink' } )
    | ( InvalidReturnUrl & { __typename: 'InvalidReturnUrl' } )
    | ( MissingScope & { __typename: 'MissingScope' } )
    | ( NotConnected & { __typename: 'NotConnected' } )
    | ( NothingRecorded & { __typename: 'NothingRecorded' } )
    | ( OtherZoomUser & { __typename: 'OtherZoomUser' } )
    | ( Omit<PresenceNotProven, 'reason'> & { reason: _RefType['AppContextRefusal'] } & { __typename: 'PresenceNotProven' } )
    | ( Omit<RecallRefused, 'bot'> & { bot: _RefType['Bot'] } & { __typename: 'RecallRefused' } )
    | ( RecallUnavailable & { __typename: 'RecallUnavailable' } )
    | ( ReconnectRequired & { __typename: 'ReconnectRequired' } )
    | ( RecordingGone & { __typename: 'RecordingGone' } )
    | ( RecordingProcessing & { __typename: 'RecordingProcessing' } )
    | ( TooManyLiveBots & { __typename: 'TooManyLiveBots' } )
    | ( UnknownExternalUser & { __typename: 'UnknownExternalUser' } )
    | ( ZoomAuthorizationUnknown & { __typename: 'ZoomAuthorizationUnknown' } )
    | ( ZoomCodeRefused & { __typename: 'ZoomCodeRefused' } )
    | ( ZoomUnavailable & { __typename: 'ZoomUnavailable' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccountNotAllowed: ResolverTypeWrapper<AccountNotAllowed>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AppContextRefusal: ResolverTypeWrapper<'EXPIRED' | 'CLAIMED' | 'NOT_IN_MEETING' | 'OTHER_PERSON' | 'MISSING' | 'INVALID'>;
  AppContextRefused: ResolverTypeWrapper<Omit<AppContextRefused, 'reason'> & { reason: ResolversTypes['AppContextRefusal'] }>;
  Bot: ResolverTypeWrapper<Omit<Bot, 'reason' | 'status' | 'timeline' | 'warnings'> & { reason?: Maybe<ResolversTypes['Reason']>, status: ResolversTypes['BotStatus'], timeline: Array<ResolversTypes['TimelineEntry']>, warnings: Array<ResolversTypes['BotWarning']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  BotAlreadyThere: ResolverTypeWrapper<Omit<BotAlreadyThere, 'bot'> & { bot?: Maybe<ResolversTypes['Bot']> }>;
  BotConnection: ResolverTypeWrapper<Omit<BotConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BotEdge']>, nodes: Array<ResolversTypes['Bot']> }>;
  BotEdge: ResolverTypeWrapper<Omit<BotEdge, 'node'> & { node: ResolversTypes['Bot'] }>;
  BotNotFound: ResolverTypeWrapper<BotNotFound>;
  BotNotOver: ResolverTypeWrapper<BotNotOver>;
  BotStatus: ResolverTypeWrapper<'LAUNCHING' | 'JOINING' | 'WAITING_ROOM' | 'IN_CALL' | 'RECORDING' | 'ENDED' | 'FAILED'>;
  BotWarning: ResolverTypeWrapper<Omit<BotWarning, 'nextStepFor'> & { nextStepFor?: Maybe<ResolversTypes['NextStepFor']> }>;
  CheckMeetingLinkResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckMeetingLinkResult']>;
  CompleteZoomAuthorizationInput: CompleteZoomAuthorizationInput;
  CompleteZoomAuthorizationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CompleteZoomAuthorizationResult']>;
  CompleteZoomAuthorizationSuccess: ResolverTypeWrapper<Omit<CompleteZoomAuthorizationSuccess, 'viewer'> & { viewer: ResolversTypes['Viewer'] }>;
  ConnectionState: ResolverTypeWrapper<'CONNECTED' | 'RECONNECT_REQUIRED' | 'ACCOUNT_NOT_ALLOWED'>;
  CreateConnectLinkInput: CreateConnectLinkInput;
  CreateConnectLinkResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateConnectLinkResult']>;
  CreateConnectLinkSuccess: ResolverTypeWrapper<CreateConnectLinkSuccess>;
  CreateObfCallbackUrlInput: CreateObfCallbackUrlInput;
  CreateObfCallbackUrlResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateObfCallbackUrlResult']>;
  CreateObfCallbackUrlSuccess: ResolverTypeWrapper<Omit<CreateObfCallbackUrlSuccess, 'bot'> & { bot: ResolversTypes['Bot'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteRecordingsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteRecordingsResult']>;
  DeleteRecordingsSuccess: ResolverTypeWrapper<Omit<DeleteRecordingsSuccess, 'bot'> & { bot: ResolversTypes['Bot'] }>;
  DisconnectZoomResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DisconnectZoomResult']>;
  DisconnectZoomSuccess: ResolverTypeWrapper<DisconnectZoomSuccess>;
  EndSessionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EndSessionResult']>;
  EndSessionSuccess: ResolverTypeWrapper<EndSessionSuccess>;
  ExternalUser: ResolverTypeWrapper<Omit<ExternalUser, 'connection'> & { connection?: Maybe<ResolversTypes['ZoomConnection']> }>;
  FieldError: ResolverTypeWrapper<FieldError>;
  GuestNotAllowed: ResolverTypeWrapper<GuestNotAllowed>;
  InvalidBotName: ResolverTypeWrapper<InvalidBotName>;
  InvalidConnectCode: ResolverTypeWrapper<InvalidConnectCode>;
  InvalidExpiry: ResolverTypeWrapper<InvalidExpiry>;
  InvalidExternalUserId: ResolverTypeWrapper<InvalidExternalUserId>;
  InvalidMeetingLink: ResolverTypeWrapper<InvalidMeetingLink>;
  InvalidReturnUrl: ResolverTypeWrapper<InvalidReturnUrl>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  LaunchBotInput: LaunchBotInput;
  LaunchBotResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LaunchBotResult']>;
  LaunchBotSuccess: ResolverTypeWrapper<Omit<LaunchBotSuccess, 'bot'> & { bot: ResolversTypes['Bot'] }>;
  Meeting: ResolverTypeWrapper<Meeting>;
  MissingScope: ResolverTypeWrapper<MissingScope>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NextStepFor: ResolverTypeWrapper<'PERSON' | 'OPERATOR'>;
  NotConnected: ResolverTypeWrapper<NotConnected>;
  NothingRecorded: ResolverTypeWrapper<NothingRecorded>;
  OtherZoomUser: ResolverTypeWrapper<OtherZoomUser>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PanelSession: ResolverTypeWrapper<PanelSession>;
  Person: ResolverTypeWrapper<Person>;
  PresenceNotProven: ResolverTypeWrapper<Omit<PresenceNotProven, 'reason'> & { reason: ResolversTypes['AppContextRefusal'] }>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reason: ResolverTypeWrapper<Omit<Reason, 'nextStepFor'> & { nextStepFor?: Maybe<ResolversTypes['NextStepFor']> }>;
  RecallRefused: ResolverTypeWrapper<Omit<RecallRefused, 'bot'> & { bot: ResolversTypes['Bot'] }>;
  RecallUnavailable: ResolverTypeWrapper<RecallUnavailable>;
  ReconnectRequired: ResolverTypeWrapper<ReconnectRequired>;
  Recording: ResolverTypeWrapper<Omit<Recording, 'transcript' | 'video'> & { transcript?: Maybe<ResolversTypes['RecordingFile']>, video?: Maybe<ResolversTypes['RecordingFile']> }>;
  RecordingFile: ResolverTypeWrapper<Omit<RecordingFile, 'status'> & { status: ResolversTypes['RecordingFileStatus'] }>;
  RecordingFileStatus: ResolverTypeWrapper<'READY' | 'PROCESSING' | 'FAILED' | 'DELETED'>;
  RecordingGone: ResolverTypeWrapper<RecordingGone>;
  RecordingProcessing: ResolverTypeWrapper<RecordingProcessing>;
  RecordingsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RecordingsResult']>;
  RecordingsSuccess: ResolverTypeWrapper<Omit<RecordingsSuccess, 'recordings'> & { recordings: Array<ResolversTypes['Recording']> }>;
  RedeemConnectCodeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RedeemConnectCodeResult']>;
  RedeemConnectCodeSuccess: ResolverTypeWrapper<RedeemConnectCodeSuccess>;
  RemoveBotResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoveBotResult']>;
  RemoveBotSuccess: ResolverTypeWrapper<Omit<RemoveBotSuccess, 'bot'> & { bot: ResolversTypes['Bot'] }>;
  StartSessionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['StartSessionResult']>;
  StartSessionSuccess: ResolverTypeWrapper<Omit<StartSessionSuccess, 'viewer'> & { viewer: ResolversTypes['Viewer'] }>;
  StartZoomAuthorizationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['StartZoomAuthorizationResult']>;
  StartZoomAuthorizationSuccess: ResolverTypeWrapper<StartZoomAuthorizationSuccess>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimelineEntry: ResolverTypeWrapper<Omit<TimelineEntry, 'kind' | 'nextStepFor'> & { kind: ResolversTypes['TimelineKind'], nextStepFor?: Maybe<ResolversTypes['NextStepFor']> }>;
  TimelineKind: ResolverTypeWrapper<'LAUNCH_ATTEMPT' | 'STATUS' | 'OBF_REQUEST' | 'PRESENCE' | 'REMOVAL' | 'RECORDING'>;
  TooManyLiveBots: ResolverTypeWrapper<TooManyLiveBots>;
  UnknownExternalUser: ResolverTypeWrapper<UnknownExternalUser>;
  ValidMeetingLink: ResolverTypeWrapper<ValidMeetingLink>;
  Viewer: ResolverTypeWrapper<Omit<Viewer, 'connection'> & { connection?: Maybe<ResolversTypes['ZoomConnection']> }>;
  ZoomAuthorizationUnknown: ResolverTypeWrapper<ZoomAuthorizationUnknown>;
  ZoomCodeRefused: ResolverTypeWrapper<ZoomCodeRefused>;
  ZoomConnection: ResolverTypeWrapper<Omit<ZoomConnection, 'state'> & { state: ResolversTypes['ConnectionState'] }>;
  ZoomUnavailable: ResolverTypeWrapper<ZoomUnavailable>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccountNotAllowed: AccountNotAllowed;
  String: Scalars['String']['output'];
  AppContextRefused: AppContextRefused;
  Bot: Omit<Bot, 'reason' | 'timeline' | 'warnings'> & { reason?: Maybe<ResolversParentTypes['Reason']>, timeline: Array<ResolversParentTypes['TimelineEntry']>, warnings: Array<ResolversParentTypes['BotWarning']> };
  Boolean: Scalars['Boolean']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  BotAlreadyThere: Omit<BotAlreadyThere, 'bot'> & { bot?: Maybe<ResolversParentTypes['Bot']> };
  BotConnection: Omit<BotConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BotEdge']>, nodes: Array<ResolversParentTypes['Bot']> };
  BotEdge: Omit<BotEdge, 'node'> & { node: ResolversParentTypes['Bot'] };
  BotNotFound: BotNotFound;
  BotNotOver: BotNotOver;
  BotWarning: BotWarning;
  CheckMeetingLinkResult: ResolversUnionTypes<ResolversParentTypes>['CheckMeetingLinkResult'];
  CompleteZoomAuthorizationInput: CompleteZoomAuthorizationInput;
  CompleteZoomAuthorizationResult: ResolversUnionTypes<ResolversParentTypes>['CompleteZoomAuthorizationResult'];
  CompleteZoomAuthorizationSuccess: Omit<CompleteZoomAuthorizationSuccess, 'viewer'> & { viewer: ResolversParentTypes['Viewer'] };
  CreateConnectLinkInput: CreateConnectLinkInput;
  CreateConnectLinkResult: ResolversUnionTypes<ResolversParentTypes>['CreateConnectLinkResult'];
  CreateConnectLinkSuccess: CreateConnectLinkSuccess;
  CreateObfCallbackUrlInput: CreateObfCallbackUrlInput;
  CreateObfCallbackUrlResult: ResolversUnionTypes<ResolversParentTypes>['CreateObfCallbackUrlResult'];
  CreateObfCallbackUrlSuccess: Omit<CreateObfCallbackUrlSuccess, 'bot'> & { bot: ResolversParentTypes['Bot'] };
  DateTime: Scalars['DateTime']['output'];
  DeleteRecordingsResult: ResolversUnionTypes<ResolversParentTypes>['DeleteRecordingsResult'];
  DeleteRecordingsSuccess: Omit<DeleteRecordingsSuccess, 'bot'> & { bot: ResolversParentTypes['Bot'] };
  DisconnectZoomResult: ResolversUnionTypes<ResolversParentTypes>['DisconnectZoomResult'];
  DisconnectZoomSuccess: DisconnectZoomSuccess;
  EndSessionResult: ResolversUnionTypes<ResolversParentTypes>['EndSessionResult'];
  EndSessionSuccess: EndSessionSuccess;
  ExternalUser: Omit<ExternalUser, 'connection'> & { connection?: Maybe<ResolversParentTypes['ZoomConnection']> };
  FieldError: FieldError;
  GuestNotAllowed: GuestNotAllowed;
  InvalidBotName: InvalidBotName;
  InvalidConnectCode: InvalidConnectCode;
  InvalidExpiry: InvalidExpiry;
  InvalidExternalUserId: InvalidExternalUserId;
  InvalidMeetingLink: InvalidMeetingLink;
  InvalidReturnUrl: InvalidReturnUrl;
  JSONObject: Scalars['JSONObject']['output'];
  LaunchBotInput: LaunchBotInput;
  LaunchBotResult: ResolversUnionTypes<ResolversParentTypes>['LaunchBotResult'];
  LaunchBotSuccess: Omit<LaunchBotSuccess, 'bot'> & { bot: ResolversParentTypes['Bot'] };
  Meeting: Meeting;
  MissingScope: MissingScope;
  Mutation: Record<PropertyKey, never>;
  NotConnected: NotConnected;
  NothingRecorded: NothingRecorded;
  OtherZoomUser: OtherZoomUser;
  PageInfo: PageInfo;
  PanelSession: PanelSession;
  Person: Person;
  PresenceNotProven: PresenceNotProven;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  Reason: Reason;
  RecallRefused: Omit<RecallRefused, 'bot'> & { bot: ResolversParentTypes['Bot'] };
  RecallUnavailable: RecallUnavailable;
  ReconnectRequired: ReconnectRequired;
  Recording: Omit<Recording, 'transcript' | 'video'> & { transcript?: Maybe<ResolversParentTypes['RecordingFile']>, video?: Maybe<ResolversParentTypes['RecordingFile']> };
  RecordingFile: RecordingFile;
  RecordingGone: RecordingGone;
  RecordingProcessing: RecordingProcessing;
  RecordingsResult: ResolversUnionTypes<ResolversParentTypes>['RecordingsResult'];
  RecordingsSuccess: Omit<RecordingsSuccess, 'recordings'> & { recordings: Array<ResolversParentTypes['Recording']> };
  RedeemConnectCodeResult: ResolversUnionTypes<ResolversParentTypes>['RedeemConnectCodeResult'];
  RedeemConnectCodeSuccess: RedeemConnectCodeSuccess;
  RemoveBotResult: ResolversUnionTypes<ResolversParentTypes>['RemoveBotResult'];
  RemoveBotSuccess: Omit<RemoveBotSuccess, 'bot'> & { bot: ResolversParentTypes['Bot'] };
  StartSessionResult: ResolversUnionTypes<ResolversParentTypes>['StartSessionResult'];
  StartSessionSuccess: Omit<StartSessionSuccess, 'viewer'> & { viewer: ResolversParentTypes['Viewer'] };
  StartZoomAuthorizationResult: ResolversUnionTypes<ResolversParentTypes>['StartZoomAuthorizationResult'];
  StartZoomAuthorizationSuccess: StartZoomAuthorizationSuccess;
  Subscription: Record<PropertyKey, never>;
  TimelineEntry: TimelineEntry;
  TooManyLiveBots: TooManyLiveBots;
  UnknownExternalUser: UnknownExternalUser;
  ValidMeetingLink: ValidMeetingLink;
  Viewer: Omit<Viewer, 'connection'> & { connection?: Maybe<ResolversParentTypes['ZoomConnection']> };
  ZoomAuthorizationUnknown: ZoomAuthorizationUnknown;
  ZoomCodeRefused: ZoomCodeRefused;
  ZoomConnection: ZoomConnection;
  ZoomUnavailable: ZoomUnavailable;
};

export type AccountNotAllowedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AccountNotAllowed'] = ResolversParentTypes['AccountNotAllowed']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AppContextRefusalResolvers = EnumResolverSignature<{ CLAIMED?: any, EXPIRED?: any, INVALID?: any, MISSING?: any, NOT_IN_MEETING?: any, OTHER_PERSON?: any }, ResolversTypes['AppContextRefusal']>;

export type AppContextRefusedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AppContextRefused'] = ResolversParentTypes['AppContextRefused']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['AppContextRefusal'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BotResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Bot'] = ResolversParentTypes['Bot']> = {
  botName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  canRemove?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mayHaveRecording?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  meeting?: Resolver<ResolversTypes['Meeting'], ParentType, ContextType>;
  onBehalfOf?: Resolver<ResolversTypes['Person'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['Reason']>, ParentType, ContextType>;
  recallBotId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  recallExplorerUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BotStatus'], ParentType, ContextType>;
  timeline?: Resolver<Array<ResolversTypes['TimelineEntry']>, ParentType, ContextType>;
  timelineDropped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  warnings?: Resolver<Array<ResolversTypes['BotWarning']>, ParentType, ContextType>;
};

export type BotAlreadyThereResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotAlreadyThere'] = ResolversParentTypes['BotAlreadyThere']> = {
  bot?: Resolver<Maybe<ResolversTypes['Bot']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BotConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotConnection'] = ResolversParentTypes['BotConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BotEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Bot']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BotEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotEdge'] = ResolversParentTypes['BotEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
};

export type BotNotFoundResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotNotFound'] = ResolversParentTypes['BotNotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BotNotOverResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotNotOver'] = ResolversParentTypes['BotNotOver']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BotStatusResolvers = EnumResolverSignature<{ ENDED?: any, FAILED?: any, IN_CALL?: any, JOINING?: any, LAUNCHING?: any, RECORDING?: any, WAITING_ROOM?: any }, ResolversTypes['BotStatus']>;

export type BotWarningResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BotWarning'] = ResolversParentTypes['BotWarning']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextStep?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextStepFor?: Resolver<Maybe<ResolversTypes['NextStepFor']>, ParentType, ContextType>;
};

export type CheckMeetingLinkResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CheckMeetingLinkResult'] = ResolversParentTypes['CheckMeetingLinkResult']> = {
  __resolveType?: TypeResolveFn<'InvalidMeetingLink' | 'ValidMeetingLink', ParentType, ContextType>;
};

export type CompleteZoomAuthorizationResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CompleteZoomAuthorizationResult'] = ResolversParentTypes['CompleteZoomAuthorizationResult']> = {
  __resolveType?: TypeResolveFn<'AccountNotAllowed' | 'CompleteZoomAuthorizationSuccess' | 'GuestNotAllowed' | 'OtherZoomUser' | 'ZoomAuthorizationUnknown' | 'ZoomCodeRefused' | 'ZoomUnavailable', ParentType, ContextType>;
};

export type CompleteZoomAuthorizationSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CompleteZoomAuthorizationSuccess'] = ResolversParentTypes['CompleteZoomAuthorizationSuccess']> = {
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConnectionStateResolvers = EnumResolverSignature<{ ACCOUNT_NOT_ALLOWED?: any, CONNECTED?: any, RECONNECT_REQUIRED?: any }, ResolversTypes['ConnectionState']>;

export type CreateConnectLinkResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateConnectLinkResult'] = ResolversParentTypes['CreateConnectLinkResult']> = {
  __resolveType?: TypeResolveFn<'CreateConnectLinkSuccess' | 'InvalidExternalUserId' | 'InvalidReturnUrl', ParentType, ContextType>;
};

export type CreateConnectLinkSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateConnectLinkSuccess'] = ResolversParentTypes['CreateConnectLinkSuccess']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateObfCallbackUrlResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateObfCallbackUrlResult'] = ResolversParentTypes['CreateObfCallbackUrlResult']> = {
  __resolveType?: TypeResolveFn<'AccountNotAllowed' | 'BotAlreadyThere' | 'CreateObfCallbackUrlSuccess' | 'InvalidExpiry' | 'InvalidMeetingLink' | 'MissingScope' | 'NotConnected' | 'ReconnectRequired' | 'TooManyLiveBots' | 'UnknownExternalUser', ParentType, ContextType>;
};

export type CreateObfCallbackUrlSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateObfCallbackUrlSuccess'] = ResolversParentTypes['CreateObfCallbackUrlSuccess']> = {
  bot?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteRecordingsResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeleteRecordingsResult'] = ResolversParentTypes['DeleteRecordingsResult']> = {
  __resolveType?: TypeResolveFn<'BotNotFound' | 'BotNotOver' | 'DeleteRecordingsSuccess' | 'RecallUnavailable' | 'RecordingProcessing', ParentType, ContextType>;
};

export type DeleteRecordingsSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeleteRecordingsSuccess'] = ResolversParentTypes['DeleteRecordingsSuccess']> = {
  bot?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DisconnectZoomResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DisconnectZoomResult'] = ResolversParentTypes['DisconnectZoomResult']> = {
  __resolveType?: TypeResolveFn<'DisconnectZoomSuccess' | 'NotConnected' | 'UnknownExternalUser', ParentType, ContextType>;
};

export type DisconnectZoomSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DisconnectZoomSuccess'] = ResolversParentTypes['DisconnectZoomSuccess']> = {
  erased?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revoked?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EndSessionResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EndSessionResult'] = ResolversParentTypes['EndSessionResult']> = {
  __resolveType?: TypeResolveFn<'EndSessionSuccess', ParentType, ContextType>;
};

export type EndSessionSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EndSessionSuccess'] = ResolversParentTypes['EndSessionSuccess']> = {
  signedOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExternalUserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ExternalUser'] = ResolversParentTypes['ExternalUser']> = {
  connection?: Resolver<Maybe<ResolversTypes['ZoomConnection']>, ParentType, ContextType>;
  externalUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  person?: Resolver<ResolversTypes['Person'], ParentType, ContextType>;
};

export type FieldErrorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['FieldError'] = ResolversParentTypes['FieldError']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  messages?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type GuestNotAllowedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['GuestNotAllowed'] = ResolversParentTypes['GuestNotAllowed']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidBotNameResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidBotName'] = ResolversParentTypes['InvalidBotName']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidConnectCodeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidConnectCode'] = ResolversParentTypes['InvalidConnectCode']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidExpiryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidExpiry'] = ResolversParentTypes['InvalidExpiry']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidExternalUserIdResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidExternalUserId'] = ResolversParentTypes['InvalidExternalUserId']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidMeetingLinkResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidMeetingLink'] = ResolversParentTypes['InvalidMeetingLink']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidReturnUrlResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidReturnUrl'] = ResolversParentTypes['InvalidReturnUrl']> = {
  allowedOrigins?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JSONObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type LaunchBotResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LaunchBotResult'] = ResolversParentTypes['LaunchBotResult']> = {
  __resolveType?: TypeResolveFn<'AccountNotAllowed' | 'BotAlreadyThere' | 'InvalidBotName' | 'InvalidMeetingLink' | 'LaunchBotSuccess' | 'MissingScope' | 'NotConnected' | 'PresenceNotProven' | 'RecallRefused' | 'ReconnectRequired' | 'TooManyLiveBots' | 'UnknownExternalUser', ParentType, ContextType>;
};

export type LaunchBotSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LaunchBotSuccess'] = ResolversParentTypes['LaunchBotSuccess']> = {
  bot?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MeetingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Meeting'] = ResolversParentTypes['Meeting']> = {
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  topic?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MissingScopeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MissingScope'] = ResolversParentTypes['MissingScope']> = {
  connectUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  completeZoomAuthorization?: Resolver<ResolversTypes['CompleteZoomAuthorizationResult'], ParentType, ContextType, RequireFields<MutationcompleteZoomAuthorizationArgs, 'input'>>;
  createConnectLink?: Resolver<ResolversTypes['CreateConnectLinkResult'], ParentType, ContextType, RequireFields<MutationcreateConnectLinkArgs, 'input'>>;
  createObfCallbackUrl?: Resolver<ResolversTypes['CreateObfCallbackUrlResult'], ParentType, ContextType, RequireFields<MutationcreateObfCallbackUrlArgs, 'input'>>;
  deleteRecordings?: Resolver<ResolversTypes['DeleteRecordingsResult'], ParentType, ContextType, RequireFields<MutationdeleteRecordingsArgs, 'botId'>>;
  disconnectZoom?: Resolver<ResolversTypes['DisconnectZoomResult'], ParentType, ContextType, Partial<MutationdisconnectZoomArgs>>;
  endSession?: Resolver<ResolversTypes['EndSessionResult'], ParentType, ContextType>;
  launchBot?: Resolver<ResolversTypes['LaunchBotResult'], ParentType, ContextType, RequireFields<MutationlaunchBotArgs, 'input'>>;
  redeemConnectCode?: Resolver<ResolversTypes['RedeemConnectCodeResult'], ParentType, ContextType, RequireFields<MutationredeemConnectCodeArgs, 'code'>>;
  removeBot?: Resolver<ResolversTypes['RemoveBotResult'], ParentType, ContextType, RequireFields<MutationremoveBotArgs, 'id'>>;
  startSession?: Resolver<ResolversTypes['StartSessionResult'], ParentType, ContextType, RequireFields<MutationstartSessionArgs, 'appContext' | 'panelKey'>>;
  startZoomAuthorization?: Resolver<ResolversTypes['StartZoomAuthorizationResult'], ParentType, ContextType>;
};

export type NextStepForResolvers = EnumResolverSignature<{ OPERATOR?: any, PERSON?: any }, ResolversTypes['NextStepFor']>;

export type NotConnectedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NotConnected'] = ResolversParentTypes['NotConnected']> = {
  connectUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NothingRecordedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NothingRecorded'] = ResolversParentTypes['NothingRecorded']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OtherZoomUserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OtherZoomUser'] = ResolversParentTypes['OtherZoomUser']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PanelSessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PanelSession'] = ResolversParentTypes['PanelSession']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PersonResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person']> = {
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PresenceNotProvenResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PresenceNotProven'] = ResolversParentTypes['PresenceNotProven']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['AppContextRefusal'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType?: TypeResolveFn<'AccountNotAllowed' | 'AppContextRefused' | 'BotAlreadyThere' | 'BotNotFound' | 'BotNotOver' | 'GuestNotAllowed' | 'InvalidBotName' | 'InvalidConnectCode' | 'InvalidExpiry' | 'InvalidExternalUserId' | 'InvalidMeetingLink' | 'InvalidReturnUrl' | 'MissingScope' | 'NotConnected' | 'NothingRecorded' | 'OtherZoomUser' | 'PresenceNotProven' | 'RecallRefused' | 'RecallUnavailable' | 'ReconnectRequired' | 'RecordingGone' | 'RecordingProcessing' | 'TooManyLiveBots' | 'UnknownExternalUser' | 'ZoomAuthorizationUnknown' | 'ZoomCodeRefused' | 'ZoomUnavailable', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  bot?: Resolver<Maybe<ResolversTypes['Bot']>, ParentType, ContextType, RequireFields<QuerybotArgs, 'id'>>;
  bots?: Resolver<ResolversTypes['BotConnection'], ParentType, ContextType, RequireFields<QuerybotsArgs, 'first'>>;
  checkMeetingLink?: Resolver<ResolversTypes['CheckMeetingLinkResult'], ParentType, ContextType, RequireFields<QuerycheckMeetingLinkArgs, 'meetingUrl'>>;
  externalUser?: Resolver<Maybe<ResolversTypes['ExternalUser']>, ParentType, ContextType, RequireFields<QueryexternalUserArgs, 'id'>>;
  recordings?: Resolver<ResolversTypes['RecordingsResult'], ParentType, ContextType, RequireFields<QueryrecordingsArgs, 'botId'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type ReasonResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Reason'] = ResolversParentTypes['Reason']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextStep?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextStepFor?: Resolver<Maybe<ResolversTypes['NextStepFor']>, ParentType, ContextType>;
};

export type RecallRefusedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecallRefused'] = ResolversParentTypes['RecallRefused']> = {
  bot?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
  fieldErrors?: Resolver<Array<ResolversTypes['FieldError']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecallUnavailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecallUnavailable'] = ResolversParentTypes['RecallUnavailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReconnectRequiredResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReconnectRequired'] = ResolversParentTypes['ReconnectRequired']> = {
  connectUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Recording'] = ResolversParentTypes['Recording']> = {
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  transcript?: Resolver<Maybe<ResolversTypes['RecordingFile']>, ParentType, ContextType>;
  video?: Resolver<Maybe<ResolversTypes['RecordingFile']>, ParentType, ContextType>;
};

export type RecordingFileResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordingFile'] = ResolversParentTypes['RecordingFile']> = {
  status?: Resolver<ResolversTypes['RecordingFileStatus'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RecordingFileStatusResolvers = EnumResolverSignature<{ DELETED?: any, FAILED?: any, PROCESSING?: any, READY?: any }, ResolversTypes['RecordingFileStatus']>;

export type RecordingGoneResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordingGone'] = ResolversParentTypes['RecordingGone']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingProcessingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordingProcessing'] = ResolversParentTypes['RecordingProcessing']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingsResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordingsResult'] = ResolversParentTypes['RecordingsResult']> = {
  __resolveType?: TypeResolveFn<'BotNotFound' | 'BotNotOver' | 'NothingRecorded' | 'RecallUnavailable' | 'RecordingGone' | 'RecordingProcessing' | 'RecordingsSuccess', ParentType, ContextType>;
};

export type RecordingsSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordingsSuccess'] = ResolversParentTypes['RecordingsSuccess']> = {
  recordings?: Resolver<Array<ResolversTypes['Recording']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RedeemConnectCodeResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RedeemConnectCodeResult'] = ResolversParentTypes['RedeemConnectCodeResult']> = {
  __resolveType?: TypeResolveFn<'InvalidConnectCode' | 'RedeemConnectCodeSuccess', ParentType, ContextType>;
};

export type RedeemConnectCodeSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RedeemConnectCodeSuccess'] = ResolversParentTypes['RedeemConnectCodeSuccess']> = {
  externalUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  person?: Resolver<ResolversTypes['Person'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RemoveBotResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RemoveBotResult'] = ResolversParentTypes['RemoveBotResult']> = {
  __resolveType?: TypeResolveFn<'BotNotFound' | 'RemoveBotSuccess', ParentType, ContextType>;
};

export type RemoveBotSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RemoveBotSuccess'] = ResolversParentTypes['RemoveBotSuccess']> = {
  bot?: Resolver<ResolversTypes['Bot'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StartSessionResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartSessionResult'] = ResolversParentTypes['StartSessionResult']> = {
  __resolveType?: TypeResolveFn<'AppContextRefused' | 'StartSessionSuccess', ParentType, ContextType>;
};

export type StartSessionSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartSessionSuccess'] = ResolversParentTypes['StartSessionSuccess']> = {
  session?: Resolver<ResolversTypes['PanelSession'], ParentType, ContextType>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StartZoomAuthorizationResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartZoomAuthorizationResult'] = ResolversParentTypes['StartZoomAuthorizationResult']> = {
  __resolveType?: TypeResolveFn<'GuestNotAllowed' | 'StartZoomAuthorizationSuccess', ParentType, ContextType>;
};

export type StartZoomAuthorizationSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartZoomAuthorizationSuccess'] = ResolversParentTypes['StartZoomAuthorizationSuccess']> = {
  codeChallenge?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  botUpdated?: SubscriptionResolver<ResolversTypes['Bot'], "botUpdated", ParentType, ContextType, Partial<SubscriptionbotUpdatedArgs>>;
};

export type TimelineEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TimelineEntry'] = ResolversParentTypes['TimelineEntry']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TimelineKind'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextStep?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextStepFor?: Resolver<Maybe<ResolversTypes['NextStepFor']>, ParentType, ContextType>;
  tookMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TimelineKindResolvers = EnumResolverSignature<{ LAUNCH_ATTEMPT?: any, OBF_REQUEST?: any, PRESENCE?: any, RECORDING?: any, REMOVAL?: any, STATUS?: any }, ResolversTypes['TimelineKind']>;

export type TooManyLiveBotsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TooManyLiveBots'] = ResolversParentTypes['TooManyLiveBots']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnknownExternalUserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['UnknownExternalUser'] = ResolversParentTypes['UnknownExternalUser']> = {
  externalUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ValidMeetingLinkResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ValidMeetingLink'] = ResolversParentTypes['ValidMeetingLink']> = {
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  apiKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  connection?: Resolver<Maybe<ResolversTypes['ZoomConnection']>, ParentType, ContextType>;
  guest?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
};

export type ZoomAuthorizationUnknownResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ZoomAuthorizationUnknown'] = ResolversParentTypes['ZoomAuthorizationUnknown']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ZoomCodeRefusedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ZoomCodeRefused'] = ResolversParentTypes['ZoomCodeRefused']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ZoomConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ZoomConnection'] = ResolversParentTypes['ZoomConnection']> = {
  connectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  missingScopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ConnectionState'], ParentType, ContextType>;
};

export type ZoomUnavailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ZoomUnavailable'] = ResolversParentTypes['ZoomUnavailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  AccountNotAllowed?: AccountNotAllowedResolvers<ContextType>;
  AppContextRefusal?: AppContextRefusalResolvers;
  AppContextRefused?: AppContextRefusedResolvers<ContextType>;
  Bot?: BotResolvers<ContextType>;
  BotAlreadyThere?: BotAlreadyThereResolvers<ContextType>;
  BotConnection?: BotConnectionResolvers<ContextType>;
  BotEdge?: BotEdgeResolvers<ContextType>;
  BotNotFound?: BotNotFoundResolvers<ContextType>;
  BotNotOver?: BotNotOverResolvers<ContextType>;
  BotStatus?: BotStatusResolvers;
  BotWarning?: BotWarningResolvers<ContextType>;
  CheckMeetingLinkResult?: CheckMeetingLinkResultResolvers<ContextType>;
  CompleteZoomAuthorizationResult?: CompleteZoomAuthorizationResultResolvers<ContextType>;
  CompleteZoomAuthorizationSuccess?: CompleteZoomAuthorizationSuccessResolvers<ContextType>;
  ConnectionState?: ConnectionStateResolvers;
  CreateConnectLinkResult?: CreateConnectLinkResultResolvers<ContextType>;
  CreateConnectLinkSuccess?: CreateConnectLinkSuccessResolvers<ContextType>;
  CreateObfCallbackUrlResult?: CreateObfCallbackUrlResultResolvers<ContextType>;
  CreateObfCallbackUrlSuccess?: CreateObfCallbackUrlSuccessResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteRecordingsResult?: DeleteRecordingsResultResolvers<ContextType>;
  DeleteRecordingsSuccess?: DeleteRecordingsSuccessResolvers<ContextType>;
  DisconnectZoomResult?: DisconnectZoomResultResolvers<ContextType>;
  DisconnectZoomSuccess?: DisconnectZoomSuccessResolvers<ContextType>;
  EndSessionResult?: EndSessionResultResolvers<ContextType>;
  EndSessionSuccess?: EndSessionSuccessResolvers<ContextType>;
  ExternalUser?: ExternalUserResolvers<ContextType>;
  FieldError?: FieldErrorResolvers<ContextType>;
  GuestNotAllowed?: GuestNotAllowedResolvers<ContextType>;
  InvalidBotName?: InvalidBotNameResolvers<ContextType>;
  InvalidConnectCode?: InvalidConnectCodeResolvers<ContextType>;
  InvalidExpiry?: InvalidExpiryResolvers<ContextType>;
  InvalidExternalUserId?: InvalidExternalUserIdResolvers<ContextType>;
  InvalidMeetingLink?: InvalidMeetingLinkResolvers<ContextType>;
  InvalidReturnUrl?: InvalidReturnUrlResolvers<ContextType>;
  JSONObject?: GraphQLScalarType;
  LaunchBotResult?: LaunchBotResultResolvers<ContextType>;
  LaunchBotSuccess?: LaunchBotSuccessResolvers<ContextType>;
  Meeting?: MeetingResolvers<ContextType>;
  MissingScope?: MissingScopeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NextStepFor?: NextStepForResolvers;
  NotConnected?: NotConnectedResolvers<ContextType>;
  NothingRecorded?: NothingRecordedResolvers<ContextType>;
  OtherZoomUser?: OtherZoomUserResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PanelSession?: PanelSessionResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PresenceNotProven?: PresenceNotProvenResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reason?: ReasonResolvers<ContextType>;
  RecallRefused?: RecallRefusedResolvers<ContextType>;
  RecallUnavailable?: RecallUnavailableResolvers<ContextType>;
  ReconnectRequired?: ReconnectRequiredResolvers<ContextType>;
  Recording?: RecordingResolvers<ContextType>;
  RecordingFile?: RecordingFileResolvers<ContextType>;
  RecordingFileStatus?: RecordingFileStatusResolvers;
  RecordingGone?: RecordingGoneResolvers<ContextType>;
  RecordingProcessing?: RecordingProcessingResolvers<ContextType>;
  RecordingsResult?: RecordingsResultResolvers<ContextType>;
  RecordingsSuccess?: RecordingsSuccessResolvers<ContextType>;
  RedeemConnectCodeResult?: RedeemConnectCodeResultResolvers<ContextType>;
  RedeemConnectCodeSuccess?: RedeemConnectCodeSuccessResolvers<ContextType>;
  RemoveBotResult?: RemoveBotResultResolvers<ContextType>;
  RemoveBotSuccess?: RemoveBotSuccessResolvers<ContextType>;
  StartSessionResult?: StartSessionResultResolvers<ContextType>;
  StartSessionSuccess?: StartSessionSuccessResolvers<ContextType>;
  StartZoomAuthorizationResult?: StartZoomAuthorizationResultResolvers<ContextType>;
  StartZoomAuthorizationSuccess?: StartZoomAuthorizationSuccessResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TimelineEntry?: TimelineEntryResolvers<ContextType>;
  TimelineKind?: TimelineKindResolvers;
  TooManyLiveBots?: TooManyLiveBotsResolvers<ContextType>;
  UnknownExternalUser?: UnknownExternalUserResolvers<ContextType>;
  ValidMeetingLink?: ValidMeetingLinkResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  ZoomAuthorizationUnknown?: ZoomAuthorizationUnknownResolvers<ContextType>;
  ZoomCodeRefused?: ZoomCodeRefusedResolvers<ContextType>;
  ZoomConnection?: ZoomConnectionResolvers<ContextType>;
  ZoomUnavailable?: ZoomUnavailableResolvers<ContextType>;
};

