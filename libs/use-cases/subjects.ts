import type { Subject } from '#decider/brand.js';
import { fingerprintOf } from '#event-sourcing/subject.js';
import { type EstablishmentIdentity, factIdOf, type PersonIdentity, subjectOf } from './pseudonyms.js';

/** Names people, and what is told about them, without revealing either, under this installation's secret. */
export class Subjects {
  constructor(private readonly secret: Uint8Array) {}

  of(identity: PersonIdentity | EstablishmentIdentity): Subject {
    return subjectOf(this.secret, identity);
  }

  /** Our id of the fact that a service calls by this source and id. */
  factId(source: string, id: string): string {
    return factIdOf(this.secret, source, id);
  }

  /** Recognises a request without keeping it. */
  fingerprint(request: string): string {
    return fingerprintOf(this.secret, request);
  }
}
