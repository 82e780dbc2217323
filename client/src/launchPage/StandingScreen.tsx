import type { ReactNode } from 'react';
import { scopeMeaning } from '../features/connect/scopeMeanings.js';
import type { Account } from '../features/connect/useAccount.js';
import { Button } from '../ui/Button.js';
import { Details } from '../ui/Details.js';
import type { IconName } from '../ui/Icon.js';
import { Notice } from '../ui/Notice.js';
import { Screen, type Tone } from '../ui/Screen.js';
import { AccountDetails } from './AccountDetails.js';
import type { LaunchPageState } from './launchPageState.js';
import { useDocumentTitle } from './useDocumentTitle.js';

const CONNECT_PATH = '/zoom/oauth';

type Standing = Exclude<LaunchPageState, { kind: 'starting' | 'connected' }>;

interface StandingScreenProps {
  state: Standing;
  appName: string;
  account: Account;
  onTryNow: () => void;
}

/** All that comes before a person can bring a bot. */
export function StandingScreen({ state, appName, account, onTryNow }: StandingScreenProps) {
  const { sentence, icon, tone, body, action, details, isPersonKnown = false } = contentOf(state, appName, onTryNow);
  useDocumentTitle(sentence, appName);
  return (
    <Screen
      state={state.kind}
      sentence={sentence}
      icon={icon}
      tone={tone}
      action={action}
      details={
        (details !== undefined || isPersonKnown) && (
          <>
            {details}
            {isPersonKnown && <AccountDetails account={account} />}
          </>
        )
      }
    >
      {body}
    </Screen>
  );
}

interface Content {
  sentence: string;
  icon?: IconName;
  tone?: Tone;
  body?: ReactNode;
  action?: ReactNode;
  details?: ReactNode;
  /** Somebody is signed in, and may want to leave. */
  isPersonKnown?: boolean;
}

function contentOf(state: Standing, appName: string, onTryNow: () => void): Content {
  switch (state.kind) {
    case 'offline':
      return {
        sentence: state.hasNetwork ? `${appName} can’t be reached` : 'You are offline',
        icon: 'offline',
        body: <p>This page keeps trying, and goes on by itself.</p>,
        action: tryNow(onTryNow),
      };
    case 'outdated':
      return {
        sentence: `${appName} is being updated`,
        icon: 'retry',
        body: <p>This page keeps trying. If this lasts, load it anew.</p>,
        action: <Button href="">Reload</Button>,
      };
    case 'trouble':
      return {
        sentence: 'That did not work',
        icon: 'warning',
        tone: 'wrong',
        body: <p>{state.message}</p>,
        action: tryNow(onTryNow),
      };
    case 'signed-out':
      return {
        sentence: 'Bring a bot into your Zoom meetings',
        icon: 'bot',
        tone: 'accent',
        body: <p>Connect your Zoom account, and bots can join the meetings that you are in, on your behalf.</p>,
        action: connect('Connect Zoom'),
      };
    case 'disconnected':
      return {
        sentence: 'Zoom is disconnected',
        icon: 'check',
        body: (
          <>
            <p>Your bots were removed, and what was stored about you is deleted.</p>
            {!state.isRevoked && (
              <Notice tone="wrong">
                Zoom could not be told. You can remove {appName} at Zoom yourself, under Manage → Added Apps.
              </Notice>
            )}
          </>
        ),
        action: connect('Connect again'),
      };
    case 'not-connected':
      return {
        sentence: 'Connect your Zoom account',
        icon: 'connect',
        tone: 'accent',
        body: (
          <p>Zoom asks for your permission once. Then bots can join the meetings that you are in, on your behalf.</p>
        ),
        action: connect('Connect Zoom'),
        isPersonKnown: true,
      };
    case 'reconnect-required':
      return {
        sentence: 'Connect Zoom again',
        icon: 'connect',
        tone: 'accent',
        body: <p>Zoom has ended the authorization, so bots cannot join on your behalf.</p>,
        action: connect('Connect Zoom'),
        isPersonKnown: true,
      };
    case 'missing-scope':
      return {
        sentence: state.scopes.length === 1 ? 'One permission is missing' : 'Some permissions are missing',
        icon: 'permission',
        tone: 'accent',
        body: <MissingScopes scopes={state.scopes} />,
        action: connect('Connect again'),
        details: (
          <Details summary="Zoom does not offer it?">
            <p className="quiet">
              Then whoever runs {appName} has to add it to the Zoom app, or your Zoom administrator has to allow it.
            </p>
          </Details>
        ),
        isPersonKnown: true,
      };
    case 'account-not-allowed':
      return {
        sentence: 'Your Zoom account is not allowed here',
        icon: 'permission',
        body: (
          <p>{appName} is open to certain Zoom accounts only. Ask whoever runs it, or connect with another account.</p>
        ),
        action: connect('Connect another account'),
        isPersonKnown: true,
      };
    default:
      return state satisfies never;
  }
}

function connect(label: string): ReactNode {
  return (
    <Button href={CONNECT_PATH} icon="connect">
      {label}
    </Button>
  );
}

function tryNow(onTryNow: () => void): ReactNode {
  return (
    <Button icon="retry" onClick={onTryNow}>
      Try now
    </Button>
  );
}

function MissingScopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <>
      <p>Zoom connected your account, but did not allow:</p>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            {scopeMeaning(scope)} <code className="quiet">{scope}</code>
          </li>
        ))}
      </ul>
      <p>Without this, bots cannot join on your behalf. Connect again and leave every permission ticked.</p>
    </>
  );
}
