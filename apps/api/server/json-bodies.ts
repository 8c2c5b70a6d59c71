import type { FastifyInstance } from 'fastify';
import { ProblemError } from '#platform/problems/problem.js';

/** Plain JSON, and CloudEvents in structured and batched mode. */
const JSON_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

/** Deepest nesting of objects and lists in a body. Ours need six; what walks a body recursively must not overflow. */
const MAX_DEPTH = 32;

/** JSON is all that is read: strictly (no prototypes), and not too deep. */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser<string>(JSON_TYPES, { parseAs: 'string' }, (request, body, done) => {
    void parse(request, body, (error, value: unknown) => {
      if (error === null && depthExceeds(value, MAX_DEPTH)) done(new ProblemError('body-too-deep'));
      else done(error, value);
    });
  });
}

/** Looks at every value once, without recursion. */
function depthExceeds(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
