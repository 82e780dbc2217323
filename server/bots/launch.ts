import type { Clock } from '../clock.js';
import type { KeyRing } from '../encryption.js';
import type { Connections } from '../people/connections.js';
import { type Standing, standingOf } from '../people/standing.js';
import { createBotBody } from '../recall/createBotBody.js';
import type { CallbackUrls } from './callbackUrl.js';
import { bodyRecord } from './creation.js';
import { firstOf } from './firstOf.js';
import { type IntentOutcome, newLaunchId, type StoreIntent } from './intents.js';
import { statusOf } from './lifecycle.js';
import { type MeetingUrl, readMeetingUrl } from './meetingUrl.js';
import type { BotDocument, BotModel, BotOwner } from './model.js';
import { CLAIM_MS, type Pause, type Pursuit } from './pursuit.js';
import { DEPLOYMENT_METADATA_KEY, LAUNCH_METADATA_KEY } from './reports.js';

/** How long after the request a launch is answered with the bot as it then is. */
const ANSWER_WITHIN_MS = 8_000;
/** How long a launch's callback URL gives tokens. Meetings of Zoom last 30 hours at most. */
const CALLBACK_LIFE_MS = 30 * 3_600_000;
/** How long a callback URL lives for a bot that its owner creates, unless said otherwise, and at most. */
const OWN_BOT_LIFE_MS = 24 * 3_600_000;
const MAX_OWN_BOT_LIFE_MS = 30 * 24 * 3_600_000;
const MAX_BOT_NAME_LENGTH = 100;

/** Who asks: identity only, the rest of `BotOwner` is looked up. */
export type Requester = Omit<BotOwner, 'personName'>;

type NotReady = Exclude<Standing, { kind: 'ready' }>;
type InvalidLink = Extract<MeetingUrl, { kind: 'invalid' }>;

export type LaunchOutcome =
  | { kind: 'launched'; bot: BotDocument }
  | { kind: 'refused'; bot: BotDocument }
  | { kind: 'invalid_name' }
  | Exclude<IntentOutcome, { kind: 'stored' }>
  | InvalidLink
  | NotReady;

export type CallbackUrlOutcome =
  | { kind: 'created'; url: string; metadata: Record<string, string>; expiresAt: Date; bot: BotDocument }
  | { kind: 'invalid_expiry' }
  | Exclude<IntentOutcome, { kind: 'stored' }>
  | InvalidLink
  | NotReady;

export interface Launches {
  /** Brings a bot. Answers within ten seconds; what is left to do goes on behind it. */
  launch(requester: Requester, wish: { meetingUrl: string; botName: string | null }): Promise<LaunchOutcome>;
  /** Makes a launch whose bot the caller creates at Recall; the same person and meeting get the same URL. */
  createCallbackUrl(
    requester: Requester,
    wish: { meetingUrl: string; expiresAt: Date | null },
  ): Promise<CallbackUrlOutcome>;
}

