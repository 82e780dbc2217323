/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** How an authorization stands. */
export type ConnectionState =
  /** Tokens can be had. */
  | 'CONNECTED'
  /** Zoom has ended the grant: the person has to connect again. */
  | 'RECONNECT_REQUIRED';

/** A wish for a bot. */
export type LaunchBotInput = {
  /** For panels, and required from them: a fresh app context of a meeting. */
  appContext?: string | null | undefined;
  /** The name in the meeting, at most 100 characters; the operator's default when left out. */
  botName?: string | null | undefined;
  /** An invite link, or the pasted invitation that holds it. */
  meetingUrl: string;
  /** For API keys, and required from them: the backend's own user id. */
  onBehalfOf?: string | null | undefined;
  /** For panels: the key that `startSession` was given. */
  panelKey?: string | null | undefined;
};

/** What an entry of a timeline belongs to. */
export type TimelineKind =
  /** A call to Recall's Create Bot, and its outcome. */
  | 'LAUNCH_ATTEMPT'
  /** A request for an On Behalf Of token, and what was answered. */
  | 'OBF_REQUEST'
  /** The wish to remove the bot, and what became of it. */
  | 'REMOVAL'
  /** A change that Recall reported, or an end that this server decided. */
  | 'STATUS';

export type BotCardFragment = { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } };

export type BotsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  live?: boolean | null | undefined;
}>;


export type BotsQuery = { bots: { nodes: Array<{ id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BotQueryVariables = Exact<{
  id: string;
}>;


export type BotQuery = { bot: { timelineDropped: number, id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, timeline: Array<{ at: string, kind: TimelineKind, code: string, message: string, nextStep: string | null, tookMs: number | null }>, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } | null };

export type RemoveBotMutationVariables = Exact<{
  id: string;
}>;


export type RemoveBotMutation = { removeBot:
    | { __typename: 'BotNotFound', message: string }
    | { __typename: 'RemoveBotSuccess', bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
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
    | { __typename: 'BotAlreadyThere', message: string, present: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } | null }
    | { __typename: 'InvalidBotName', message: string }
    | { __typename: 'InvalidMeetingLink', code: string, message: string }
    | { __typename: 'LaunchBotSuccess', bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
    | { __typename: 'MissingScope', scopes: Array<string>, connectUrl: string | null, message: string }
    | { __typename: 'NotConnected', connectUrl: string | null, message: string }
    | { __typename: 'PresenceNotProven', message: string }
    | { __typename: 'RecallRefused', message: string, fieldErrors: Array<{ field: string, messages: Array<string> }>, bot: { id: string, status: BotStatus, botName: string, createdAt: string, endedAt: string | null, canRemove: boolean, reason: { code: string, message: string, nextStep: string | null } | null, meeting: { number: string, topic: string | null }, onBehalfOf: { id: string, displayName: string } } }
    | { __typename: 'ReconnectRequired', connectUrl: string | null, message: string }
    | { __typename: 'TooManyLiveBots', limit: number, message: string }
    | { __typename: 'UnknownExternalUser', message: string }
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
}
    `, {"fragmentName":"BotCard"}) as unknown as TypedDocumentString<BotCardFragment, unknown>;
export const BotsDocument = new TypedDocumentString(`
    query Bots($first: Int, $after: String, $live: Boolean) {
  bots(first: $first, after: $after, live: $live) {
    nodes {
      ...BotCard
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment BotCard on Bot {
  id
  status
  reason {
    code
    message
    nextStep
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
}`, {"hash":"sha256:1de9948523b2d6ba428368ae5bbaa7fadb30f719fc5e4b3018e788132b0d3fec"}) as unknown as TypedDocumentString<BotsQuery, BotsQueryVariables>;
export const BotDocument = new TypedDocumentString(`
    query Bot($id: ID!) {
  bot(id: $id) {
    ...BotCard
    timeline {
      at
      kind
      code
      message
      nextStep
      tookMs
    }
    timelineDropped
  }
}
    fragment BotCard on Bot {
  id
  status
  reason {
    code
    message
    nextStep
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
}`, {"hash":"sha256:3d93ac026c618d73443baf848120a3bfe2a6d676d4a9a495e7f31c471a850d2f"}) as unknown as TypedDocumentString<BotQuery, BotQueryVariables>;
export const RemoveBotDocument = new TypedDocumentString(`
    mutation RemoveBot($id: ID!) {
  removeBot(id: $id) {
    __typename
    ... on RemoveBotSuccess {
      bot {
        ...BotCard
      }
    }
    ... on Problem {
      message
    }
  }
}
    fragment BotCard on Bot {
  id
  status
  reason {
    code
    message
    nextStep
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
}`, {"hash":"sha256:82a11481bb1844f603ae335658e48481384c2531eefe3097f09a31952f089d90"}) as unknown as TypedDocumentString<RemoveBotMutation, RemoveBotMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    person {
      id
      displayName
    }
    guest
    connection {
      state
      missingScopes
      connectedAt
    }
  }
}
    `, {"hash":"sha256:59465dd4328f3569d143af62cb18f64ca67298f4c4f3fe2e86774565593e89d0"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const DisconnectZoomDocument = new TypedDocumentString(`
    mutation DisconnectZoom {
  disconnectZoom {
    __typename
    ... on DisconnectZoomSuccess {
      erased
      revoked
    }
    ... on Problem {
      message
    }
  }
}
    `, {"hash":"sha256:af8ab99577b687690402b892c3be57bc12680fb596cc5e7b622dda86e821f566"}) as unknown as TypedDocumentString<DisconnectZoomMutation, DisconnectZoomMutationVariables>;
export const EndSessionDocument = new TypedDocumentString(`
    mutation EndSession {
  endSession {
    __typename
  }
}
    `, {"hash":"sha256:647e9367b4f6da2ba327da0c5a94a07711125a038808b383f98f211c0bbf7bd6"}) as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const LaunchBotDocument = new TypedDocumentString(`
    mutation LaunchBot($input: LaunchBotInput!) {
  launchBot(input: $input) {
    __typename
    ... on LaunchBotSuccess {
      bot {
        ...BotCard
      }
    }
    ... on BotAlreadyThere {
      present: bot {
        ...BotCard
      }
    }
    ... on RecallRefused {
      fieldErrors {
        field
        messages
      }
      bot {
        ...BotCard
      }
    }
    ... on NotConnected {
      connectUrl
    }
    ... on ReconnectRequired {
      connectUrl
    }
    ... on MissingScope {
      scopes
      connectUrl
    }
    ... on InvalidMeetingLink {
      code
    }
    ... on TooManyLiveBots {
      limit
    }
    ... on Problem {
      message
    }
  }
}
    fragment BotCard on Bot {
  id
  status
  reason {
    code
    message
    nextStep
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
}`, {"hash":"sha256:373352943b40a458e4af1307bb62f1a53a60edb5b7d1d668919bb103f4c87456"}) as unknown as TypedDocumentString<LaunchBotMutation, LaunchBotMutationVariables>;