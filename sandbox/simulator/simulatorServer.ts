import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createCallLog, type OpenCall } from './calls.js';
import { createFaults, type FaultInRequest } from './faults.js';
import type { Down } from './simulator.js';

/** Status of a call that is still being worked on. */
const UNANSWERED = 0;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route waits for `request.beforeWork()` by itself, after what must come first. */
    waitsItself?: boolean;
  }
  interface FastifyRequest {
    fault?: FaultInRequest | undefined;
    call?: OpenCall | undefined;
    /** The body as it came; only for JSON. */
    bodyText?: string | undefined;
    /** Delays and holds of the fault that this request meets. */
    beforeWork(): Promise<void>;
  }
}

/** Whose request it is, and what about; for the log of calls and for faults. */
export interface Identified {
  person?: string | undefined;
  about?: string | undefined;
}

/**
 * The HTTP side that both simulators share. Each request to a vendor's route goes: down? → body read → fault taken →
 * work → state saved → fault's part in the answer → answer. Nothing of it applies to /control.
 */
export async function createSimulatorServer(options: {
  now: () => number;
  /** Resolves when all that was changed is saved. */
  saved: () => Promise<void>;
  identify: (request: FastifyRequest, fields: Record<string, unknown>) => Identified;
  /** The vendor's words for a body that can't be read. */
  badRequest: (message: string) => unknown;
  ignoreTrailingSlash: boolean;
}) {
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: options.ignoreTrailingSlash },
  });
  const calls = createCallLog();
  const faults = createFaults();
  let down: Down = 'up';

  await app.register(formbody);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    request.bodyText = text;
    if (text === '') return done(null, undefined);
    try {
      return done(null, JSON.parse(text));
    } catch {
      return done(Object.assign(new Error('JSON parse error'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    payload.on('end', () => done(null, undefined));
  });
  app.decorateRequest('fault');
  app.decorateRequest('call');
  app.decorateRequest('bodyText');
  app.decorateRequest('beforeWork', async function beforeWork(this: FastifyRequest) {
    await this.fault?.beforeWork();
  });

  app.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    const call: OpenCall = { at: options.now(), route: routeOf(request), outcome: UNANSWERED };
    request.call = call;
    calls.note(call);
    reply.raw.on('close', () => {
      if (call.outcome === UNANSWERED) call.outcome = 'caller-gone';
    });
    if (down === 'reset') return cut(reply, call, 'reset');
    if (down === 'unavailable') {
      return reply.code(503).type('text/html').send('<html><body><h1>503 Service Unavailable</h1></body></html>');
    }
    return undefined;
  });

  app.addHook('preHandler', async (request, reply) => {
    if (request.call === undefined) return;
    const fields = fieldsOf(request);
    const { person, about } = options.identify(request, fields);
    if (person !== undefined) request.call.person = person;
    if (about !== undefined) request.call.about = about;
    const fault = faults.take({ route: request.call.route, person, fields });
    request.fault = fault;
    if (fault === undefined) return;
    request.call.fault = fault.id;
    const effect = fault.rule.then;
    if (effect === 'answer' || effect === 'lose-answer' || (typeof effect === 'object' && effect.afterWork)) {
      if (!request.routeOptions.config.waitsItself) await fault.beforeWork();
      return;
    }
    await fault.beforeWork();
    if (effect === 'hang') {
      request.call.outcome = 'hang';
      fault.onRemove(() => reply.raw.socket?.destroy());
      reply.hijack();
      return;
    }
    await fault.beforeAnswer();
    if (effect === 'reset') {
      cut(reply, request.call, 'reset');
      return;
    }
    // Its own answer has been waited for: onSend has nothing left to do for it.
    request.fault = undefined;
    await reply
      .code(effect.status)
      .headers(effect.headers ?? {})
      .send(bodyOf(effect.body, reply));
  });

  app.addHook('onSend', async (request, reply, payload) => {
    await options.saved();
    const { call, fault } = request;
    if (call === undefined) return payload;
    if (fault !== undefined) {
      await fault.beforeAnswer();
      const effect = fault.rule.then;
      if (effect === 'lose-answer') {
        call.outcome = 'answer-lost';
        reply.raw.socket?.resetAndDestroy();
        return payload;
      }
      if (typeof effect === 'object') {
        reply.removeHeader('content-length');
        reply.code(effect.status).headers(effect.headers ?? {});
        call.outcome = effect.status;
        return bodyOf(effect.body, reply);
      }
    }
    if (!reply.raw.destroyed) call.outcome = reply.statusCode;
    return payload;
  });

  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (request.call === undefined) return reply.code(status).send({ message: error.message });
    return reply.code(status).send(options.badRequest(error.message));
  });

  return {
    app,
    calls,
    faults,
    setDown(how: Down) {
      down = how;
    },
  };
}

/** Listens on loopback; answers the origin. */
export async function listen(app: FastifyInstance, port: number): Promise<string> {
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no address.');
  return `http://127.0.0.1:${address.port}`;
}

function isControl(request: FastifyRequest): boolean {
  return request.url.startsWith('/control/');
}

function routeOf(request: FastifyRequest): string {
  const pattern = request.routeOptions.url ?? request.url.split('?')[0] ?? '';
  return `${request.method} ${pattern.length > 1 ? pattern.replace(/\/$/, '') : pattern}`;
}

function fieldsOf(request: FastifyRequest): Record<string, unknown> {
  return { ...asObject(request.query), ...asObject(request.body), ...asObject(request.params) };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function cut(reply: FastifyReply, call: OpenCall, outcome: 'reset'): void {
  call.outcome = outcome;
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

/** Text stays text; anything else is JSON, unless the fault names another type. */
function bodyOf(body: unknown, reply: FastifyReply): string {
  if (body === undefined) return '';
  if (typeof body === 'string') {
    if (!reply.hasHeader('content-type')) reply.type('text/plain');
    return body;
  }
  if (!reply.hasHeader('content-type')) reply.type('application/json');
  return JSON.stringify(body);
}
