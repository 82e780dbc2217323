import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { connectionNeed } from '../features/connect/connectionNeed.js';
import { useViewer } from '../features/connect/useViewer.js';
import { useZoomAuthorization } from '../features/connect/useZoomAuthorization.js';
import { useServerConnection } from '../graphql/ClientProvider.js';
import type { PanelSession } from '../graphql/panelSession.js';
import { wakeAll } from '../graphql/wait.js';
import type { Settings } from '../settings.js';
import { Notice } from '../ui/Notice.js';
import type { ZoomPanel } from '../zoom/zoomPanel.js';
import type { LaunchMemory } from './launchMemory.js';
import type { BaseActions } from './panelActions.js';
import { PanelScreen } from './PanelScreen.js';
import { type PanelFacts, panelState } from './panelState.js';
import { PanelFooter } from './PanelFooter.js';
import { PersonPanel } from './PersonPanel.js';
import { useLookAgain } from '../graphql/useLookAgain.js';
import { useReachability } from '../graphql/useReachability.js';

/** While Zoom asks, a browser's tab may be where the person answers. */
const LOOK_WHILE_CONNECTING_MS = 4_000;
/** Another panel, or a browser, may connect the person at any time. */
const LOOK_WHILE_UNCONNECTED_MS = 15_000;

interface PanelProps {
  zoom: ZoomPanel;
  session: PanelSession;
  panelKey: string;
  memory: LaunchMemory;
  settings: Settings;
}

/** The side panel: gathers the facts, and shows their state. */
export function Panel({ zoom, session, panelKey, memory, settings }: PanelProps) {
  const { appName } = settings;
  const snapshot = useSyncExternalStore(
    useCallback((listener) => zoom.subscribe(listener), [zoom]),
    () => zoom.getSnapshot(),
  );
  const sessionState = useSyncExternalStore(session.subscribe, session.getSnapshot);
  const { server, live } = useServerConnection();
  const reachability = useReachability();
  const [setback, setSetback] = useState<string | null>(null);

  const user = snapshot.kind === 'running' ? snapshot.user : null;
  const { viewer, problem, refresh } = useViewer({ isPaused: user === null || user === 'unauthenticated' });
  const { authorization, begin, reset } = useZoomAuthorization(zoom, refresh);
  const isPerson = viewer !== null && viewer.person !== null;
  const isUnconnected = viewer !== null && !viewer.guest && connectionNeed(viewer) !== null;

  useEffect(() => zoom.start(), [zoom]);

  const identifyAgain = useCallback(() => {
    session.reset();
    live.restart();
    refresh();
  }, [session, live, refresh]);

  // Who was nobody may be somebody now, and the other way round.
  const lastUser = useRef(user);
  useEffect(() => {
    const isOther = lastUser.current !== null && user !== null && lastUser.current !== user;
    if (user !== null) lastUser.current = user;
    if (isOther && (!isPerson || user === 'unauthenticated')) identifyAgain();
    else if (isOther) refresh();
  }, [user, isPerson, identifyAgain, refresh]);

  const isConnecting = authorization.kind !== 'idle' && authorization.kind !== 'failed';
  useLookAgain(refresh, isUnconnected ? (isConnecting ? LOOK_WHILE_CONNECTING_MS : LOOK_WHILE_UNCONNECTED_MS) : null);
  useEffect(() => {
    if (isPerson && !isUnconnected) reset();
  }, [isPerson, isUnconnected, reset]);

  /** What Zoom does not do is told beneath the screen. */
  async function ask(what: () => Promise<void>, otherwise: string): Promise<void> {
    setSetback(null);
    try {
      await what();
    } catch {
      setSetback(otherwise);
    }
  }

  const actions: BaseActions = {
    startZoom: () => zoom.start(),
    tryNow() {
      wakeAll();
      void server.check();
    },
    askZoom: () =>
      void ask(() => zoom.promptAuthorize(), `Zoom could not ask. Add ${appName} from Zoom’s list of apps instead.`),
    identifyAgain,
    refresh,
    connect: begin,
    openInBrowser(path) {
      const { href } = new URL(path, location.href);
      void ask(() => zoom.openUrl(href), `Zoom could not open your browser. Open ${href} there.`);
    },
    openLink: (url) =>
      void ask(() => zoom.openUrl(url), `Zoom could not open your browser. Open ${location.origin}/launch there.`),
    proof: async () => ({ appContext: await zoom.getAppContext(), panelKey }),
  };
  const facts: Omit<PanelFacts, 'launch' | 'bot'> = {
    zoom: snapshot,
    ...reachability,
    session: sessionState,
    viewer,
    viewerProblem: problem,
    authorization,
  };

  return (
    <>
      {isPerson ? (
        <PersonPanel facts={facts} actions={actions} memory={memory} appName={appName} />
      ) : (
        <PanelScreen
          state={panelState({ ...facts, launch: { kind: 'idle' }, bot: undefined })}
          actions={{
            ...actions,
            launch: ignore,
            take: ignore,
            removed: ignore,
            dismiss: ignore,
            connectAndLaunch: ignore,
          }}
          appName={appName}
          displayName=""
          meeting={null}
        />
      )}
      {setback !== null && (
        <div className="beneath">
          <Notice tone="wrong">{setback}</Notice>
        </div>
      )}
      <PanelFooter settings={settings} onOpen={actions.openInBrowser} />
    </>
  );
}

/** Nobody launches before it is known who they are. */
function ignore(): void {}
