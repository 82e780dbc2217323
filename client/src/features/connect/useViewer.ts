import { useCallback } from 'react';
import { useQuery } from 'urql';
import { ViewerDocument, type ViewerQuery } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';

export const VIEWER = trusted(ViewerDocument);

export interface ViewerResult {
  /** Null until the server has answered, and when nobody is signed in. */
  viewer: ViewerQuery['viewer'] | null;
  /** The server has said that nobody is signed in. */
  isSignedOut: boolean;
  /** Why there is no answer, where trying again did not help. */
  problem: string | null;
  /** Asks the server again. */
  refresh: () => void;
}

/** @param isPaused true while it would be too early to ask */
export function useViewer({ isPaused = false }: { isPaused?: boolean } = {}): ViewerResult {
  const [{ data, error }, execute] = useQuery({ query: VIEWER, pause: isPaused });
  const refresh = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  const isSignedOut =
    error?.graphQLErrors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED') ?? false;
  return {
    viewer: data?.viewer ?? null,
    isSignedOut,
    problem: error?.graphQLErrors[0]?.message ?? error?.message ?? null,
    refresh,
  };
}
