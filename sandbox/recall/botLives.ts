import type { Outgoing } from '../simulator/outgoing.js';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Alarms } from '../simulator/simulatedClock.js';
import type { Store } from '../simulator/store.js';
import type { SdkJoinAnswer, SdkJoinBody, SdkPresence } from '../zoom/sdkRoutes.js';
import { nextStep } from './nextStep.js';
import type { BotLife, RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';
import type { SimulatedRecordings } from './recordings.js';
import { fetchToken } from './tokenFetch.js';
import type { RecallWebhooks } from './webhooks.js';

/** How long Zoom may take to answer a join; real milliseconds. */
const JOIN_TIMEOUT_MS = 10_000;

/** Leads each bot through its life, step by step as `nextStep` decides. */
export interface BotLives {
  /** Begins a new bot's life, or goes on with one after a restart. */
  begin(bot: RecallBot): void;
  /** To be called when something happened to a bot. */
  wake(botId: string): void;
  /** What the bot finds at the place where it is. */
  arrive(life: BotLife, bot: RecallBot, presence: SdkPresence): void;
  countPeople(life: BotLife, people: number): void;
  /** Tells Zoom that this bot goes. */
  leaveZoom(botId: string): void;
  stop(): void;
}

export function createBotLives(options: {
  store: Store<RecallData>;
  now: () => number;
  alarms: Alarms;
  secondMs: number;
  outgoing: Outgoing;
  zoom: { url: string; clientId: string } | undefined;
  workspaceSecrets: () => readonly string[];
  webhooks: RecallWebhooks;
  recordings: SimulatedRecordings;
  timestamp: () => string;
  noteSecret: NoteSecret;
}): BotLives {
  const { store, now, alarms, secondMs, outgoing, zoom, webhooks, recordings, timestamp } = options;
  const { visible, hidden } = store.data;
  const sleepers = new Map<string, () => void>();
  const stopping = new AbortController();

  async function live(bot: RecallBot, life: BotLife): Promise<void> {
    while (!stopping.signal.aborted) {
      const step = nextStep({ bot, life, assumptions: visible.assumptions, now: now(), secondMs });
      switch (step.kind) {
        case 'over':
          return;
        case 'wait':
          await sleep(bot.id, step.until);
          break;
        case 'status':
          enter(bot, life, step.code, step.subCode);
          break;
        case 'try-to-join':
          await tryToJoin(bot, life);
          break;
      }
    }
  }

  function sleep(botId: string, until: number | null): Promise<void> {
    return new Promise((resolve) => {
      const cancel = until === null ? () => {} : alarms.at(until, wake);
      function wake() {
        cancel();
        sleepers.delete(botId);
        resolve();
      }
      sleepers.set(botId, wake);
    });
  }

  function enter(bot: RecallBot, life: BotLife, code: string, subCode: string | null): void {
    const change = { code, message: null, created_at: timestamp(), sub_code: subCode };
    bot.status = code;
    bot.subCode = subCode;
    bot.statusChanges.push(change);
    life.since = now();
    if (code === 'in_call_not_recording') life.inCallSince ??= now();
    if (code === 'in_call_recording') {
      recordings.begin(bot);
      // In Zoom everybody sees who records.
      void callZoom('/sdk/recording', { botId: bot.id, recording: true });
    }
    if (['call_ended', 'fatal'].includes(code) && life.place !== 'outside') {
      life.place = 'outside';
      leaveZoom(bot.id);
    }
    if (code === 'done') recordings.complete(bot);
    webhooks.announce(bot, change);
    store.changed();
  }

  async function tryToJoin(bot: RecallBot, life: BotLife): Promise<void> {
    const { assumptions } = visible;
    if (hidden.sdkCredentialsMissing === true) {
      life.failure = 'zoom_sdk_credentials_missing';
      store.changed();
      return;
    }
    const tokenUrl = life.request.obfTokenUrl;
    let token = life.keptToken ?? undefined;
    if (tokenUrl !== null && token === undefined) {
      const fetched = await fetchToken(tokenUrl, {
        outgoing,
        secrets: options.workspaceSecrets(),
        now: now(),
        timeoutMs: assumptions.tokenFetchTimeoutMs,
      });
      if (stopping.signal.aborted) return;
      visible.counters.tokenFetches += 1;
      const { status } = fetched;
      bot.tokenFetches.push({ at: now(), status, outcome: fetched.kind === 'token' ? 'token' : fetched.outcome });
      if (fetched.kind === 'token') {
        options.noteSecret('obf_token', fetched.token);
        life.failedFetches = 0;
        token = fetched.token;
        if (!assumptions.freshTokenForEachAttempt) life.keptToken = token;
      } else {
        life.failedFetches += 1;
        if (life.failedFetches < assumptions.tokenFetchTries) {
          life.nextAttemptAt = now() + assumptions.tokenFetchRetrySeconds * secondMs;
        } else if (assumptions.withoutToken === 'fatal') {
          life.failure = assumptions.withoutTokenSubCode;
        }
      }
      store.changed();
      const goesOnWithout = life.failedFetches >= assumptions.tokenFetchTries;
      if (life.leaveRequested || life.failure !== null || (token === undefined && !goesOnWithout)) return;
    }
    await join(bot, life, token);
  }

  async function join(bot: RecallBot, life: BotLife, token: string | undefined): Promise<void> {
    const body: SdkJoinBody = {
      botId: bot.id,
      botName: bot.botName,
      clientId: zoom?.clientId ?? '',
      meetingNumber: bot.meetingNumber,
      passcode: life.request.meetingPassword,
      ...(token !== undefined && { obfToken: token }),
    };
    const answer = await callZoom('/sdk/join', body);
    if (stopping.signal.aborted) return;
    const retryAt = now() + visible.assumptions.joinRetrySeconds * secondMs;
    if (answer === null) {
      bot.joinAttempts.push({ at: now(), result: 'zoom-unreachable' });
      life.nextAttemptAt = retryAt;
    } else if (answer.result === 'joined') {
      bot.joinAttempts.push({ at: now(), result: 'joined' });
      arrive(life, bot, answer);
    } else {
      bot.joinAttempts.push({ at: now(), result: answer.code });
      life.keptToken = null;
      refused(life, answer.code, retryAt);
    }
    store.changed();
  }

  function refused(life: BotLife, code: (SdkJoinAnswer & { result: 'refused' })['code'], retryAt: number): void {
    switch (code) {
      case 'MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING':
      case 'MEETING_FAIL_MEETING_NOT_START':
        life.nextAttemptAt = retryAt;
        return;
      case 'MEETING_FAIL_MEETING_NOT_EXIST':
        life.failure = 'meeting_not_found';
        return;
      case 'MEETING_FAIL_MEETING_OVER':
        life.failure = 'meeting_ended';
        return;
      case 'MEETING_FAIL_PASSWORD_ERR':
        life.failure = 'meeting_password_incorrect';
        return;
      case 'MEETING_FAIL_APP_CAN_NOT_ANONYMOUS_JOIN_MEETING':
        life.failure = visible.assumptions.withoutTokenSubCode;
        return;
      case 'APP_NOT_PUBLISHED':
        life.failure = 'zoom_sdk_app_not_published';
        return;
      case 'OBF_TOKEN_UNKNOWN':
      case 'OBF_TOKEN_EXPIRED':
      case 'OBF_TOKEN_USED':
      case 'OBF_TOKEN_OF_ANOTHER_APP':
      case 'OBF_TOKEN_FOR_ANOTHER_MEETING':
        life.failure = visible.assumptions.refusedTokenSubCode;
    }
  }

  /** Null: Zoom can't be reached, or is not itself. */
  async function callZoom(path: string, body: object): Promise<SdkJoinAnswer | null> {
    if (zoom === undefined) return null;
    const answer = await outgoing.send({
      url: `${zoom.url}${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: JOIN_TIMEOUT_MS,
    });
    if (answer.kind !== 'answered' || answer.status !== 200) return null;
    try {
      return JSON.parse(answer.body) as SdkJoinAnswer;
    } catch {
      return null;
    }
  }

  function arrive(life: BotLife, bot: RecallBot, presence: SdkPresence): void {
    // Events may have overtaken the answer that tells of the place.
    const heard = hidden.meetings[bot.meetingNumber];
    const newer = heard !== undefined && heard.seq > presence.seq ? heard : undefined;
    if (life.removal === null && life.place !== 'in-meeting') {
      life.place = presence.inWaitingRoom ? 'waiting-room' : 'in-meeting';
    }
    bot.broughtBy = presence.broughtBy;
    life.recordingPermission = newer?.recordingPermission ?? presence.recordingPermission;
    countPeople(life, newer?.people ?? presence.people);
  }

  function countPeople(life: BotLife, people: number): void {
    life.people = people;
    life.peopleSeen ||= people > 0;
    life.aloneSince = people > 0 ? null : (life.aloneSince ?? now());
  }

  function leaveZoom(botId: string): void {
    void callZoom('/sdk/leave', { botId });
  }

  return {
    begin(bot) {
      const life = hidden.lives[bot.id];
      if (life !== undefined) void live(bot, life);
    },
    wake: (botId) => sleepers.get(botId)?.(),
    arrive,
    countPeople,
    leaveZoom,
    stop() {
      stopping.abort();
    },
  };
}
