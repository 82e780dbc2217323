import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Everything that an operator decides, checked. Secrets are lists, so that each can be rotated: the first is used, all are accepted. */
export interface Config {
  /** The public origin, without a trailing slash. */
  baseUrl: string;
  port: number;
  host: string;
  /** As Fastify's `trustProxy`: which proxies' forwarded headers to believe. */
  trustProxy: boolean | number | string;
  /** Null: the embedded database. */
  mongodbUri: string | null;
  dataDir: string;
  /** A `mongod` for the embedded database; null: look for one. */
  mongodPath: string | null;
  /** Where programs are looked for (`PATH`). */
  searchPath: string;
  zoom: {
    clientId: string;
    clientSecrets: string[];
    /** None: no webhook of Zoom's is taken. */
    webhookSecretTokens: string[];
    redirectUri: string;
    /** What to say as `redirect_uri` of a code that was given to a panel: `event`, what the Zoom client says, if it is allowed. */
    inClientRedirect: { kind: 'event'; allowed: string[] } | { kind: 'omit' } | { kind: 'uri'; uri: string };
    oauthBaseUrl: string;
    apiBaseUrl: string;
    /** Zoom account ids whose people may connect; null: any. */
    allowedAccounts: ReadonlySet<string> | null;
  };
  recall: {
    apiKeys: string[];
    apiBaseUrl: string;
    callbackSecrets: string[];
    verificationSecrets: string[];
    webhookSecrets: string[];
  };
  encryptionKeys: { kid: string; key: Uint8Array }[];
  apiKeys: { name: string; key: string }[];
  connectReturnOrigins: string[];
  drainSeconds: number;
  maxLiveBotsPerPerson: number;
  bot: {
    name: string;
    waitForPersonSeconds: number;
    recordingConfig: Record<string, unknown> | null;
    recordingRetentionHours: number;
  };
  sessionDays: number;
  /** How the product looks to people. */
  look: {
    appName: string;
    /** `#rrggbb` */
    accentColor: string;
    privacyUrl: string | null;
    supportUrl: string | null;
  };
  /** Sources of the content security policy that may frame the panel; none: nobody may. */
  panelFrameAncestors: string[];
  /** Whether `GET /graphql` shows a page for developers. */
  graphqlPage: boolean;
  logLevel: string;
}

/** A configuration that the server refuses to start with: every mistake, each with its fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly mistakes: readonly string[]) {
    super(
      [
        'The configuration has mistakes:',
        ...mistakes.map((mistake) => `  - ${mistake}`),
        'README.md lists every variable. To try the product without any account: npm run sandbox',
      ].join('\n'),
    );
  }
}

const DEFAULT_PORT = 9567;
const MIN_SECRET_LENGTH = 32;
/** Zoom's have 22: what is much shorter was cut. */
const MIN_ZOOM_SECRET_TOKEN_LENGTH = 16;
const ENCRYPTION_KEY_BYTES = 32;
const MAX_BOT_NAME_LENGTH = 100;
/** As Zoom has it for the name of an app: https://developers.zoom.us/docs/api/marketplace/ */
const MAX_APP_NAME_LENGTH = 50;

const text = z.string().trim();
const list = (name: string) =>
  text
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .refine((entries) => entries.length > 0, {
      error: `${name} holds nothing but commas: give a value, or leave it out`,
    });

function number(name: string, min: number, max: number) {
  return text
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `${name} must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);
}

function webUrl(name: string, example = 'https://broughtby.example.com') {
  return text.refine(isWebUrl, { error: `${name} must be a URL such as ${example}` });
}

/** A URL that paths are added to. */
function apiBase(name: string) {
  return webUrl(name).transform((value) => value.replace(/\/+$/, ''));
}

/** Written as browsers write it in `Origin`, whatever its case and its default port. */
function origin(name: string) {
  return webUrl(name)
    .refine((value) => !isWebUrl(value) || `${new URL(value).origin}/` === new URL(value).href, {
      error: `${name} must be an origin only, without a path: https://broughtby.example.com`,
    })
    .transform((value) => (isWebUrl(value) ? new URL(value).origin : value));
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function required(name: string, hint: string) {
  return `${name} is missing: ${hint}`;
}

