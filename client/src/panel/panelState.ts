import { isLive } from '../features/bots/describeBot.js';
import { type ConnectionNeed, connectionNeed } from '../features/connect/connectionNeed.js';
import type { ZoomAuthorization } from '../features/connect/useZoomAuthorization.js';
import type { BotCardFragment, ViewerQuery } from '../graphql/generated/graphql.js';
import type { SessionState } from '../graphql/panelSession.js';
import type { ServerCondition } from '../graphql/serverState.js';
import type { ZoomMeeting, ZoomSnapshot } from '../zoom/zoomPanel.js';
import type { ZoomPanelError } from '../zoom/zoomPanelError.js';

/** All that decides what the person sees. */
export interface PanelFacts {
  zoom: ZoomSnapshot;
  /** As the browser believes; what counts is whether the server answers. */
  hasNetwork: boolean;
  server: ServerCondition;
  session: SessionState;
  /** Null until the server has said who this is. */
  viewer: ViewerQuery['viewer'] | null;
  /** Why the server does not say it. */
  viewerProblem: string | null;
  authorization: ZoomAuthorization;
  launch: LaunchProgress;
  /** The bot that this panel is about, see `chooseBot`; undefined until the live bots are known. */
  bot: BotCardFragment | null | undefined;
}

export type LaunchProgress =
  | { kind: 'idle' }
  | { kind: 'under_way' }
  /** The launch came to nothing; the message says why and what to do. */
  | { kind: 'refused'; message: string; remedy: LaunchRemedy };

/** What the person can do about a launch that came to nothing. */
export type LaunchRemedy = 'try_again' | 'connect' | 'paste_link' | 'see_bots' | 'none';

export type PanelState =
  | { kind: 'starting' }
  | { kind: 'outside-zoom' }
  | { kind: 'zoom-silent' }
  | { kind: 'zoom-refused'; error: ZoomPanelError }
  | { kind: 'offline'; hasNetwork: boolean; bot: BotCardFragment | null }
  | { kind: 'outdated' }
  /** No session yet, and the reason is worth telling. */
  | { kind: 'no-session'; session: Exclude<SessionState, { kind: 'open' | 'opening' }> }
  | { kind: 'trouble'; message: string }
  | { kind: 'guest'; step: 'sign_in' | 'add_app'; canAsk: boolean }
  /** The operator does not open bots to this person's account; `isConnected`: they were let in before. */
  | { kind: 'account-not-allowed'; isConnected: boolean }
  | { kind: 'not-in-meeting'; hasEnded: boolean }
  | {
      kind: 'not-connected';
      need: Exclude<ConnectionNeed, 'account'>;
      missingScopes: readonly string[];
      way: 'in_client' | 'prompt' | 'browser';
      /** What became of the last attempt. */
      setback: Setback | null;
    }
  | { kind: 'connecting'; stage: 'asking' | 'consenting' | 'completing' }
  | { kind: 'ready'; meeting: ZoomMeeting; role: Role }
  | { kind: 'launching' }
  | { kind: 'bot-live'; bot: BotCardFragment }
  | { kind: 'ended' | 'failed'; bot: BotCardFragment; next: NextStep }
  | { kind: 'launch-refused'; message: string; remedy: LaunchRemedy };

/** What there is to do after a bot that is over. */
export type NextStep = 'bring_another' | 'connect' | 'nothing';
export type Role = (ZoomSnapshot & { kind: 'running' })['role'];
export type Setback = Extract<ZoomAuthorization, { kind: 'declined' | 'silent' | 'failed' }>;

