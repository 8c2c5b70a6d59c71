import type { Subject } from '#domain/kernel/brand.js';
import {
  type EstablishmentIdentity,
  fingerprintOf,
  type PersonIdentity,
  subjectOf,
} from '#event-log/subject.js';

/** Names people without revealing them, under this installation's secret. */
export class Subjects {
  constructor(private readonly secret: Uint8Array) {}

  of(identity: PersonIdentity | EstablishmentIdentity): Subject {
    return subjectOf(this.secret, identity);
  }

  /** Recognises a request without keeping it. */
  fingerprint(request: string): string {
    return fingerprintOf(this.secret, request);
  }
}
