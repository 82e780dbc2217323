import { ZoomPanelError } from './zoomPanelError.js';

/** What the Zoom client says, as one value that changes. It never gives the SDK object away: awaiting that hangs for ever. */
export interface ZoomPanel {
  /** The same object as long as nothing changed. */
  getSnapshot(): ZoomSnapshot;
  subscribe(listener: () => void): () => void;
  /** Configures the SDK, once however often it is called. Tries again after `silent` and `refused`. */
  start(): void;
  /** Call it after the page's URL was changed by a script: Zoom then wants to be configured anew. */
  routeChanged(): void;
  /**
   * A fresh app context.
   *
   * @throws {ZoomPanelError}
   */
  getAppContext(): Promise<string>;
  /**
   * Runs Zoom's consent inside the client.
   *
   * @param signal ends the waiting: rejects with its reason
   * @throws {ZoomPanelError} the client refused to begin
   */
  authorize(challenge: { codeChallenge: string; state: string }, signal?: AbortSignal): Promise<AuthorizationAnswer>;
  /**
   * Asks Zoom to sign a guest in or to add the app, one step a call. Returns once the question is shown; the snapshot
   * follows when it was answered.
   *
   * @throws {ZoomPanelError}
   */
  promptAuthorize(): Promise<void>;
  /**
   * Opens a page in the system's browser.
   *
   * @throws {ZoomPanelError}
   */
  openUrl(url: string): Promise<void>;
}

export type AuthorizationAnswer =
  | { kind: 'authorized'; code: string; state: string | null; redirectUri: string | null }
  | { kind: 'declined' }
  /** Nothing came from the client in time. It may still have gone through elsewhere, in a browser's tab. */
  | { kind: 'silent' };

export type ZoomSnapshot =
  | { kind: 'starting' }
  /** An ordinary browser. */
  | { kind: 'outside' }
  /** No answer within three seconds. A late one is still taken. */
  | { kind: 'silent' }
  | { kind: 'refused'; error: ZoomPanelError }
  | {
      kind: 'running';
      user: 'unauthenticated' | 'authenticated' | 'authorized';
      role: 'host' | 'coHost' | 'participant';
      /** null: not in a meeting. */
      meeting: ZoomMeeting | null;
      meetingEnded: boolean;
      canAuthorize: boolean;
      canPromptAuthorize: boolean;
    };

/** What is null, this person may not read. */
export interface ZoomMeeting {
  uuid: string | null;
  /** Of the whole meeting, when this is a breakout room. */
  parentUuid: string | null;
  /** Digits. */
  number: string | null;
  topic: string | null;
  joinUrl: string | null;
}

export { ZoomPanelError };

export function createZoomPanel(): ZoomPanel {
  return {
    getSnapshot: () => OUTSIDE,
    subscribe: () => () => {},
    start: () => {},
    routeChanged: () => {},
    getAppContext: notYet,
    authorize: notYet,
    promptAuthorize: notYet,
    openUrl: notYet,
  };
}

const notYet = () => Promise.reject(new ZoomPanelError('There is no Zoom client.', 'not_supported'));
const OUTSIDE: ZoomSnapshot = { kind: 'outside' };
