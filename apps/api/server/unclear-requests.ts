import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '#runtime/problems/problem.js';

/** Content codings that are understood: none is a coding. */
const CODING = 'identity';

/**
 * Refuses, before a body is read, what another reader might take for something else: two Host headers (RFC 9112, 3.2),
 * and a body in a content coding the service does not know, with what it does know (RFC 9110, 15.5.16).
 */
export function refuseUnclearRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, headers }, _reply, done) => {
    if (hostsOf(raw) > 1) return done(new ProblemError('malformed-request'));
    const coding = headers['content-encoding'] ?? CODING;
    if (!isCoded(coding) || !hasBody(raw)) return done();
    done(new ProblemError('unsupported-content-encoding', { headers: { 'accept-encoding': CODING } }));
  });
}

/** Node keeps the first of several; the raw list has them all: names and values in turn. */
function hostsOf({ rawHeaders }: IncomingMessage): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}

function isCoded(codings: string): boolean {
  return codings.split(',').some((coding) => ![CODING, ''].includes(coding.trim().toLowerCase()));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
