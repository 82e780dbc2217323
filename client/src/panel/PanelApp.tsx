import { useState } from 'react';
import { ClientProvider } from '../graphql/ClientProvider.js';
import { readPanelKey, sessionStorageIfAllowed } from '../graphql/panelKey.js';
import { createPanelSession } from '../graphql/panelSession.js';
import { createSend } from '../graphql/requests.js';
import { createServerConnection } from '../graphql/serverConnection.js';
import { createServerState } from '../graphql/serverState.js';
import { readSettings } from '../settings.js';
import { createZoomPanel } from '../zoom/zoomPanel.js';
import { createLaunchMemory } from './launchMemory.js';
import { Panel } from './Panel.js';

/** The side panel with everything it needs. */
export function PanelApp() {
  const [{ connection, ...panel }] = useState(compose);
  return (
    <ClientProvider connection={connection}>
      <Panel {...panel} />
    </ClientProvider>
  );
}

/** Nothing of it does anything before it is asked to: React may compose twice. */
function compose() {
  const storage = sessionStorageIfAllowed();
  const zoom = createZoomPanel();
  const panelKey = readPanelKey(storage);
  const server = createServerState();
  const session = createPanelSession({
    getAppContext: () => zoom.getAppContext(),
    panelKey,
    send: createSend({ bearer: null, server }),
  });
  const connection = createServerConnection(server, session);
  return { connection, zoom, session, panelKey, memory: createLaunchMemory(storage), settings: readSettings() };
}
