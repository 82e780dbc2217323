import { Agent, request } from 'undici';

const LONGEST_BODY_BYTES = 256 * 1024;
/** Connections to one origin; more requests wait for their turn. */
const CONNECTIONS = 256;

/** What became of a request that the simulator made. */
export type OutgoingResult =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'timeout' }
  | { kind: 'unreachable' };

export interface OutgoingRequest {
  url: string;
  method: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Real milliseconds for the whole exchange. */
  timeoutMs: number;
}

/** The requests that a vendor makes. Follows no redirect. */
export interface Outgoing {
  send(request: OutgoingRequest): Promise<OutgoingResult>;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

export function createOutgoing(): Outgoing {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const stopped = new AbortController();
  return {
    async send({ url, method, headers, body, timeoutMs }) {
      const late = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(url, {
          method,
          dispatcher,
          signal: AbortSignal.any([late, stopped.signal]),
          ...(headers && { headers }),
          ...(body !== undefined && { body }),
        });
        const text = await answer.body.text();
        return {
          kind: 'answered',
          status: answer.statusCode,
          headers: flatten(answer.headers),
          body: text.slice(0, LONGEST_BODY_BYTES),
        };
      } catch {
        return { kind: late.aborted ? 'timeout' : 'unreachable' };
      }
    },
    async close() {
      stopped.abort();
      await dispatcher.destroy();
    },
  };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
