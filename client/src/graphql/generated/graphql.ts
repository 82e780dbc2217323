/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** What the Zoom client answered to `authorize`. */
export type CompleteZoomAuthorizationInput = {
  /** The authorization code of `onAuthorized`. */
  code: string;
  /** The redirect URI of `onAuthorized`. */
  redirectUri?: string | null | undefined;
  /** The state of `onAuthorized`; without it the one that this session was given last counts. */
  state?: string | null | undefined;
};

/** How an authorization stands. */
export type ConnectionState =
  /** The operator does not open bots to this Zoom account, or does not any more: a launch answers `AccountNotAllowed`. */
  | 'ACCOUNT_NOT_ALLOWED'
  /** Tokens can be had. */
  | 'CONNECTED'
  /** Zoom has ended the grant: the person has to connect again. */
  | 'RECONNECT_REQUIRED';

/** A wish for a bot. */
export type LaunchBotInput = {
  /** For panels, and required from them: a fresh app context of a meeting. Refused from everybody else, of whom it proves nothing. */
  appContext?: string | null | undefined;
  /** The name in the meeting, at most 100 characters; the operator's default when left out. */
  botName?: string | null | undefined;
  /** An invite link, or the pasted invitation that holds it. */
  meetingUrl: string;
  /** For API keys, and required from them: the backend's own user id. */
  onBehalfOf?: string | null | undefined;
  /** For panels, and required from them: the key that `startSession` was given. */
  panelKey?: string | null | undefined;
};

/** Who can do something about it. */
export type NextStepFor =
  /** Whoever runs this deployment: it is about settings here, or at Zoom or Recall. */
  | 'OPERATOR'
  /** The person on whose behalf the bot comes. */
  | 'PERSON';

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

export type BotCardFragment = { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } };

export type BotsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  live?: boolean | null | undefined;
}>;


