import { Client, type Operation, subscriptionExchange } from '@urql/core';
import { createLive, type Live } from './live.js';
import type { PanelSession } from './panelSession.js';
import { createSend, type Send } from './requests.js';
import type { ServerState } from './serverState.js';

/** Everything by which a page talks to its server. */
export interface ServerConnection {
  graphql: Client;
  live: Live;
  server: ServerState;
  /** Null in a browser, which has a cookie. */
  session: PanelSession | null;
}

/** @param session the panel's; null in a browser, whose session is a cookie */
export function createServerConnection(server: ServerState, session: PanelSession | null): ServerConnection {
  const send = createSend({ bearer: session, server });
  const live = createLive({ bearer: session, server });
  const graphql = new Client({
    url: '/graphql',
    // Nothing is kept: what a component shows stays while it is asked for again.
    requestPolicy: 'network-only',
    exchanges: [
      subscriptionExchange({
        enableAllOperations: true,
        forwardSubscription: (_request, operation) => ({
          subscribe: (sink) => ({
            unsubscribe: operation.kind === 'subscription' ? listen(live, operation, sink) : ask(send, operation, sink),
          }),
        }),
      }),
    ],
  });
  return { graphql, live, server, session };
}

type Source = ReturnType<Parameters<typeof subscriptionExchange>[0]['forwardSubscription']>;
type Sink = Parameters<Source['subscribe']>[0];

function listen(live: Live, operation: Operation, sink: Sink): () => void {
  return live.listen(
    { hash: hashOf(operation), variables: operation.variables ?? {} },
    {
      next: ({ data, errors }) => sink.next({ data, errors }),
      error: (error) => sink.error(error),
      complete: () => sink.complete(),
    },
  );
}

function ask(send: Send, operation: Operation, sink: Sink): () => void {
  const nobody = new AbortController();
  async function run(): Promise<void> {
    try {
      const { data, errors } = await send({
        kind: operation.kind === 'mutation' ? 'write' : 'read',
        hash: hashOf(operation),
        variables: operation.variables ?? {},
        signal: nobody.signal,
      });
      sink.next({ data: data ?? undefined, errors });
      sink.complete();
    } catch (error) {
      if (!nobody.signal.aborted) sink.error(error);
    }
  }
  void run();
  return () => nobody.abort();
}

function hashOf({ query }: Operation): string {
  if (!('documentId' in query) || query.documentId === undefined)
    throw new TypeError('Only trusted documents can be sent');
  return query.documentId;
}
