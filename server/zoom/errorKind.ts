import { jsonObject } from './jsonObject.js';
import type { ZoomErrorKind } from './zoomError.js';

/** Which call was answered: the same body means different things to different calls. */
export type ZoomCall = 'exchange' | 'refresh' | 'revoke' | 'api';

/** An answer of Zoom's that is not the success the call was made for. */
export interface ZoomAnswer {
  call: ZoomCall;
  status: number;
  /** As it came: JSON, XML, HTML or nothing. */
  body: string;
  /** The `Retry-After` header. */
  retryAfter?: string | null | undefined;
  /** What the request carried in secret: Zoom repeats an authorization code in its reason, so these are removed from it. */
  sent?: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
}

export interface ZoomRefusal {
  kind: ZoomErrorKind;
  zoomCode: string | null;
  /** Zoom's own words, free of secrets; null when it said nothing readable. */
  reason: string | null;
  retryAfterMs: number | null;
  missingScopes: string[];
}

const REASON_MAX_CHARACTERS = 200;
/** A wait that Zoom asks for is believed up to a day: its daily caps end at midnight UTC. */
const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000;

/**
 * Zoom's numbers that mean the same in every call.
 * https://developers.zoom.us/docs/integrations/oauth-error-messages/
 */
const KIND_BY_NUMBER: Readonly<Record<string, ZoomErrorKind>> = {
  '4702': 'CLIENT_CREDENTIALS',
  '4704': 'CLIENT_CREDENTIALS',
  '4706': 'CLIENT_CREDENTIALS',
  // The catch-all, the grant type, the redirect URI, a disabled app, an app disabled by an admin: each for the operator.
  '4700': 'REFUSED',
  '4705': 'REFUSED',
  '4709': 'REFUSED',
  '4717': 'REFUSED',
  '4738': 'REFUSED',
  '4711': 'SCOPE_MISSING',
};

const CODE_NUMBERS: ReadonlySet<string> = new Set(['4733', '4734', '4735', '4737']);
const TOKEN_REVOKED = '4741';
const INVALID_ACCESS_TOKEN = '124';

/**
 * Says what an answer of Zoom's means. The first line that fits decides:
 *
 * | status           | body                                            | exchange           | refresh, revoke    | api                  |
 * |------------------|-------------------------------------------------|--------------------|--------------------|----------------------|
 * | 429              | any                                             | RATE_LIMITED       | RATE_LIMITED       | RATE_LIMITED         |
 * | not 4xx          | any (an error page, a redirect, a 200 without a token) | UNAVAILABLE | UNAVAILABLE        | UNAVAILABLE          |
 * | 4xx              | 4702, 4704, 4706                                | CLIENT_CREDENTIALS | CLIENT_CREDENTIALS | CLIENT_CREDENTIALS   |
 * | 4xx              | 4700, 4705, 4709, 4717, 4738                    | REFUSED            | REFUSED            | REFUSED              |
 * | 4xx              | 4711                                            | SCOPE_MISSING      | SCOPE_MISSING      | SCOPE_MISSING        |
 * | 4xx              | 4741                                            | CODE_INVALID       | GRANT_DEAD         | ACCESS_TOKEN_INVALID |
 * | 4xx              | 4733, 4734, 4735, 4737                          | CODE_INVALID       | as `error` says    | REFUSED              |
 * | 4xx              | `invalid_client`                                | CLIENT_CREDENTIALS | CLIENT_CREDENTIALS | REFUSED              |
 * | 400, 401         | `invalid_grant`                                 | CODE_INVALID       | GRANT_DEAD         | REFUSED              |
 * | 4xx              | "Invalid authorization code"                    | CODE_INVALID       | REFUSED            | REFUSED              |
 * | 400, 401         | 124                                             | REFUSED            | REFUSED            | ACCESS_TOKEN_INVALID |
 * | 401              | JSON without a number of Zoom's, or nothing     | REFUSED            | REFUSED            | ACCESS_TOKEN_INVALID |
 * | 408              | any                                             | UNAVAILABLE        | UNAVAILABLE        | UNAVAILABLE          |
 * | 4xx              | anything else                                   | REFUSED            | REFUSED            | REFUSED              |
 *
 * So a grant ends by `invalid_grant` or 4741 in a 400 or 401 to a refresh, and by nothing else. An API call never ends
 * one: where it says 4741, the forced refresh that follows has the last word. https://developers.zoom.us/docs/integrations/oauth/
 */