export type BotsQuery = { bots: { nodes: Array<{ id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BotQueryVariables = Exact<{
  id: string;
}>;


export type BotQuery = { bot: { timelineDropped: number, id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, timeline: Array<{ at: string, kind: TimelineKind, code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null, tookMs: number | null }>, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } | null };

export type BotUpdatedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BotUpdatedSubscription = { botUpdated: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } };

export type RemoveBotMutationVariables = Exact<{
  id: string;
}>;


export type RemoveBotMutation = { removeBot:
    | { __typename: 'BotNotFound', message: string }
    | { __typename: 'RemoveBotSuccess', bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
   };

export type RecordingsQueryVariables = Exact<{
  id: string;
}>;


export type RecordingsQuery = { recordings:
    | { __typename: 'BotNotFound', message: string }
    | { __typename: 'BotNotOver', message: string }
    | { __typename: 'NothingRecorded', message: string }
    | { __typename: 'RecallUnavailable', message: string }
    | { __typename: 'RecordingGone', message: string }
    | { __typename: 'RecordingProcessing', message: string }
    | { __typename: 'RecordingsSuccess', recordings: Array<{ id: string, expiresAt: string | null, video: { status: RecordingFileStatus, url: string | null } | null, transcript: { status: RecordingFileStatus, url: string | null } | null }> }
   };

export type DeleteRecordingsMutationVariables = Exact<{
  id: string;
}>;


export type DeleteRecordingsMutation = { deleteRecordings:
    | { __typename: 'BotNotFound', message: string }
    | { __typename: 'BotNotOver', message: string }
    | { __typename: 'DeleteRecordingsSuccess', bot: { id: string } }
    | { __typename: 'RecallUnavailable', message: string }
    | { __typename: 'RecordingProcessing', message: string }
   };

export type StartZoomAuthorizationMutationVariables = Exact<{ [key: string]: never; }>;


export type StartZoomAuthorizationMutation = { startZoomAuthorization:
    | { __typename: 'GuestNotAllowed', message: string }
    | { __typename: 'StartZoomAuthorizationSuccess', codeChallenge: string, state: string, expiresAt: string }
   };

export type CompleteZoomAuthorizationMutationVariables = Exact<{
  input: CompleteZoomAuthorizationInput;
}>;


export type CompleteZoomAuthorizationMutation = { completeZoomAuthorization:
    | { __typename: 'AccountNotAllowed', message: string }
    | { __typename: 'CompleteZoomAuthorizationSuccess', viewer: { guest: boolean, connection: { state: ConnectionState } | null } }
    | { __typename: 'GuestNotAllowed', message: string }
    | { __typename: 'OtherZoomUser', message: string }
    | { __typename: 'ZoomAuthorizationUnknown', message: string }
    | { __typename: 'ZoomCodeRefused', message: string }
    | { __typename: 'ZoomUnavailable', message: string }
   };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { guest: boolean, person: { id: string, displayName: string } | null, connection: { state: ConnectionState, missingScopes: Array<string>, connectedAt: string } | null } };

export type DisconnectZoomMutationVariables = Exact<{ [key: string]: never; }>;


export type DisconnectZoomMutation = { disconnectZoom:
    | { __typename: 'DisconnectZoomSuccess', erased: boolean, revoked: boolean | null }
    | { __typename: 'NotConnected', message: string }
    | { __typename: 'UnknownExternalUser', message: string }
   };

export type EndSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type EndSessionMutation = { endSession: { __typename: 'EndSessionSuccess' } };

export type LaunchBotMutationVariables = Exact<{
  input: LaunchBotInput;
}>;


export type LaunchBotMutation = { launchBot:
    | { __typename: 'AccountNotAllowed', message: string }
    | { __typename: 'BotAlreadyThere', message: string, present: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } | null }
    | { __typename: 'InvalidBotName', message: string }
    | { __typename: 'InvalidMeetingLink', code: string, message: string }
    | { __typename: 'LaunchBotSuccess', bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
    | { __typename: 'MissingScope', scopes: Array<string>, connectUrl: string | null, message: string }
    | { __typename: 'NotConnected', connectUrl: string | null, message: string }
    | { __typename: 'PresenceNotProven', message: string, presence: AppContextRefusal }
    | { __typename: 'RecallRefused', message: string, fieldErrors: Array<{ field: string, messages: Array<string> }>, bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, mayHaveRecording: boolean, reason: { code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null } | null, warnings: Array<{ code: string, message: string, nextStep: string | null, nextStepFor: NextStepFor | null }>, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
    | { __typename: 'ReconnectRequired', connectUrl: string | null, message: string }
    | { __typename: 'TooManyLiveBots', limit: number, message: string }
    | { __typename: 'UnknownExternalUser', message: string }
   };

export type CheckMeetingLinkQueryVariables = Exact<{
  meetingUrl: string;
}>;


export type CheckMeetingLinkQuery = { checkMeetingLink:
    | { __typename: 'InvalidMeetingLink', code: string, message: string }
    | { __typename: 'ValidMeetingLink', number: string }
   };

export type StartSessionMutationVariables = Exact<{
  appContext: string;
  panelKey: string;
}>;


export type StartSessionMutation = { startSession:
    | { __typename: 'AppContextRefused', reason: AppContextRefusal, message: string }
    | { __typename: 'StartSessionSuccess', session: { token: string, expiresAt: string } }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BotCardFragmentDoc = new TypedDocumentString(`
    fragment BotCard on Bot {
  id
  status
  reason {
    code
    message
    nextStep
    nextStepFor
  }
  warnings {
    code
    message
    nextStep
    nextStepFor
  }
  botName
  createdAt
  endedAt
  meeting {
    number
    topic
  }
  onBehalfOf {
    id
    displayName
  }
  canRemove
  mayHaveRecording
}
    `, {"fragmentName":"BotCard"}) as unknown as TypedDocumentString<BotCardFragment, unknown>;
export const BotsDocument = {"__meta__":{"kind":"query","name":"Bots","hash":"sha256:2fab80c3c82ffb54edac374ea62a5d1f099c11e01947ae4fe8fc7862b132f16a"}} as unknown as TypedDocumentString<BotsQuery, BotsQueryVariables>;
export const BotDocument = {"__meta__":{"kind":"query","name":"Bot","hash":"sha256:24546bc22699c171fb13ddf59bbe134c0f8f4236ab3e507399828257ca5e65db"}} as unknown as TypedDocumentString<BotQuery, BotQueryVariables>;
export const BotUpdatedDocument = {"__meta__":{"kind":"subscription","name":"BotUpdated","hash":"sha256:a519ba72780188fb135a13b9d85f69a8087b6f83d4ecb4ebb3acf41b63aeb619"}} as unknown as TypedDocumentString<BotUpdatedSubscription, BotUpdatedSubscriptionVariables>;
export const RemoveBotDocument = {"__meta__":{"kind":"mutation","name":"RemoveBot","hash":"sha256:0fd44d9758d785d4a2c0eb3407adb6edd2ea8a7f45a88f4c1c369f3e6c46485b"}} as unknown as TypedDocumentString<RemoveBotMutation, RemoveBotMutationVariables>;
export const RecordingsDocument = {"__meta__":{"kind":"query","name":"Recordings","hash":"sha256:992e1cd3b1385906a4c50ae489de251040feb312c5c154c3ecc4d48d7d0000cc"}} as unknown as TypedDocumentString<RecordingsQuery, RecordingsQueryVariables>;
export const DeleteRecordingsDocument = {"__meta__":{"kind":"mutation","name":"DeleteRecordings","hash":"sha256:da103bbe8871a51481ce4a4f52bad71cb91a0d15606e1db314ecdf4e2d2b3c43"}} as unknown as TypedDocumentString<DeleteRecordingsMutation, DeleteRecordingsMutationVariables>;
export const StartZoomAuthorizationDocument = {"__meta__":{"kind":"mutation","name":"StartZoomAuthorization","hash":"sha256:4f0b6ef6caaf51ea4d7a0d97d4f0e6beb47e251c5e2a82706c340b8a400ca8aa"}} as unknown as TypedDocumentString<StartZoomAuthorizationMutation, StartZoomAuthorizationMutationVariables>;
export const CompleteZoomAuthorizationDocument = {"__meta__":{"kind":"mutation","name":"CompleteZoomAuthorization","hash":"sha256:a0634f98c8dc761d0ee9a87be29bf6890b8e4905cbf70be3847c0593780d47d4"}} as unknown as TypedDocumentString<CompleteZoomAuthorizationMutation, CompleteZoomAuthorizationMutationVariables>;
export const ViewerDocument = {"__meta__":{"kind":"query","name":"Viewer","hash":"sha256:59465dd4328f3569d143af62cb18f64ca67298f4c4f3fe2e86774565593e89d0"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const DisconnectZoomDocument = {"__meta__":{"kind":"mutation","name":"DisconnectZoom","hash":"sha256:af8ab99577b687690402b892c3be57bc12680fb596cc5e7b622dda86e821f566"}} as unknown as TypedDocumentString<DisconnectZoomMutation, DisconnectZoomMutationVariables>;
export const EndSessionDocument = {"__meta__":{"kind":"mutation","name":"EndSession","hash":"sha256:647e9367b4f6da2ba327da0c5a94a07711125a038808b383f98f211c0bbf7bd6"}} as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const LaunchBotDocument = {"__meta__":{"kind":"mutation","name":"LaunchBot","hash":"sha256:05e9583758711dbcf751825c099d7c8a7fcd2499411cbdd240e0d5c837f4ce8d"}} as unknown as TypedDocumentString<LaunchBotMutation, LaunchBotMutationVariables>;
export const CheckMeetingLinkDocument = {"__meta__":{"kind":"query","name":"CheckMeetingLink","hash":"sha256:80e3a3d0a2e474e13988b1d57dee043f1d1f908c3ab1396c6fb7b1d6909d5093"}} as unknown as TypedDocumentString<CheckMeetingLinkQuery, CheckMeetingLinkQueryVariables>;
export const StartSessionDocument = {"__meta__":{"kind":"mutation","name":"StartSession","hash":"sha256:ff88f1d6080b4d47c67620ede8a53d0a7cb2d6d3fb0a1185146e000771293401"}} as unknown as TypedDocumentString<StartSessionMutation, StartSessionMutationVariables>;