import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideStateAbsenceAppeal } from '#domain/application/absence-appeal.js';
import { applicationDecider, isStarted } from '#domain/application/application.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { viewAt } from '#domain/resident/resident.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { decideOnCase } from './decide-on-case.js';

/** The applicant says that the report of absence that stands against them is false. */
export class StateAbsenceAppeal extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    /** In their own words, at most `MAX_STATEMENT` characters. */
    readonly statement: string,
  ) {
    super(context);
  }
}

@CommandHandler(StateAbsenceAppeal)
export class StateAbsenceAppealHandler implements ICommandHandler<StateAbsenceAppeal> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId, statement }: StateAbsenceAppeal) {
    // Whose case it is does not change.
    const { state: last } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!isStarted(last)) return { kind: 'refused', refusal: refuse('application-not-found') } as const;
    const { file } = await residentFile(this.log, last.subject);
    const { absence } = viewAt(file, { effectiveAt: context.at });
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideStateAbsenceAppeal(state, { absence, statement, at: context.at }),
    );
  }
}
