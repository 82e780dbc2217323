import { METHODS } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { CallbackQuery, CallbackUrls } from '../bots/callbackUrl.js';
import type { ObfAnswer, ObfTokens } from '../bots/obfToken.js';
import type { Clock } from '../clock.js';
import type { RecallVerifier } from '../recall/signature.js';
import type { Background } from './background.js';

/** `CONNECT` never reaches a route. */
const OTHER_METHODS = METHODS.filter((method) => method !== 'GET' && method !== 'CONNECT');
const RETRY_AFTER_SECONDS = '10';
const PLAIN_TEXT = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
/** Where Recall signs nothing. */
const TRUSTED = { kind: 'valid' } as const;

/** Each reason's status and text. Recall keeps the text in the bot's logs, where somebody will look for it. */
const REFUSALS: Record<Exclude<ObfAnswer['kind'], 'token'>, { status: number; text: string }> = {
  no_launch: { status: 404, text: 'no live launch for this URL' },
  person_left: { status: 404, text: 'the person has left the meeting' },
  meeting_ended: { status: 404, text: 'the meeting has ended' },
  not_connected: { status: 409, text: 'the person has disconnected Zoom' },
  reconnect_required: { status: 409, text: 'the person has to connect Zoom again' },
  missing_scope: { status: 409, text: 'the person has to connect Zoom again and grant user:read:token' },
  too_many_requests: { status: 429, text: 'more than 60 requests in a minute for one launch' },
  client_credentials: { status: 500, text: 'the server is not set up rightly' },
  sealing_key: { status: 500, text: 'the server is not set up rightly' },
  fault: { status: 500, text: 'the server failed' },
  zoom_refused: { status: 502, text: 'Zoom refused the token' },
  zoom_rate_limited: { status: 502, text: "Zoom's rate limit was reached" },
  zoom_unavailable: { status: 502, text: 'Zoom could not be reached' },
  database_unavailable: { status: 503, text: 'the database is away' },
  zoom_timeout: { status: 504, text: 'Zoom did not answer in time' },
};

/**
 * `GET /recall/obf-callback`: a fresh On Behalf Of token as plain text, for Recall at the moment its bot joins. The hot path.
 * An answer that is not a token is never a 200 (https://docs.recall.ai/docs/providing-zoom-join-tokens).
 *
 * @param deps.verifier null while the workspace has no verification secret: then Recall signs nothing, and the URL's MAC alone decides
 */
export function obfCallbackRoute(
  app: FastifyInstance,
  deps: {
    callbackUrls: CallbackUrls;
    verifier: RecallVerifier | null;
    obfTokens: ObfTokens;
    background: Background;
    now: Clock;
  },
): void {
  const { callbackUrls, verifier, obfTokens, background, now } = deps;

  // Helmet makes its headers anew for each request, and all but one of them mean something to pages only.
  app.get<{ Querystring: CallbackQuery }>('/recall/obf-callback', { helmet: false }, async (request, reply) => {
    void reply.headers(PLAIN_TEXT);
    const grant = callbackUrls.verify(request.query);
    if (grant === null) return reply.code(401).send('auth_token is missing, wrong or expired');
    const verification = verifier === null ? TRUSTED : verifier.verify(request.headers, '', now());
    if (verification.kind !== 'valid') {
      const why = verification.kind === 'missing' ? 'not signed' : verification.reason.replaceAll('_', ' ');
      background.run('obf.record_failed', () => obfTokens.recordUnsigned(grant, why));
      return reply.code(401).send("Recall's signature is missing, wrong or older than five minutes");
    }
    const attempt = await obfTokens.mint(grant);
    background.run('obf.record_failed', () => obfTokens.record(grant, attempt));
    const { answer } = attempt;
    if (answer.kind === 'token') return reply.send(answer.token);
    const { status, text } = REFUSALS[answer.kind];
    if (status === 429 || status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(status).send(text);
  });

  for (const method of OTHER_METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  app.route({
    method: OTHER_METHODS,
    url: '/recall/obf-callback',
    // Before the body is read, so that no body changes the answer.
    onRequest: async (_request, reply) => reply.code(405).header('allow', 'GET').type('text/plain').send('only GET'),
    handler: async () => '',
  });
}