export function errorKind(answer: ZoomAnswer): ZoomRefusal {
  const said = readBody(answer.body);
  const kind = kindOf(answer, said);
  const reason = said.reason === null ? null : withoutSecrets(said.reason, answer.sent ?? []);
  return {
    kind,
    zoomCode: printableCode(said.number ?? said.error),
    reason: reason === '' ? null : reason,
    retryAfterMs: retryAfterMs(answer.retryAfter, answer.now),
    missingScopes: kind === 'SCOPE_MISSING' ? scopesIn(said.reason ?? '') : [],
  };
}

function kindOf({ call, status }: ZoomAnswer, said: Said): ZoomErrorKind {
  if (status === 429) return 'RATE_LIMITED';
  if (status < 400 || status >= 500 || status === 408) return 'UNAVAILABLE';
  const aboutTheToken = status === 400 || status === 401;

  const fixed = said.number === null ? undefined : KIND_BY_NUMBER[said.number];
  if (fixed) return fixed;

  if (call === 'api') {
    const tokenRefused = said.number === INVALID_ACCESS_TOKEN || said.number === TOKEN_REVOKED;
    if (aboutTheToken && tokenRefused) return 'ACCESS_TOKEN_INVALID';
    if (status === 401 && said.number === null && said.format !== 'other') return 'ACCESS_TOKEN_INVALID';
    return 'REFUSED';
  }

  if (said.error === 'invalid_client') return 'CLIENT_CREDENTIALS';
  const grantIsOver = aboutTheToken && (said.number === TOKEN_REVOKED || said.error === 'invalid_grant');
  if (call !== 'exchange') return grantIsOver ? 'GRANT_DEAD' : 'REFUSED';

  // Zoom has answered a used code with `invalid_request` too, so its reason counts as well:
  // https://github.com/Jericho/ZoomNet/issues/36
  const codeIsOver =
    grantIsOver ||
    (said.number !== null && CODE_NUMBERS.has(said.number)) ||
    /^invalid authorization code/i.test(said.reason ?? '');
  return codeIsOver ? 'CODE_INVALID' : 'REFUSED';
}

interface Said {
  format: 'json' | 'xml' | 'empty' | 'other';
  /** Zoom's number, as digits. */
  number: string | null;
  /** OAuth's word. */
  error: string | null;
  reason: string | null;
}

/**
 * Reads what a body says. Zoom has answered in JSON with `error` and `reason`, in JSON with `code` and `message`, and in
 * XML where it did not find `Accept: application/json`; proxies in front of it answer in HTML.
 */
function readBody(body: string): Said {
  const text = body.trim();
  if (text === '') return { format: 'empty', number: null, error: null, reason: null };
  if (text.startsWith('{')) {
    const json = jsonObject(text);
    if (json) return said('json', (name) => json[name]);
  }
  if (text.startsWith('<') && !/^<(!doctype\s+)?html/i.test(text)) {
    return said('xml', (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]);
  }
  return { format: 'other', number: null, error: null, reason: null };
}

function said(format: 'json' | 'xml', field: (name: string) => unknown): Said {
  const texts = (...names: string[]) => names.map((name) => textOf(field(name))).filter((text) => text !== null);
  const codes = texts('code', 'errorCode', 'error_code', 'error');
  return {
    format,
    number: codes.find((code) => /^\d{1,6}$/.test(code)) ?? null,
    error: codes.find((code) => /^[a-z_]+$/.test(code)) ?? null,
    reason: texts('reason', 'message', 'errorMessage', 'error_description')[0] ?? null,
  };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The scopes in `Invalid access token, does not contain scopes:[user:read:token, user:read:token:admin].` The `:admin`
 * form is the same scope for account-level apps: naming it beside the other would confuse.
 */
function scopesIn(reason: string): string[] {
  const list = /scopes?:?\s*\[([^\]]*)\]/i.exec(reason)?.[1] ?? '';
  const named = list.split(/[,\s]+/).filter((scope) => /^[\w:]+$/.test(scope));
  return [...new Set(named)].filter((scope) => {
    const base = scope.replace(/:(admin|master)$/, '');
    return base === scope || !named.includes(base);
  });
}

/** What was sent goes, and so does whatever else looks like a token, which catches a secret that was repeated in part. */
function withoutSecrets(reason: string, sent: readonly string[]): string {
  let text = reason;
  for (const secret of sent) {
    if (secret !== '') text = text.replaceAll(secret, '…');
  }
  text = text.replace(/[\w.~+/=-]{16,}/g, (run) => (/^[a-z_./-]+$/.test(run) ? run : '…'));
  // Line breaks and the like have no place in a log line.
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, REASON_MAX_CHARACTERS)
    .trim();
}

function printableCode(code: string | null): string | null {
  return code !== null && /^[\w.-]{1,40}$/.test(code) ? code : null;
}

/** `Retry-After` comes as seconds or as a date (RFC 9110 §10.2.3). */
function retryAfterMs(header: string | null | undefined, now: number): number | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS) : null;
}
