import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, render, type RenderResult } from '@testing-library/react';
import { buildSchema, graphql, Kind, parse } from 'graphql';
import type { ReactNode } from 'react';
import { expect, onTestFinished, vi } from 'vitest';
import { ClientProvider } from '../../../client/src/graphql/ClientProvider.js';
import type { BotCardFragment } from '../../../client/src/graphql/generated/graphql.js';
import persistedDocuments from '../../../client/src/graphql/generated/persisted-documents.json' with { type: 'json' };
import { createServerConnection } from '../../../client/src/graphql/serverConnection.js';
import { createServerState } from '../../../client/src/graphql/serverState.js';
import { Announcer } from '../../../client/src/ui/Announcer.js';
import { PATIENCE_MS } from '../../support/patience.js';

const schema = buildSchema(readFileSync(join(import.meta.dirname, '..', '..', '..', 'schema.graphql'), 'utf8'));
const DOCUMENTS: Record<string, string> = persistedDocuments;

/** Answers a field of Query or Mutation. Unions need their `__typename`. */
type Answers = Record<string, (args: never) => unknown>;

export interface FakeServer {
  /** What is asked of it, by operation, with its variables. */
  readonly asked: { operation: string; variables: Record<string, unknown> }[];
  /** The fields that it answers; a test may change them. */
  readonly answers: Answers;
  /** While false, nothing comes back. */
  isReachable: boolean;
  /** Tells everybody who is subscribed. */
  tell: (bot: BotCardFragment) => void;
  /** Closes every socket, as a server that goes away does. */
  drop: () => void;
  /** Renders what talks to it. */
  show: (content: ReactNode) => RenderResult;
  /** The same for `rerender`. */
  within: (content: ReactNode) => ReactNode;
}

/**
 * The server as a component sees it: `fetch` and `WebSocket` of this page speak GraphQL with the schema itself, by the hashes of
 * the client's documents.
 */
export function startFakeServer(answers: Answers = {}): FakeServer {
  const asked: FakeServer['asked'] = [];
  const sockets = new Set<FakeSocket>();
  const fake: FakeServer = {
    asked,
    answers,
    isReachable: true,
    tell: (bot) => act(() => sockets.forEach((socket) => socket.tell({ botUpdated: bot }))),
    drop: () => act(() => sockets.forEach((socket) => socket.close(1006, ''))),
    show: (content) => render(fake.within(content)),
    within: (content) => (
      <ClientProvider connection={connection}>
        <Announcer>{content}</Announcer>
      </ClientProvider>
    ),
  };

  async function answer(url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (!fake.isReachable) throw new TypeError('fetch failed');
    if (url === '/healthz') return new Response('ok');
    const { extensions, variables }: Sent = JSON.parse(typeof init?.body === 'string' ? init.body : '{}');
    const source = DOCUMENTS[extensions.persistedQuery.sha256Hash];
    if (source === undefined) throw new Error('A document that the server does not know');
    asked.push({ operation: nameOf(source), variables });
    const result = await graphql({ schema, source, rootValue: answers, variableValues: variables });
    return Response.json(result);
  }

  vi.stubGlobal('fetch', answer);
  vi.stubGlobal(
    'WebSocket',
    class extends FakeSocket {
      constructor() {
        super();
        if (!fake.isReachable) queueMicrotask(() => this.close(1006, ''));
        sockets.add(this);
        this.onClosed = () => sockets.delete(this);
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const connection = createServerConnection(createServerState(), null);
  return fake;
}

/** How often an operation was asked for. */
export function timesAsked({ asked }: FakeServer, operation: string): number {
  return asked.filter((one) => one.operation === operation).length;
}

/** Waits for something on the page, whatever the load of this machine. */
export async function eventually(look: () => unknown): Promise<void> {
  await vi.waitFor(
    async () => {
      await act(async () => undefined);
      expect(look()).toBeTruthy();
    },
    { timeout: PATIENCE_MS },
  );
}

interface Sent {
  extensions: { persistedQuery: { sha256Hash: string } };
  variables: Record<string, unknown>;
}

interface Message {
  type: string;
  id?: string;
}

/** The server's side of `graphql-transport-ws`, as much as a subscription to bots needs. */
class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly protocol = 'graphql-transport-ws';
  readyState = FakeSocket.CONNECTING;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string; wasClean: boolean }) => void;
  onerror?: (event: unknown) => void;
  onClosed?: () => void;
  readonly #subscriptions = new Set<string>();

  constructor() {
    queueMicrotask(() => {
      if (this.readyState !== FakeSocket.CONNECTING) return;
      this.readyState = FakeSocket.OPEN;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const { type, id = '' }: Message = JSON.parse(text);
    if (type === 'connection_init') this.#say({ type: 'connection_ack' });
    if (type === 'ping') this.#say({ type: 'pong' });
    if (type === 'subscribe') this.#subscriptions.add(id);
    if (type === 'complete') this.#subscriptions.delete(id);
  }

  tell(data: unknown): void {
    for (const id of this.#subscriptions) this.#say({ type: 'next', id, payload: { data } });
  }

  close(code: number, reason: string): void {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    this.onClosed?.();
    queueMicrotask(() => this.onclose?.({ code, reason, wasClean: true }));
  }

  #say(message: Message & { payload?: unknown }): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
  }
}

function nameOf(source: string): string {
  for (const definition of parse(source).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) return definition.name?.value ?? '';
  }
  return '';
}
