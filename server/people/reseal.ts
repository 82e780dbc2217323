import type { Connection, mongo } from 'mongoose';
import type { Logger } from 'pino';
import { type KeyRing, SealError } from '../encryption.js';
import type { Round } from '../round.js';

/** So many documents are read, and written again, at once. */
const PAGE_SIZE = 200;
/** With more values than this that do not open, something is wrong that somebody has to mend first. */
const MAX_UNREADABLE = 200;

/** Where sealed values are stored. Each document names their key in `sealedWith`, which its collection has an index on. */
export interface SealedPlace {
  collection: string;
  /** The sealed fields, and the record that each of a document's is bound to. */
  records: Readonly<Record<string, (id: string) => string>>;
  /** Whether every document holds sealed values: then one that names no key is from before that was noted. */
  isAlwaysSealed: boolean;
}

/** A document, with whatever is sealed in it. */
type Sealed = { _id: string } & Record<string, string | null | undefined>;

/**
 * Seals again, with the first key, what was sealed with another one of the ring, so that the other can be retired. A value is written in
 * the place of the very value that was read: a pair that was refreshed meanwhile stands. A connection's version stays, because its
 * tokens do. What does not open is left as it is, for the operator to mend.
 */
export function createReseal(deps: {
  connection: Connection;
  places: readonly SealedPlace[];
  keyRing: KeyRing;
  log: Logger;
}): (round: Round) => Promise<void> {
  const { connection, places, keyRing, log } = deps;

  async function resealIn({ collection, records, isAlwaysSealed }: SealedPlace, round: Round): Promise<void> {
    const documents = connection.collection<Sealed>(collection);
    const sealedWith = { $in: isAlwaysSealed ? [...keyRing.formerKids, null] : [...keyRing.formerKids] };
    const projection = Object.fromEntries(Object.keys(records).map((field) => [field, 1]));
    const unreadable: string[] = [];
    let count = 0;
    let isMore = true;
    while (isMore && unreadable.length <= MAX_UNREADABLE && !round.signal.aborted) {
      const page = await documents
        .find({ sealedWith, _id: { $nin: unreadable } }, { projection })
        .limit(PAGE_SIZE)
        .toArray();
      const updates: mongo.AnyBulkWriteOperation<Sealed>[] = [];
      for (const { _id, ...read } of page) {
        const fresh = await freshOf(_id, read, records);
        if (fresh === null) unreadable.push(_id);
        else updates.push({ updateOne: { filter: { _id, ...read }, update: { $set: fresh } } });
      }
      if (updates.length > 0) count += (await documents.bulkWrite(updates, { ordered: false })).modifiedCount;
      isMore = page.length === PAGE_SIZE;
    }
    round.count('resealed', count);
    round.count('unreadable', unreadable.length);
    if (count > 0) {
      log.info(
        { event: 'sealed_values.resealed', collection, count },
        'Sealed again with the first key what an older one had sealed',
      );
    }
    if (unreadable.length > 0) {
      log.error(
        { event: 'sealed_values.unreadable', collection, count: unreadable.length },
        'Stored values do not open with any key of TOKEN_ENCRYPTION_KEYS; keep the old keys until they do',
      );
    }
  }

  /** @returns what is to be stored instead; null when it does not open */
  async function freshOf(
    id: string,
    read: Omit<Sealed, '_id'>,
    records: SealedPlace['records'],
  ): Promise<Record<string, string> | null> {
    const fresh: Record<string, string> = { sealedWith: keyRing.currentKid };
    try {
      for (const [field, recordOf] of Object.entries(records)) {
        const sealed = read[field];
        if (typeof sealed !== 'string' || keyRing.kidOf(sealed) === keyRing.currentKid) continue;
        fresh[field] = await keyRing.seal(await keyRing.open(sealed, recordOf(id)), recordOf(id));
      }
      return fresh;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return null;
    }
  }

  return async function resealAll(round) {
    if (keyRing.formerKids.length === 0) return;
    for (const place of places) await resealIn(place, round);
  };
}
