import { useEffect, useState, useSyncExternalStore } from 'react';
import { useServerCondition, useServerConnection } from '../graphql/ClientProvider.js';
import type { ServerCondition } from '../graphql/serverState.js';

/** A gap that is closed sooner is nobody's concern. */
const UNREACHABLE_NOTICE_MS = 1_500;

/** Whether the server answers: an absence is told only once it lasts. */
export function useReachability(): { server: ServerCondition; hasNetwork: boolean } {
  const condition = useServerCondition();
  const { server } = useServerConnection();
  const hasNetwork = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
  const [isLastingly, setLastingly] = useState(false);

  useEffect(() => {
    if (condition !== 'unreachable') return undefined;
    const timer = setTimeout(() => setLastingly(true), UNREACHABLE_NOTICE_MS);
    return () => {
      clearTimeout(timer);
      setLastingly(false);
    };
  }, [condition]);

  // What the browser believes about the network is a reason to ask, not an answer.
  useEffect(() => {
    if (!hasNetwork) void server.check();
  }, [hasNetwork, server]);

  return { server: condition === 'unreachable' && !isLastingly ? 'reachable' : condition, hasNetwork };
}

function subscribeToNetwork(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
