import type { ZoomEventData, ZoomSdk } from './sdk.js';
import { ZoomPanelError } from './zoomPanelError.js';
import type { AuthorizationAnswer } from './zoomPanel.js';

/** The server forgets a challenge after five minutes; an answer that comes later would be refused there. */
const ANSWER_WITHIN_MS = 5 * 60_000 - 15_000;

/**
 * Listens, begins, and waits for the person's decision.
 *
 * An answer with another state belongs to another attempt. One without a state is taken, because some clients send none:
 * the server decides, for in an iframe anybody around it could have sent it.
 *
 * @param begin asks the client; while only its acknowledgement is missing, the answer may still come
 * @param signal rejects with its reason
 * @param superseded answers `silent`: another attempt has begun
 */
export function awaitAuthorization(
  sdk: ZoomSdk,
  state: string,
  begin: () => Promise<unknown>,
  signal: AbortSignal | undefined,
  superseded: AbortSignal,
): Promise<AuthorizationAnswer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      superseded.removeEventListener('abort', giveUp);
      sdk.removeEventListener('onAuthorized', onAuthorized);
      settle();
    };
    const onAuthorized = (event: ZoomEventData) => {
      const theirs = textOf(event?.['state']);
      if (theirs === null || theirs === state) end(() => resolve(answerFrom(event)));
    };
    const abort = () => end(() => reject(signal?.reason ?? new DOMException('Given up.', 'AbortError')));
    const giveUp = () => end(() => resolve({ kind: 'silent' }));
    const timer = setTimeout(giveUp, ANSWER_WITHIN_MS);

    sdk.addEventListener('onAuthorized', onAuthorized);
    signal?.addEventListener('abort', abort);
    superseded.addEventListener('abort', giveUp);
    if (signal?.aborted) return abort();
    begin().catch((error: unknown) => {
      if (!(error instanceof ZoomPanelError && error.kind === 'silent')) end(() => reject(error));
    });
  });
}

/** A consent without a code is none. */
function answerFrom(event: ZoomEventData): AuthorizationAnswer {
  const code = textOf(event?.['code']);
  if (event?.['result'] === false || code === null) return { kind: 'declined' };
  return {
    kind: 'authorized',
    code,
    state: textOf(event?.['state']),
    redirectUri: textOf(event?.['redirectUri']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
