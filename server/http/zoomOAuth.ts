import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectLinks } from '../people/connectLinks.js';
import type { Consent, ConsentOutcome } from '../people/consent.js';
import type { Cookies } from './cookies.js';
import { action, html, type Html, sendPage } from './page.js';

const BROWSER_KEY_BYTES = 32;
const BROWSER_KEY = /^[\w-]{43}$/;
/** Longer than anything Zoom sends; what exceeds it is not looked up. */
const MAX_PARAMETER_LENGTH = 2048;

/** Zoom's authorization in the browser, for a person themselves and for a user of a backend. */
export function zoomOAuthRoutes(
  app: FastifyInstance,
  deps: { consent: Consent; connectLinks: ConnectLinks; cookies: Cookies; baseUrl: string },
): void {
  const { consent, connectLinks, cookies } = deps;

  app.get('/zoom/oauth', async (request, reply) => {
    return reply
      .header('cache-control', 'no-store')
      .redirect(await consent.begin(browserKeyOf(request, reply), null), 302);
  });

  app.get<{ Querystring: Record<string, unknown> }>('/zoom/oauth-callback', async (request, reply) => {
    const { query } = request;
    const answer = {
      state: parameter(query['state']),
      code: parameter(query['code']),
      error: parameter(query['error']),
    };
    const outcome = await consent.complete(answer, presentBrowserKey(request));
    return answerConsent(outcome, reply);
  });

  app.get<{ Params: { token: string } }>('/connect/:token', async (request, reply) => {
    const link = await connectLinks.read(request.params.token);
    if (link.kind !== 'valid') return sendLinkExpired(reply);
    const { apiKey } = link.request;
    browserKeyOf(request, reply);
    return sendPage(reply, 200, {
      sentence: `Connect your Zoom account to ${apiKey}`,
      body: html`<p>It asks to bring bots into Zoom meetings on your behalf, while you are in them.</p>
        <form method="post"><button class="action">Continue to Zoom</button></form>
        <p class="quiet">
          Zoom shows what is asked for, and you can decline there. Go on only if you came here from ${apiKey} yourself.
        </p>`,
    });
  });

  app.post<{ Params: { token: string } }>('/connect/:token', async (request, reply) => {
    const link = await connectLinks.read(request.params.token);
    if (link.kind !== 'valid') return sendLinkExpired(reply);
    const browserKey = presentBrowserKey(request);
    if (request.headers.origin !== deps.baseUrl || browserKey === null) return sendNotFromHere(reply);
    return reply.header('cache-control', 'no-store').redirect(await consent.begin(browserKey, link.request), 303);
  });

  function answerConsent(outcome: ConsentOutcome, reply: FastifyReply): FastifyReply {
    if (outcome.kind === 'signed_in') {
      cookies.setSession(reply, outcome.sessionToken);
      return reply.header('cache-control', 'no-store').redirect('/launch', 302);
    }
    if (outcome.kind === 'for_backend') return answerForBackend(outcome, reply);
    if (outcome.kind === 'for_panel') return answerForPanel(outcome, reply);
    const { status, sentence, text, next } = EXPLANATIONS[outcome.kind];
    return sendPage(reply, status, {
      sentence,
      body: html`<p>${text}</p>
        ${next}`,
    });
  }

  /** The key this browser has, or a new one: several tabs of one browser share it. */
  function browserKeyOf(request: FastifyRequest, reply: FastifyReply): string {
    const key = presentBrowserKey(request) ?? randomBytes(BROWSER_KEY_BYTES).toString('base64url');
    cookies.setBrowserKey(reply, key);
    return key;
  }

  function presentBrowserKey(request: FastifyRequest): string | null {
    const key = cookies.browserKey(request);
    return key !== undefined && BROWSER_KEY.test(key) ? key : null;
  }
}

function parameter(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_PARAMETER_LENGTH ? value : null;
}

function answerForBackend(
  outcome: Extract<ConsentOutcome, { kind: 'for_backend' }>,
  reply: FastifyReply,
): FastifyReply {
  const { request, status, code } = outcome;
  if (request.returnUrl !== null) {
    const target = new URL(request.returnUrl);
    target.searchParams.set('status', status);
    if (code !== null) target.searchParams.set('code', code);
    return reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .redirect(target.href, 302);
  }
  if (code !== null) {
    return sendPage(reply, 200, {
      sentence: 'Your Zoom account is connected',
      body: html`<p>One step is left. Give this code to ${request.apiKey} within five minutes:</p>
        <p class="copy"><code>${code}</code></p>
        <p class="quiet">It is shown this once, works once, and only for ${request.apiKey}.</p>`,
    });
  }
  const { sentence, text } = EXPLANATIONS[status === 'declined' ? 'declined' : 'not_allowed'];
  return sendPage(reply, 200, {
    sentence,
    body: html`<p>${text}</p>
      <p class="quiet">${request.apiKey} was given nothing. To try again, open its link again.</p>`,
  });
}

