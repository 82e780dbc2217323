/** The part of autocannon that the bench uses: https://github.com/mcollina/autocannon#api */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Client {
    setRequests(requests: { path: string; headers: Record<string, string> }[]): void;
  }

  interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    mismatches: number;
  }

  interface Options {
    url: string;
    connections: number;
    amount: number;
    /** Milliseconds. */
    sampleInt: number;
    /** Called for each connection before its first request. */
    setupClient(client: Client): void;
    verifyBody(body: string): boolean;
  }

  /** Emits `response` with the client, the status, the bytes and the milliseconds that the answer took. */
  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: Result) => void,
  ): EventEmitter<{ response: [Client, number, number, number] }>;
}