/**
 * Facts → what the person sees. The first row that holds counts:
 *
 * | fact | state |
 * |---|---|
 * | the Zoom client is not there, not (yet) answering, or refuses | starting, outside-zoom, zoom-silent, zoom-refused |
 * | the server does not answer | offline, with the bot that was last seen |
 * | a bot of this person lives | bot-live |
 * | nobody is signed in to Zoom | guest |
 * | the server does not know this page's documents, and has not said who this is | outdated |
 * | no session, for a reason | no-session |
 * | the server can't say who this is | trouble |
 * | it is not known yet who this is | starting |
 * | Zoom does not say who this is | guest |
 * | their account is not one that the operator lets in | account-not-allowed |
 * | a launch is under way, or came to nothing | launching, launch-refused |
 * | the meeting ended, with nothing else to tell | not-in-meeting |
 * | a consent is under way | connecting |
 * | the bot of this meeting is over | ended, failed |
 * | no connection that bots can use | not-connected |
 * | the bots are not known yet | starting |
 * | no meeting | not-in-meeting |
 * | otherwise | ready |
 */
export function panelState(facts: PanelFacts): PanelState {
  const { zoom, server, session, viewer, authorization, launch, bot } = facts;
  if (zoom.kind === 'starting') return { kind: 'starting' };
  if (zoom.kind === 'outside') return { kind: 'outside-zoom' };
  if (zoom.kind === 'silent') return { kind: 'zoom-silent' };
  if (zoom.kind === 'refused') return { kind: 'zoom-refused', error: zoom.error };

  if (server === 'unreachable') return { kind: 'offline', hasNetwork: facts.hasNetwork, bot: bot ?? null };
  if (bot && isLive(bot)) return { kind: 'bot-live', bot };
  const guest: PanelState = {
    kind: 'guest',
    step: zoom.user === 'unauthenticated' ? 'sign_in' : 'add_app',
    canAsk: zoom.canPromptAuthorize,
  };
  if (zoom.user === 'unauthenticated') return guest;
  if (server === 'outdated' && viewer === null) return { kind: 'outdated' };
  if (session.kind !== 'open' && session.kind !== 'opening') return { kind: 'no-session', session };
  if (viewer === null && facts.viewerProblem !== null) return { kind: 'trouble', message: facts.viewerProblem };
  if (viewer === null) return { kind: 'starting' };
  if (viewer.guest) return guest;

  const need = connectionNeed(viewer);
  if (need === 'account') return { kind: 'account-not-allowed', isConnected: true };
  if (need !== null && authorization.kind === 'not_allowed') return { kind: 'account-not-allowed', isConnected: false };

  if (launch.kind === 'under_way') return { kind: 'launching' };
  if (launch.kind === 'refused') return { ...launch, kind: 'launch-refused' };
  const hasEnded = zoom.meetingEnded && bot !== undefined;
  if (hasEnded && bot === null) return { kind: 'not-in-meeting', hasEnded };

  if (need !== null && isUnderWay(authorization)) return { kind: 'connecting', stage: authorization.kind };
  const canLaunch = zoom.meeting !== null && !zoom.meetingEnded;
  if (bot) {
    const next = !canLaunch ? 'nothing' : need === null ? 'bring_another' : 'connect';
    return { kind: bot.status === 'FAILED' ? 'failed' : 'ended', bot, next };
  }
  if (need !== null) {
    const setback = isSetback(authorization) ? authorization : null;
    return {
      kind: 'not-connected',
      need,
      missingScopes: viewer.connection?.missingScopes ?? [],
      way: zoom.canAuthorize ? 'in_client' : zoom.canPromptAuthorize ? 'prompt' : 'browser',
      setback,
    };
  }

  if (bot === undefined) return { kind: 'starting' };
  if (zoom.meeting === null) return { kind: 'not-in-meeting', hasEnded: false };
  return { kind: 'ready', meeting: zoom.meeting, role: zoom.role };
}

function isUnderWay(
  authorization: ZoomAuthorization,
): authorization is Extract<ZoomAuthorization, { kind: 'asking' | 'consenting' | 'completing' }> {
  return ['asking', 'consenting', 'completing'].includes(authorization.kind);
}

function isSetback(authorization: ZoomAuthorization): authorization is Setback {
  return ['declined', 'silent', 'failed'].includes(authorization.kind);
}