const WHSEC = /^whsec_(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const whsecList = (name: string) =>
  list(name).refine((secrets) => secrets.every((secret) => WHSEC.test(secret)), {
    error: `${name} must hold secrets as Recall's dashboard shows them, beginning with whsec_ (several: separated by commas)`,
  });

const encryptionKeys = list('TOKEN_ENCRYPTION_KEYS').transform((entries, context) => {
  const keys = entries.map((entry) => {
    const separator = entry.indexOf(':');
    return { kid: entry.slice(0, Math.max(separator, 0)), key: Buffer.from(entry.slice(separator + 1), 'base64') };
  });
  const wrong = keys.some(({ kid, key }) => !/^[\w-]{1,32}$/.test(kid) || key.length !== ENCRYPTION_KEY_BYTES);
  if (wrong || new Set(keys.map(({ kid }) => kid)).size !== keys.length) {
    context.addIssue(
      'TOKEN_ENCRYPTION_KEYS must be a list of kid:key, each kid once and each key 32 bytes in base64; ' +
        'make one with: echo "k1:$(openssl rand -base64 32)"',
    );
    return z.NEVER;
  }
  return keys.map(({ kid, key }) => ({ kid, key: new Uint8Array(key) }));
});

const apiKeys = list('API_KEYS').transform((entries, context) => {
  const keys = entries.map((entry) => {
    const separator = entry.indexOf(':');
    return { name: entry.slice(0, Math.max(separator, 0)), key: entry.slice(separator + 1) };
  });
  if (keys.some(({ name, key }) => !/^[\w.-]{1,64}$/.test(name) || key.length < MIN_SECRET_LENGTH)) {
    context.addIssue(
      `API_KEYS must be a list of name:key, each key of ${MIN_SECRET_LENGTH} characters or more; ` +
        'make one with: echo "backend:$(openssl rand -hex 32)"',
    );
    return z.NEVER;
  }
  const names = new Map(keys.map(({ name, key }) => [key, name]));
  if (keys.some(({ name, key }) => names.get(key) !== name)) {
    context.addIssue(
      'API_KEYS holds the same key under two names, so that nobody could tell who is calling: make one for each',
    );
    return z.NEVER;
  }
  return keys;
});

const jsonObject = (name: string) =>
  text.transform((value, context) => {
    try {
      return z.record(z.string(), z.unknown()).parse(JSON.parse(value));
    } catch {
      // not JSON, or not an object: one message for both
    }
    context.addIssue(`${name} must be a JSON object, such as {"transcript":{"provider":{"recallai_streaming":{}}}}`);
    return z.NEVER;
  });

/** A wildcard in front of a host name is as in Zoom's own example; a lone one would let anybody frame the panel. */
const FRAME_ANCESTOR = /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i;

const flag = (name: string) =>
  z.enum(['true', 'false'], { error: `${name} must be true or false` }).transform((value) => value === 'true');

const PROXY_NAMES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);
const trustProxy = text
  .refine((value) => /^(true|false|\d{1,2})$/.test(value) || value.split(',').every(isProxy), {
    error:
      'TRUST_PROXY must be how many proxies stand in front of this server, or a list of their addresses such as ' +
      'loopback,10.0.0.0/8; or true, or false',
  })
  .transform((value): boolean | number | string => {
    if (value === 'true' || value === 'false') return value === 'true';
    return /^\d+$/.test(value) ? Number(value) : value;
  });

/** An address, a range, or one of the names that Fastify knows: https://fastify.dev/docs/latest/Reference/Server/#trustproxy */
function isProxy(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.trim().split('/');
  if (PROXY_NAMES.has(entry.trim())) return true;
  const mostBits = { 4: 32, 6: 128 }[isIP(address)];
  if (mostBits === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= mostBits);
}

