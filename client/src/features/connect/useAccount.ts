import { useCallback, useState } from 'react';
import { useMutation } from 'urql';
import { DisconnectZoomDocument, EndSessionDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';

const DISCONNECT_ZOOM = trusted(DisconnectZoomDocument);
const END_SESSION = trusted(EndSessionDocument);
const NO_ANSWER = 'The server did not answer. Try again in a moment.';

/** How a person took their leave. */
export type Departure =
  | { kind: 'signed_out' }
  /** `isRevoked` is false when Zoom could not be told: then the person can remove the app at Zoom. */
  | { kind: 'disconnected'; isRevoked: boolean };

export interface Account {
  isLeaving: boolean;
  problem: string | null;
  signOut: () => void;
  /** Removes the bots, ends the grant at Zoom, erases what is stored. */
  disconnect: () => void;
}

/** @param onLeft is told once the server has done it */
export function useAccount(onLeft: (departure: Departure) => void): Account {
  const [disconnecting, executeDisconnect] = useMutation(DISCONNECT_ZOOM);
  const [ending, executeEnd] = useMutation(END_SESSION);
  const [problem, setProblem] = useState<string | null>(null);

  const signOut = useCallback(async () => {
    setProblem(null);
    const { data } = await executeEnd({});
    if (data === undefined) setProblem(NO_ANSWER);
    else onLeft({ kind: 'signed_out' });
  }, [executeEnd, onLeft]);

  const disconnect = useCallback(async () => {
    setProblem(null);
    const { data } = await executeDisconnect({});
    if (data === undefined) return setProblem(NO_ANSWER);
    const { disconnectZoom: answer } = data;
    switch (answer.__typename) {
      case 'DisconnectZoomSuccess':
        return onLeft({ kind: 'disconnected', isRevoked: answer.revoked !== false });
      // Another tab was quicker.
      case 'NotConnected':
        return onLeft({ kind: 'disconnected', isRevoked: true });
      case 'UnknownExternalUser':
        return setProblem(answer.message);
      default:
        return answer satisfies never;
    }
  }, [executeDisconnect, onLeft]);

  return {
    isLeaving: disconnecting.fetching || ending.fetching,
    problem,
    signOut: useCallback(() => void signOut(), [signOut]),
    disconnect: useCallback(() => void disconnect(), [disconnect]),
  };
}
