import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideProvideInformation, decideRequestInformation } from '#domain/application/review.js';
import { addDaysTo } from '#domain/calendar/day.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { decideOnCase } from '../application/decide-on-case.js';
import { Policies } from '../policies.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';
import { actingOfficer } from './officer.js';

/** The officer who claimed the case asks the applicant for something. `reason` is a code. */
export class RequestInformation extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly reason: string,
  ) {
    super(context);
  }
}

/** The applicant has answered: the details and documents are as they should be, and the case is the officer's again. */
export class ProvideInformation extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(RequestInformation)
export class RequestInformationHandler implements ICommandHandler<RequestInformation> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId, reason }: RequestInformation) {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    const until = addDaysTo(context.at, this.policies.terms(context.at).informationDays);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideRequestInformation(state, { ...acting(state), reason, until }),
    );
  }
}

@CommandHandler(ProvideInformation)
export class ProvideInformationHandler implements ICommandHandler<ProvideInformation> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: ProvideInformation) {
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideProvideInformation(state, { at: context.at }),
    );
  }
}
