import { createHash, randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import { fastify, LogController, type FastifyError, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Logger } from 'pino';
import { createAdvance } from './bots/advance.js';
import { createCallbackUrls } from './bots/callbackUrl.js';
import { SEALED_BODIES } from './bots/creation.js';
import { createIntents } from './bots/intents.js';
import { createLaunches } from './bots/launch.js';
import { createBotFeed } from './bots/feed.js';
import { createForgetBots } from './bots/forgetting.js';
import { createBotListing } from './bots/listing.js';
import { createMeetingReports } from './bots/meetingReports.js';
import { createBotModel } from './bots/model.js';
import { createObfTokens, REQUESTS_PER_MINUTE as TOKENS_PER_MINUTE } from './bots/obfToken.js';
import { createPursuit, type Pause } from './bots/pursuit.js';
import { createRateLimit } from './bots/rateLimit.js';
import { createRecordings } from './bots/recordings.js';
import { createRemoval } from './bots/removal.js';
import { createReports } from './bots/reports.js';
import { createSilentBots } from './bots/silentBots.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { createClaims } from './database/claims.js';
import type { Database } from './database/connect.js';
import { removeExpired } from './database/expiry.js';
import { createLeases } from './database/lease.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import { createDisconnect } from './disconnect.js';
import { createKeyRing } from './encryption.js';
import { createErasure } from './erasure.js';
import { createIdentify } from './graphql/identity.js';
import { graphqlRoute, REQUESTS_PER_MINUTE } from './graphql/route.js';
import { createGraphQLServer, createSchema } from './graphql/server.js';
import { createTrustedDocuments } from './graphql/trustedDocuments.js';
import { createBackground } from './http/background.js';
import { createCookies } from './http/cookies.js';
import { healthRoutes } from './http/health.js';
import { obfCallbackRoute } from './http/obfCallback.js';
import { assetRoutes, panelRoute, readAppPage } from './http/appPage.js';
import { action, html, pageStyleSources, sendPage } from './http/page.js';
import { pageRoutes } from './http/pages.js';
import { recallWebhookRoute } from './http/recallWebhook.js';
import { closeGently, trackRequests } from './http/requestsUnderWay.js';
import { createRefusal, readableUrl } from './http/unreadableRequests.js';
import { zoomOAuthRoutes } from './http/zoomOAuth.js';
import { zoomWebhookRoute } from './http/zoomWebhook.js';
import { createAppContexts } from './people/appContexts.js';
import { createAuthorizations, SEALED_VERIFIERS } from './people/authorizations.js';
import { createCodeExchanges } from './people/codeExchange.js';
import { createConnections } from './people/connections.js';
import { createConnectLinks } from './people/connectLinks.js';
import { createConsent } from './people/consent.js';
import { createIdleConnections } from './people/idleConnections.js';
import { createLinks } from './people/links.js';
import { createPanelConsent } from './people/panelConsent.js';
import { createReseal } from './people/reseal.js';
import { createSessions } from './people/sessions.js';
import { SEALED_GRANTS_TO_END, SEALED_TOKENS } from './people/tokenSeal.js';
import { createRecallClient } from './recall/client.js';
import { createRecallVerifier } from './recall/signature.js';
import { createSweep, type Sweep } from './sweep.js';
import { createZoomClient } from './zoom/client.js';
import { createZoomReports } from './zoomReports.js';

const PAGE_REQUESTS_PER_MINUTE = 120;
const REQUEST_ID_HEADER = 'x-request-id';

export interface AppDeps {
  config: Config;
  database: Database;
  /** The documents that the built clients ship, by hash. */
  trustedDocuments: Readonly<Record<string, string>>;
  /** Where the client was built to. */
  clientFolder: string;
  log: Logger;
  now: Clock;
  pause: Pause;
  /** Requests a minute, for tests that need more than a person ever would. */
  rateLimits?: { graphql: typeof REQUESTS_PER_MINUTE; pages: number };
}

export interface App {
  http: FastifyInstance;
  sweep: Sweep;
  /** How many follow bots at the moment. */
  followers(): number;
  /** From now on `/readyz` says no, while everything is still served. */
  drain(): void;
  /** Closes the listener and finishes what was accepted, refreshes and answers' afterwork included. The database stays open. */
  stop(): Promise<void>;
}

/** Wires everything; never listens. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { config, database, log, now, pause } = deps;
  const { connection } = database;
  const owner = `${process.pid}-${randomUUID().slice(0, 8)}`;

  const keyRing = createKeyRing(config.encryptionKeys);
  const leases = createLeases(connection, { owner, now });
  const zoom = createZoomClient({ ...config.zoom, log, now });
  const recall = createRecallClient({ baseUrl: config.recall.apiBaseUrl, apiKeys: config.recall.apiKeys, log, now });

  const connections = createConnections({ connection, zoom, keyRing, leases, log, now });
  const authorizations = createAuthorizations({ connection, keyRing, now });
  const sessions = createSessions({ connection, sessionDays: config.sessionDays, now });
  const appContexts = createAppContexts({ connection, app: config.zoom, now, log });
  const links = createLinks({ connection, now });
  const connectLinks = createConnectLinks({ keyRing, baseUrl: config.baseUrl, now });
  const codeExchanges = createCodeExchanges({ zoom, allowedAccounts: config.zoom.allowedAccounts, now, log });
  const panelConsent = createPanelConsent({
    authorizations,
    codeExchanges,
    connections,
    redirect: config.zoom.inClientRedirect,
    log,
  });
  const consent = createConsent({
    authorizations,
    codeExchanges,
    panelConsent,
    connections,
    links,
    sessions,
    settings: config.zoom,
    log,
  });

  const bots = createBotModel(connection);
  const listing = createBotListing(bots);
  const feed = createBotFeed({ bots, listing, now, log });
  const advance = createAdvance({ bots, onChange: feed.publish, now });
  const background = createBackground(log);
  const onWork = (launchId: string) => background.run('bot.nudge_failed', () => pursuit.nudge(launchId));
  const deploymentId = deploymentIdOf(config.baseUrl);
  const reports = createReports({ bots, advance, recall, deploymentId, onWork, onChange: feed.notice, now, log });
  const pursuit = createPursuit({
    bots,
    advance,
    reports,
    recall,
    keyRing,
    pause,
    owner,
    onChange: feed.notice,
    now,
    log,
  });
  const storeIntent = createIntents({
    bots,
    advance,
    reports,
    maxLiveBotsPerPerson: config.maxLiveBotsPerPerson,
    onChange: feed.publish,
    now,
    log,
  });
  const callbackUrls = createCallbackUrls({ baseUrl: config.baseUrl, secrets: config.recall.callbackSecrets, now });
  const launches = createLaunches({
    bots,
    storeIntent,
    pursuit,
    connections,
    callbackUrls,
    keyRing,
    settings: {
      deploymentId,
      allowedAccounts: config.zoom.allowedAccounts,
      botName: config.bot.name,
      waitForPersonSeconds: config.bot.waitForPersonSeconds,
      recordingConfig: config.bot.recordingConfig,
      recordingRetentionHours: config.bot.recordingRetentionHours,
    },
    pause,
    now,
  });
  const removeBot = createRemoval({ advance, pursuit, pause, now });
  const recordings = createRecordings({ bots, listing, recall, onChange: feed.notice, now, log });
  const obfTokens = createObfTokens({
    bots,
    connections,
    zoom,
    rateLimit: createRateLimit({ perMinute: TOKENS_PER_MINUTE }, now),
    onChange: feed.notice,
    now,
    log,
  });
  const forgetBots = createForgetBots({ bots, advance, removeBot, pause, now });
  const erasure = createErasure({ connection, forgetBots, connections, authorizations, sessions, links, now, log });
  const disconnect = createDisconnect({ forgetBots, erasure, connections, links });
  const zoomReports = createZoomReports({
    claims: createClaims(connection, { kind: 'zoom_webhook', now }),
    connections,
    erasure,
    meetingReports: createMeetingReports({ bots, advance, onWork, log }),
    clientId: config.zoom.clientId,
    onErasure: (person) => background.run('erasure.interrupted', () => erasure.carryOut(person)),
    log,
  });
  const sweep = createSweep({
    leases,
    work: {
      launches: async (round) => round.count('taken_up', await pursuit.takeUp()),
      erasures: async (round) => round.count('resumed', await erasure.resume()),
      grants: async (round) => round.count('taken_up', await connections.endGrants()),
      silentBots: createSilentBots({ bots, reports, now, log }),
      idleConnections: createIdleConnections({ connection, connections, now, log }),
      sealedValues: createReseal({
        connection,
        places: [SEALED_TOKENS, SEALED_GRANTS_TO_END, SEALED_VERIFIERS, SEALED_BODIES],
        keyRing,
        log,
      }),
      expired: async (round) => round.count('removed', await removeExpired(connection, new Date(now()))),
    },
    log,
  });

  const schema = createSchema();
  const graphql = createGraphQLServer(schema);
  await graphql.start();
  const trustedDocuments = createTrustedDocuments({ connection, schema, own: deps.trustedDocuments });
  await trustedDocuments.publish();

  const cookies = createCookies({ baseUrl: config.baseUrl, sessionDays: config.sessionDays });
  const { verificationSecrets, webhookSecrets } = config.recall;
  const limits = deps.rateLimits ?? { graphql: REQUESTS_PER_MINUTE, pages: PAGE_REQUESTS_PER_MINUTE };
  let isDraining = false;

  const appPage = await readAppPage(deps.clientFolder, config.look, config.baseUrl);
  const http = await createHttp(config, log);
  const requests = trackRequests(http);
  await graphqlRoute(http, {
    server: graphql,
    schema,
    services: {
      launches,
      removeBot,
      recordings,
      listing,
      feed,
      connections,
      connectLinks,
      links,
      sessions,
      appContexts,
      panelConsent,
      disconnect,
      allowedAccounts: config.zoom.allowedAccounts,
      connectUrl: `${config.baseUrl}/zoom/oauth`,
      // Where Recall is simulated, its dashboard is too.
      recallDashboardUrl: `${new URL(config.recall.apiBaseUrl).origin}/dashboard`,
      connectReturnOrigins: config.connectReturnOrigins,
      now,
    },
    identify: createIdentify({ apiKeys: config.apiKeys, sessions }),
    cookies,
    trustedDocuments,
    baseUrl: config.baseUrl,
    showsPage: config.graphqlPage,
    requestsPerMinute: limits.graphql,
  });
  obfCallbackRoute(http, { callbackUrls, verifier: verifierOf(verificationSecrets), obfTokens, background, now });
  recallWebhookRoute(http, { verifier: verifierOf([...verificationSecrets, ...webhookSecrets]), reports, now, log });
  zoomWebhookRoute(http, { secretTokens: config.zoom.webhookSecretTokens, zoomReports, background, now, log });
  await http.register(async (pages) => {
    await pages.register(fastifyRateLimit, { max: limits.pages, timeWindow: '1 minute' });
    zoomOAuthRoutes(pages, { consent, connectLinks, cookies, baseUrl: config.baseUrl });
    panelRoute(pages, appPage, config.panelFrameAncestors);
    pageRoutes(pages, { appPage, sessions, connections, cookies, allowedAccounts: config.zoom.allowedAccounts });
  });
  await assetRoutes(http, deps.clientFolder);
  healthRoutes(http, { isDatabaseReady: () => database.isReady(), isDraining: () => isDraining });

  return {
    http,
    sweep,
    followers: () => feed.followers(),
    drain: () => {
      isDraining = true;
    },
    async stop() {
      await sweep.stop();
      // Launches that wait for their next attempt are handed back at once, so that the requests behind them are answered.
      await Promise.all([closeGently(http, requests), pursuit.stop()]);
      await Promise.all([background.settled(), pursuit.stop(), connections.settled(), feed.settled()]);
      await Promise.all([graphql.stop(), zoom.close(), recall.close()]);
    },
  };
}

async function createHttp(config: Config, log: Logger): Promise<FastifyInstance> {
  const options: FastifyServerOptions = {
    loggerInstance: log,
    // Requests are logged below, by route: a URL may hold a code or a callback's auth_token.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxyOf(config.trustProxy),
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // What still comes in on an open connection while the server stops is served, not refused.
    return503OnClosing: false,
    // Longer than any address that Node reads, so that a parameter is refused by whoever knows what it is for.
    routerOptions: { maxParamLength: 65_536 },
    rewriteUrl: readableUrl,
    clientErrorHandler: createRefusal(log),
  };
  const http = fastify(options);
  http.decorate('look', config.look);
  http.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const tookMs = Math.round(reply.elapsedTime);
    request.log.info({ event: 'http.answered', method, route: routeOptions.url, status: reply.statusCode, tookMs });
  });
  http.addHook('onSend', async (request, reply) => void reply.header(REQUEST_ID_HEADER, request.id));
  await http.register(fastifyHelmet, securityHeaders(config));
  await http.register(fastifyCookie);
  await http.register(fastifyFormbody);
  await http.register(fastifyRateLimit, { global: false });
  http.setNotFoundHandler(async (_request, reply) =>
    sendPage(reply, 404, {
      sentence: 'There is nothing here',
      body: html`<p>Check the address.</p>
        ${action('/launch', 'Go to the start')}`,
    }),
  );
  http.setErrorHandler<FastifyError>((error, request, reply) => {
    if (isDatabaseUnavailable(error)) {
      request.log.warn({ event: 'http.database_unavailable', route: request.routeOptions.url }, 'The database is away');
      return reply.code(503).header('retry-after', '5').send({ error: 'The database is away. Try again in a moment.' });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message });
    request.log.error({ event: 'http.fault', err: error, route: request.routeOptions.url }, 'A request failed');
    return reply.code(500).send({ error: 'Something went wrong on this server.', requestId: request.id });
  });
  return http;
}

function securityHeaders(config: Config) {
  const zoomOrigin = new URL(config.zoom.oauthBaseUrl).origin;
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': pageStyleSources(config.look),
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        // A form of ours leads to Zoom and on to a backend's page, and browsers hold every redirect of it against this list:
        // Zoom's sign-in has more than one host.
        'form-action': ["'self'", zoomOrigin, 'https:', ...config.connectReturnOrigins],
      },
    },
    // With `no-referrer` a form would be posted without its origin, which the connect page checks.
    referrerPolicy: { policy: 'same-origin' as const },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
  };
}

/** A number is how many proxies stand in front of the server. */
function trustProxyOf(setting: Config['trustProxy']): NonNullable<FastifyServerOptions['trustProxy']> {
  return typeof setting === 'number' ? (_address, hop) => hop < setting : setting;
}

function verifierOf(secrets: readonly string[]) {
  return secrets.length === 0 ? null : createRecallVerifier(secrets);
}

/** Tells deployments apart that share a Recall workspace: the same for all servers of one, whatever their database. */
function deploymentIdOf(baseUrl: string): string {
  return createHash('sha256').update(baseUrl).digest('hex').slice(0, 16);
}
