import type { ReactNode } from 'react';
import type { Settings } from '../settings.js';

/** What stands around every state of the page: whose it is, and where its operator's own pages are. */
export function PageFrame({ settings, children }: { settings: Settings; children: ReactNode }) {
  const { appName, privacyUrl, supportUrl } = settings;
  return (
    <div className="page">
      <header className="page-header">
        <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="9.5" cy="9.5" r="8.5" />
          <circle cx="19" cy="19" r="4" />
        </svg>
        {appName}
      </header>
      {children}
      {(privacyUrl !== null || supportUrl !== null) && (
        <footer className="page-footer">
          {privacyUrl !== null && <a href={privacyUrl}>Privacy</a>}
          {supportUrl !== null && <a href={supportUrl}>Support</a>}
        </footer>
      )}
    </div>
  );
}
