import type { Connection as MongoConnection } from 'mongoose';
import { Schema } from 'mongoose';
import type { Logger } from 'pino';
import type { ForgetBots } from './bots/forgetting.js';
import type { Clock } from './clock.js';
import { duplicateKeyIndex } from './database/duplicateKey.js';
import type { Authorizations } from './people/authorizations.js';
import type { Connections, Disconnection } from './people/connections.js';
import type { Links } from './people/links.js';
import type { Sessions } from './people/sessions.js';

/** How long whoever is at an erasure is left alone: bots are followed for some seconds on their way out. */
const CLAIM_MS = 30_000;
const RETRY_AFTER_MS = 5_000;
/** What was under way when a person removed the app, on whatever server, has been written by then. */
const ONCE_MORE_AFTER_MS = 3_600_000;
const RESUME_LIMIT = 20;

/** The collection `erasures`: a person whose data is being removed. It goes when all else has. */
interface ErasureDocument {
  /** The Zoom user id. */
  _id: string;
  /** The second has `endsGrant`, `onceMoreAt` and `dueAt`. */
  shape: 1 | 2;
  /** Grants from before this are gone; a later one stands, and with it what is younger than it. */
  since: Date;
  /** Whether Zoom is to be asked to end the grant; absent from the first shape, which had asked before. */
  endsGrant?: boolean;
  /** When all is gone over once more; null: once is enough. */
  onceMoreAt?: Date | null;
  /** When somebody may take it up. */
  dueAt?: Date;
}

const erasureSchema = new Schema<ErasureDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    since: { type: Date, required: true },
    endsGrant: Boolean,
    onceMoreAt: { type: Date, default: null },
    dueAt: Date,
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

/**
 * The one place that removes a person: their live bots leave, the grant ends, and everything that is stored of them goes. The wish
 * is stored first; what cannot be done now is taken up again by `resume`, on whatever server.
 *
 * A person who authorizes the app again meanwhile keeps that grant and all that is younger than it.
 */
export interface Erasure {
  /** At the person's own wish, or that of the last backend that they connected for. @returns whether Zoom confirmed the end of the grant */
  erase(person: string): Promise<{ revoked: boolean }>;
  /**
   * Notes that a person removed the app at Zoom, which has ended their grant. `carryOut` does the rest, at once and once more after
   * an hour.
   *
   * @param since when they did: a grant of this moment or later stands
   */
  begin(person: string, since: Date): Promise<void>;
  /** Erases whom an erasure is noted for, as far as it can be done now. */
  carryOut(person: string): Promise<void>;
  /** Goes on with erasures that were interrupted, had to wait, or are due once more. @returns how many */
  resume(): Promise<number>;
}

