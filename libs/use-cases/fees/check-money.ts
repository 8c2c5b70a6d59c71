import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { feesDecider, type Unsettled, unsettled } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

type Answer = { readonly unsettled: Unsettled | undefined };

/** Whether there is money of the case about which nobody has said what became of it. Changes nothing. */
export class CheckMoney extends UseCase<Answer> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(CheckMoney)
export class CheckMoneyHandler implements ICommandHandler<CheckMoney> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId }: CheckMoney): Promise<Outcome<Answer>> {
    const { state } = await this.log.load(feesDecider, streams.fees(applicationId));
    const answer = { unsettled: unsettled(state) };
    return unchanged(answer);
  }
}
