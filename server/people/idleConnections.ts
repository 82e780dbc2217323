import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { SealError } from '../encryption.js';
import { type Round, restAfter } from '../round.js';
import { ZoomError } from '../zoom/client.js';
import type { ConnectionDocument } from './connectionModel.js';
import type { Connections } from './connections.js';

const DAY_MS = 24 * 3_600_000;
/** Zoom's refresh tokens live about 90 days (https://developers.zoom.us/docs/integrations/oauth/): two months are left for trying again. */
const IDLE_MS = 30 * DAY_MS;
/** A connection that could not be refreshed is not tried again before. */
const TRY_AGAIN_MS = DAY_MS;
/** Each costs a call to Zoom, one after the other. */
const REFRESHES_PER_ROUND = 50;

type IdleConnection = Pick<ConnectionDocument, '_id' | 'version' | 'renewalTriedAt'>;

/**
 * Uses the grants that nobody has used for 30 days, so that they do not lapse: the person would have to connect again for having been
 * away. A try is claimed on the connection itself, so that one that fails neither comes back at every round nor keeps others waiting.
 */
export function createIdleConnections(deps: {
  connection: Connection;
  connections: Connections;
  now: Clock;
  log: Logger;
}): (round: Round) => Promise<void> {
  const { connections, now, log } = deps;
  const documents = deps.connection.collection<ConnectionDocument>('connections');
  /** Rounds in a row that ended because Zoom could not be asked. */
  let failures = 0;

  async function claim({ _id, version, renewalTriedAt }: IdleConnection): Promise<boolean> {
    const { modifiedCount } = await documents.updateOne(
      { _id, version, renewalTriedAt: renewalTriedAt ?? null },
      { $set: { renewalTriedAt: new Date(now()) } },
    );
    return modifiedCount === 1;
  }

  /** @returns what became of it; throws what stands in the way of all others, too */
  async function renew({ _id: person, version }: IdleConnection): Promise<string> {
    try {
      const access = await connections.renew(person, version);
      return access.kind === 'token' || access.kind === 'missing_scope' ? 'refreshed' : access.kind;
    } catch (error) {
      if (error instanceof SealError) return 'unreadable';
      if (error instanceof ZoomError && error.kind === 'REFUSED') return 'refused';
      throw error;
    }
  }

  return async function useIdleConnections(round) {
    const idle = await documents
      .find<IdleConnection>(
        {
          state: 'CONNECTED',
          refreshedAt: { $lte: new Date(now() - IDLE_MS) },
          renewalTriedAt: { $not: { $gt: new Date(now() - TRY_AGAIN_MS) } },
        },
        { projection: { version: 1, renewalTriedAt: 1 } },
      )
      .sort({ refreshedAt: 1 })
      .limit(REFRESHES_PER_ROUND)
      .toArray();
    for (const found of idle) {
      if (round.signal.aborted) return;
      if (!(await claim(found))) continue;
      try {
        const outcome = await renew(found);
        round.count(outcome);
        log[outcome === 'unreadable' ? 'error' : 'info'](
          { event: 'zoom.grant.renewed', person: found._id, outcome },
          'A grant that nobody had used for a month was to be kept from lapsing',
        );
        failures = 0;
      } catch (error) {
        if (!(error instanceof ZoomError)) throw error;
        failures += 1;
        round.count('unanswered');
        round.rest(restAfter(failures, error.retryAfterMs));
        return;
      }
    }
  };
}
