import { type Connection, Schema } from 'mongoose';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { duplicateKeyIndex } from '../database/duplicateKey.js';
import { type AppContext, APP_CONTEXT_SKEW_MS, openAppContext } from '../zoom/appContext.js';
import { isSameHash, hashOf } from './hashOf.js';

/** A claim is kept for longer than any server, whatever its clock, may take the app context for valid. */
const CLAIM_MARGIN_MS = 2 * APP_CONTEXT_SKEW_MS;
const SHAPE = 1;
/** Claims of every kind share a collection. */
const ID_PREFIX = 'app_context:';

/** Why an app context was not accepted. */
export type AppContextRefusal = 'EXPIRED' | 'CLAIMED' | 'NOT_IN_MEETING' | 'OTHER_PERSON' | 'INVALID';

export type ClaimedAppContext =
  | { kind: 'accepted'; person: string | null }
  | { kind: 'refused'; reason: AppContextRefusal };

/**
 * App contexts as panels present them. Each belongs to the first panel that does, known by a random key of its own, which may
 * present it again until it expires: a page that was reloaded, an answer that got lost.
 */
export interface AppContexts {
  /** Who has opened the panel; null for a guest. */
  accept(appContext: string, panelKey: string): Promise<ClaimedAppContext>;
  /** As `accept`, for a panel that is open in a meeting and was opened by this person; otherwise it is not claimed. */
  acceptInMeeting(appContext: string, panelKey: string, person: string): Promise<ClaimedAppContext>;
  /** By what to count whoever presents it: the person, or a guest's own app context; null where it counts for nobody. Claims nothing. */
  openerOf(appContext: string): string | null;
}

/** In the collection `claims`. Nothing in it tells whose it is. */
interface AppContextClaim {
  /** `app_context:` and the hash of the app context. */
  _id: string;
  shape: number;
  /** Hash of the panel's key. */
  owner: string;
  expiresAt: Date;
}

const claimSchema = new Schema<AppContextClaim>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    owner: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export function createAppContexts(deps: {
  connection: Connection;
  app: { clientId: string; clientSecrets: readonly string[] };
  now: Clock;
  log: Logger;
}): AppContexts {
  const { app, now, log } = deps;
  const claims = deps.connection.model<AppContextClaim>('AppContextClaim', claimSchema, 'claims');

  async function accept(
    value: string,
    panelKey: string,
    refusalOf: (appContext: AppContext) => AppContextRefusal | null,
  ): Promise<ClaimedAppContext> {
    const opened = openAppContext(value, app, now());
    if (opened.kind === 'expired') return refused('EXPIRED');
    if (opened.kind === 'invalid') {
      log.warn(
        { event: 'app_context.invalid', problem: opened.problem },
        'An app context is not one that Zoom made for this app; if it stays so, check ZOOM_CLIENT_SECRET and the clock',
      );
      return refused('INVALID');
    }
    const { appContext } = opened;
    const refusal = refusalOf(appContext);
    if (refusal !== null) return refused(refusal);
    if (!(await claim(appContext, hashOf(panelKey)))) {
      log.warn({ event: 'app_context.claimed' }, 'An app context was presented by a second panel');
      return refused('CLAIMED');
    }
    return { kind: 'accepted', person: appContext.person };
  }

  /** @returns false when another panel was first */
  async function claim({ id, expiresAt }: AppContext, owner: string): Promise<boolean> {
    const _id = ID_PREFIX + id;
    try {
      await claims.create({ _id, shape: SHAPE, owner, expiresAt: new Date(expiresAt + CLAIM_MARGIN_MS) });
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) === null) throw error;
    }
    const first = await claims.findById(_id).lean<AppContextClaim | null>();
    return first !== null && isSameHash(first.owner, owner);
  }

  return {
    accept: async (appContext, panelKey) => accept(appContext, panelKey, () => null),

    acceptInMeeting: async (appContext, panelKey, person) =>
      accept(appContext, panelKey, (opened) => {
        if (opened.person !== person) return 'OTHER_PERSON';
        return opened.meetingUuid === null ? 'NOT_IN_MEETING' : null;
      }),

    openerOf(value) {
      const opened = openAppContext(value, app, now());
      return opened.kind === 'opened' ? (opened.appContext.person ?? opened.appContext.id) : null;
    },
  };
}

function refused(reason: AppContextRefusal): ClaimedAppContext {
  return { kind: 'refused', reason };
}
