/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment BotCard on Bot {\n  id\n  status\n  reason {\n    code\n    message\n    nextStep\n  }\n  botName\n  createdAt\n  endedAt\n  meeting {\n    number\n    topic\n  }\n  onBehalfOf {\n    id\n    displayName\n  }\n  canRemove\n}\n\nquery Bots($first: Int, $after: String, $live: Boolean) {\n  bots(first: $first, after: $after, live: $live) {\n    nodes {\n      ...BotCard\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Bot($id: ID!) {\n  bot(id: $id) {\n    ...BotCard\n    timeline {\n      at\n      kind\n      code\n      message\n      nextStep\n      tookMs\n    }\n    timelineDropped\n  }\n}\n\nmutation RemoveBot($id: ID!) {\n  removeBot(id: $id) {\n    __typename\n    ... on RemoveBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": typeof types.BotCardFragmentDoc,
    "mutation StartZoomAuthorization {\n  startZoomAuthorization {\n    __typename\n    ... on StartZoomAuthorizationSuccess {\n      codeChallenge\n      state\n      expiresAt\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation CompleteZoomAuthorization($input: CompleteZoomAuthorizationInput!) {\n  completeZoomAuthorization(input: $input) {\n    __typename\n    ... on CompleteZoomAuthorizationSuccess {\n      viewer {\n        guest\n        connection {\n          state\n        }\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": typeof types.StartZoomAuthorizationDocument,
    "query Viewer {\n  viewer {\n    person {\n      id\n      displayName\n    }\n    guest\n    connection {\n      state\n      missingScopes\n      connectedAt\n    }\n  }\n}\n\nmutation DisconnectZoom {\n  disconnectZoom {\n    __typename\n    ... on DisconnectZoomSuccess {\n      erased\n      revoked\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation EndSession {\n  endSession {\n    __typename\n  }\n}": typeof types.ViewerDocument,
    "mutation LaunchBot($input: LaunchBotInput!) {\n  launchBot(input: $input) {\n    __typename\n    ... on LaunchBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on BotAlreadyThere {\n      present: bot {\n        ...BotCard\n      }\n    }\n    ... on RecallRefused {\n      fieldErrors {\n        field\n        messages\n      }\n      bot {\n        ...BotCard\n      }\n    }\n    ... on NotConnected {\n      connectUrl\n    }\n    ... on ReconnectRequired {\n      connectUrl\n    }\n    ... on MissingScope {\n      scopes\n      connectUrl\n    }\n    ... on InvalidMeetingLink {\n      code\n    }\n    ... on TooManyLiveBots {\n      limit\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": typeof types.LaunchBotDocument,
    "mutation StartSession($appContext: String!, $panelKey: String!) {\n  startSession(appContext: $appContext, panelKey: $panelKey) {\n    __typename\n    ... on StartSessionSuccess {\n      session {\n        token\n        expiresAt\n      }\n    }\n    ... on AppContextRefused {\n      reason\n      message\n    }\n  }\n}": typeof types.StartSessionDocument,
};
const documents: Documents = {
    "fragment BotCard on Bot {\n  id\n  status\n  reason {\n    code\n    message\n    nextStep\n  }\n  botName\n  createdAt\n  endedAt\n  meeting {\n    number\n    topic\n  }\n  onBehalfOf {\n    id\n    displayName\n  }\n  canRemove\n}\n\nquery Bots($first: Int, $after: String, $live: Boolean) {\n  bots(first: $first, after: $after, live: $live) {\n    nodes {\n      ...BotCard\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Bot($id: ID!) {\n  bot(id: $id) {\n    ...BotCard\n    timeline {\n      at\n      kind\n      code\n      message\n      nextStep\n      tookMs\n    }\n    timelineDropped\n  }\n}\n\nmutation RemoveBot($id: ID!) {\n  removeBot(id: $id) {\n    __typename\n    ... on RemoveBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": types.BotCardFragmentDoc,
    "mutation StartZoomAuthorization {\n  startZoomAuthorization {\n    __typename\n    ... on StartZoomAuthorizationSuccess {\n      codeChallenge\n      state\n      expiresAt\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation CompleteZoomAuthorization($input: CompleteZoomAuthorizationInput!) {\n  completeZoomAuthorization(input: $input) {\n    __typename\n    ... on CompleteZoomAuthorizationSuccess {\n      viewer {\n        guest\n        connection {\n          state\n        }\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": types.StartZoomAuthorizationDocument,
    "query Viewer {\n  viewer {\n    person {\n      id\n      displayName\n    }\n    guest\n    connection {\n      state\n      missingScopes\n      connectedAt\n    }\n  }\n}\n\nmutation DisconnectZoom {\n  disconnectZoom {\n    __typename\n    ... on DisconnectZoomSuccess {\n      erased\n      revoked\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation EndSession {\n  endSession {\n    __typename\n  }\n}": types.ViewerDocument,
    "mutation LaunchBot($input: LaunchBotInput!) {\n  launchBot(input: $input) {\n    __typename\n    ... on LaunchBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on BotAlreadyThere {\n      present: bot {\n        ...BotCard\n      }\n    }\n    ... on RecallRefused {\n      fieldErrors {\n        field\n        messages\n      }\n      bot {\n        ...BotCard\n      }\n    }\n    ... on NotConnected {\n      connectUrl\n    }\n    ... on ReconnectRequired {\n      connectUrl\n    }\n    ... on MissingScope {\n      scopes\n      connectUrl\n    }\n    ... on InvalidMeetingLink {\n      code\n    }\n    ... on TooManyLiveBots {\n      limit\n    }\n    ... on Problem {\n      message\n    }\n  }\n}": types.LaunchBotDocument,
    "mutation StartSession($appContext: String!, $panelKey: String!) {\n  startSession(appContext: $appContext, panelKey: $panelKey) {\n    __typename\n    ... on StartSessionSuccess {\n      session {\n        token\n        expiresAt\n      }\n    }\n    ... on AppContextRefused {\n      reason\n      message\n    }\n  }\n}": types.StartSessionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment BotCard on Bot {\n  id\n  status\n  reason {\n    code\n    message\n    nextStep\n  }\n  botName\n  createdAt\n  endedAt\n  meeting {\n    number\n    topic\n  }\n  onBehalfOf {\n    id\n    displayName\n  }\n  canRemove\n}\n\nquery Bots($first: Int, $after: String, $live: Boolean) {\n  bots(first: $first, after: $after, live: $live) {\n    nodes {\n      ...BotCard\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Bot($id: ID!) {\n  bot(id: $id) {\n    ...BotCard\n    timeline {\n      at\n      kind\n      code\n      message\n      nextStep\n      tookMs\n    }\n    timelineDropped\n  }\n}\n\nmutation RemoveBot($id: ID!) {\n  removeBot(id: $id) {\n    __typename\n    ... on RemoveBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}"): typeof import('./graphql.js').BotCardFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StartZoomAuthorization {\n  startZoomAuthorization {\n    __typename\n    ... on StartZoomAuthorizationSuccess {\n      codeChallenge\n      state\n      expiresAt\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation CompleteZoomAuthorization($input: CompleteZoomAuthorizationInput!) {\n  completeZoomAuthorization(input: $input) {\n    __typename\n    ... on CompleteZoomAuthorizationSuccess {\n      viewer {\n        guest\n        connection {\n          state\n        }\n      }\n    }\n    ... on Problem {\n      message\n    }\n  }\n}"): typeof import('./graphql.js').StartZoomAuthorizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Viewer {\n  viewer {\n    person {\n      id\n      displayName\n    }\n    guest\n    connection {\n      state\n      missingScopes\n      connectedAt\n    }\n  }\n}\n\nmutation DisconnectZoom {\n  disconnectZoom {\n    __typename\n    ... on DisconnectZoomSuccess {\n      erased\n      revoked\n    }\n    ... on Problem {\n      message\n    }\n  }\n}\n\nmutation EndSession {\n  endSession {\n    __typename\n  }\n}"): typeof import('./graphql.js').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LaunchBot($input: LaunchBotInput!) {\n  launchBot(input: $input) {\n    __typename\n    ... on LaunchBotSuccess {\n      bot {\n        ...BotCard\n      }\n    }\n    ... on BotAlreadyThere {\n      present: bot {\n        ...BotCard\n      }\n    }\n    ... on RecallRefused {\n      fieldErrors {\n        field\n        messages\n      }\n      bot {\n        ...BotCard\n      }\n    }\n    ... on NotConnected {\n      connectUrl\n    }\n    ... on ReconnectRequired {\n      connectUrl\n    }\n    ... on MissingScope {\n      scopes\n      connectUrl\n    }\n    ... on InvalidMeetingLink {\n      code\n    }\n    ... on TooManyLiveBots {\n      limit\n    }\n    ... on Problem {\n      message\n    }\n  }\n}"): typeof import('./graphql.js').LaunchBotDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StartSession($appContext: String!, $panelKey: String!) {\n  startSession(appContext: $appContext, panelKey: $panelKey) {\n    __typename\n    ... on StartSessionSuccess {\n      session {\n        token\n        expiresAt\n      }\n    }\n    ... on AppContextRefused {\n      reason\n      message\n    }\n  }\n}"): typeof import('./graphql.js').StartSessionDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
