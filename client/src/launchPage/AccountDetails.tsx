import type { Account } from '../features/connect/useAccount.js';
import { Button } from '../ui/Button.js';
import { Confirm } from '../ui/Confirm.js';
import { Details } from '../ui/Details.js';
import { Notice } from '../ui/Notice.js';
import { RelativeTime } from '../ui/RelativeTime.js';

interface AccountDetailsProps {
  account: Account;
  displayName?: string;
  connectedAt?: string;
}

/** Whose page this is, and the ways to leave it. */
export function AccountDetails({ account, displayName, connectedAt }: AccountDetailsProps) {
  return (
    <Details summary={displayName === undefined ? 'Your account' : `Connected as ${displayName}`}>
      {connectedAt !== undefined && (
        <p className="quiet">
          You allowed it <RelativeTime at={connectedAt} />. Not you? <a href="/zoom/oauth">Connect another account</a>
        </p>
      )}
      {account.problem !== null && <Notice tone="wrong">{account.problem}</Notice>}
      <Button kind="quiet" icon="leave" isBusy={account.isLeaving} onClick={account.signOut}>
        Sign out
      </Button>
      <Confirm
        label="Disconnect Zoom"
        icon="connect"
        question={
          <>
            <p>
              <strong>Disconnect Zoom?</strong>
            </p>
            <ul>
              <li>Your bots leave their meetings.</li>
              <li>The permission that you gave at Zoom ends.</li>
              <li>All that is stored about you here is deleted: the connection, and your bots with their timelines.</li>
              <li>Recordings are not deleted by this: delete them first, each at its bot.</li>
            </ul>
          </>
        }
        confirmLabel="Disconnect"
        cancelLabel="Not now"
        isBusy={account.isLeaving}
        onConfirm={account.disconnect}
      />
    </Details>
  );
}