export function createLaunches(deps: {
  bots: BotModel;
  storeIntent: StoreIntent;
  pursuit: Pursuit;
  connections: Connections;
  callbackUrls: CallbackUrls;
  keyRing: KeyRing;
  settings: {
    deploymentId: string;
    allowedAccounts: ReadonlySet<string> | null;
    botName: string;
    waitForPersonSeconds: number;
    recordingConfig: Record<string, unknown> | null;
    recordingRetentionHours: number;
  };
  pause: Pause;
  now: Clock;
}): Launches {
  const { bots, storeIntent, pursuit, connections, callbackUrls, keyRing, settings, now } = deps;

  async function launch(requester: Requester, wish: { meetingUrl: string; botName: string | null }) {
    const askedAt = now();
    const meeting = readMeetingUrl(wish.meetingUrl);
    if (meeting.kind === 'invalid') return meeting;
    const botName = (wish.botName ?? settings.botName).trim();
    if (botName === '' || botName.length > MAX_BOT_NAME_LENGTH) return { kind: 'invalid_name' } as const;
    const standing = await standingOfPerson(requester.person);
    if (standing.kind !== 'ready') return standing;

    const launchId = newLaunchId();
    const createdAt = new Date(now());
    const callbackExpiresAt = new Date(now() + CALLBACK_LIFE_MS);
    const body = createBotBody({
      meetingUrl: meeting.url,
      botName,
      obfTokenUrl: callbackUrlOf(launchId, requester.person, meeting.number, callbackExpiresAt),
      metadata: metadataOf(launchId),
      waitForPersonSeconds: settings.waitForPersonSeconds,
      recordingConfig: settings.recordingConfig,
      recordingRetentionHours: settings.recordingRetentionHours,
    });
    const worker = pursuit.newWorker();
    const intent = await storeIntent({
      ...requester,
      _id: launchId,
      personName: standing.displayName,
      origin: 'LAUNCH',
      botName,
      meetingNumber: meeting.number,
      sealedBody: await keyRing.seal(JSON.stringify(body), bodyRecord(launchId)),
      sealedWith: keyRing.currentKid,
      worker,
      dueAt: new Date(now() + CLAIM_MS),
      createdAt,
      callbackExpiresAt,
    });
    if (intent.kind !== 'stored') return intent;
    if (await isErasedMeanwhile(intent.bot)) return { kind: 'not_connected' } as const;

    await firstOf(pursuit.pursue(launchId, worker), askedAt + ANSWER_WITHIN_MS - now(), deps.pause);
    const bot = (await bots.findOne({ _id: launchId }).lean()) ?? intent.bot;
    const hasFailed = bot.recallBotId === null && statusOf(bot.life) === 'FAILED';
    return { kind: hasFailed ? 'refused' : 'launched', bot } as const;
  }

  async function createCallbackUrl(requester: Requester, wish: { meetingUrl: string; expiresAt: Date | null }) {
    const meeting = readMeetingUrl(wish.meetingUrl);
    if (meeting.kind === 'invalid') return meeting;
    const expiresAt = wish.expiresAt ?? new Date(now() + OWN_BOT_LIFE_MS);
    const lifeMs = expiresAt.getTime() - now();
    if (!(lifeMs > 0 && lifeMs <= MAX_OWN_BOT_LIFE_MS)) return { kind: 'invalid_expiry' } as const;
    const standing = await standingOfPerson(requester.person);
    if (standing.kind !== 'ready') return standing;

    const intent = await storeIntent({
      ...requester,
      _id: newLaunchId(),
      personName: standing.displayName,
      origin: 'CALLBACK_URL',
      botName: settings.botName,
      meetingNumber: meeting.number,
      sealedBody: null,
      sealedWith: null,
      worker: null,
      // Then it ends, unless its bot has been heard of.
      dueAt: expiresAt,
      createdAt: new Date(now()),
      callbackExpiresAt: expiresAt,
    });
    if (intent.kind === 'too_many') return intent;
    if (intent.kind === 'stored' && (await isErasedMeanwhile(intent.bot))) return { kind: 'not_connected' } as const;
    const { bot } = intent;
    const isTheirs = bot.origin === 'CALLBACK_URL' && bot.apiKey === requester.apiKey;
    if (intent.kind === 'already_there' && !isTheirs) return intent;
    return {
      kind: 'created',
      url: callbackUrlOf(bot._id, bot.person, bot.meetingNumber, bot.callbackExpiresAt),
      metadata: metadataOf(bot._id),
      expiresAt: bot.callbackExpiresAt,
      bot,
    } as const;
  }

  async function standingOfPerson(person: string): Promise<Standing> {
    return standingOf(await connections.find(person), settings.allowedAccounts);
  }

  /** An erasure that went over the person's bots just before this one was stored would leave it, and nobody would miss it. */
  async function isErasedMeanwhile({ _id, person }: BotDocument): Promise<boolean> {
    if ((await connections.find(person)) !== null) return false;
    await bots.deleteOne({ _id });
    return true;
  }

  function callbackUrlOf(launchId: string, person: string, meetingNumber: string, expiresAt: Date): string {
    return callbackUrls.create({ launchId, person, meetingNumber, expiresAt: expiresAt.getTime() });
  }

  function metadataOf(launchId: string): Record<string, string> {
    return { [LAUNCH_METADATA_KEY]: launchId, [DEPLOYMENT_METADATA_KEY]: settings.deploymentId };
  }

  return { launch, createCallbackUrl };
}
