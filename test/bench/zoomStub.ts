import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from './answerQuestions.js';

/** As long as the tokens that Zoom gives. */
const TOKEN_LENGTH = 700;

let minted = 0;

/**
 * Zoom as far as a callback and a refresh need it: another token for every request, at once and unchecked. And Recall, where every bot that
 * it is asked about has left.
 */
const server = createServer((request, response) => {
  const body = bodyFor(request.url ?? '');
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

function bodyFor(path: string): unknown {
  if (path.startsWith('/v2/users/me/token')) return { token: nextToken('obf') };
  const [, botId] = /^\/api\/v1\/bot\/([^/]+)\/$/.exec(path) ?? [];
  if (botId === undefined) return tokenPair();
  const created_at = new Date().toISOString();
  return {
    id: botId,
    metadata: {},
    status_changes: [{ code: 'call_ended', sub_code: 'call_ended_by_host', created_at }],
  };
}

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
