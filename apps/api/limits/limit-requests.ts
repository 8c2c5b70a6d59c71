import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerIn } from '#sign-in/access-guard.js';
import type { Principal } from '#sign-in/principal.js';
import type { RequestRates } from './request-rates.js';

/** Asked every few seconds by those who watch the service: neither limited nor traced. */
const WATCHERS = /^\/(health\/|metrics$)/;

export function isWatching({ routeOptions }: FastifyRequest): boolean {
  return WATCHERS.test(routeOptions.url ?? '');
}

/**
 * Counts each request once its headers are known and before its body is read. Not earlier: a refusal carries the
 * headers of origins and security that other hooks set.
 * @param known whose token was verified before
 */
export function limitRequests(
  fastify: FastifyInstance,
  rates: RequestRates,
  known: (token: string) => Principal | undefined,
): void {
  fastify.addHook('preParsing', async (request) => {
    if (isWatching(request)) return;
    const token = bearerIn(request.headers.authorization);
    await rates.arrive(request, token === undefined ? undefined : known(token));
  });
}
