import { lazy, startTransition, Suspense, useEffect, useState } from 'react';
import { StartingScreen } from './panel/screens/StartingScreen.js';
import { AreaBoundary } from './ui/AreaBoundary.js';
import { Announcer } from './ui/Announcer.js';

// Each address loads its own half only.
const PanelApp = lazy(async () => ({ default: (await import('./panel/PanelApp.js')).PanelApp }));
const LaunchApp = lazy(async () => ({ default: (await import('./launchPage/LaunchApp.js')).LaunchApp }));

/** @param path the page's address: the panel inside the Zoom client, or the page for browsers */
export function App({ path }: { path: string }) {
  const [isDrawn, setDrawn] = useState(false);
  // The first state is on the screen before the rest is begun: on a slow machine that takes a while.
  useEffect(() => startTransition(() => setDrawn(true)), []);

  return (
    <Announcer>
      <AreaBoundary area="page">
        <Suspense fallback={<StartingScreen />}>{isDrawn ? <Half path={path} /> : <StartingScreen />}</Suspense>
      </AreaBoundary>
    </Announcer>
  );
}

function Half({ path }: { path: string }) {
  return path === '/panel' ? <PanelApp /> : <LaunchApp />;
}
