import {
  cacheExchange,
  Client,
  type Exchange,
  fetchExchange,
  makeOperation,
  mapExchange,
  type Operation,
  subscriptionExchange,
} from '@urql/core';
import { createLive, type Live } from './live.js';
import type { PanelSession } from './panelSession.js';
import { createRequests, type Requests } from './requests.js';
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
  const requests = createRequests({ bearer: session, server });
  const live = createLive({ bearer: session, server });
  const graphql = new Client({
    url: '/graphql',
    preferGetMethod: false,
    // What is known is shown, and asked again.
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      trustedDocuments(requests),
      subscriptionExchange({ forwardSubscription: forwardTo(live) }),
      fetchExchange,
    ],
  });
  return { graphql, live, server, session };
}

/** Sends the document's hash instead of its text, by the way that fits what it does. */
function trustedDocuments(requests: Requests): Exchange {
  return mapExchange({
    onOperation: (operation) =>
      makeOperation(
        operation.kind,
        {
          ...operation,
          extensions: { ...operation.extensions, persistedQuery: { version: 1, sha256Hash: hashOf(operation) } },
        },
        { ...operation.context, fetch: operation.kind === 'mutation' ? requests.write : requests.read },
      ),
    // A server that fails answers `data: null`; urql's types, and all who look at it, know only that it is not there.
    onResult: (result) => ({ ...result, data: result.data ?? undefined }),
  });
}

function forwardTo(live: Live): Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] {
  return (_request, operation) => ({
    subscribe: (sink) => ({
      unsubscribe: live.listen(
        { hash: hashOf(operation), variables: operation.variables ?? {} },
        {
          next: (result) => sink.next({ data: result.data, errors: result.errors }),
          error: (error) => sink.error(error),
          complete: () => sink.complete(),
        },
      ),
    }),
  });
}

function hashOf({ query }: Operation): string {
  if (!('documentId' in query) || query.documentId === undefined)
    throw new TypeError('Only trusted documents can be sent');
  return query.documentId;
}
