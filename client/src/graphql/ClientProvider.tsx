import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { Provider } from 'urql';
import type { ServerConnection } from './serverConnection.js';
import type { LiveState } from './live.js';
import type { ServerCondition } from './serverState.js';

const ConnectionContext = createContext<ServerConnection | null>(null);

/** Gives everything below it urql's hooks and this page's connection to its server. */
export function ClientProvider({ connection, children }: { connection: ServerConnection; children: ReactNode }) {
  return (
    <ConnectionContext value={connection}>
      <Provider value={connection.graphql}>{children}</Provider>
    </ConnectionContext>
  );
}

export function useServerConnection(): ServerConnection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('There is no ClientProvider above this component');
  return connection;
}

/** How subscriptions stand: whether to say "reconnecting", and when to look for what was missed. */
export function useLiveState(): LiveState {
  const { live } = useServerConnection();
  return useSyncExternalStore(live.subscribe, live.getSnapshot);
}

export function useServerCondition(): ServerCondition {
  const { server } = useServerConnection();
  return useSyncExternalStore(server.subscribe, server.getSnapshot);
}
