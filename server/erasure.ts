import type { Connection as MongoConnection } from 'mongoose';
import { Schema } from 'mongoose';
import type { Logger } from 'pino';
import type { BotModel } from './bots/model.js';
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
    await erasures.updateOne({ _id: person }, { $setOnInsert: { shape: 1, since: new Date(now()) } }, { upsert: true });
    const outcome = await connections.disconnect(person);
    await carryOut(person);
    return { revoked: outcome.kind === 'disconnected' && outcome.revocation.kind !== 'failed' };
  }

  /** Bots that could not be told to leave yet keep their documents, and with them the erasure: it is resumed. */
  async function carryOut(person: string): Promise<void> {
    await sessions.endAllOf(person);
    await links.removeAllOf(person);
    await connections.erase(person);
    const live = await bots.find({ person, endedAt: null }, { _id: 1 }).lean();
    await Promise.all(live.map(({ _id }) => removeBot(_id)));
    await bots.deleteMany({ person, $or: [{ endedAt: { $ne: null } }, { leaveSent: true }] });
    const isDone = (await bots.exists({ person })) === null;
    if (isDone) await erasures.deleteOne({ _id: person });
    log.info({ event: isDone ? 'erasure.done' : 'erasure.waiting' }, 'Removed what is stored of a person');
  }

  async function resume(): Promise<number> {
    const waiting = await erasures.find({}, { _id: 1 }).lean();
    for (const { _id: person } of waiting) await carryOut(person);
    return waiting.length;
  }

  return { erase, resume };
}
