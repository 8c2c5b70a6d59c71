import type { PassportDetails, PeriodMonths, ResidentCategory } from '#domain/application/case-terms.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideProvideDetails } from '#domain/application/drafting.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { UseCase } from '../use-case.js';
import { decideOnCase } from './decide-on-case.js';
import { Policies } from '../policies.js';
import { registeredCategory } from './registered-category.js';

export interface ProvidedDetails {
  readonly period: PeriodMonths;
  readonly occupation?: string;
  readonly passport: PassportDetails;
  readonly sponsorNumber?: string;
  /** Puts the category claimed right. */
  readonly category?: ResidentCategory;
  /** What differs from the registers is right as entered. */
  readonly insists?: true;
}

/** The applicant states passport, period and sponsor; again to put them right. */
export class ProvideDetails extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly details: ProvidedDetails,
  ) {
    super(context);
  }
}

@CommandHandler(ProvideDetails)
export class ProvideDetailsHandler implements ICommandHandler<ProvideDetails> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, applicationId, details }: ProvideDetails) {
    const registered = await registeredCategory(this.log, applicationId, context.at);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideProvideDetails(
        state,
        { ...details, at: context.at },
        registered,
        this.policies.current,
        this.policies.terms(context.at),
      ),
    );
  }
}
