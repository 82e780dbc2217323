import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '@urql/core';
import { useClient } from 'urql';
import { CompleteZoomAuthorizationDocument, StartZoomAuthorizationDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import type { ZoomPanel } from '../../zoom/zoomPanel.js';
import { ZoomPanelError } from '../../zoom/zoomPanelError.js';

const START = trusted(StartZoomAuthorizationDocument);
const COMPLETE = trusted(CompleteZoomAuthorizationDocument);

/** How far the consent inside the Zoom client has come. */
export type ZoomAuthorization =
  | { kind: 'idle' }
  /** The server is asked for a challenge. */
  | { kind: 'asking' }
  /** Zoom shows its window, and waits for the person. */
  | { kind: 'consenting' }
  | { kind: 'completing' }
  | { kind: 'declined' }
  /** The Zoom client said nothing in time. It may still have gone through, in a browser's tab. */
  | { kind: 'silent' }
  | { kind: 'failed'; message: string };

export interface ZoomAuthorizationControls {
  authorization: ZoomAuthorization;
  /** Begins, or begins again: what came of an earlier attempt is not told any more. */
  begin: () => void;
  /** Forgets what came of it, and ends the waiting. */
  reset: () => void;
}

/** @param onConnected the server has the connection */
export function useZoomAuthorization(zoom: ZoomPanel, onConnected: () => void): ZoomAuthorizationControls {
  const client = useClient();
  const [authorization, setAuthorization] = useState<ZoomAuthorization>({ kind: 'idle' });
  const attempt = useRef<AbortController | null>(null);

  const reset = useCallback(() => {
    attempt.current?.abort();
    attempt.current = null;
    setAuthorization({ kind: 'idle' });
  }, []);

  const begin = useCallback(() => {
    attempt.current?.abort();
    const own = new AbortController();
    attempt.current = own;
    void authorize(client, zoom, own.signal, (next) => {
      if (own.signal.aborted) return;
      setAuthorization(next);
      if (next.kind === 'idle') onConnected();
    });
  }, [client, zoom, onConnected]);

  useEffect(() => () => attempt.current?.abort(), []);
  return { authorization, begin, reset };
}

/** @param tell takes each step; `idle` is the end of a success */
async function authorize(
  client: Client,
  zoom: ZoomPanel,
  signal: AbortSignal,
  tell: (step: ZoomAuthorization) => void,
): Promise<void> {
  tell({ kind: 'asking' });
  const started = (await client.mutation(START, {})).data?.startZoomAuthorization;
  if (signal.aborted) return;
  if (started === undefined) return tell({ kind: 'failed', message: NO_ANSWER });
  if (started.__typename !== 'StartZoomAuthorizationSuccess') return tell({ kind: 'failed', message: started.message });

  tell({ kind: 'consenting' });
  try {
    const answer = await zoom.authorize(started, signal);
    if (answer.kind !== 'authorized') return tell(answer);
    tell({ kind: 'completing' });
    const { code, state, redirectUri } = answer;
    // Even when the panel turned to something else meanwhile: the code is good once, and the person has agreed.
    const completed = (await client.mutation(COMPLETE, { input: { code, state, redirectUri } })).data
      ?.completeZoomAuthorization;
    if (completed === undefined) return tell({ kind: 'failed', message: NO_ANSWER });
    tell(
      completed.__typename === 'CompleteZoomAuthorizationSuccess'
        ? { kind: 'idle' }
        : { kind: 'failed', message: completed.message },
    );
  } catch (error) {
    if (!signal.aborted) tell({ kind: 'failed', message: refusalOf(error) });
  }
}

const NO_ANSWER = 'The server did not answer. Try again in a moment.';

function refusalOf(error: unknown): string {
  if (!(error instanceof ZoomPanelError)) throw error;
  switch (error.kind) {
    case 'busy':
      return 'Zoom is already asking. Look for its window, or try again in a moment.';
    case 'guest':
      return 'Sign in to Zoom first.';
    case 'silent':
      return 'Zoom did not answer. Try again.';
    case 'denied':
    case 'not_supported':
    case 'role':
    case 'unknown':
      return 'This Zoom app could not ask for your permission. Connect in your browser instead.';
    default:
      return error.kind satisfies never;
  }
}
