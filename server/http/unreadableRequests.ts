import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';

/** Nothing is there. */
const NOWHERE = '/unreadable-address';

/** As on every other answer: whatever may be taken for a page has Zoom's four headers. */
const HEADERS = [
  'Connection: close',
  'Cache-Control: no-store',
  'Content-Type: text/plain; charset=utf-8',
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy: no-referrer',
  'Strict-Transport-Security: max-age=31536000',
  'X-Content-Type-Options: nosniff',
];

/** By Node's codes. https://nodejs.org/api/http.html#event-clienterror */
const ANSWERS = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: '408 Request Timeout', text: 'The request did not arrive in time.' }],
  [
    'HPE_HEADER_OVERFLOW',
    {
      status: '431 Request Header Fields Too Large',
      text: 'The address or the cookies are too long for this server. Check the address, or delete the cookies of this site.',
    },
  ],
]);
const NOT_UNDERSTOOD = { status: '400 Bad Request', text: 'This is not a request that this server understands.' };

/** An address that cannot be decoded is one that does not exist. Fastify's own answer to it is no page, and lacks every header. */
export function readableUrl({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  try {
    decodeURI(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return NOWHERE;
  }
}

/** Answers, on the bare connection, what never became a request, and closes it. */
export function createRefusal(log: FastifyBaseLogger): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  return function refuseUnreadable(error, socket) {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, text } = ANSWERS.get(error.code ?? '') ?? NOT_UNDERSTOOD;
    log.info({ event: 'http.unreadable', status, reason: error.message }, 'A request could not be read');
    const length = `Content-Length: ${Buffer.byteLength(text)}`;
    socket.once('finish', () => socket.destroy());
    socket.end([`HTTP/1.1 ${status}`, ...HEADERS, length, '', text].join('\r\n'));
  };
}
