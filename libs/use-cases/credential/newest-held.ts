import type { Subject } from '#decider/brand.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { credentialDecider } from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { personOf } from '../person-of.js';
import { streams } from '../streams.js';

/** A credential that somebody holds: which case it is of, and how far its stream has come. */
export interface NewestHeld {
  readonly credentialId: CredentialId;
  readonly applicationId: ApplicationId;
  readonly revision: bigint;
}

export interface HeldByPerson {
  /** Every pseudonym a credential of theirs may be under. */
  readonly subjects: readonly Subject[];
  /** What they hold by the one they are known by now; undefined: nothing. */
  readonly held: NewestHeld | undefined;
}

/** What a person holds, asked of the log: a read model may not know yet what was issued a moment ago. */
export class HeldOfPerson extends Query<HeldByPerson> {
  constructor(readonly subject: Subject) {
    super();
  }
}

@QueryHandler(HeldOfPerson)
export class HeldOfPersonHandler implements IQueryHandler<HeldOfPerson> {
  constructor(private readonly log: EventLog) {}

  async execute({ subject: asked }: HeldOfPerson): Promise<HeldByPerson> {
    const { subject, subjects } = await personOf(this.log, asked);
    const { held } = (await this.log.load(slotDecider, streams.slot(subject))).state;
    if (held === undefined) return { subjects, held };
    const { credentialId, applicationId } = held;
    const { revision } = await this.log.load(
      credentialDecider,
      streams.credential(credentialId, applicationId),
    );
    return {
      subjects,
      held: revision === 'no_stream' ? undefined : { credentialId, applicationId, revision },
    };
  }
}
