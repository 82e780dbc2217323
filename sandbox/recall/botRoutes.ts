import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NoteSecret } from '../simulator/secretsFile.js';
import type { Store } from '../simulator/store.js';
import { botAnswer } from './botAnswer.js';
import type { BotLives } from './botLives.js';
import { type CreateBotRequest, readCreateBotRequest } from './createBotRequest.js';
import { type RecallAnswer, recallErrors } from './errors.js';
import { createIdempotency } from './idempotency.js';
import { listBots } from './listBots.js';
import type { RateLimits } from './rateLimits.js';
import type { RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';
import type { SimulatedRecordings } from './recordings.js';

/** https://docs.recall.ai/reference/errors : only bots with more notice than this are scheduled ones. */
const SCHEDULED_FROM_MS = 10 * 60 * 1000;
const LOCAL_ADDRESS = /\blocalhost\b|\/\/(?:\d{1,3}\.){3}\d{1,3}\b|\/\/\[[0-9a-f:.]+\]/i;

type BotRequest = FastifyRequest<{ Params: { id: string } }>;

/** The part of /api/v1 that is about bots. */
export function addBotRoutes(
  server: FastifyInstance,
  options: {
    store: Store<RecallData>;
    apiKeys: readonly string[];
    limits: RateLimits;
    lives: BotLives;
    recordings: SimulatedRecordings;
    now: () => number;
    timestamp: () => string;
    url: () => string;
    blocksLocalAddresses: boolean;
    noteSecret: NoteSecret;
  },
): void {
  const { store, limits, lives, recordings, now, timestamp } = options;
  const { visible, hidden } = store.data;
  const idempotency = createIdempotency({ data: store.data, now });
  const config = { waitsItself: true };

  server.post('/api/v1/bot/', { config }, (request, reply) =>
    answer(request, reply, visible.assumptions.createBotPerMinute, () => createBot(request)),
  );
  server.get('/api/v1/bot/', { config }, (request, reply) =>
    answer(request, reply, null, () => ({
      status: 200,
      body: listBots(store.data, request.query as Record<string, string | string[]>, options.url(), (bot) =>
        recordings.describe(bot),
      ),
    })),
  );
  server.get('/api/v1/bot/:id/', { config }, (request: BotRequest, reply) =>
    answer(request, reply, null, () => withBot(request, (bot) => ({ status: 200, body: answerOf(bot) }))),
  );
  server.patch('/api/v1/bot/:id/', { config }, (request: BotRequest, reply) =>
    answer(request, reply, null, () => withBot(request, (bot) => updateBot(bot, request.body))),
  );
  server.delete('/api/v1/bot/:id/', { config }, (request: BotRequest, reply) =>
    answer(request, reply, null, () => withBot(request, deleteBot)),
  );
  server.post('/api/v1/bot/:id/leave_call/', { config }, (request: BotRequest, reply) =>
    answer(request, reply, visible.assumptions.leaveCallPerMinute, () => withBot(request, leaveCall)),
  );
  server.post('/api/v1/bot/:id/delete_media/', { config }, (request: BotRequest, reply) =>
    answer(request, reply, null, () => withBot(request, deleteMedia)),
  );

  /**
   * The way of every request: is it let through at all, is it a repetition, then the work. The fault that it meets
   * waits between the last two, so that a twin can find it in progress.
   */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    perMinute: number | null,
    work: () => RecallAnswer,
  ): Promise<FastifyReply> {
    if (slashIsMissing(request)) {
      const [path, query] = request.url.split('?');
      return reply.redirect(`${path}/${query === undefined ? '' : `?${query}`}`, 301);
    }
    const refusal = admit(request, perMinute);
    if (refusal !== undefined) return send(reply, refusal);
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !['POST', 'PUT', 'PATCH'].includes(request.method)) {
      await request.beforeWork();
      return send(reply, work());
    }
    const scope = `${request.headers.authorization}\n${request.method} ${request.url.replace(/\/$/, '')}`;
    const turn = idempotency.begin(scope, key, request.bodyText ?? '');
    store.changed();
    if (turn.kind === 'conflict') {
      visible.counters.conflicts += 1;
      return send(reply, recallErrors.conflict());
    }
    try {
      await request.beforeWork();
      if (turn.kind === 'replay') return send(reply, turn.answer);
      const result = work();
      turn.finish(result);
      store.changed();
      return send(reply, result);
    } catch (error) {
      if (turn.kind === 'first') turn.abandon();
      throw error;
    }
  }

  function slashIsMissing(request: FastifyRequest): boolean {
    return (
      visible.assumptions.withoutTrailingSlash === 'redirect' &&
      request.method === 'POST' &&
      !/\/(?:\?|$)/.test(request.url)
    );
  }

  /** Undefined: it may go on. */
  function admit(request: FastifyRequest, perMinute: number | null): RecallAnswer | undefined {
    if (options.blocksLocalAddresses) {
      const bodyOnGet = request.method === 'GET' && Number(request.headers['content-length'] ?? 0) > 0;
      if (bodyOnGet || LOCAL_ADDRESS.test(request.bodyText ?? '')) return recallErrors.blocked();
    }
    const authorization = request.headers.authorization;
    if (authorization === undefined || authorization === '') return recallErrors.noCredentials();
    if (!options.apiKeys.includes(authorization.replace(/^Token\s+/i, ''))) return recallErrors.wrongCredentials();
    const wait = limits.take(request.call?.route ?? '', perMinute);
    if (wait === null) return undefined;
    visible.counters.rateLimited += 1;
    store.changed();
    return recallErrors.throttled(wait);
  }

  function withBot(request: BotRequest, work: (bot: RecallBot) => RecallAnswer): RecallAnswer {
    const bot = visible.bots.find((known) => known.id === request.params.id && !known.deleted);
    return bot === undefined ? recallErrors.notFound() : work(bot);
  }

  function createBot(request: FastifyRequest): RecallAnswer {
    const read = readCreateBotRequest(request.body, visible.assumptions);
    if (read.kind === 'invalid') return recallErrors.invalidData(read.errors);
    if (hidden.creditExhausted) return recallErrors.noCredit();
    const joinAt = read.request.joinAt === null ? null : Date.parse(read.request.joinAt);
    const scheduled = joinAt !== null && joinAt > now() + SCHEDULED_FROM_MS;
    if (!scheduled && hidden.adhocPool !== null && adhocBotsAlive() >= hidden.adhocPool) {
      return recallErrors.adhocPoolDepleted(visible.assumptions.adhocRetryAfterSeconds);
    }
    const bot = newBot(read.request, joinAt !== null && joinAt > now() ? joinAt : null);
    lives.begin(bot);
    return { status: 201, body: answerOf(bot) };
  }

  function adhocBotsAlive(): number {
    return visible.bots.filter(
      (bot) => !bot.deleted && !['done', 'fatal'].includes(bot.status) && hidden.lives[bot.id]?.joinAt === null,
    ).length;
  }

  function newBot(request: CreateBotRequest, joinAt: number | null): RecallBot {
    noteSecretsOf(request);
    const bot: RecallBot = {
      id: randomUUID(),
      meetingNumber: request.meetingNumber,
      botName: request.botName,
      metadata: request.metadata,
      status: 'ready',
      subCode: null,
      statusChanges: [{ code: 'ready', message: null, created_at: timestamp(), sub_code: null }],
      tokenFetches: [],
      joinAttempts: [],
      broughtBy: null,
      createdAt: now(),
      deleted: false,
    };
    hidden.lives[bot.id] = {
      request,
      joinAt,
      since: now(),
      nextAttemptAt: 0,
      failedFetches: 0,
      keptToken: null,
      place: 'outside',
      removal: null,
      failure: null,
      leaveRequested: false,
      inCallSince: null,
      people: 0,
      peopleSeen: false,
      aloneSince: null,
      recordingPermission: 'pending',
      recording: null,
    };
    visible.bots.push(bot);
    visible.counters.botsCreated += 1;
    store.changed();
    return bot;
  }

  /** A link's password is noted where it is issued: here any text may stand for one, and be found everywhere. */
  function noteSecretsOf(request: CreateBotRequest): void {
    const authToken = request.obfTokenUrl && new URL(request.obfTokenUrl).searchParams.get('auth_token');
    if (authToken) options.noteSecret('callback_auth_token', authToken);
  }

  function isScheduled(bot: RecallBot): boolean {
    const joinAt = hidden.lives[bot.id]?.joinAt ?? null;
    return bot.status === 'ready' && joinAt !== null && joinAt > bot.createdAt + SCHEDULED_FROM_MS;
  }

  function updateBot(bot: RecallBot, body: unknown): RecallAnswer {
    const life = hidden.lives[bot.id];
    if (life === undefined || !isScheduled(bot)) {
      return recallErrors.updateFailed('Only non-dispatched bots can be updated');
    }
    if ((life.joinAt ?? 0) <= now() + SCHEDULED_FROM_MS) {
      return recallErrors.updateFailed('Not enough time to launch new bot');
    }
    const read = readCreateBotRequest({ ...life.request.raw, ...(body as object | undefined) }, visible.assumptions);
    if (read.kind === 'invalid') return recallErrors.invalidData(read.errors);
    life.request = read.request;
    life.joinAt = read.request.joinAt === null ? life.joinAt : Date.parse(read.request.joinAt);
    noteSecretsOf(read.request);
    Object.assign(bot, {
      meetingNumber: read.request.meetingNumber,
      botName: read.request.botName,
      metadata: read.request.metadata,
    });
    store.changed();
    lives.wake(bot.id);
    return { status: 200, body: answerOf(bot) };
  }

  function deleteBot(bot: RecallBot): RecallAnswer {
    if (!isScheduled(bot)) return recallErrors.alreadyDispatched();
    bot.deleted = true;
    store.changed();
    lives.wake(bot.id);
    return { status: 204 };
  }

  function answerOf(bot: RecallBot): Record<string, unknown> {
    return botAnswer(bot, store.data, recordings.describe(bot));
  }

  function deleteMedia(bot: RecallBot): RecallAnswer {
    return recordings.remove(bot) ? { status: 200, body: answerOf(bot) } : recallErrors.mediaNotReady();
  }

  function leaveCall(bot: RecallBot): RecallAnswer {
    const life = hidden.lives[bot.id];
    if (life === undefined || ['call_ended', 'done', 'fatal'].includes(bot.status)) {
      return recallErrors.commandToCompletedBot();
    }
    if (bot.status === 'ready') return recallErrors.commandToUnstartedBot();
    life.leaveRequested = true;
    store.changed();
    lives.wake(bot.id);
    return { status: 200, body: answerOf(bot) };
  }
}

function send(reply: FastifyReply, { status, headers = {}, body }: RecallAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
