import type { Subject } from '#decider/brand.js';
import { Injectable } from '@nestjs/common';
import { type Identity, identityText, parseIdentity } from '#domain/identifiers/identity.js';
import type { Actor } from '#domain/kernel/actor.js';
import { unreachable } from '#decider/decider.js';
import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { Subjects } from '#use-cases/subjects.js';
import { establishmentsOf, staffPersonMissing, staffPersonOf } from './staff-person.js';

/** In what capacity a route is used. */
export type Capacity = 'applicant' | 'officer' | 'service' | 'operator';

/** Turns callers into the actors of the log. People are named by the keyed hash of their number, never by it. */
@Injectable()
export class Actors {
  constructor(private readonly subjects: Subjects) {}

  /**
   * @throws ProblemError `identity-missing` (403) for an applicant whose token names no resident,
   * `staff-person-missing` (403) for an officer whose token names no person
   */
  of(caller: Principal, as: Capacity): Actor {
    switch (as) {
      case 'applicant':
        return { kind: as, id: this.subject(this.identity(caller)) };
      case 'officer':
        return this.officer(caller);
      case 'operator':
      case 'service':
        return { kind: as, id: caller.id };
      default:
        return unreachable(as);
    }
  }

  /** The establishments the caller owns or represents, by pseudonym. */
  establishments(caller: Principal): readonly Subject[] {
    return (establishmentsOf(caller) ?? []).map((one) => this.subjects.of(one));
  }

  /** Where the account is named after the person's number, the pseudonym takes its place: what is stored is readable. */
  private officer(caller: Principal): Actor {
    const identity = staffPersonOf(caller);
    if (identity === undefined) throw staffPersonMissing();
    const person = this.subjects.of(identity);
    const [, number = identity] = identity.split(':');
    return { kind: 'officer', id: caller.id.includes(number) ? person : caller.id, person };
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
