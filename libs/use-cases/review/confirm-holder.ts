import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, isStarted } from '#domain/application/application.js';
import { decideConfirmHolder } from '#domain/application/review.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { heldHasEnded } from '#domain/credential/held.js';
import type { Subject } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { decideOnCase } from '../application/decide-on-case.js';
import { numberToBe } from '../credential/number-held.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';
import { actingOfficer } from './officer.js';

/** The officer who claimed the case decides that its applicant is who holds the number. The reason is a code. */
export class ConfirmHolder extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly reason: string,
  ) {
    super(context);
  }
}

@CommandHandler(ConfirmHolder)
export class ConfirmHolderHandler implements ICommandHandler<ConfirmHolder> {
  constructor(
    private readonly log: EventLog,
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId, reason }: ConfirmHolder) {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    const holder = await this.holderOf(context, applicationId);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideConfirmHolder(state, { ...acting(state), holder, reason }),
    );
  }

  /** Undefined: nobody holds the number by an identity that runs. */
  private async holderOf({ at }: CommandContext, applicationId: ApplicationId): Promise<Subject | undefined> {
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!isStarted(state)) return undefined;
    const { file } = await residentFile(this.log, state.subject);
    const number = await numberToBe(
      { log: this.log, subjects: this.subjects },
      { service: state.service, file, at },
    );
    if (number?.held === undefined || number.holder === state.subject) return undefined;
    return heldHasEnded(number.held, dayInRiyadh(at)) ? undefined : number.holder;
  }
}
