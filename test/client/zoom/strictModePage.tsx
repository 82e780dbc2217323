import { StrictMode, useEffect, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { createZoomPanel, type ZoomPanel } from '../../../client/src/zoom/zoomPanel.js';
import { watchPanel } from './watchPanel.js';

function Panel({ panel }: { panel: ZoomPanel }) {
  const { kind } = useSyncExternalStore(panel.subscribe, panel.getSnapshot);
  useEffect(() => {
    window.snapshots.push('effect');
    panel.start();
  }, [panel]);
  return <p>{kind}</p>;
}

const panel = createZoomPanel();
watchPanel(panel);
createRoot(document.body.appendChild(document.createElement('main'))).render(
  <StrictMode>
    <Panel panel={panel} />
  </StrictMode>,
);
