import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** A hint to change the protocol, which a server is free to pass over (https://www.rfc-editor.org/rfc/rfc9110#field.upgrade). */
const HINTS = new Set(['upgrade', 'http2-settings']);

/**
 * Once anybody listens for upgrades, Node hands over every request that proposes one, its body unread: also the `Upgrade: h2c` with
 * which some clients, Java's own among them, send each first request over http. Those are served as if they had not proposed it.
 *
 * @returns what emits `upgrade` for WebSockets at `path` only; it never listens
 */
export function webSocketUpgrades(server: Server, path: string): Server {
  const upgrades = createServer();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { method, url = '', headers } = request;
    const isOurs = method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && url.split('?')[0] === path;
    if (isOurs) {
      upgrades.emit('upgrade', request, socket, head);
      return;
    }
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgrade(request), 'latin1'), head]));
    server.emit('connection', socket);
  });
  return upgrades;
}

/** The request's head as it came, but for the proposal. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (HINTS.has(name.toLowerCase())) continue;
    const kept = name.toLowerCase() === 'connection' ? withoutHints(value) : value;
    if (kept !== null) lines.push(`${name}: ${kept}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function withoutHints(connection: string): string | null {
  const kept = connection.split(',').filter((option) => !HINTS.has(option.trim().toLowerCase()));
  return kept.length === 0 ? null : kept.join(',');
}
