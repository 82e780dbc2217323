import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '@urql/core';
import { useClient } from 'urql';
import { CompleteZoomAuthorizationDocument, StartZoomAuthorizationDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import { waitOrWake } from '../../graphql/wait.js';
import type { AuthorizationAnswer, ZoomPanel } from '../../zoom/zoomPanel.js';
import { ZoomPanelError } from '../../zoom/zoomPanelError.js';
import { connectionNeed } from './connectionNeed.js';
import { VIEWER } from './useViewer.js';

const START = trusted(StartZoomAuthorizationDocument);
const COMPLETE = trusted(CompleteZoomAuthorizationDocument);
const LOOKS = 4;
const LOOK_PAUSE_MS = 1_500;

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
  /** The operator does not let people of this account in. */
  | { kind: 'not_allowed' }
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
    if (answer.kind === 'declined') return tell(answer);
    tell({ kind: 'completing' });
    // Even when the panel turned to something else meanwhile: the code is good once, and the person has agreed.
    const step = answer.kind === 'silent' ? answer : await complete(client, answer);
    const isLeftOpen = step.kind === 'silent' || step.kind === 'unknown';
    if (isLeftOpen && (await isConnectedByNow(client, signal))) return tell({ kind: 'idle' });
    tell(step.kind === 'unknown' ? { kind: 'failed', message: step.message } : step);
  } catch (error) {
    if (!signal.aborted) tell({ kind: 'failed', message: refusalOf(error) });
  }
}

/** @returns `unknown` where it may have gone through all the same */
async function complete(
  client: Client,
  { code, state, redirectUri }: AuthorizationAnswer & { kind: 'authorized' },
): Promise<ZoomAuthorization | { kind: 'unknown'; message: string }> {
  const { data } = await client.mutation(COMPLETE, { input: { code, state, redirectUri } });
  if (data === undefined) return { kind: 'unknown', message: NO_ANSWER };
  const { completeZoomAuthorization: result } = data;
  switch (result.__typename) {
    case 'CompleteZoomAuthorizationSuccess':
      return { kind: 'idle' };
    case 'AccountNotAllowed':
      return { kind: 'not_allowed' };
    // Zoom's answer may have landed in a browser's tab as well, which was quicker.
    case 'ZoomAuthorizationUnknown':
      return { kind: 'unknown', message: result.message };
    default:
      return { kind: 'failed', message: result.message };
  }
}

/** Looks a few times: what finishes it elsewhere may be under way. */
async function isConnectedByNow(client: Client, signal: AbortSignal): Promise<boolean> {
  for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
    if (look > 0) await waitOrWake(LOOK_PAUSE_MS);
    const { data } = await client.query(VIEWER, {}, { requestPolicy: 'network-only' });
    if (data !== undefined && connectionNeed(data.viewer) === null) return true;
  }
  return false;
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
