import { useCallback, useState } from 'react';
import { useClient } from 'urql';
import {
  type AppContextRefusal,
  type BotCardFragment,
  LaunchBotDocument,
  type LaunchBotMutation,
} from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';

const LAUNCH_BOT = trusted(LaunchBotDocument);

export interface PresenceProof {
  appContext: string;
  panelKey: string;
}

export interface LaunchWish {
  /** A link, or the pasted invitation that holds it. */
  meetingUrl: string;
  /** The operator's default without it. */
  botName?: string | undefined;
  /** For panels: a fresh app context of the meeting. */
  proof?: (() => Promise<PresenceProof>) | undefined;
}

export type LaunchOutcome =
  | { kind: 'launched'; bot: BotCardFragment }
  /** The bot is null when it is not this person's to see. */
  | { kind: 'already_there'; bot: BotCardFragment | null; message: string }
  | { kind: 'too_many'; limit: number; message: string }
  /** The person has to go to Zoom: for the first time, because the grant is gone, or for the scopes that are missing. */
  | {
      kind: 'connect';
      need: 'first' | 'again' | 'permission';
      scopes: readonly string[];
      connectUrl: string | null;
      message: string;
    }
  | { kind: 'not_allowed'; message: string }
  | { kind: 'invalid_link'; message: string }
  | { kind: 'invalid_name'; message: string }
  /** The failed launch is there as a bot, with its timeline. */
  | { kind: 'recall_refused'; bot: BotCardFragment; fieldErrors: readonly FieldError[]; message: string }
  | { kind: 'presence_not_proven'; reason: AppContextRefusal; message: string }
  | { kind: 'signed_out'; message: string }
  /** No answer, or a fault of the server's. The bot may be on its way all the same; launching again makes no second one. */
  | { kind: 'failed'; message: string };

interface FieldError {
  field: string;
  messages: readonly string[];
}

export interface Launch {
  isLaunching: boolean;
  /** Never rejects. */
  launch: (wish: LaunchWish) => Promise<LaunchOutcome>;
}

export function useLaunch(): Launch {
  const client = useClient();
  const [isLaunching, setLaunching] = useState(false);

  const launch = useCallback(
    async ({ meetingUrl, botName, proof }: LaunchWish): Promise<LaunchOutcome> => {
      setLaunching(true);
      try {
        for (let isRepeated = false; ; isRepeated = true) {
          const presence = await proof?.();
          const { data, error } = await client.mutation(LAUNCH_BOT, { input: { meetingUrl, botName, ...presence } });
          const outcome = data === undefined ? faultOf(error) : outcomeOf(data.launchBot);
          if (isRepeated || !isWorthAnotherProof(outcome)) return outcome;
        }
      } catch {
        return { kind: 'failed', message: 'Zoom did not say which meeting this is. Try again.' };
      } finally {
        setLaunching(false);
      }
    },
    [client],
  );

  return { isLaunching, launch };
}

/** An app context may be a little too old, or known from another panel already; the next one is not. */
function isWorthAnotherProof(outcome: LaunchOutcome): boolean {
  return outcome.kind === 'presence_not_proven' && ['EXPIRED', 'CLAIMED'].includes(outcome.reason);
}

/** What the server answered, as something to act on. */
export function outcomeOf(result: LaunchBotMutation['launchBot']): LaunchOutcome {
  switch (result.__typename) {
    case 'LaunchBotSuccess':
      return { kind: 'launched', bot: result.bot };
    case 'BotAlreadyThere':
      return { kind: 'already_there', bot: result.present, message: result.message };
    case 'TooManyLiveBots':
      return { kind: 'too_many', limit: result.limit, message: result.message };
    case 'NotConnected':
      return { kind: 'connect', need: 'first', scopes: [], connectUrl: result.connectUrl, message: result.message };
    case 'ReconnectRequired':
      return { kind: 'connect', need: 'again', scopes: [], connectUrl: result.connectUrl, message: result.message };
    case 'MissingScope': {
      const { scopes, connectUrl, message } = result;
      return { kind: 'connect', need: 'permission', scopes, connectUrl, message };
    }
    case 'AccountNotAllowed':
      return { kind: 'not_allowed', message: result.message };
    case 'InvalidMeetingLink':
      return { kind: 'invalid_link', message: result.message };
    case 'InvalidBotName':
      return { kind: 'invalid_name', message: result.message };
    case 'RecallRefused': {
      const { bot, fieldErrors, message } = result;
      return { kind: 'recall_refused', bot, fieldErrors, message };
    }
    case 'PresenceNotProven':
      return { kind: 'presence_not_proven', reason: result.presence, message: result.message };
    // Only an API key is ever answered so.
    case 'UnknownExternalUser':
      return { kind: 'failed', message: result.message };
    default:
      return result satisfies never;
  }
}

interface Fault {
  graphQLErrors: readonly { message: string; extensions?: Record<string, unknown> | undefined }[];
}

export function faultOf(fault: Fault | undefined): LaunchOutcome {
  const told = fault?.graphQLErrors[0];
  if (told === undefined) {
    return {
      kind: 'failed',
      message:
        'The server did not answer. Bring the bot again: if it is on its way already, there will be no second one.',
    };
  }
  if (told.extensions?.['code'] === 'UNAUTHENTICATED') {
    return { kind: 'signed_out', message: 'You have been signed out. Connect Zoom again.' };
  }
  return { kind: 'failed', message: told.message };
}
