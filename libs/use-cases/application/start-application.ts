import type { Subject } from '#decider/brand.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider } from '#domain/application/application.js';
import type { Applicant, Channel, ResidentCategory } from '#domain/application/case-terms.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { decideStart } from '#domain/application/drafting.js';
import { trackingNumberOf } from '#domain/identifiers/tracking-number.js';
import { counts, heldHasEnded } from '#domain/credential/held.js';
import type { ApplicationId, CredentialId, TrackingNumber } from '#domain/kernel/brand.js';
import { decideTakeSlot, slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { CommandContext } from '../command-context.js';
import { heldBy } from '../credential/held-by.js';
import { numberToBe } from '../credential/number-held.js';
import { applicationIdOf } from '../ids.js';
import { residentFile } from '../screening/evidence.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
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
    /** Somebody holds the number the person was given: an officer is to decide whether both are one. */
    readonly holderToBeDecided = false,
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
    private readonly subjects: Subjects,
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
    return answering(execution, () => ({ applicationId, trackingNumber }));
  }

  /** As far as this process knows: what was told a moment ago is found by the screening. */
  private async isNumberHeld(
    { at }: CommandContext,
    { subject, applicant, holderToBeDecided }: StartApplication,
  ): Promise<boolean> {
    if (applicant.kind !== 'first-issue' || holderToBeDecided) return false;
    const how = { fresh: false };
    const { file } = await residentFile(this.log, subject, how);
    const number = await numberToBe(
      { log: this.log, subjects: this.subjects },
      { service: 'issue', file, at },
      how,
    );
    return number?.held !== undefined && !heldHasEnded(number.held, dayInRiyadh(at));
  }

  private async takeSlot(
    context: CommandContext,
    command: StartApplication,
    applicationId: ApplicationId,
  ): Promise<Outcome> {
    const { subject, applicant } = command;
    const numberHeld = await this.isNumberHeld(context, command);
    const take = (ended?: CredentialId) =>
      this.log.execute(slotDecider, streams.slot(subject), context, (state) =>
        decideTakeSlot(
          state,
          {
            applicationId,
            at: context.at,
            ...(applicant.kind === 'first-issue' && { firstIssue: { ended, numberHeld } }),
          },
          this.policies.terms(context.at),
        ),
      );
    const taken = await take();
    if (taken.kind !== 'refused') return answering(taken, () => ({}));
    switch (taken.refusal.code) {
      case 'too-many-starts':
        return answering(taken, () => ({}));
      case 'already-issued': {
        const { held, named } = await heldBy(this.log, subject);
        if (named === undefined || counts(held)) return answering(taken, () => ({}));
        return answering(await take(named.credentialId), () => ({}));
      }
      default: {
        const repaired = await repairSlot(this.log, context, subject);
        return answering(repaired ? await take() : taken, () => ({}));
      }
    }
  }
}
