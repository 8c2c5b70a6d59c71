import type { Instant, Subject } from '#decider/brand.js';
import { type SeenOfHolder, seenOfHolder } from '#domain/credential/grounds.js';
import { standingOf, type Standing } from '#domain/credential/replacement.js';
import type { Ground } from '#domain/credential/events.js';
import { directivesDecider, type DirectivesState } from '#domain/directives/directives.js';
import type { Erased } from '#decider/decider.js';
import type { Policy } from '#domain/policy/policy.js';
import type { ResidentFile } from '#domain/resident/resident.js';
import type { EventLog, LoadOptions } from '#event-sourcing/event-log.js';
import { revisionNumber } from '../revision-number.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';

/** What is known of the holder of a credential, and how far what says so was read. */
export interface KnownOfHolder {
  readonly file: ResidentFile;
  readonly directives: DirectivesState;
  readonly revision: string;
}

export async function knownOfHolder(
  log: EventLog,
  subject: Subject,
  how: LoadOptions = {},
): Promise<KnownOfHolder> {
  const [{ file, revisions }, directives] = await Promise.all([
    residentFile(log, subject, how),
    log.load(directivesDecider, streams.directives, how),
  ]);
  return {
    file,
    directives: directives.state,
    revision: `${revisions.join('+')}/${revisionNumber(directives.revision)}`,
  };
}

/** What that says at a moment. */
export function seenAt({ file, directives }: KnownOfHolder, at: Instant, policy: Policy): SeenOfHolder {
  return seenOfHolder(file, directives, at, policy);
}

/** Whether what a credential was revoked for is a ground by it. */
export function standingBy(
  known: KnownOfHolder,
  { ground, revokedAt }: { readonly ground: Ground | Erased; readonly revokedAt: Instant },
  { at, policy }: { readonly at: Instant; readonly policy: Policy },
): Standing {
  const seen = { atRevocation: seenAt(known, revokedAt, policy), now: seenAt(known, at, policy) };
  return standingOf(ground, seen, policy);
}
