import { useEffect, useState } from 'react';
import { isLive } from '../features/bots/describeBot.js';
import { useLiveBots } from '../features/bots/useLiveBots.js';
import { connectionNeed } from '../features/connect/connectionNeed.js';
import { type LaunchOutcome, useLaunch } from '../features/launch/useLaunch.js';
import type { BotCardFragment } from '../graphql/generated/graphql.js';
import { chooseBot, type KeptLaunch, uuidOf } from './chooseBot.js';
import type { LaunchMemory } from './launchMemory.js';
import { botOf, concernsConnection, progressAfter } from './launchProgress.js';
import type { BaseActions, PanelActions } from './panelActions.js';
import { PanelScreen } from './PanelScreen.js';
import { type LaunchProgress, type PanelFacts, type PanelState, panelState } from './panelState.js';
import { StalenessNotice } from './StalenessNotice.js';

/** From then on the person may launch, whatever the list of bots is doing: a second bot for a meeting is refused. */
const BOTS_PATIENCE_MS = 10_000;

/** Screens whose own sentence says that the panel waits for something. */
const TELLS_BY_ITSELF = new Set<PanelState['kind']>(['offline', 'outdated', 'no-session', 'starting']);

interface PersonPanelProps {
  facts: Omit<PanelFacts, 'launch' | 'bot'>;
  actions: BaseActions;
  memory: LaunchMemory;
  appName: string;
}

/** The panel once it is known whose it is: with their bots. */
export function PersonPanel({ facts, actions, memory, appName }: PersonPanelProps) {
  const { bots, isReconnecting, note } = useLiveBots();
  const { launch } = useLaunch();
  const [progress, setProgress] = useState<LaunchProgress>({ kind: 'idle' });
  const [kept, setKept] = useState<KeptLaunch | null>(() => memory.read());
  const isPatient = !useElapsed(BOTS_PATIENCE_MS);
  /** The launch that waits for the consent which was begun for it. */
  const [wish, setWish] = useState<{ meetingUrl: string; meetingUuid: string | null } | null>(null);

  const meeting = facts.zoom.kind === 'running' ? facts.zoom.meeting : null;
  const meetingUuid = uuidOf(meeting);
  const bot = bots === null && isPatient ? undefined : chooseBot(bots ?? [], meeting, kept);

  function keep(next: KeptLaunch | null): void {
    memory.write(next);
    setKept(next);
  }

  // Why an earlier launch came to nothing is no news of another meeting, nor once there is a bot.
  const liveId = bot && isLive(bot) ? bot.id : null;
  useEffect(() => {
    setProgress((known) => (known.kind === 'refused' ? { kind: 'idle' } : known));
  }, [liveId, meetingUuid]);

  // Also of a bot that another panel launched the end is told.
  useEffect(() => {
    if (liveId === null || kept?.botId === liveId) return;
    const next = { botId: liveId, meetingUuid };
    memory.write(next);
    setKept(next);
  }, [liveId, meetingUuid, kept, memory]);

  // Why a bot is over may be that the connection is.
  const overId = bot && !isLive(bot) ? bot.id : null;
  const { refresh } = actions;
  useEffect(() => {
    if (overId !== null) refresh();
  }, [overId, refresh]);

  function take(outcome: LaunchOutcome): void {
    const launched = botOf(outcome);
    if (launched !== null) {
      note(launched);
      keep({ botId: launched.id, meetingUuid });
    }
    if (concernsConnection(outcome)) actions.refresh();
  }

  async function launchInto(meetingUrl: string): Promise<void> {
    setProgress({ kind: 'under_way' });
    const outcome = await launch({ meetingUrl, proof: actions.proof });
    take(outcome);
    setProgress(progressAfter(outcome));
  }

  const isConnected = facts.viewer !== null && connectionNeed(facts.viewer) === null;
  const isConsentLost = ['declined', 'silent', 'failed', 'not_allowed'].includes(facts.authorization.kind);
  useEffect(() => {
    if (wish === null) return;
    const isOver = isConsentLost || wish.meetingUuid !== meetingUuid;
    if (isConnected || isOver) setWish(null);
    if (isConnected && !isOver) void launchInto(wish.meetingUrl);
  });

  function dismiss(): void {
    setProgress({ kind: 'idle' });
    keep(null);
  }

  const withBots: PanelActions = {
    ...actions,
    launch(meetingUrl) {
      keep(null);
      void launchInto(meetingUrl);
    },
    connectAndLaunch(meetingUrl) {
      keep(null);
      actions.connect();
      setWish({ meetingUrl, meetingUuid });
    },
    take,
    removed: (removed: BotCardFragment) => note(removed),
    dismiss,
  };
  const state = panelState({ ...facts, launch: progress, bot });

  return (
    <>
      <PanelScreen
        state={state}
        actions={withBots}
        appName={appName}
        displayName={facts.viewer?.person?.displayName ?? ''}
        meeting={meeting}
      />
      {!TELLS_BY_ITSELF.has(state.kind) && (
        <StalenessNotice session={facts.session} server={facts.server} isReconnecting={isReconnecting} />
      )}
    </>
  );
}

function useElapsed(milliseconds: number): boolean {
  const [isElapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isElapsed;
}
