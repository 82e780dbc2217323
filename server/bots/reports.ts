import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { RecallClient } from '../recall/client.js';
import type { AdvanceBot } from './advance.js';
import { absorb, initialLife, isOver, type LifeEvent, OWN_END } from './lifecycle.js';
import type { BotDocument, BotModel } from './model.js';
import { appendToTimeline } from './timeline.js';

/** The metadata key by which a bot at Recall names its launch. */
export const LAUNCH_METADATA_KEY = 'broughtby_launch';
/** The metadata key that tells deployments apart that share a Recall workspace. */
export const DEPLOYMENT_METADATA_KEY = 'broughtby_deployment';

/** What Recall says of a bot: by webhook, or when asked. */
export interface Report {
  recallBotId: string;
  /** The launch it names in its metadata; null when it names none. */
  launchId: string | null;
  events: readonly LifeEvent[];
}

export type ReportOutcome =
  | { kind: 'applied'; bot: BotDocument }
  /** Nothing new. */
  | { kind: 'unchanged'; bot: BotDocument }
  /** A bot of nobody here: of another deployment, or of a person whose data is erased. */
  | { kind: 'unknown' }
  /** A second bot of a launch, or one that came after its end; it was told to leave. */
  | { kind: 'stray'; bot: BotDocument };

export interface Reports {
  /** @throws RecallError when a stray bot could not be told to leave; the report may be repeated */
  apply(report: Report): Promise<ReportOutcome>;
  /**
   * Makes a bot at Recall the one of this launch. Where the launch has another one or is over, this one is told to leave, if alive.
   *
   * @returns whether it is the launch's bot
   */
  adopt(launchId: string, recallBotId: string, isAlive: boolean): Promise<boolean>;
  /** Asks Recall how a bot is, and applies the answer. */
  inquire(bot: BotDocument): Promise<void>;
}

export function createReports(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  recall: RecallClient;
  now: Clock;
  log: Logger;
}): Reports {
  const { bots, advance, recall, now, log } = deps;

  async function apply(report: Report): Promise<ReportOutcome> {
    const known = await find(report);
    if (known === null) return { kind: 'unknown' };
    const isKnown = known.recallBotId === report.recallBotId;
    if (!isKnown && !(await adopt(known._id, report.recallBotId, !report.events.some(isEnd)))) {
      return { kind: 'stray', bot: known };
    }
    let changed = false;
    const bot = await advance(known._id, (stored) => {
      const fresh: LifeEvent[] = [];
      let life = stored.life;
      for (const event of report.events) {
        const next = absorb(life, event);
        if (next !== life) fresh.push(event);
        life = next;
      }
      changed = fresh.length > 0;
      return changed ? { life, entries: fresh.map(statusEntry), set: { heardAt: new Date(now()) } } : null;
    });
    if (bot === null) return { kind: 'unknown' };
    if (changed) log.info({ event: 'bot.reported', bot: bot._id, status: bot.status }, 'Recall reported on a bot');
    return { kind: changed ? 'applied' : 'unchanged', bot };
  }

  /** By the launch that the metadata names; payloads of API version 1.10 carry no metadata, so by Recall's own id otherwise. */
  async function find(report: Report): Promise<BotDocument | null> {
    if (report.launchId !== null) return bots.findOne({ _id: report.launchId }).lean();
    return bots.findOne({ recallBotId: report.recallBotId }).lean();
  }

  async function adopt(launchId: string, recallBotId: string, isAlive: boolean): Promise<boolean> {
    await bots.updateOne(
      { _id: launchId, recallBotId: null },
      { $set: { recallBotId, sealedBody: null, uncertain: false, updatedAt: new Date(now()) } },
    );
    const bot = await bots.findOne({ _id: launchId }).lean();
    const isTheOne = bot?.recallBotId === recallBotId;
    if (bot === null || (isTheOne && !isOver(bot.life))) return isTheOne;
    if (isAlive) await sendAway(launchId, recallBotId);
    return isTheOne;
  }

  async function sendAway(launchId: string, recallBotId: string): Promise<void> {
    await recall.leaveCall(recallBotId);
    log.warn(
      { event: 'bot.stray', bot: launchId, recallBotId },
      'A bot came for a launch that has another one or is over',
    );
    const entry = {
      at: new Date(now()),
      kind: 'LAUNCH_ATTEMPT',
      code: 'second_bot',
      detail: null,
      tookMs: null,
    } as const;
    await bots.updateOne({ _id: launchId }, appendToTimeline(entry));
  }

  async function inquire(bot: BotDocument): Promise<void> {
    if (bot.recallBotId === null) return;
    const found = await recall.getBot(bot.recallBotId);
    const events: readonly LifeEvent[] = found?.statusChanges ?? [
      { code: OWN_END.goneAtRecall, subCode: null, at: now() },
    ];
    await apply({ recallBotId: bot.recallBotId, launchId: bot._id, events });
    await bots.updateOne({ _id: bot._id }, { $set: { heardAt: new Date(now()) } });
  }

  return { apply, adopt, inquire };
}

function isEnd(event: LifeEvent): boolean {
  return isOver(absorb(initialLife, event));
}

function statusEntry(event: LifeEvent) {
  return { at: new Date(event.at), kind: 'STATUS', code: event.code, detail: event.subCode, tookMs: null } as const;
}
