import { hash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Revision } from '#event-store/port.js';
import { ProblemError } from '#runtime/problems/problem.js';

/** What an answer shows: the application at a revision of its own stream, or its ledger (`fees-`) at one of the ledger's. */
export type Shown = bigint | `fees-${bigint}`;

/**
 * Names what was sent: the revision, and a hash, as more than events can change it. The ledger's says so, for its
 * revision must never be taken for one of the application in an If-Match.
 */
export function versionOf(revision: Shown, sent: string | Buffer): string {
  return `${revision}-${hash('sha256', sent).slice(0, 16)}`;
}

const REVISIONS = new WeakMap<FastifyReply, Shown>();

/** The answer shows this revision: it gets an entity tag once it is known what is sent. */
export function tag(reply: FastifyReply, revision: Shown): void {
  REVISIONS.set(reply, revision);
}

/** What `tag` said of the answer. */
export function taggedRevision(reply: FastifyReply): Shown | undefined {
  return REVISIONS.get(reply);
}

/** RFC 9110, 8.8.3 and 13.1: an entity tag, weak or not; empty members of a list are allowed (5.6.1). */
const TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** How a list of entity tags is sent, or `*`; ours have neither a comma nor anything beyond ASCII. */
export const ENTITY_TAGS = /^(?:\*|(?:W\/)?"[!#-+\x2d-~]*"(?: *, *(?:W\/)?"[!#-+\x2d-~]*")*)$/;

/** The opaque parts of a list of entity tags, `*` for any; undefined: it is no such list. */
export function tagsIn(header: string): readonly string[] | '*' | undefined {
  if (header.trim() === '*') return '*';
  // Our tags have no comma; in another's a comma only makes it match nothing, or be refused.
  const members = header.split(',').map((member) => member.trim());
  const tags = members.filter((member) => member !== '').map((member) => TAG.exec(member)?.[1]);
  return tags.length === 0 || tags.includes(undefined) ? undefined : tags.filter((one) => one !== undefined);
}

/**
 * The revisions an If-Match allows: undefined without the header and for `*`. The revision in a tag is what is compared:
 * the hash is not looked at, and may be left out; a weak tag stands for its revision as a strong one does (ADR 0027). A
 * tag that is none of ours allows nothing.
 * @throws ProblemError `invalid-request` (400) for what is no list of entity tags
 */
export function pinnedBy(header: string | undefined): readonly Revision[] | undefined {
  if (header === undefined) return undefined;
  const tags = tagsIn(header);
  if (tags === '*') return undefined;
  if (tags === undefined) {
    throw new ProblemError('invalid-request', {
      errors: [{ at: 'header:If-Match', code: 'field-format' }],
    });
  }
  return tags.flatMap((one) => {
    const [, digits] = /^(\d{1,18})(?:-[0-9a-f]{16})?$/.exec(one) ?? [];
    return digits === undefined ? [] : [BigInt(digits) as Revision]; // read back from versionOf
  });
}

/** For routes that act on what the caller has seen. */
export function preconditionRequired(): ProblemError {
  return new ProblemError('precondition-required', {
    errors: [{ at: 'header:If-Match', code: 'field-required' }],
  });
}
