/* This file was automatically generated. DO NOT UPDATE MANUALLY. */
    import type   { Resolvers } from './types.generated.js';
    import    { bot as Query_bot } from './Query/bot.js';
import    { bots as Query_bots } from './Query/bots.js';
import    { checkMeetingLink as Query_checkMeetingLink } from './Query/checkMeetingLink.js';
import    { externalUser as Query_externalUser } from './Query/externalUser.js';
import    { recordings as Query_recordings } from './Query/recordings.js';
import    { viewer as Query_viewer } from './Query/viewer.js';
import    { completeZoomAuthorization as Mutation_completeZoomAuthorization } from './Mutation/completeZoomAuthorization.js';
import    { createConnectLink as Mutation_createConnectLink } from './Mutation/createConnectLink.js';
import    { createObfCallbackUrl as Mutation_createObfCallbackUrl } from './Mutation/createObfCallbackUrl.js';
import    { deleteRecordings as Mutation_deleteRecordings } from './Mutation/deleteRecordings.js';
import    { disconnectZoom as Mutation_disconnectZoom } from './Mutation/disconnectZoom.js';
import    { endSession as Mutation_endSession } from './Mutation/endSession.js';
import    { launchBot as Mutation_launchBot } from './Mutation/launchBot.js';
import    { redeemConnectCode as Mutation_redeemConnectCode } from './Mutation/redeemConnectCode.js';
import    { removeBot as Mutation_removeBot } from './Mutation/removeBot.js';
import    { startSession as Mutation_startSession } from './Mutation/startSession.js';
import    { startZoomAuthorization as Mutation_startZoomAuthorization } from './Mutation/startZoomAuthorization.js';
import    { botUpdated as Subscription_botUpdated } from './Subscription/botUpdated.js';
import    { DateTimeResolver,JSONObjectResolver } from 'graphql-scalars';
    export const resolvers: Resolvers = {
      Query: { bot: Query_bot,bots: Query_bots,checkMeetingLink: Query_checkMeetingLink,externalUser: Query_externalUser,recordings: Query_recordings,viewer: Query_viewer },
      Mutation: { completeZoomAuthorization: Mutation_completeZoomAuthorization,createConnectLink: Mutation_createConnectLink,createObfCallbackUrl: Mutation_createObfCallbackUrl,deleteRecordings: Mutation_deleteRecordings,disconnectZoom: Mutation_disconnectZoom,endSession: Mutation_endSession,launchBot: Mutation_launchBot,redeemConnectCode: Mutation_redeemConnectCode,removeBot: Mutation_removeBot,startSession: Mutation_startSession,startZoomAuthorization: Mutation_startZoomAuthorization },
      Subscription: { botUpdated: Subscription_botUpdated },
      DateTime: DateTimeResolver,
JSONObject: JSONObjectResolver
    }