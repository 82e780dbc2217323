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
import { FakeSocket } from './fakeSocket.js';

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
  /** True: everything but WebSockets gets through. */
  refusesSockets: boolean;
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
    refusesSockets: false,
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
        if (!fake.isReachable || fake.refusesSockets) queueMicrotask(() => this.close(1006, ''));
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

function nameOf(source: string): string {
  for (const definition of parse(source).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) return definition.name?.value ?? '';
  }
  return '';
}
