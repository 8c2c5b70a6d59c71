import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ReadJson, readJson } from '#runtime/json/read-json.js';
import { ProblemError } from '#runtime/problems/problem.js';

/** Plain JSON, CloudEvents in structured and batched mode, and whatever else is JSON by its suffix (RFC 6839). */
const JSON_TYPES = /^[\w!#$&^.+-]+\/(?:[\w!#$&^.+-]+\+)?json *(?:;|$)/;

/** Deepest nesting of objects and lists in a body. Ours need six; what walks a body recursively must not overflow. */
const MAX_DEPTH = 32;

/**
 * JSON is all that is read: strictly (UTF-8, no prototypes, no member twice), and not too deep. An empty body is none,
 * whatever its content type says.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = parserOf(fastify);
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser<Buffer>(JSON_TYPES, { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const read = readJson(body, (text) => parse(request, text));
    if (!read.ok) return done(unreadable(read));
    if (depthExceeds(read.value, MAX_DEPTH)) return done(new ProblemError('body-too-deep'));
    done(null, read.value);
  });
}

function unreadable({ code, at }: Extract<ReadJson, { ok: false }>): ProblemError {
  return new ProblemError('malformed-json', code === 'not-json' ? {} : { errors: [{ at, code }] });
}

/** Fastify's own parser, which guards against prototypes, as a function that throws. */
function parserOf(fastify: FastifyInstance) {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request: FastifyRequest, text: string): unknown => {
    let result: { readonly error: Error | null; readonly value: unknown } | undefined;
    void parse(request, text, (error, value: unknown) => {
      result = { error, value };
    });
    if (result === undefined) throw new Error("Fastify's JSON parser answers at once");
    if (result.error !== null) throw result.error;
    return result.value;
  };
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
