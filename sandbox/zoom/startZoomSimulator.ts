import type { FastifyRequest } from 'fastify';
import { addControlRoutes } from '../simulator/controlRoutes.js';
import { createOutgoing } from '../simulator/outgoing.js';
import { createSecretsFile } from '../simulator/secretsFile.js';
import { createSimulatedClock } from '../simulator/simulatedClock.js';
import { createSimulatorServer, type Identified, listen } from '../simulator/simulatorServer.js';
import { openStore } from '../simulator/store.js';
import { addApiRoutes, bearerOf } from './apiRoutes.js';
import { ZOOM_ASSUMPTIONS } from './assumptions.js';
import { addAuthorizeRoutes, createDecide, DEFAULT_SCOPES } from './authorizeRoutes.js';
import { bringInCast, CAST } from './cast.js';
import { addClientRoutes } from './clientRoutes.js';
import { createGrants } from './grants.js';
import { createMeetings } from './meetings.js';
import { createRateLimits } from './rateLimits.js';
import { addSdkRoutes } from './sdkRoutes.js';
import { addStartPage } from './startPage.js';
import { addTokenRoutes } from './tokenRoutes.js';
import { createZoomWebhooks } from './webhooks.js';
import { emptyZoomData, ZOOM_DATA_SHAPE, type ZoomData } from './zoomData.js';
import { createZoomControls } from './zoomControls.js';
import type { ZoomSimulator, ZoomSimulatorOptions } from './zoomSimulator.js';

const MS_PER_SECOND = 1000;

/** Starts a Zoom of one's own on loopback: OAuth, the part of /v2 that is needed, and meetings. */
export async function startZoomSimulator(options: ZoomSimulatorOptions): Promise<ZoomSimulator> {
  const app = { ...options.app, clientSecrets: [...options.app.clientSecrets] };
  const noteSecret = createSecretsFile(options.secretsFile);
  for (const secret of app.clientSecrets) noteSecret('client_secret', secret);
  for (const secret of app.webhook?.secretTokens ?? []) noteSecret('zoom_webhook_secret', secret);

  const store = await openStore<ZoomData>({
    file: options.stateFile,
    shape: ZOOM_DATA_SHAPE,
    initial: () => emptyZoomData({ ...ZOOM_ASSUMPTIONS }),
  });
  const { visible, hidden } = store.data;
  visible.assumptions = { ...ZOOM_ASSUMPTIONS, ...options.assumptions };
  for (const meeting of visible.meetings) {
    noteSecret('passcode', meeting.passcode);
    noteSecret('link_password', meeting.linkPassword);
  }

  const { clock, alarms } = createSimulatedClock({
    readOffset: () => hidden.clockOffsetMs,
    async keepOffset(ms) {
      hidden.clockOffsetMs = ms;
      store.changed();
      await store.saved();
    },
  });
  const now = () => clock.now();
  const secondMs = MS_PER_SECOND * (options.tempo ?? 1);
  const outgoing = createOutgoing();
  let url = '';

  const grants = createGrants({ data: store.data, app, now, noteSecret, apiUrl: () => url });
  const limits = createRateLimits({ data: store.data, now, enabled: options.rateLimits ?? true });
  const webhooks = createZoomWebhooks({ store, app, now, alarms, outgoing, secondMs });
  const meetings = createMeetings({
    store,
    now,
    alarms,
    secondMs,
    noteSecret,
    announce: (event, meeting, person) => webhooks.meeting(event, meeting, person),
  });
  const decide = createDecide({ store, grants });
  if (store.isNew && (options.cast ?? true)) bringInCast(visible, meetings);
  for (const person of store.isNew ? (options.appAddedBy ?? []) : []) {
    const scopes = app.scopes ?? DEFAULT_SCOPES;
    grants.exchange({ code: grants.issueCode({ person, redirectUri: null, challenge: null, scopes, inClient: true }) });
  }

  const server = await createSimulatorServer({
    now,
    saved: () => store.saved(),
    identify,
    badRequest: (message) => ({ code: 300, message }),
    ignoreTrailingSlash: false,
  });
  const controls = createZoomControls({ store, app, grants, meetings, limits, webhooks, decide, now, noteSecret });
  const setDown: ZoomSimulator['setDown'] = async (how) => server.setDown(how);

  addAuthorizeRoutes(server.app, { store, app, decide });
  addTokenRoutes(server.app, { store, app, grants });
  addApiRoutes(server.app, { store, app, grants, limits, now, noteSecret });
  addSdkRoutes(server.app, { store, app, meetings, now });
  addStartPage(server.app, { store, meetings, deauthorize: (person) => void controls.deauthorize({ person }) });
  addClientRoutes(server.app, { app, url: () => url });
  addControlRoutes(server.app, {
    // What it needs, a token, has no business in a control's address or log.
    controls: Object.fromEntries(Object.entries(controls).filter(([name]) => name !== 'inspectObfToken')),
    faults: server.faults,
    calls: server.calls,
    clock,
    setDown,
    store,
  });

  /** Whose credentials a request carries, and what it wants. */
  function identify(request: FastifyRequest, fields: Record<string, unknown>): Identified {
    const { code, refresh_token: refreshToken, token, grant_type: grantType, type } = fields;
    const credential = [bearerOf(request), code, refreshToken, token].find((value) => typeof value === 'string');
    return {
      person: typeof credential === 'string' ? grants.ownerOf(credential) : undefined,
      about: [grantType, type].find((value) => typeof value === 'string'),
    };
  }

  url = await listen(server.app, options.port ?? 0);
  meetings.resume();
  webhooks.resume();
  await store.saved();

  return {
    url,
    state: visible,
    cast: CAST,
    faults: server.faults,
    calls: server.calls,
    clock,
    waitFor: (predicate, what, waitOptions) => store.waitFor((data) => predicate(data.visible), what, waitOptions),
    setDown,
    ...controls,
    async close() {
      alarms.stop();
      webhooks.stop();
      server.faults.clear();
      await outgoing.close();
      await server.app.close();
      await store.close();
    },
  };
}
