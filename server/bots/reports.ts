import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type RecallClient, RecallError } from '../recall/client.js';
import type { AdvanceBot } from './advance.js';
import { absorb, initialLife, isOver, type LifeEvent, OWN_END } from './lifecycle.js';
import { makeLeave } from './makeLeave.js';
import type { BotDocument, BotModel } from './model.js';
import { nextQuestion } from './silence.js';
import { visibleChange } from './visibleChange.js';

/** The metadata key by which a bot at Recall names its launch. */
export const LAUNCH_METADATA_KEY = 'broughtby_launch';
/** The metadata key that tells deployments apart that share a Recall workspace. */
export const DEPLOYMENT_METADATA_KEY = 'broughtby_deployment';

/** What Recall says of a bot: by webhook, or when asked. */
export interface Report {
  recallBotId: string;
  /** The launch it names in its metadata; null when it names none. */
  launchId: string | null;
  /** The deployment it names; null, or left out, when it names none. */
  deploymentId?: string | null;
  events: readonly LifeEvent[];
}

export type ReportOutcome =
  | { kind: 'applied'; bot: BotDocument }
  /** Nothing new. */
  | { kind: 'unchanged'; bot: BotDocument }
  /** A bot of nobody here: of another deployment, or of a person whose data is erased. */
  | { kind: 'unknown' }
  /** As `unknown`, but alive and of this deployment: it is to leave, and Recall could not be told. The report is to come again. */
  | { kind: 'orphan' }
  /** A second bot of a launch, or one that came after its end; if it is alive, it will be told to leave. */
  | { kind: 'stray'; bot: BotDocument };

export interface Reports {
  /**
   * Writes down what became of a bot. The first bot of a launch is the launch's. A further one, or one that comes after the end, is
   * to be told to leave: that is stored first, so that it happens also if Recall is away just now. So is one of a launch that was
   * erased before Recall had made it, of which nothing is stored: it would be in a meeting for somebody who wants none.
   */
  apply(report: Report): Promise<ReportOutcome>;
  /** Asks Recall how a bot is, and applies the answer. @returns what it taught @throws RecallError */
  inquire(bot: Pick<BotDocument, '_id' | 'recallBotId'>): Promise<'news' | 'nothing_new' | 'gone'>;
}

export function createReports(deps: {
  bots: BotModel;
  advance: AdvanceBot;
  recall: RecallClient;
  /** As this server writes it into the metadata of its bots. */
  deploymentId: string;
  /** Told when a report leaves something to do at Recall. It is stored: whatever becomes of this, a sweep finds it. */
  onWork: (launchId: string) => void;
  /** Told when a bot was changed in a way that can be seen. */
  onChange: () => void;
  now: Clock;
  log: Logger;
}): Reports {
  const { bots, advance, recall, deploymentId, onWork, onChange, now, log } = deps;

  async function apply(report: Report): Promise<ReportOutcome> {
    const known = await find(report);
    if (known === null) return sendOrphanAway(report);
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

  async function sendOrphanAway(report: Report): Promise<ReportOutcome> {
    const { recallBotId } = report;
    const isOurs = report.launchId !== null && report.deploymentId === deploymentId;
    if (!isOurs || report.events.some(isEnd)) return { kind: 'unknown' };
    try {
      const outcome = await makeLeave(recall, recallBotId);
      log.warn({ event: 'bot.orphan', recallBotId, outcome }, 'A bot of a launch that was erased was told to leave');
      return { kind: outcome === 'dispatched' ? 'orphan' : 'unknown' };
    } catch (error) {
      if (!(error instanceof RecallError)) throw error;
      return { kind: 'orphan' };
    }
  }

  /** By the launch that the metadata names; payloads of API version 1.10 carry no metadata, so by Recall's own id otherwise. */
  async function find(report: Report): Promise<BotDocument | null> {
    if (report.launchId !== null) return bots.findOne({ _id: report.launchId }).lean();
    return bots.findOne({ recallBotId: report.recallBotId }).lean();
  }

  /** @returns whether it is the launch's bot */
  async function adopt(launchId: string, recallBotId: string, isAlive: boolean): Promise<boolean> {
    // The version rises, so that no end can be written that did not know of this bot.
    const at = new Date(now());
    const change = visibleChange(at);
    await bots.updateOne(
      { _id: launchId, recallBotId: null, endedAt: null },
      {
        $set: {
          recallBotId,
          sealedBody: null,
          sealedWith: null,
          uncertain: false,
          askAt: nextQuestion({ recallBotId, life: initialLife, leaveSent: false, updatedAt: at }, at.getTime()),
          ...change.$set,
        },
        $inc: { lifeVersion: 1, ...change.$inc },
      },
    );
    onChange();
    const bot = await bots.findOne({ _id: launchId }).lean();
    const isTheOne = bot?.recallBotId === recallBotId;
    if (bot === null || !isAlive || (isTheOne && !bot.life.removalRequested)) return isTheOne;
    const due = { dueAt: new Date(now()) };
    if (isTheOne) {
      await bots.updateOne({ _id: launchId, worker: null }, { $set: due });
    } else {
      log.warn(
        { event: 'bot.stray', bot: launchId, recallBotId },
        'A bot came for a launch that has another one or is over',
      );
      await bots.updateOne({ _id: launchId }, { $addToSet: { strays: recallBotId }, $set: due });
    }
    onWork(launchId);
    return isTheOne;
  }

  async function inquire(bot: Pick<BotDocument, '_id' | 'recallBotId'>): Promise<'news' | 'nothing_new' | 'gone'> {
    if (bot.recallBotId === null) return 'nothing_new';
    const found = await recall.getBot(bot.recallBotId);
    const events: readonly LifeEvent[] = found?.statusChanges ?? [
      { code: OWN_END.goneAtRecall, subCode: null, at: now() },
    ];
    const outcome = await apply({ recallBotId: bot.recallBotId, launchId: bot._id, events });
    if (outcome.kind === 'unknown' || outcome.kind === 'orphan') return 'nothing_new';
    // Of a bot that is over, this was Recall's last word.
    const askAt = isOver(outcome.bot.life) ? null : nextQuestion(outcome.bot, now());
    await bots.updateOne({ _id: bot._id }, { $set: { heardAt: new Date(now()), askAt } });
    if (outcome.kind !== 'applied') return 'nothing_new';
    return found === null ? 'gone' : 'news';
  }

  return { apply, inquire };
}

function isEnd(event: LifeEvent): boolean {
  return isOver(absorb(initialLife, event));
}

function statusEntry(event: LifeEvent) {
  return { at: new Date(event.at), kind: 'STATUS', code: event.code, detail: event.subCode, tookMs: null } as const;
}
