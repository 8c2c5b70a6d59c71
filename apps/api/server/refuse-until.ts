import type { FastifyInstance } from 'fastify';
import { ProblemError } from '#runtime/problems/problem.js';
import { isWatching } from '../limits/limit-requests.js';

/** Refuses whatever is asked before the service may answer, but not those who watch it. */
export function refuseUntil(fastify: FastifyInstance, isPassed: () => boolean): void {
  fastify.addHook('preParsing', async (request) => {
    if (!isPassed() && !isWatching(request))
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } });
  });
}