const environment = z.object({
  BASE_URL: origin('BASE_URL').optional(),
  PORT: number('PORT', 1, 65_535).default(DEFAULT_PORT),
  HOST: text.default('::'),
  TRUST_PROXY: trustProxy.default(false),
  MONGODB_URI: text
    .regex(/^mongodb(\+srv)?:\/\//, { error: 'MONGODB_URI must begin with mongodb:// or mongodb+srv://' })
    .optional(),
  DATA_DIR: text.default('.data'),
  MONGOD_PATH: text.optional(),
  PATH: z.string().default(''),
  ZOOM_CLIENT_ID: text.optional(),
  ZOOM_CLIENT_SECRET: list('ZOOM_CLIENT_SECRET').optional(),
  ZOOM_WEBHOOK_SECRET_TOKEN: list('ZOOM_WEBHOOK_SECRET_TOKEN')
    .refine((secrets) => secrets.every((secret) => secret.length >= MIN_ZOOM_SECRET_TOKEN_LENGTH), {
      error:
        "ZOOM_WEBHOOK_SECRET_TOKEN must be the Secret Token on the Zoom app's page Access (several: separated by commas)",
    })
    .optional(),
  ZOOM_REDIRECT_URI: webUrl('ZOOM_REDIRECT_URI', 'https://broughtby.example.com/zoom/oauth-callback').optional(),
  ZOOM_IN_CLIENT_REDIRECT: text
    .refine((value) => value === 'event' || value === 'omit' || isWebUrl(value), {
      error:
        'ZOOM_IN_CLIENT_REDIRECT must be event (what the Zoom client says), omit (nothing), or a URL such as ' +
        'https://broughtby.example.com/panel',
    })
    .default('event'),
  ZOOM_OAUTH_BASE_URL: apiBase('ZOOM_OAUTH_BASE_URL').default('https://zoom.us'),
  ZOOM_API_BASE_URL: apiBase('ZOOM_API_BASE_URL').default('https://api.zoom.us'),
  ALLOWED_ZOOM_ACCOUNTS: list('ALLOWED_ZOOM_ACCOUNTS').optional(),
  RECALL_API_KEY: list('RECALL_API_KEY').optional(),
  RECALL_REGION: text
    .regex(/^[a-z0-9-]+$/, {
      error: 'RECALL_REGION must be a region of Recall such as us-east-1, us-west-2, eu-central-1',
    })
    .default('us-east-1'),
  RECALL_API_BASE_URL: apiBase('RECALL_API_BASE_URL').optional(),
  RECALL_CALLBACK_SECRET: list('RECALL_CALLBACK_SECRET')
    .refine((secrets) => secrets.every((secret) => secret.length >= MIN_SECRET_LENGTH), {
      error: `RECALL_CALLBACK_SECRET must have ${MIN_SECRET_LENGTH} characters or more; make one with: openssl rand -hex 32`,
    })
    .optional(),
  RECALL_VERIFICATION_SECRET: whsecList('RECALL_VERIFICATION_SECRET').optional(),
  RECALL_WEBHOOK_SECRET: whsecList('RECALL_WEBHOOK_SECRET').optional(),
  TOKEN_ENCRYPTION_KEYS: encryptionKeys.optional(),
  API_KEYS: apiKeys.optional(),
  CONNECT_RETURN_ORIGINS: list('CONNECT_RETURN_ORIGINS')
    .refine((origins) => origins.every((entry) => isWebUrl(entry) && new URL(entry).origin === entry), {
      error: 'CONNECT_RETURN_ORIGINS must be a list of origins, such as https://app.example.com',
    })
    .optional(),
  DRAIN_SECONDS: number('DRAIN_SECONDS', 0, 300).default(5),
  MAX_LIVE_BOTS_PER_PERSON: number('MAX_LIVE_BOTS_PER_PERSON', 1, 500).default(3),
  BOT_NAME: text
    .refine((name) => name.length <= MAX_BOT_NAME_LENGTH, {
      error: `BOT_NAME must have at most ${MAX_BOT_NAME_LENGTH} characters`,
    })
    .default('Notetaker'),
  WAIT_FOR_PERSON_SECONDS: number('WAIT_FOR_PERSON_SECONDS', 30, 86_400).default(1200),
  RECORDING_CONFIG: jsonObject('RECORDING_CONFIG').optional(),
  RECORDING_RETENTION_HOURS: number('RECORDING_RETENTION_HOURS', 1, 87_600).default(168),
  SESSION_DAYS: number('SESSION_DAYS', 1, 365).default(30),
  APP_NAME: text
    .refine((name) => name.length <= MAX_APP_NAME_LENGTH, {
      error: `APP_NAME must have at most ${MAX_APP_NAME_LENGTH} characters`,
    })
    .default('Broughtby'),
  ACCENT_COLOR: text
    .regex(/^#[0-9a-f]{6}$/i, {
      error: 'ACCENT_COLOR must be a colour such as #0b5cff: # and six digits; the colour of what stands on it follows',
    })
    .default('#0b5cff'),
  PRIVACY_URL: webUrl('PRIVACY_URL', 'https://example.com/privacy').optional(),
  SUPPORT_URL: webUrl('SUPPORT_URL', 'https://example.com/support').optional(),
  PANEL_FRAME_ANCESTORS: list('PANEL_FRAME_ANCESTORS')
    .refine((sources) => sources.every((source) => FRAME_ANCESTOR.test(source)), {
      error:
        'PANEL_FRAME_ANCESTORS must be a list of origins that may frame the panel, such as https://example.com or ' +
        "https://*.example.com; leave it out for Zoom's desktop and mobile clients, which frame nothing",
    })
    .optional(),
  GRAPHQL_PAGE: flag('GRAPHQL_PAGE').default(false),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

/**
 * Reads the environment as a whole.
 *
 * @param variables the environment; an empty value counts as absent
 * @throws {ConfigError} with every mistake at once
 */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => (value ?? '').trim() !== ''));
  const parsed = environment.safeParse(present);
  const mistakes = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  const isMissing = (name: string) => present[name] === undefined;
  mistakes.push(
    ...missingOnes(isMissing),
    ...unreachableForRecall(present['BASE_URL'], present['RECALL_API_BASE_URL']),
  );
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes);

  const env = parsed.data;
  const baseUrl = env.BASE_URL ?? `http://localhost:${env.PORT}`;
  const redirectUri = env.ZOOM_REDIRECT_URI ?? `${baseUrl}/zoom/oauth-callback`;

  return {
    baseUrl,
    port: env.PORT,
    host: env.HOST,
    trustProxy: env.TRUST_PROXY,
    mongodbUri: env.MONGODB_URI ?? null,
    dataDir: resolve(env.DATA_DIR),
    mongodPath: env.MONGOD_PATH ?? null,
    searchPath: env.PATH,
    zoom: {
      clientId: env.ZOOM_CLIENT_ID ?? '',
      clientSecrets: env.ZOOM_CLIENT_SECRET ?? [],
      webhookSecretTokens: env.ZOOM_WEBHOOK_SECRET_TOKEN ?? [],
      redirectUri,
      inClientRedirect: inClientRedirectOf(env.ZOOM_IN_CLIENT_REDIRECT, [`${baseUrl}/panel`, redirectUri]),
      oauthBaseUrl: env.ZOOM_OAUTH_BASE_URL,
      apiBaseUrl: env.ZOOM_API_BASE_URL,
      allowedAccounts: env.ALLOWED_ZOOM_ACCOUNTS === undefined ? null : new Set(env.ALLOWED_ZOOM_ACCOUNTS),
    },
    recall: {
      apiKeys: env.RECALL_API_KEY ?? [],
      apiBaseUrl: env.RECALL_API_BASE_URL ?? `https://${env.RECALL_REGION}.recall.ai`,
      callbackSecrets: env.RECALL_CALLBACK_SECRET ?? [],
      verificationSecrets: env.RECALL_VERIFICATION_SECRET ?? [],
      webhookSecrets: env.RECALL_WEBHOOK_SECRET ?? [],
    },
    encryptionKeys: env.TOKEN_ENCRYPTION_KEYS ?? [],
    apiKeys: env.API_KEYS ?? [],
    connectReturnOrigins: env.CONNECT_RETURN_ORIGINS ?? [],
    drainSeconds: env.DRAIN_SECONDS,
    maxLiveBotsPerPerson: env.MAX_LIVE_BOTS_PER_PERSON,
    bot: {
      name: env.BOT_NAME,
      waitForPersonSeconds: env.WAIT_FOR_PERSON_SECONDS,
      recordingConfig: env.RECORDING_CONFIG ?? null,
      recordingRetentionHours: env.RECORDING_RETENTION_HOURS,
    },
    sessionDays: env.SESSION_DAYS,
    look: {
      appName: env.APP_NAME,
      accentColor: env.ACCENT_COLOR.toLowerCase(),
      privacyUrl: env.PRIVACY_URL ?? null,
      supportUrl: env.SUPPORT_URL ?? null,
    },
    panelFrameAncestors: env.PANEL_FRAME_ANCESTORS ?? [],
    graphqlPage: env.GRAPHQL_PAGE,
    logLevel: env.LOG_LEVEL,
  };
}

