import { v7 as launchId } from 'uuid';
import { initialLife, statusOf } from '../../server/bots/lifecycle.js';
import type { BotDocument } from '../../server/bots/model.js';

/** A bot of a person's that records. */
export function someBot(change: Partial<BotDocument> = {}): BotDocument {
  const id = launchId();
  const at = new Date();
  const current = { code: 'in_call_recording', subCode: null, at: at.getTime() };
  const life = { ...initialLife, current, wasInCall: true };
  return {
    _id: id,
    shape: 2,
    origin: 'LAUNCH',
    person: `person-${id}`,
    personName: 'Ada Lovelace',
    apiKey: 'bench',
    externalUserId: 'ada',
    botName: 'Notetaker',
    meetingNumber: '80000000000',
    meetingTopic: null,
    activeKey: id,
    slot: id,
    life,
    status: statusOf(life),
    lifeVersion: 4,
    revision: 5,
    refusal: null,
    recallBotId: id,
    sealedBody: null,
    sealedWith: null,
    attempts: 1,
    keyNumber: 1,
    uncertain: false,
    nextAttemptAt: null,
    leaveSent: false,
    strays: [],
    dueAt: null,
    worker: null,
    obfRequestedAt: [at],
    callbackExpiresAt: new Date(at.getTime() + 86_400_000),
    timeline: ['ready', 'joining_call', 'in_call_not_recording', 'in_call_recording'].map((code) => ({
      at,
      kind: 'STATUS' as const,
      code,
      detail: null,
      tookMs: null,
    })),
    timelineCount: 4,
    createdAt: at,
    updatedAt: at,
    heardAt: at,
    askAt: null,
    endedAt: null,
    ...change,
  };
}
