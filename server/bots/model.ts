import { type Connection, type Model, Schema } from 'mongoose';
import type { BotStatus, Life } from './lifecycle.js';
import type { Presence } from './presence.js';
import type { TimelineEntry } from './timeline.js';

/** Whose a launch is. A person sees all in their name, an API key only its own. */
export interface BotOwner {
  /** The Zoom user id on whose behalf the bot joins. */
  person: string;
  /** The name that Zoom showed for them at the launch. */
  personName: string;
  /** The API key that asked for it; null when the person did. */
  apiKey: string | null;
  /** The backend's own id of its user; null when the person asked. */
  externalUserId: string | null;
}

/**
 * A launch and all that became of it. It is stored before anybody is asked for a bot, so that whatever dies halfway can be
 * taken up by another process.
 */
export interface BotDocument extends BotOwner {
  /** The launch's id, a UUID of version 7: newer ones sort later. */
  _id: string;
  /** The second has a `revision`. */
  shape: 1 | 2;
  /** `LAUNCH`: this server creates the bot. `CALLBACK_URL`: its owner does, and only fetches tokens here. */
  origin: 'LAUNCH' | 'CALLBACK_URL';
  botName: string;
  meetingNumber: string;
  meetingTopic: string | null;
  /** While the bot is live the meeting number, afterwards its own id: with `person` unique, so a meeting has one live bot of a person. */
  activeKey: string;
  /** While the bot is live one of the person's places, afterwards its own id: with `person` unique, so nobody has too many. */
  slot: string;
  /** The evidence from which the status follows. */
  life: Life;
  /** Derived from `life`, stored for those who read the database. */
  status: BotStatus;
  /** Rises with each change of `life`; a change is written only upon the version that it was made from. */
  lifeVersion: number;
  /** Rises with each change that can be seen (`visibleChange`); absent from the first shape until the next one. */
  revision?: number;
  /** What Recall said when it refused the launch. */
  refusal: { message: string; fieldErrors: { field: string; messages: string[] }[] } | null;
  recallBotId: string | null;
  /** The body for Create Bot, with the passcode and the callback URL; erased once it is no longer needed. */
  sealedBody: string | null;
  /** The name of the key that the body is sealed with; null when there is none. Absent from bots of before it was noted. */
  sealedWith?: string | null;
  /** How many requests to Create Bot were sent. */
  attempts: number;
  /** The number in the idempotency key: it rises only when Recall has certainly not made a bot under the present one. */
  keyNumber: number;
  /** Whether a request was sent under the present key whose outcome is not known. */
  uncertain: boolean;
  /** Recall is not asked for the bot again before this: it said so, or did not answer. */
  nextAttemptAt: Date | null;
  /** Whether Recall has been told that the bot should leave. */
  leaveSent: boolean;
  /** Recall's ids of bots that came although the launch had another one or was over, and that are still to be told to leave. */
  strays: string[];
  /** When somebody may take up what is left to do at Recall; null when nothing is. */
  dueAt: Date | null;
  /** Who is at it until `dueAt`. */
  worker: string | null;
  /** The moments of the newest requests for tokens. */
  obfRequestedAt: Date[];
  /** When a token was last given; absent until then. */
  tokenGivenAt?: Date;
  /** Until when the callback URL gives tokens. */
  callbackExpiresAt: Date;
  /** What Zoom reported of its person and its meeting since the launch; absent until it reports something. */
  presence?: Presence;
  timeline: TimelineEntry[];
  /** How many entries were ever written. */
  timelineCount: number;
  createdAt: Date;
  /** The last change that can be seen, by the clock of the server that wrote it. */
  updatedAt: Date;
  /** When Recall last reported, or the launch was stored. */
  heardAt: Date;
  /** When Recall is to be asked about the bot, unless it reports before; null when it is not. Absent until the first report. */
  askAt?: Date | null;
  endedAt: Date | null;
  /** When Recall was told to delete the recordings, or was found to have done so; absent until then. */
  mediaDeletedAt?: Date;
}

const evidence = new Schema({ code: String, subCode: String, at: Number }, { _id: false });

const botSchema = new Schema<BotDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    origin: { type: String, required: true },
    person: { type: String, required: true },
    personName: { type: String, required: true },
    apiKey: { type: String, default: null },
    externalUserId: { type: String, default: null },
    botName: { type: String, required: true },
    meetingNumber: { type: String, required: true },
    meetingTopic: { type: String, default: null },
    activeKey: { type: String, required: true },
    slot: { type: String, required: true },
    life: {
      current: { type: evidence, default: null },
      end: { type: evidence, default: null },
      wasInCall: { type: Boolean, required: true },
      endedAt: { type: Number, default: null },
      removalRequested: { type: Boolean, required: true },
    },
    status: { type: String, required: true },
    lifeVersion: { type: Number, required: true },
    revision: Number,
    refusal: { type: Schema.Types.Mixed, default: null },
    recallBotId: { type: String, default: null },
    sealedBody: { type: String, default: null },
    sealedWith: { type: String, default: null },
    attempts: { type: Number, required: true },
    keyNumber: { type: Number, required: true },
    uncertain: { type: Boolean, required: true },
    nextAttemptAt: { type: Date, default: null },
    leaveSent: { type: Boolean, required: true },
    strays: { type: [String], required: true },
    dueAt: { type: Date, default: null },
    worker: { type: String, default: null },
    obfRequestedAt: { type: [Date], required: true },
    tokenGivenAt: Date,
    callbackExpiresAt: { type: Date, required: true },
    presence: new Schema({ person_joined: Number, person_left: Number, meeting_ended: Number }, { _id: false }),
    timeline: [Schema.Types.Mixed],
    timelineCount: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    heardAt: { type: Date, required: true },
    askAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    mediaDeletedAt: Date,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw', minimize: false },
);

/** Of two readings of a bot, the one with the higher revision is the newer. */
export function revisionOf(bot: Pick<BotDocument, 'revision'>): number {
  return bot.revision ?? 0;
}

/** Of bots that may be forgotten: over or told to leave, with no stray bot still to be told. */
export const NOTHING_LEFT_TO_DO = { strays: { $size: 0 }, $or: [{ endedAt: { $ne: null } }, { leaveSent: true }] };

export type BotModel = Model<BotDocument>;

export function createBotModel(connection: Connection): BotModel {
  return connection.model<BotDocument>('Bot', botSchema, 'bots');
}
