import type { LaunchOutcome, PresenceProof } from '../features/launch/useLaunch.js';
import type { BotCardFragment } from '../graphql/generated/graphql.js';

/** What anybody's panel can ask for. None of it throws: what goes wrong becomes a state, or a notice. */
export interface BaseActions {
  startZoom: () => void;
  /** Whatever waits for its next attempt makes it now. */
  tryNow: () => void;
  /** Lets Zoom ask the person to sign in, or to add the app. */
  askZoom: () => void;
  /** Another session, by a fresh app context: Zoom may know the person by now. */
  identifyAgain: () => void;
  /** Asks the server once more who this is. */
  refresh: () => void;
  connect: () => void;
  /** Opens a page of ours in the system's browser. */
  openInBrowser: (path: string) => void;
  /** Opens somebody else's page, such as a recording, in the system's browser. */
  openLink: (url: string) => void;
  /** What proves that the person is in a meeting. Rejects when Zoom gives none, for the launch to tell. */
  proof: () => Promise<PresenceProof>;
}

/** What the panel of somebody who is known can ask for as well. */
export interface PanelActions extends BaseActions {
  /** A launch with the meeting's own link, of which `LaunchProgress` tells. */
  launch: (meetingUrl: string) => void;
  /** The same, once Zoom has been asked for the person's consent. */
  connectAndLaunch: (meetingUrl: string) => void;
  /** What came of a launch that a form made. */
  take: (outcome: LaunchOutcome) => void;
  removed: (bot: BotCardFragment) => void;
  /** Enough of what is shown of a launch that is over. */
  dismiss: () => void;
}
