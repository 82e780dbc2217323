import type { SessionState } from '../graphql/panelSession.js';
import type { ServerCondition } from '../graphql/serverState.js';
import { Button } from '../ui/Button.js';
import { Notice } from '../ui/Notice.js';

interface StalenessNoticeProps {
  session: SessionState;
  server: ServerCondition;
  isReconnecting: boolean;
}

/** That what is shown may be a moment old, and why; at most one line. */
export function StalenessNotice(props: StalenessNoticeProps) {
  const notice = noticeOf(props);
  return (
    notice && (
      <div className="beneath" role="status">
        {notice}
      </div>
    )
  );
}

function noticeOf({ session, server, isReconnecting }: StalenessNoticeProps) {
  if (server === 'outdated') {
    return (
      <Notice
        tone="quiet"
        icon="retry"
        action={
          <Button kind="text" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        There is a newer version of this panel.
      </Notice>
    );
  }
  const isIdentified = session.kind === 'open' || session.kind === 'opening';
  if (isIdentified && !isReconnecting) return null;
  return (
    <Notice tone="quiet" icon="progress">
      {isIdentified ? 'Reconnecting…' : 'Waiting for Zoom to confirm again who you are.'} What you see may be a moment
      old.
    </Notice>
  );
}
