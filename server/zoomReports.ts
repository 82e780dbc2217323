import type { Logger } from 'pino';
import type { MeetingReports } from './bots/meetingReports.js';
import type { Claims } from './database/claims.js';
import type { Erasure } from './erasure.js';
import type { Connections } from './people/connections.js';
import { type DeauthorizedEvent, WEBHOOK_TOLERANCE_MS, type ZoomEvent } from './zoom/webhook.js';

/** A request is accepted from five minutes before the time that it carries until five minutes after it. */
const REMEMBER_MS = 2 * WEBHOOK_TOLERANCE_MS + 60_000;

/** What Zoom reports of people and meetings; the validation of the address is no report. */
export type ZoomReport = Exclude<ZoomEvent, { kind: 'url_validation' }>;

export type ZoomReportOutcome = 'applied' | 'repeated' | 'nothing_to_do';

export interface ZoomReports {
  /**
   * Applies what Zoom reports. May be repeated, also at the same time on another server: what was applied is remembered after it was,
   * so that a process which dies in between loses nothing.
   *
   * @param requestId the same whenever the very same request comes again
   */
  apply(report: ZoomReport, requestId: string): Promise<ZoomReportOutcome>;
}

export function createZoomReports(deps: {
  claims: Claims;
  connections: Connections;
  erasure: Erasure;
  meetingReports: MeetingReports;
  /** The Zoom app's. */
  clientId: string;
  /** Told of a person whose erasure is noted. Whatever becomes of this, a sweep finds it. */
  onErasure: (person: string) => void;
  log: Logger;
}): ZoomReports {
  const { claims, connections, erasure, meetingReports, clientId, onErasure, log } = deps;

  async function apply(report: ZoomReport, requestId: string): Promise<ZoomReportOutcome> {
    if (await claims.has(requestId)) return 'repeated';
    if (!(await carryOut(report))) return 'nothing_to_do';
    await claims.put(requestId, REMEMBER_MS);
    return 'applied';
  }

  /** @returns whether anything was changed */
  async function carryOut(report: ZoomReport): Promise<boolean> {
    switch (report.kind) {
      case 'deauthorized':
        return deauthorize(report);
      case 'participant_joined':
      case 'participant_left':
      case 'meeting_ended':
        return meetingReports.apply(report);
      case 'malformed':
        log.warn(
          { event: 'zoom.webhook_unreadable', why: report.why },
          'Zoom sent something in no shape that is known',
        );
        return false;
      case 'other':
        return false;
      default:
        return report satisfies never;
    }
  }

  /**
   * | the report | then |
   * |---|---|
   * | is about another app, or about an account that the person is not of | ignored |
   * | is older than the person's grant: it comes late, or again | ignored |
   * | is not | an erasure is stored, and carried out behind the answer |
   */
  async function deauthorize({ person, accountId, clientId: ofApp, at }: DeauthorizedEvent): Promise<boolean> {
    const connection = await connections.find(person);
    const isForeign =
      (ofApp !== null && ofApp !== clientId) ||
      (connection !== null && accountId !== null && accountId !== connection.accountId);
    if (isForeign) {
      log.warn({ event: 'zoom.deauthorization.foreign', person }, 'Zoom reported on another app or account');
      return false;
    }
    if (connection !== null && connection.grantedAt.getTime() >= at) {
      log.info({ event: 'zoom.deauthorization.late', person }, 'A person had removed the app, and is back already');
      return false;
    }
    await erasure.begin(person, new Date(at));
    log.info({ event: 'zoom.deauthorization', person }, 'A person removed the app');
    onErasure(person);
    return true;
  }

  return { apply };
}
