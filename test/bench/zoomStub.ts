import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from './answerQuestions.js';

/** As long as the tokens that Zoom gives. */
const TOKEN_LENGTH = 700;

let minted = 0;

/** Zoom as far as a callback needs it: another token for every request, at once and unchecked. */
const server = createServer((request, response) => {
  const body = request.url?.startsWith('/v2/users/me/token') ? { token: nextToken('obf') } : tokenPair();
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

function nextToken(kind: string): string {
  minted += 1;
  return `${kind}.${minted}.`.padEnd(TOKEN_LENGTH, 'x');
}

function tokenPair() {
  return {
    access_token: nextToken('access'),
    refresh_token: nextToken('refresh'),
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'user:read:token user:read:user zoomapp:inmeeting',
  };
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, { minted: () => minted });
