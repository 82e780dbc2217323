import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AppContexts } from '../people/appContexts.js';
import { callerError } from './errors.js';
import { rateLimitKey } from './identity.js';

/** As `startSession` takes it. */
const withAppContext = z.object({ variables: z.object({ appContext: z.string() }) });
const OPENER = 'opener ';

/**
 * Limits, in a minute, the requests of those who have no session yet. Whoever presents an app context of Zoom's is counted by themselves:
 * a whole company opens its panels at the hour, behind one address. All others are counted by their address, and hold up none of these.
 *
 * @returns to be asked with a request whose body was read; throws RATE_LIMITED
 */
export function createStrangerLimit(
  scope: FastifyInstance,
  deps: { appContexts: AppContexts; requestsPerMinute: { opener: number; anonymous: number } },
): (request: FastifyRequest) => Promise<void> {
  const { opener, anonymous } = deps.requestsPerMinute;
  const check = scope.createRateLimit({
    timeWindow: '1 minute',
    max: (_request, key) => (key.startsWith(OPENER) ? opener : anonymous),
    keyGenerator(request) {
      const presented = withAppContext.safeParse(request.body);
      const known = presented.success ? deps.appContexts.openerOf(presented.data.variables.appContext) : null;
      return known === null ? rateLimitKey(request) : OPENER + known;
    },
  });

  return async function limitStranger(request) {
    if (request.identity.kind !== 'anonymous') return;
    const limit = await check(request);
    if (!limit.isAllowed && limit.isExceeded)
      throw callerError('RATE_LIMITED', 'Too many requests. Try again in a minute.', 429);
  };
}
