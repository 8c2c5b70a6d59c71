import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideSubmit } from '#domain/application/drafting.js';
import { feesDecider } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { registeredCategory } from './registered-category.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { decideOnCase } from './decide-on-case.js';

/** Hands the case over for screening; refused with everything that is missing. */
export class SubmitApplication extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(SubmitApplication)
export class SubmitApplicationHandler implements ICommandHandler<SubmitApplication> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId }: SubmitApplication) {
    const [{ state: fees }, registered] = await Promise.all([
      this.log.load(feesDecider, streams.fees(applicationId)),
      registeredCategory(this.log, applicationId, context.at),
    ]);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideSubmit(state, { fees, registered, at: context.at }),
    );
  }
}
