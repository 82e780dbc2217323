import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.js';

const ENCRYPTION_KEY = Buffer.alloc(32, 'k').toString('base64');
const CALLBACK_SECRET = 'c'.repeat(64);
const API_KEY = 'a'.repeat(40);
const WHSEC = `whsec_${Buffer.alloc(24, 'w').toString('base64')}`;

/** The least that a server starts with. */
const COMPLETE = {
  BASE_URL: 'https://broughtby.example.com',
  ZOOM_CLIENT_ID: 'zoomClientId',
  ZOOM_CLIENT_SECRET: 'zoomClientSecret',
  RECALL_API_KEY: 'recallApiKey',
  RECALL_CALLBACK_SECRET: CALLBACK_SECRET,
  TOKEN_ENCRYPTION_KEYS: `k1:${ENCRYPTION_KEY}`,
};

function mistakesOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

function read(variables: Record<string, string | undefined> = {}) {
  return readConfig({ ...COMPLETE, ...variables });
}

describe('what is left out', () => {
  test('has these defaults', () => {
    expect(read()).toEqual({
      baseUrl: 'https://broughtby.example.com',
      port: 9567,
      host: '::',
      trustProxy: false,
      mongodbUri: null,
      dataDir: resolve('.data'),
      mongodPath: null,
      searchPath: '',
      zoom: {
        clientId: 'zoomClientId',
        clientSecrets: ['zoomClientSecret'],
        webhookSecretTokens: [],
        redirectUri: 'https://broughtby.example.com/zoom/oauth-callback',
        inClientRedirect: {
          kind: 'event',
          allowed: ['https://broughtby.example.com/panel', 'https://broughtby.example.com/zoom/oauth-callback'],
        },
        oauthBaseUrl: 'https://zoom.us',
        apiBaseUrl: 'https://api.zoom.us',
        allowedAccounts: null,
      },
      recall: {
        apiKeys: ['recallApiKey'],
        apiBaseUrl: 'https://us-east-1.recall.ai',
        callbackSecrets: [CALLBACK_SECRET],
        verificationSecrets: [],
        webhookSecrets: [],
      },
      encryptionKeys: [{ kid: 'k1', key: new Uint8Array(Buffer.alloc(32, 'k')) }],
      apiKeys: [],
      connectReturnOrigins: [],
      drainSeconds: 5,
      maxLiveBotsPerPerson: 3,
      bot: { name: 'Notetaker', waitForPersonSeconds: 1200, recordingConfig: null, recordingRetentionHours: 168 },
      sessionDays: 30,
      look: { appName: 'Broughtby', accentColor: '#0b5cff', privacyUrl: null, supportUrl: null },
      panelFrameAncestors: [],
      graphqlPage: false,
      logLevel: 'info',
    });
  });

  test('is the same as what is empty', () => {
    const empty = Object.fromEntries(
      [
        'PORT',
        'HOST',
        'MONGODB_URI',
        'API_KEYS',
        'ALLOWED_ZOOM_ACCOUNTS',
        'RECORDING_CONFIG',
        'GRAPHQL_PAGE',
        'LOG_LEVEL',
        'RECALL_VERIFICATION_SECRET',
        'ZOOM_WEBHOOK_SECRET_TOKEN',
      ].map((name) => [name, '  ']),
    );
    expect(read(empty)).toEqual(read());
  });

  test.each(Object.keys(COMPLETE))('is told where it is needed: %s, alone, with how to get it', (name) => {
    const mistakes = mistakesOf({ ...COMPLETE, [name]: undefined });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(new RegExp(`^${name} is missing: .{20,}`));
    expect(mistakesOf({ ...COMPLETE, [name]: ' ' })).toEqual(mistakes);
  });

  test('is told as a whole, with the way to try the product without any account', () => {
    expect(mistakesOf({}).map((mistake) => mistake.split(' ')[0])).toEqual(Object.keys(COMPLETE));
    expect(() => readConfig({})).toThrow(
      /The configuration has mistakes:\n {2}- BASE_URL is missing[^]*npm run sandbox/,
    );
  });
});

