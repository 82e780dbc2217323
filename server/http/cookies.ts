import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Cookies {
  session(request: FastifyRequest): string | undefined;
  setSession(reply: FastifyReply, token: string): void;
  clearSession(reply: FastifyReply): void;
  /** The random value that ties an authorization to this browser. */
  browserKey(request: FastifyRequest): string | undefined;
  setBrowserKey(reply: FastifyReply, key: string): void;
}

const DAY_SECONDS = 86_400;
/** Longer than an authorization, so that a consent page left open for a while still ends well or explains itself. */
const BROWSER_KEY_SECONDS = 3600;

/**
 * The cookies of the browser pages. Over https they carry the prefix `__Host-` and `Secure`; some browsers drop such cookies on
 * http://localhost, so that plain names serve there. `Lax`, because Zoom's redirect back to us has to bring them.
 */
export function createCookies(options: { baseUrl: string; sessionDays: number }): Cookies {
  const isSecure = options.baseUrl.startsWith('https:');
  const prefix = isSecure ? '__Host-' : '';
  const sessionName = `${prefix}broughtby_session`;
  const browserKeyName = `${prefix}broughtby_browser`;
  const attributes: CookieSerializeOptions = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' };

  return {
    session: (request) => request.cookies[sessionName],
    setSession: (reply, token) =>
      void reply.setCookie(sessionName, token, { ...attributes, maxAge: options.sessionDays * DAY_SECONDS }),
    clearSession: (reply) => void reply.clearCookie(sessionName, attributes),
    browserKey: (request) => request.cookies[browserKeyName],
    setBrowserKey: (reply, key) =>
      void reply.setCookie(browserKeyName, key, { ...attributes, maxAge: BROWSER_KEY_SECONDS }),
  };
}