export function createErasure(deps: {
  connection: MongoConnection;
  forgetBots: ForgetBots;
  connections: Connections;
  authorizations: Authorizations;
  sessions: Sessions;
  links: Links;
  now: Clock;
  log: Logger;
}): Erasure {
  const { forgetBots, connections, authorizations, sessions, links, now, log } = deps;
  const erasures = deps.connection.model<ErasureDocument>('Erasure', erasureSchema, 'erasures');

  async function erase(person: string): Promise<{ revoked: boolean }> {
    // The connection that is there at the wish goes, also if the clock of the server that stored it is ahead.
    const grantedAt = (await connections.find(person))?.grantedAt.getTime() ?? 0;
    const since = new Date(Math.max(now(), grantedAt + 1));
    await note(person, { $max: { since }, $set: { endsGrant: true } }, { since, endsGrant: true, onceMoreAt: null });
    const ended = await goOver(person);
    return { revoked: ended?.kind === 'disconnected' && ended.revocation.kind !== 'failed' };
  }

  async function begin(person: string, since: Date): Promise<void> {
    const onceMoreAt = new Date(now() + ONCE_MORE_AFTER_MS);
    await note(person, { $max: { since, onceMoreAt } }, { since, endsGrant: false, onceMoreAt });
  }

  /** Stores an erasure, or adds to the one that is under way. */
  async function note(
    person: string,
    addition: { $max: Partial<ErasureDocument>; $set?: Partial<ErasureDocument> },
    fresh: Pick<ErasureDocument, 'since' | 'endsGrant' | 'onceMoreAt'>,
  ): Promise<void> {
    const claim = { shape: 2 as const, dueAt: new Date(now() + CLAIM_MS) };
    const add = async () =>
      erasures.updateOne({ _id: person }, { $max: addition.$max, $set: { ...claim, ...addition.$set } });
    const { matchedCount } = await add();
    if (matchedCount === 1) return;
    try {
      await erasures.create({ _id: person, ...claim, ...fresh });
    } catch (error) {
      if (duplicateKeyIndex(error) === null) throw error;
      await add();
    }
  }

  /**
   * The grant goes first, so that nothing new comes of it. What goes with it:
   *
   * | the person is connected | goes |
   * |---|---|
   * | not any more | whatever there is by now |
   * | again, since the connection of before was erased | what is older than the new connection |
   * | again, before it could be | what is older than the erasure |
   */
  async function goOver(person: string): Promise<Disconnection | null> {
    const erasure = await erasures.findById(person).lean<ErasureDocument | null>();
    if (erasure === null) return null;
    const { since } = erasure;
    const ended = erasure.endsGrant === true ? await connections.disconnect(person, { grantedBefore: since }) : null;
    if (ended === null) await connections.erase(person, { grantedBefore: since });
    const connection = await connections.find(person);
    const stays = connection === null ? [now() + 1] : [connection.createdAt.getTime(), since.getTime()];
    const before = new Date(Math.max(...stays));
    // Before the sessions, which carry the news of their end.
    const areBotsGone = await forgetBots({ person, createdAt: { $lt: before } });
    await Promise.all([
      sessions.endAllOf(person, before),
      links.removeAllOf(person, before),
      authorizations.removeAllOf(person, since),
    ]);
    await conclude(erasure, areBotsGone && !(await connections.hasGrantToEnd(person)));
    return ended;
  }

  /** Nothing matches where the person was to be erased again meanwhile: then somebody is at that. */
  async function conclude(
    { _id: person, since, onceMoreAt = null }: ErasureDocument,
    isAllGone: boolean,
  ): Promise<void> {
    const isOnceMore = onceMoreAt !== null && onceMoreAt.getTime() > now();
    if (isAllGone && !isOnceMore) await erasures.deleteOne({ _id: person, since });
    else {
      const dueAt = isAllGone && isOnceMore ? onceMoreAt : new Date(now() + RETRY_AFTER_MS);
      await erasures.updateOne({ _id: person, since }, { $set: { dueAt } });
    }
    const event = isAllGone ? 'erasure.done' : 'erasure.waiting';
    log.info({ event, person, isOnceMore }, 'Removed what is stored of a person');
  }

  async function resume(): Promise<number> {
    // Documents of the first shape have no `dueAt`.
    const due = await erasures
      .find({ dueAt: { $not: { $gt: new Date(now()) } } })
      .sort({ dueAt: 1 })
      .limit(RESUME_LIMIT)
      .lean<ErasureDocument[]>();
    const taken = await Promise.all(due.map(takeUp));
    return taken.filter(Boolean).length;
  }

  async function takeUp({ _id: person, dueAt = null }: { _id: string; dueAt?: Date | null }): Promise<boolean> {
    const claimed = await erasures.updateOne({ _id: person, dueAt }, { $set: { dueAt: new Date(now() + CLAIM_MS) } });
    if (claimed.matchedCount === 1) await goOver(person);
    return claimed.matchedCount === 1;
  }

  return {
    erase,
    begin,
    carryOut: async (person) => void (await goOver(person)),
    resume,
  };
}
