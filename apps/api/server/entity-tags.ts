import type { FastifyInstance } from 'fastify';
import { taggedRevision, tagsIn, versionOf } from '../commands/etag.js';

/**
 * Gives answers that show a revision their entity tag, made from what is really sent; and to a reader who has that
 * already (If-None-Match, compared weakly: RFC 9110, 13.1.2), 304 without a body. An If-None-Match that cannot be read
 * matches nothing: the whole answer is never wrong.
 */
export function tagAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const revision = taggedRevision(reply);
    const sent = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : undefined;
    if (revision === undefined || sent === undefined || reply.statusCode >= 300) return done(null, payload);
    const version = versionOf(revision, sent);
    void reply.header('etag', `"${version}"`);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || !has(request.headers['if-none-match'], version)) return done(null, payload);
    void reply.code(304).removeHeader('content-type');
    done(null, null);
  });
}

function has(header: string | undefined, version: string): boolean {
  const tags = header === undefined ? [] : tagsIn(header);
  return tags === '*' || (tags?.includes(version) ?? false);
}
