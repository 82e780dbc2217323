import type { Settings } from '../settings.js';
import { Button } from '../ui/Button.js';

interface PanelFooterProps {
  settings: Settings;
  /** In the system's browser: a link would lead the panel itself away. */
  onOpen: (url: string) => void;
}

/** The operator's own pages, where there are any. */
export function PanelFooter({ settings: { privacyUrl, supportUrl }, onOpen }: PanelFooterProps) {
  if (privacyUrl === null && supportUrl === null) return null;
  return (
    <footer className="page-footer">
      {privacyUrl !== null && (
        <Button kind="text" onClick={() => onOpen(privacyUrl)}>
          Privacy
        </Button>
      )}
      {supportUrl !== null && (
        <Button kind="text" onClick={() => onOpen(supportUrl)}>
          Support
        </Button>
      )}
    </footer>
  );
}