function inClientRedirectOf(setting: string, allowed: string[]): Config['zoom']['inClientRedirect'] {
  if (setting === 'event') return { kind: 'event', allowed };
  return setting === 'omit' ? { kind: 'omit' } : { kind: 'uri', uri: setting };
}

function missingOnes(isMissing: (name: string) => boolean): string[] {
  const hints: Record<string, string> = {
    BASE_URL: 'the public origin of this server, such as https://broughtby.example.com',
    ZOOM_CLIENT_ID: "the Client ID on the Zoom app's page App Credentials (marketplace.zoom.us, your General app)",
    ZOOM_CLIENT_SECRET:
      "the Client Secret on the Zoom app's page App Credentials (marketplace.zoom.us, your General app)",
    RECALL_API_KEY: 'an API key of your Recall workspace, from the dashboard of its region under Developers > API Keys',
    RECALL_CALLBACK_SECRET: 'it signs the callback URLs of each launch; make one with: openssl rand -hex 32',
    TOKEN_ENCRYPTION_KEYS:
      'they encrypt the tokens that are stored; make one with: echo "k1:$(openssl rand -base64 32)"',
  };
  return Object.entries(hints)
    .filter(([name]) => isMissing(name))
    .map(([name, hint]) => required(name, hint));
}

/**
 * Recall refuses a localhost or an IP address in a Create Bot request (https://docs.recall.ai/reference/errors), and fetches over the
 * internet. A simulated one may be anywhere.
 */
function unreachableForRecall(baseUrl: string | undefined, recallBaseUrl = 'https://us-east-1.recall.ai'): string[] {
  if (baseUrl === undefined || !isWebUrl(baseUrl) || !isWebUrl(recallBaseUrl)) return [];
  if (!new URL(recallBaseUrl).hostname.endsWith('.recall.ai')) return [];
  const { protocol, hostname, origin: given } = new URL(baseUrl);
  const isPublic = hostname.includes('.') && isIP(hostname) === 0 && !/\.(localhost|local|internal)$/.test(hostname);
  if (protocol === 'https:' && isPublic) return [];
  return [
    `BASE_URL is ${given}, but Recall can fetch tokens only from a public https host name: use a tunnel such as ` +
      'cloudflared for development, or the sandbox (npm run sandbox)',
  ];
}
