import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Applicant, Channel, ResidentCategory } from '#domain/application/events.js';
import { applicationDecider } from '#domain/application/application.js';
import { decideStart } from '#domain/application/drafting.js';
import { trackingNumberOf } from '#domain/identifiers/tracking-number.js';
import { counts } from '#domain/credential/held.js';
import type { ApplicationId, CredentialId, Subject, TrackingNumber } from '#domain/kernel/brand.js';
import { decideTakeSlot, slotDecider } from '#domain/slot/slot.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { crashPoint } from '#platform/crash-points.js';
import { heldBy } from '../credential/held-by.js';
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
      this.takeSlot(context, command, applicationId),
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
    { subject, applicant }: StartApplication,
    applicationId: ApplicationId,
  ): Promise<Outcome> {
    const take = (ended?: CredentialId) =>
      this.log.execute(slotDecider, streams.slot(subject), context, (state) =>
        decideTakeSlot(
          state,
          {
            applicationId,
            at: context.at,
            ...(applicant.kind === 'first-issue' && { firstIssue: { ended } }),
          },
          this.policies.terms(context.at),
        ),
      );
    const taken = await take();
    if (taken.kind !== 'refused') return outcome(taken, () => ({}));
    switch (taken.refusal.code) {
      case 'too-many-starts':
        return outcome(taken, () => ({}));
      case 'already-issued': {
        const { held, named } = await heldBy(this.log, subject);
        if (named === undefined || counts(held)) return outcome(taken, () => ({}));
        return outcome(await take(named.credentialId), () => ({}));
      }
      default: {
        const repaired = await repairSlot(this.log, context, subject);
        return outcome(repaired ? await take() : taken, () => ({}));
      }
    }
  }
}
