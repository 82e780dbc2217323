import { startZoomSimulator } from '../../../sandbox/zoom/startZoomSimulator.js';
import type { ZoomSimulator, ZoomSimulatorOptions } from '../../../sandbox/zoom/zoomSimulator.js';

export const CLIENT_ID = 'client-id-01';
export const CLIENT_SECRET = 'client-secret-0001';
export const REDIRECT_URI = 'https://app.example.com/zoom/oauth-callback';
export const ANAS_MEETING = '98765432101';

export interface Tokens {
  access_token: string;
  token_type: string;
  refresh_token: string;
  expires_in: number;
  scope: string;
  api_url: string;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A Zoom with the default people, and one app that speaks to it as any OAuth client would. */
export interface ZoomApp {
  zoom: ZoomSimulator;
  /** Address of the consent page; more parameters may be added or replaced. */
  authorizeUrl(parameters?: Record<string, string>): string;
  /** The code that this person's consent gives. */
  code(person: string, parameters?: Record<string, string>, withhold?: string[]): Promise<string>;
  /** POST /oauth/token with the app's credentials, or with these. */
  token<Body = Tokens>(form: Record<string, string>, secret?: string): Promise<Answer<Body>>;
  /** Consent and exchange in one. */
  connect(person: string, withhold?: string[]): Promise<Tokens>;
  refresh<Body = Tokens>(refreshToken: string): Promise<Answer<Body>>;
  get<Body = Record<string, unknown>>(path: string, accessToken: string): Promise<Answer<Body>>;
  mint(accessToken: string, meeting?: string): Promise<string>;
}

export async function startZoomApp(options: Partial<ZoomSimulatorOptions> = {}): Promise<ZoomApp> {
  const zoom = await startZoomSimulator({
    app: { clientId: CLIENT_ID, clientSecrets: [CLIENT_SECRET], redirectUris: [REDIRECT_URI] },
    ...options,
  });
  const app: ZoomApp = {
    zoom,
    authorizeUrl(parameters = {}) {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT_URI,
        state: 'state-01',
        ...parameters,
      });
      return `${zoom.url}/oauth/authorize?${query}`;
    },
    async code(person, parameters, withhold = []) {
      const { location } = await zoom.consent({ url: app.authorizeUrl(parameters), person, withhold });
      return new URL(location).searchParams.get('code') ?? '';
    },
    async token<Body>(form: Record<string, string>, secret = CLIENT_SECRET) {
      return read<Body>(
        await fetch(`${zoom.url}/oauth/token`, {
          method: 'POST',
          headers: { authorization: basic(CLIENT_ID, secret) },
          body: new URLSearchParams(form),
        }),
      );
    },
    async connect(person, withhold) {
      const code = await app.code(person, {}, withhold);
      return (await app.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI })).body;
    },
    refresh: (refreshToken) => app.token({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    async get<Body>(path: string, accessToken: string) {
      return read<Body>(await fetch(`${zoom.url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } }));
    },
    async mint(accessToken, meeting) {
      const query = meeting === undefined ? '' : `&meeting_id=${meeting}`;
      return (await app.get<{ token: string }>(`/v2/users/me/token?type=onbehalf${query}`, accessToken)).body.token;
    },
  };
  return app;
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

async function read<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as Body };
}
