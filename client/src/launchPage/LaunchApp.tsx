import { useState } from 'react';
import { ClientProvider } from '../graphql/ClientProvider.js';
import { createServerConnection } from '../graphql/serverConnection.js';
import { createServerState } from '../graphql/serverState.js';
import { readSettings } from '../settings.js';
import { LaunchPage } from './LaunchPage.js';

/** The page for browsers with everything it needs. */
export function LaunchApp() {
  // The session is a cookie.
  const [connection] = useState(() => createServerConnection(createServerState(), null));
  return (
    <ClientProvider connection={connection}>
      <LaunchPage settings={readSettings()} />
    </ClientProvider>
  );
}
