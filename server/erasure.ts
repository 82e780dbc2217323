import type { Connection as MongoConnection } from 'mongoose';
import { Schema } from 'mongoose';
import type { Logger } from 'pino';
import { type BotModel, NOTHING_LEFT_TO_DO } from './bots/model.js';
import type { RemoveBot } from './bots/removal.js';
import type { Clock } from './clock.js';
import type { Connections } from './people/connections.js';
import type { Links } from './people/links.js';
import type { Sessions } from './people/sessions.js';

/** The collection `erasures`: a person whose data is being removed. */
interface ErasureDocument {
  /** The Zoom user id. */
  _id: string;
  shape: 1;
  since: Date;
}

const erasureSchema = new Schema<ErasureDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    since: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export interface Erasure {
  /**
   * Removes a person: their live bots leave, the grant is revoked, and everything that is stored of them goes. The wish is stored
   * first; what cannot be done now is taken up again by `resume`.
   *
   * @returns whether Zoom confirmed the end of the grant
   */
  erase(person: string): Promise<{ revoked: boolean }>;
  /** Goes on with erasures that were interrupted. @returns how many */
  resume(): Promise<number>;
}

export function createErasure(deps: {
  connection: MongoConnection;
  bots: BotModel;
  removeBot: RemoveBot;
  connections: Connections;
  sessions: Sessions;
  links: Links;
  now: Clock;
  log: Logger;
}): Erasure {
  const { bots, removeBot, connections, sessions, links, now, log } = deps;
  const erasures = deps.connection.model<ErasureDocument>('Erasure', erasureSchema, 'erasures');

  async function erase(person: string): Promise<{ revoked: boolean }> {
    const since = new Date(now());
    await erasures.updateOne({ _id: person }, { $setOnInsert: { shape: 1 }, $max: { since } }, { upsert: true });
    const outcome = await connections.disconnect(person);
    await carryOut(person, since);
    return { revoked: outcome.kind === 'disconnected' && outcome.revocation.kind !== 'failed' };
  }

  /**
   * Removes what is older than the erasure: a person who connects again meanwhile keeps what is new. Bots that could not be told to
   * leave yet keep their documents, and with them the erasure: it is resumed.
   */
  async function carryOut(person: string, since: Date): Promise<void> {
    await connections.erase(person, { grantedBefore: since });
    const isBack = (await connections.find(person)) !== null;
    if (!isBack) await Promise.all([sessions.endAllOf(person), links.removeAllOf(person)]);
    const older = { person, createdAt: { $lte: since } };
    const live = await bots.find({ ...older, endedAt: null }, { _id: 1 }).lean();
    await Promise.all(live.map(({ _id }) => removeBot(_id)));
    await bots.deleteMany({ ...older, ...NOTHING_LEFT_TO_DO });
    const isDone = (await bots.exists(older)) === null;
    if (isDone) await erasures.deleteOne({ _id: person, since });
    log.info({ event: isDone ? 'erasure.done' : 'erasure.waiting' }, 'Removed what is stored of a person');
  }

  async function resume(): Promise<number> {
    const waiting = await erasures.find().lean();
    for (const { _id: person, since } of waiting) await carryOut(person, since);
    return waiting.length;
  }

  return { erase, resume };
}
