import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { answerUrlValidation, readZoomEvent, verifyZoomWebhook } from '../zoom/webhook.js';
import type { ZoomReports } from '../zoomReports.js';
import type { Background } from './background.js';

const MAX_BODY_BYTES = 256 * 1024;
/** Zoom waits for three seconds, the way there and back included. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * `POST /zoom/webhook`: what Zoom reports. The signature comes before everything, also before the validation of the address: whoever
 * could have any text proven could sign any report. Applied first, which may be repeated, and acknowledged after.
 *
 * Zoom repeats after 5, 20 and 60 minutes what is answered with 500 and above or not at all, and nothing else
 * (https://developers.zoom.us/docs/api/webhooks/). So:
 *
 * | answer | when | Zoom repeats it |
 * |---|---|---|
 * | 200 | the address is validated | no |
 * | 204 | applied, known before, or of no interest | no |
 * | 204, with a warning in the log | signed, but in no shape that is known: a repetition would not help | no |
 * | 401 | signature missing, wrong or older than five minutes | no: a repetition would carry the same |
 * | 413 | larger than anything of Zoom's | no |
 * | 500, 503 | our fault; no secret is configured, the database is away, or it took too long, though it goes on | yes |
 *
 * @param deps.secretTokens the first signs; empty while none is configured
 */
export function zoomWebhookRoute(
  app: FastifyInstance,
  deps: {
    secretTokens: readonly string[];
    zoomReports: ZoomReports;
    background: Background;
    now: Clock;
    log: Logger;
  },
): void {
  const { secretTokens, zoomReports, background, now, log } = deps;

  void app.register(async (scope) => {
    // The signature covers the bytes as they came, so that they are kept, whatever type they claim to be.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );

    scope.post('/zoom/webhook', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      if (secretTokens.length === 0) return reply.code(503).send({ error: 'Set ZOOM_WEBHOOK_SECRET_TOKEN.' });
      const payload = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = verifyZoomWebhook(request.headers, payload, secretTokens, now());
      if (verdict.kind !== 'valid') {
        log.warn(
          { event: 'zoom.webhook_refused', why: verdict.reason },
          'A webhook without the right signature of Zoom',
        );
        return reply.code(401).send({ error: "Zoom's signature is missing, wrong or too old." });
      }
      const event = readZoomEvent(payload);
      if (event.kind === 'url_validation') {
        return reply.send(answerUrlValidation(event.plainToken, verdict.secretToken));
      }
      const applied = zoomReports.apply(event, verdict.requestId);
      const outcome = await withinTime(applied);
      log.debug({ event: 'zoom.webhook', kind: event.kind, outcome }, 'Zoom reported');
      if (outcome !== 'late') return reply.code(204).send();
      background.run('zoom.webhook_failed', async () => void (await applied));
      return reply.code(503).send({ error: 'This takes longer than Zoom waits. Deliver it again.' });
    });
  });
}

async function withinTime<Outcome>(work: Promise<Outcome>): Promise<Outcome | 'late'> {
  const isDone = new AbortController();
  const late = wait(ANSWER_WITHIN_MS, 'late' as const, { signal: isDone.signal }).catch(() => 'late' as const);
  return Promise.race([work.finally(() => isDone.abort()), late]);
}
