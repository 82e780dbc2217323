import { ControlError } from '../simulator/controlRoutes.js';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Store } from '../simulator/store.js';
import { type AppContextClaims, sealAppContext } from './appContext.js';
import { type Decide, DEFAULT_SCOPES, readAuthorization } from './authorizeRoutes.js';
import type { Grants } from './grants.js';
import type { Meetings } from './meetings.js';
import type { RateLimits } from './rateLimits.js';
import type { ZoomWebhooks } from './webhooks.js';
import { type ZoomData, zoomId } from './zoomData.js';
import type { ZoomAccount, ZoomApp, ZoomControls } from './zoomSimulator.js';

const APP_CONTEXT_ISSUER = 'marketplace.zoom.us';
/** As it was seen once: https://devforum.zoom.us/t/67236 */
const APP_CONTEXT_LIFE_MS = 120_000;

/** The controls, each saved before it answers. */
export function createZoomControls(options: {
  store: Store<ZoomData>;
  app: ZoomApp;
  grants: Grants;
  meetings: Meetings;
  limits: RateLimits;
  webhooks: ZoomWebhooks;
  decide: Decide;
  now: () => number;
  noteSecret: NoteSecret;
}): ZoomControls {
  const { store, app, grants, meetings, limits, webhooks, decide, now } = options;
  const { visible, hidden } = store.data;
  const scopes = app.scopes ?? DEFAULT_SCOPES;

  async function saved<Result>(result: Result): Promise<Result> {
    store.changed();
    await store.saved();
    return result;
  }

  function addAccount(name: string, plan: ZoomAccount['plan']): ZoomAccount {
    const account: ZoomAccount = { id: zoomId(), name, plan };
    visible.accounts.push(account);
    return account;
  }

  return {
    addAccount: async ({ name = 'Another account', plan = 'pro' } = {}) => saved(addAccount(name, plan)),

    async addPerson({ displayName, accountId } = {}) {
      const number = visible.people.length + 1;
      const name = displayName ?? `Person ${number}`;
      if (accountId !== undefined && !visible.accounts.some(({ id }) => id === accountId)) {
        throw new ControlError(`There is no account ${accountId}. GET /control/state lists them.`);
      }
      const person = {
        id: zoomId(),
        displayName: name,
        email: `person${number}@people.example`,
        accountId: accountId ?? addAccount(name, 'pro').id,
      };
      visible.people.push(person);
      return saved(person);
    },

    addMeeting: async (input) => saved(meetings.create(input)),
    joinMeeting: async ({ meeting, person }) => saved(meetings.join(meeting, person)),
    leaveMeeting: async ({ meeting, person }) => saved(meetings.leave(meeting, person)),
    endMeeting: async ({ meeting }) => saved(meetings.end(meeting)),
    admitBots: async ({ meeting, botId }) => saved(meetings.admit(meeting, botId)),
    removeBot: async ({ meeting, botId }) => saved(meetings.removeByHost(meeting, botId)),
    setRecordingPermission: async ({ meeting, permission }) =>
      saved(meetings.setRecordingPermission(meeting, permission)),

    async consent({ url, person, withhold = [], decline = false }) {
      const given = Object.fromEntries(new URL(url).searchParams);
      const result = readAuthorization(given, app);
      if (result.kind === 'refused') throw new ControlError(`${result.message} (${result.code})`);
      const outcome = decide({
        authorization: result.authorization,
        person: meetings.person(person),
        allowed: decline ? null : scopes.filter((scope) => !withhold.includes(scope)),
      });
      if (outcome.kind === 'stay') throw new ControlError('The person declined, and Zoom sent them nowhere.');
      return saved({ location: outcome.location });
    },

    async issueCode({ person, redirectUri, codeChallenge, scopes: granted = scopes }) {
      const code = grants.issueCode({
        person: meetings.person(person).id,
        redirectUri: redirectUri ?? null,
        // In the client only the plain method is supported: https://developers.zoom.us/docs/zoom-apps/authentication/
        challenge: codeChallenge === undefined ? null : { value: codeChallenge, method: 'plain' },
        scopes: granted,
        inClient: codeChallenge !== undefined || redirectUri === undefined,
      });
      return saved({ code });
    },

    async appContext({ person, meeting: number, claims }) {
      const [clientSecret] = app.clientSecrets;
      if (clientSecret === undefined) throw new ControlError('The app has no client secret.');
      const meeting = number === undefined ? undefined : meetings.get(number);
      const said: AppContextClaims = {
        typ: meeting === undefined ? 'panel' : 'meeting',
        ...(person !== null && { uid: meetings.person(person).id }),
        ...(meeting !== undefined && {
          mid: meeting.uuid,
          attendrole: meeting.host === person ? 'host' : 'participant',
        }),
        ts: now(),
        exp: now() + APP_CONTEXT_LIFE_MS,
        iss: APP_CONTEXT_ISSUER,
        aud: app.clientId,
      };
      const context = sealAppContext({ ...said, ...claims }, clientSecret);
      options.noteSecret('app_context', context);
      return { context };
    },

    expireAccessToken: async ({ person }) => saved(grants.expireAccessTokens(meetings.person(person).id)),
    expireRefreshToken: async ({ person }) => saved(grants.expireRefreshToken(meetings.person(person).id)),

    async revokeGrant({ person }) {
      grants.end(meetings.person(person).id);
      await saved(undefined);
    },

    async deauthorize({ person, times = 1 }) {
      const who = meetings.person(person);
      grants.end(who.id);
      webhooks.appDeauthorized(who, times);
      await saved(undefined);
    },

    async withholdScopes({ person, scopes: withheld }) {
      const { id } = meetings.person(person);
      hidden.withheldScopes[id] = withheld;
      for (const grant of visible.grants) {
        if (grant.person === id) grant.scopes = grant.scopes.filter((scope) => !withheld.includes(scope));
      }
      await saved(undefined);
    },

    async setPublished({ published }) {
      app.published = published;
    },
    async setClientSecrets({ secrets }) {
      for (const secret of secrets) options.noteSecret('client_secret', secret);
      app.clientSecrets.splice(0, app.clientSecrets.length, ...secrets);
      await saved(undefined);
    },

    async setAssumptions(input) {
      Object.assign(visible.assumptions, input);
      await saved(undefined);
    },

    async liftRateLimits() {
      limits.enabled = false;
    },
    async imposeRateLimits() {
      limits.enabled = true;
    },

    validateWebhookUrl: () => webhooks.validateUrl(),

    inspectObfToken: (token) => (Object.hasOwn(hidden.obfTokens, token) ? hidden.obfTokens[token] : undefined),
  };
}
