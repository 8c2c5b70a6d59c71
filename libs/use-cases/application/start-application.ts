import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Applicant, Channel, ResidentCategory } from '#domain/application/events.js';
import { applicationDecider } from '#domain/application/application.js';
import { decideStart } from '#domain/application/drafting.js';
import { trackingNumberOf } from '#domain/identifiers/tracking-number.js';
import type { ApplicationId, Subject, TrackingNumber } from '#domain/kernel/brand.js';
import { decideTakeSlot, slotDecider } from '#domain/slot/slot.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { crashPoint } from '#platform/crash-points.js';
import { applicationIdOf } from '../ids.js';
import { type Outcome, outcome } from '../outcome.js';
import { Policies } from '../policies.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';

export interface Started {
  readonly applicationId: ApplicationId;
  readonly trackingNumber: TrackingNumber;
}

/** Opens a draft, if the person has no open application. */
export class StartApplication extends UseCase<Started> {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
    readonly applicant: Applicant,
    readonly category: ResidentCategory,
    readonly channel: Channel,
  ) {
    super(context);
  }
}

/**
 * Two streams, so two appends: the person's slot first, then the application. Dying in between leaves a slot taken
 * by an application that never came; the same command again goes on from there, another start repairs it.
 */
@CommandHandler(StartApplication)
export class StartApplicationHandler implements ICommandHandler<StartApplication> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute(command: StartApplication): Promise<Outcome<Started>> {
    const { subject, applicant, category, channel } = command;
    const context = unpinned(command.context);
    const applicationId = applicationIdOf(context.commandId);
    const trackingNumber = trackingNumberOf(applicationId);

    const [slot] = await Promise.all([
      this.takeSlot(context, subject, applicationId),
      this.log.prepare(subject),
    ]);
    if (slot.kind !== 'done') return slot;
    crashPoint('start.after-slot');

    const execution = await this.log.execute(
      applicationDecider,
      streams.application(applicationId, subject),
      context,
      (state) =>
        decideStart(
          state,
          { applicationId, trackingNumber, subject, applicant, category, channel, at: context.at },
          this.policies.terms(context.at),
        ),
      { isNew: true },
    );
    return outcome(execution, () => ({ applicationId, trackingNumber }));
  }

  private async takeSlot(
    context: CommandContext,
    subject: Subject,
    applicationId: ApplicationId,
  ): Promise<Outcome> {
    const take = () =>
      this.log.execute(slotDecider, streams.slot(subject), context, (state) =>
        decideTakeSlot(state, { applicationId, at: context.at }, this.policies.terms(context.at)),
      );
    const taken = await take();
    const repairable = taken.kind === 'refused' && taken.refusal.code !== 'too-many-starts';
    if (!repairable) return outcome(taken, () => ({}));
    const repaired = await repairSlot(this.log, context, subject);
    return outcome(repaired ? await take() : taken, () => ({}));
  }
}