/** In the browser of whoever consented, who need not be the one in whose panel it began: nothing here is theirs to go on with. */
function answerForPanel({ outcome }: ForPanel, reply: FastifyReply): FastifyReply {
  const { status, sentence, text } = IN_THE_PANEL[outcome.kind];
  return sendPage(reply, status, { sentence, body: html`<p>${text}</p>` });
}

function sendLinkExpired(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, {
    sentence: 'This link no longer works',
    body: html`<p>It is older than an hour, or incomplete. Go back to where you found it and ask for a new one.</p>`,
  });
}

/** The button of our own page sends our origin and the cookie that the page has set; another site's form has neither. */
function sendNotFromHere(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 403, {
    sentence: 'Please open the link again',
    body: html`<p>
        This did not come from the button of the link’s own page, or your browser keeps no cookies for this site. Allow
        them, then open the link again.
      </p>
      ${action('', 'Open the link again')}`,
  });
}

type ForPanel = Extract<ConsentOutcome, { kind: 'for_panel' }>;

const IN_THE_PANEL: Record<ForPanel['outcome']['kind'], { status: number; sentence: string; text: string }> = {
  connected: {
    status: 200,
    sentence: 'Your Zoom account is connected',
    text: 'Go back to Zoom: the panel there goes on. You can close this page.',
  },
  declined: {
    status: 200,
    sentence: 'Zoom was not connected',
    text: 'You declined at Zoom, or Zoom did not let you through. Nothing was shared or changed. You can connect at any time from the panel in Zoom.',
  },
  other_user: {
    status: 403,
    sentence: 'This is another Zoom account',
    text: 'The panel in Zoom was opened by another Zoom user than the one who consented here, so nothing was connected. If you did not begin this yourself, all is well: close this page. Otherwise go back to Zoom and connect again with the account that you use there.',
  },
  not_allowed: {
    status: 403,
    sentence: 'Your Zoom account is not allowed here',
    text: 'This server is open to certain Zoom accounts only. What Zoom granted was handed back. Ask whoever runs the server.',
  },
  code_refused: {
    status: 400,
    sentence: 'Zoom did not accept the authorization',
    text: 'Its code was used before or has expired. Nothing was changed. Go back to Zoom and connect again in the panel there.',
  },
  zoom_unavailable: {
    status: 502,
    sentence: 'Zoom did not answer',
    text: 'Your account could not be connected. Go back to Zoom, and connect again in a minute in the panel there.',
  },
  client_credentials: {
    status: 500,
    sentence: 'This server is not set up rightly',
    text: 'Zoom does not accept this server’s credentials, and only whoever runs it can help. Tell them: check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, then restart.',
  },
};

const CONNECT = action('/zoom/oauth', 'Connect Zoom');
/** For when it is not known here whether the person came by themselves or by a backend's link. */
const BY_LINK = html`<p class="quiet">Did a link bring you here? Then open that link again instead.</p>`;

const EXPLANATIONS: Record<
  Exclude<ConsentOutcome['kind'], 'signed_in' | 'for_backend' | 'for_panel'>,
  { status: number; sentence: string; text: string; next: Html }
> = {
  declined: {
    status: 200,
    sentence: 'Zoom was not connected',
    text: 'You declined at Zoom, or Zoom did not let you through. Nothing was shared or changed. You can connect at any time.',
    next: CONNECT,
  },
  not_allowed: {
    status: 403,
    sentence: 'Your Zoom account is not allowed here',
    text: 'This server is open to certain Zoom accounts only. What Zoom granted was handed back. Ask whoever runs the server, or connect with another account.',
    next: action('/zoom/oauth', 'Connect another account'),
  },
  no_state: {
    status: 400,
    sentence: 'One more step',
    text: 'Zoom sent you here with an authorization that did not begin on this site. To be safe it was discarded. Begin here instead.',
    next: CONNECT,
  },
  unknown_state: {
    status: 400,
    sentence: 'Already done, or too late',
    text: 'An authorization works once and for five minutes. If yours went through, all is well; see how things stand, or begin again.',
    next: html`${action('/launch', 'See how things stand')} ${BY_LINK}`,
  },
  other_browser: {
    status: 400,
    sentence: 'This began in another browser',
    text: 'An authorization has to end in the browser in which it began, with cookies allowed. Go back to that one, or begin again here.',
    next: html`${CONNECT} ${BY_LINK}`,
  },
  code_refused: {
    status: 400,
    sentence: 'Zoom did not accept the authorization',
    text: 'Its code was used before or has expired. Nothing was changed. Begin again.',
    next: html`${CONNECT} ${BY_LINK}`,
  },
  zoom_unavailable: {
    status: 502,
    sentence: 'Zoom did not answer',
    text: 'Your account could not be connected. Try again in a minute.',
    next: html`${CONNECT} ${BY_LINK}`,
  },
  client_credentials: {
    status: 500,
    sentence: 'This server is not set up rightly',
    text: 'Zoom does not accept this server’s credentials, and only whoever runs it can help. Tell them: check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, then restart.',
    next: html`${action('/launch', 'Try again')} ${BY_LINK}`,
  },
};
