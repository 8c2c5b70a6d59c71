import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import { slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-log/event-log.js';
import { personOf } from '../person-of.js';
import { streams } from '../streams.js';

/** Where a person's cases are found. */
export interface CasesOf {
  /** Every pseudonym a case of theirs may be under: of the iqama number, and of the border number before it. */
  readonly subjects: readonly Subject[];
  /** What holds their slot: the open application, or a start that never came. */
  readonly open: readonly ApplicationId[];
}

/** Asked of the log: a read model may not know yet what was started a moment ago. */
export class CasesOfPerson extends Query<CasesOf> {
  constructor(readonly subject: Subject) {
    super();
  }
}

@QueryHandler(CasesOfPerson)
export class CasesOfPersonHandler implements IQueryHandler<CasesOfPerson> {
  constructor(private readonly log: EventLog) {}

  async execute({ subject }: CasesOfPerson): Promise<CasesOf> {
    const { subjects } = await personOf(this.log, subject);
    const slots = await Promise.all(subjects.map((one) => this.log.load(slotDecider, streams.slot(one))));
    return { subjects, open: slots.flatMap(({ state }) => state.taken?.applicationId ?? []) };
  }
}
