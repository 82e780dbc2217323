import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { knownCode } from '../bots/lifecycle.js';
import { DEPLOYMENT_METADATA_KEY, LAUNCH_METADATA_KEY, type Reports } from '../bots/reports.js';
import type { Clock } from '../clock.js';
import { readRecallEvent } from '../recall/events.js';
import type { RecallVerifier } from '../recall/signature.js';

const MAX_BODY_BYTES = 512 * 1024;

/**
 * `POST /recall/webhook`: what Recall reports of its bots. Applied first, which may be repeated, and acknowledged after.
 *
 * | answer | when | Recall repeats it |
 * |---|---|---|
 * | 204 | applied, known before, of no interest, or of nobody here | no |
 * | 204, with a warning in the log | signed, but in no shape that is known: a repetition would not help | no |
 * | 401 | signature missing, wrong or older than five minutes | yes, in vain |
 * | 413 | larger than anything of Recall's | yes, in vain |
 * | 503 | no secret is configured, the database is away, or a bot that is to leave cannot be told so just now | yes |
 *
 * @param deps.verifier null while no secret is configured
 */
export function recallWebhookRoute(
  app: FastifyInstance,
  deps: { verifier: RecallVerifier | null; reports: Reports; now: Clock; log: Logger },
): void {
  const { verifier, reports, now, log } = deps;

  void app.register(async (scope) => {
    // The signature covers the bytes as they came, so that they are kept, whatever type they claim to be.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );

    scope.post('/recall/webhook', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      if (verifier === null)
        return reply.code(503).send({ error: 'Set RECALL_VERIFICATION_SECRET or RECALL_WEBHOOK_SECRET.' });
      const payload = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = verifier.verify(request.headers, payload, now());
      if (verdict.kind !== 'valid')
        return reply.code(401).send({ error: "Recall's signature is missing, wrong or too old." });

      const event = readRecallEvent(parse(payload));
      if (event.kind === 'bot_status') {
        const { recallBotId, metadata, code, subCode, at } = event;
        const launchId = metadata[LAUNCH_METADATA_KEY] ?? null;
        const deploymentId = metadata[DEPLOYMENT_METADATA_KEY] ?? null;
        const outcome = await reports.apply({ recallBotId, launchId, deploymentId, events: [{ code, subCode, at }] });
        if (!knownCode(code))
          log.warn({ event: 'recall.code_unknown', code }, 'Recall reported a state that is not known here');
        log.debug({ event: 'recall.webhook', code, outcome: outcome.kind }, 'Recall reported');
        if (outcome.kind === 'unknown')
          log.info(
            { event: 'recall.webhook_of_nobody', recallBotId, code },
            'A report on a bot of nobody here, or of one erased',
          );
        if (outcome.kind === 'orphan')
          return reply.code(503).send({ error: 'Recall could not be reached. Deliver it again.' });
      } else if (event.kind === 'malformed') {
        log.warn(
          { event: 'recall.webhook_unreadable', why: event.why },
          'Recall sent something in no shape that is known',
        );
      }
      return reply.code(204).send();
    });
  });
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
