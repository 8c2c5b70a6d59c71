import { Injectable } from '@nestjs/common';
import type { Actor } from '#domain/application/events.js';
import { type Identity, identityText, parseIdentity } from '#domain/identifiers/identity.js';
import type { Subject } from '#domain/kernel/brand.js';
import type { Principal } from '#platform/auth/principal.js';
import { ProblemError } from '#platform/problems/problem.js';
import { Subjects } from '#use-cases/subjects.js';

/** In what capacity a route is used. */
export type Capacity = 'applicant' | 'officer' | 'service' | 'operator';

/** Turns callers into the actors of the log. People are named by the keyed hash of their number, never by it. */
@Injectable()
export class Actors {
  constructor(private readonly subjects: Subjects) {}

  /** @throws ProblemError `identity-missing` (403) for an applicant whose token names no resident. */
  of(caller: Principal, as: Capacity): Actor {
    return as === 'applicant'
      ? { kind: as, id: this.subject(this.identity(caller)) }
      : { kind: as, id: caller.id };
  }

  /** @throws ProblemError `identity-missing` (403) */
  identity(caller: Principal): Identity {
    const identity = caller.identity === undefined ? undefined : parseIdentity(caller.identity);
    if (identity?.ok !== true) throw new ProblemError('identity-missing');
    return identity.value;
  }

  subject(identity: Identity): Subject {
    return this.subjects.of(identityText(identity));
  }
}