describe('what is wrong', () => {
  test.each<[string, string, RegExp]>([
    ['BASE_URL', 'broughtby.example.com', /must be a URL such as https:\/\/broughtby\.example\.com/],
    ['BASE_URL', 'ftp://broughtby.example.com', /must be a URL such as/],
    ['BASE_URL', 'https://broughtby.example.com/app', /must be an origin only, without a path/],
    ['BASE_URL', 'https://broughtby.example.com/?a=b', /must be an origin only, without a path/],
    ['BASE_URL', 'https://user:password@broughtby.example.com', /must be an origin only/],
    ['BASE_URL', 'http://broughtby.example.com', /only from a public https host name: use a tunnel/],
    ['BASE_URL', 'http://localhost:9567', /only from a public https host name.*npm run sandbox/],
    ['BASE_URL', 'https://localhost', /only from a public https host name/],
    ['BASE_URL', 'https://app.localhost', /only from a public https host name/],
    ['BASE_URL', 'https://intranet', /only from a public https host name/],
    ['BASE_URL', 'https://server.local', /only from a public https host name/],
    ['BASE_URL', 'https://203.0.113.7', /only from a public https host name/],
    ['BASE_URL', 'https://[2001:db8::1]', /only from a public https host name/],
    ['PORT', '0', /must be a whole number from 1 to 65535/],
    ['PORT', '65536', /must be a whole number/],
    ['PORT', '80.5', /must be a whole number/],
    ['PORT', '-1', /must be a whole number/],
    ['PORT', '0x50', /must be a whole number/],
    ['PORT', 'http', /must be a whole number/],
    [
      'TRUST_PROXY',
      'yes',
      /how many proxies stand in front .* list of their addresses such as loopback,10\.0\.0\.0\/8/,
    ],
    ['TRUST_PROXY', '10.0.0.0/33', /list of their addresses/],
    ['TRUST_PROXY', '10.0.0.0/8,my-proxy', /list of their addresses/],
    ['TRUST_PROXY', '-1', /list of their addresses/],
    ['MONGODB_URI', 'postgres://localhost/x', /must begin with mongodb:\/\/ or mongodb\+srv:\/\//],
    ['ZOOM_CLIENT_SECRET', ',', /holds nothing but commas: give a value, or leave it out/],
    [
      'ZOOM_REDIRECT_URI',
      '/zoom/oauth-callback',
      /must be a URL such as https:\/\/broughtby\.example\.com\/zoom\/oauth-callback/,
    ],
    ...['none', '/panel', 'event,omit', 'Event'].map((value): [string, string, RegExp] => [
      'ZOOM_IN_CLIENT_REDIRECT',
      value,
      /must be event \(what the Zoom client says\), omit \(nothing\), or a URL such as https:\/\/broughtby\.example\.com\/panel/,
    ]),
    ['ZOOM_OAUTH_BASE_URL', 'zoom.us', /must be a URL/],
    ['ZOOM_API_BASE_URL', 'api.zoom.us', /must be a URL/],
    ['ALLOWED_ZOOM_ACCOUNTS', ', ,', /holds nothing but commas/],
    ['RECALL_API_KEY', ',,', /holds nothing but commas/],
    ['RECALL_REGION', 'https://us-east-1.recall.ai', /must be a region of Recall such as us-east-1/],
    ['RECALL_API_BASE_URL', 'us-east-1.recall.ai', /must be a URL/],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', 'cut', /must be the Secret Token on the Zoom app's page Access/],
    ['RECALL_CALLBACK_SECRET', 'short', /must have 32 characters or more; make one with: openssl rand -hex 32/],
    ['RECALL_CALLBACK_SECRET', `${CALLBACK_SECRET},short`, /must have 32 characters or more/],
    ['RECALL_VERIFICATION_SECRET', 'not-from-the-dashboard', /as Recall's dashboard shows them, beginning with whsec_/],
    ['RECALL_VERIFICATION_SECRET', `${WHSEC},whsec_`, /beginning with whsec_/],
    ['RECALL_VERIFICATION_SECRET', `${WHSEC}x`, /beginning with whsec_/],
    ['RECALL_WEBHOOK_SECRET', 'whsec_not base64 at all', /beginning with whsec_/],
    [
      'TOKEN_ENCRYPTION_KEYS',
      ENCRYPTION_KEY,
      /a list of kid:key, each kid once and each key 32 bytes in base64; make one with: echo "k1:\$\(openssl rand -base64 32\)"/,
    ],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${Buffer.alloc(16).toString('base64')}`, /32 bytes in base64/],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${'ab'.repeat(32)}`, /32 bytes in base64/],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${ENCRYPTION_KEY},k1:${ENCRYPTION_KEY}`, /each kid once/],
    ['TOKEN_ENCRYPTION_KEYS', `k.1:${ENCRYPTION_KEY}`, /a list of kid:key/],
    [
      'API_KEYS',
      API_KEY,
      /a list of name:key, each key of 32 characters or more; make one with: echo "backend:\$\(openssl rand -hex 32\)"/,
    ],
    ['API_KEYS', 'backend:short', /32 characters or more/],
    ['API_KEYS', `my backend:${API_KEY}`, /a list of name:key/],
    ['API_KEYS', `one:${API_KEY},two:${API_KEY}`, /the same key under two names/],
    [
      'CONNECT_RETURN_ORIGINS',
      'https://app.example.com/',
      /must be a list of origins, such as https:\/\/app\.example\.com/,
    ],
    ['CONNECT_RETURN_ORIGINS', 'https://app.example.com,app.example.com', /must be a list of origins/],
    ['CONNECT_RETURN_ORIGINS', '*', /must be a list of origins/],
    ['CONNECT_RETURN_ORIGINS', 'ftp://app.example.com', /must be a list of origins/],
    ['DRAIN_SECONDS', '301', /must be a whole number from 0 to 300/],
    ['MAX_LIVE_BOTS_PER_PERSON', '0', /must be a whole number from 1 to 500/],
    ['BOT_NAME', 'x'.repeat(101), /must have at most 100 characters/],
    ['WAIT_FOR_PERSON_SECONDS', '29', /must be a whole number from 30 to 86400/],
    ['RECORDING_CONFIG', '{transcript:1}', /must be a JSON object, such as \{"transcript"/],
    ['RECORDING_CONFIG', '[]', /must be a JSON object/],
    ['RECORDING_CONFIG', 'null', /must be a JSON object/],
    ['RECORDING_RETENTION_HOURS', '0', /must be a whole number from 1 to 87600/],
    ['SESSION_DAYS', '366', /must be a whole number from 1 to 365/],
    ['APP_NAME', 'x'.repeat(51), /must have at most 50 characters/],
    ['ACCENT_COLOR', 'blue', /must be a colour such as #0b5cff: # and six digits/],
    ['ACCENT_COLOR', '#0bf', /# and six digits/],
    ['ACCENT_COLOR', '#0b5cff;}', /# and six digits/],
    ['PRIVACY_URL', '/privacy', /must be a URL such as https:\/\/example\.com\/privacy/],
    ['PRIVACY_URL', 'javascript:alert(1)', /must be a URL/],
    ['SUPPORT_URL', 'mailto:support@example.com', /must be a URL such as https:\/\/example\.com\/support/],
    [
      'PANEL_FRAME_ANCESTORS',
      '*',
      /must be a list of origins that may frame the panel, such as https:\/\/example\.com/,
    ],
    ['PANEL_FRAME_ANCESTORS', 'https:', /must be a list of origins/],
    ['PANEL_FRAME_ANCESTORS', 'https://example.com/', /must be a list of origins/],
    ['PANEL_FRAME_ANCESTORS', "https://example.com;script-src 'unsafe-inline'", /must be a list of origins/],
    ['GRAPHQL_PAGE', '1', /must be true or false/],
    ['LOG_LEVEL', 'verbose', /must be one of fatal, error, warn, info, debug, trace, silent/],
  ])('%s=%j is told, by its name and with the fix', (name, value, fix) => {
    const mistakes = mistakesOf({ ...COMPLETE, [name]: value });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(new RegExp(`^${name} `));
    expect(mistakes[0]).toMatch(fix);
  });

  test('is told all at once, together with what is missing', () => {
    const mistakes = mistakesOf({
      ...COMPLETE,
      BASE_URL: 'http://localhost',
      PORT: 'x',
      LOG_LEVEL: 'loud',
      ZOOM_CLIENT_ID: '',
      API_KEYS: 'x',
      RECALL_CALLBACK_SECRET: 'short',
    });
    expect(new Set(mistakes.map((mistake) => mistake.split(' ')[0]))).toEqual(
      new Set(['BASE_URL', 'PORT', 'LOG_LEVEL', 'ZOOM_CLIENT_ID', 'API_KEYS', 'RECALL_CALLBACK_SECRET']),
    );
  });

  test('is told without the value of a secret', () => {
    const secrets = {
      ZOOM_CLIENT_SECRET: 'zoom-secret-value',
      ZOOM_WEBHOOK_SECRET_TOKEN: 'token-value',
      RECALL_API_KEY: 'recall-key-value',
      RECALL_CALLBACK_SECRET: 'callback-secret-value',
      RECALL_VERIFICATION_SECRET: 'verification-secret-value',
      RECALL_WEBHOOK_SECRET: 'webhook-secret-value',
      TOKEN_ENCRYPTION_KEYS: 'k1:encryption-key-value',
      API_KEYS: 'backend:api-key-value',
      MONGODB_URI: 'mysql://user:database-password-value@host/x',
      BASE_URL: 'http://user:base-url-password-value@localhost',
    };
    try {
      readConfig(secrets);
      expect.unreachable();
    } catch (error) {
      const told = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
      expect(told).not.toMatch(/-value/);
    }
  });
});

describe('what is given', () => {
  test('BASE_URL is taken as browsers write an origin', () => {
    for (const written of [
      'https://BroughtBy.Example.com',
      'https://broughtby.example.com/',
      'https://broughtby.example.com:443',
      ' https://broughtby.example.com ',
    ]) {
      expect(read({ BASE_URL: written }).baseUrl).toBe('https://broughtby.example.com');
    }
    expect(read({ BASE_URL: 'https://broughtby.example.com:8443' }).baseUrl).toBe('https://broughtby.example.com:8443');
  });

  test('anything may be the base URL beside a Recall that is not the real one', () => {
    for (const baseUrl of ['http://localhost:9567', 'http://127.0.0.1:9567', 'https://intranet']) {
      expect(read({ BASE_URL: baseUrl, RECALL_API_BASE_URL: 'http://127.0.0.1:9568/' })).toMatchObject({
        baseUrl,
        recall: { apiBaseUrl: 'http://127.0.0.1:9568' },
      });
    }
  });

  test('a redirect URI is sent to Zoom exactly as it is written there', () => {
    const redirectUri = 'https://broughtby.example.com/zoom/oauth-callback/';
    expect(read({ ZOOM_REDIRECT_URI: redirectUri }).zoom.redirectUri).toBe(redirectUri);
  });

  test('in the panel that may be left out, or be another; what the Zoom client says counts if it is the panel or that redirect URI', () => {
    const redirectUri = 'https://broughtby.example.com/callback';
    expect(read({ ZOOM_REDIRECT_URI: redirectUri, ZOOM_IN_CLIENT_REDIRECT: 'event' }).zoom.inClientRedirect).toEqual({
      kind: 'event',
      allowed: ['https://broughtby.example.com/panel', redirectUri],
    });
    expect(read({ ZOOM_IN_CLIENT_REDIRECT: 'omit' }).zoom.inClientRedirect).toEqual({ kind: 'omit' });
    const uri = 'https://broughtby.example.com/panel?from=zoom';
    expect(read({ ZOOM_IN_CLIENT_REDIRECT: uri }).zoom.inClientRedirect).toEqual({ kind: 'uri', uri });
  });

  test('a region leads to its host', () => {
    expect(read({ RECALL_REGION: 'eu-central-1' }).recall.apiBaseUrl).toBe('https://eu-central-1.recall.ai');
  });

  test('every secret is a list, in its order, with or without spaces', () => {
    const other = Buffer.alloc(32, 'o').toString('base64');
    const config = read({
      ZOOM_CLIENT_SECRET: 'new, old',
      ZOOM_WEBHOOK_SECRET_TOKEN: 'zoom-secret-token-0002, zoom-secret-token-0001',
      RECALL_API_KEY: 'new,old,',
      RECALL_CALLBACK_SECRET: `${'d'.repeat(32)} , ${CALLBACK_SECRET}`,
      RECALL_VERIFICATION_SECRET: `${WHSEC},whsec_${other}`,
      RECALL_WEBHOOK_SECRET: WHSEC,
      TOKEN_ENCRYPTION_KEYS: `k2:${other}, k1:${ENCRYPTION_KEY}`,
      API_KEYS: `backend:${API_KEY}, backend:${'b'.repeat(40)}, crm.eu-1:${'c:'.repeat(20)}`,
    });
    expect(config.zoom.clientSecrets).toEqual(['new', 'old']);
    expect(config.zoom.webhookSecretTokens).toEqual(['zoom-secret-token-0002', 'zoom-secret-token-0001']);
    expect(config.recall).toMatchObject({
      apiKeys: ['new', 'old'],
      callbackSecrets: ['d'.repeat(32), CALLBACK_SECRET],
      verificationSecrets: [WHSEC, `whsec_${other}`],
      webhookSecrets: [WHSEC],
    });
    expect(config.encryptionKeys.map(({ kid }) => kid)).toEqual(['k2', 'k1']);
    expect(config.apiKeys).toEqual([
      { name: 'backend', key: API_KEY },
      { name: 'backend', key: 'b'.repeat(40) },
      { name: 'crm.eu-1', key: 'c:'.repeat(20) },
    ]);
  });

  test.each<[string, boolean | number | string]>([
    ['true', true],
    ['false', false],
    ['1', 1],
    ['loopback', 'loopback'],
    ['127.0.0.1, 10.0.0.0/8,uniquelocal,fd00::/8', '127.0.0.1, 10.0.0.0/8,uniquelocal,fd00::/8'],
  ])('TRUST_PROXY=%s', (given, meant) => {
    expect(read({ TRUST_PROXY: given }).trustProxy).toBe(meant);
  });

  test('lists of people and origins, numbers, switches and JSON', () => {
    expect(
      read({
        ALLOWED_ZOOM_ACCOUNTS: 'one, two',
        CONNECT_RETURN_ORIGINS: 'https://app.example.com,http://localhost:3000',
        RECORDING_CONFIG: '{"transcript":{"provider":{"recallai_streaming":{}}}}',
        MAX_LIVE_BOTS_PER_PERSON: '500',
        DRAIN_SECONDS: '0',
        APP_NAME: ' Acme <Notes> ',
        ACCENT_COLOR: '#C0FFEE',
        PRIVACY_URL: 'https://example.com/privacy?for=panel',
        SUPPORT_URL: 'http://intranet/support',
        PANEL_FRAME_ANCESTORS: 'http://127.0.0.1:9568, https://*.zoom.us',
        GRAPHQL_PAGE: 'true',
        MONGODB_URI: 'mongodb+srv://host/name',
        MONGOD_PATH: '/usr/bin/mongod',
      }),
    ).toMatchObject({
      zoom: { allowedAccounts: new Set(['one', 'two']) },
      connectReturnOrigins: ['https://app.example.com', 'http://localhost:3000'],
      bot: { recordingConfig: { transcript: { provider: { recallai_streaming: {} } } } },
      maxLiveBotsPerPerson: 500,
      drainSeconds: 0,
      look: {
        appName: 'Acme <Notes>',
        accentColor: '#c0ffee',
        privacyUrl: 'https://example.com/privacy?for=panel',
        supportUrl: 'http://intranet/support',
      },
      panelFrameAncestors: ['http://127.0.0.1:9568', 'https://*.zoom.us'],
      graphqlPage: true,
      mongodbUri: 'mongodb+srv://host/name',
      mongodPath: '/usr/bin/mongod',
    });
  });
});
