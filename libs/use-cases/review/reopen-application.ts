import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, type ApplicationState } from '#domain/application/application.js';
import { decideReopen } from '#domain/application/review.js';
import { counts } from '#domain/credential/held.js';
import type { Subject } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { isRefusal, refuse } from '#decider/decider.js';
import { decideRetakeSlot, slotDecider, type SlotState } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { visibleTo } from '../application/decide-on-case.js';
import { heldBy } from '../credential/held-by.js';
import { derivedId } from '../ids.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';
import { actingOfficer } from './officer.js';

type Reopened = { readonly applicationId: ApplicationId };

/**
 * Another officer takes back an officer's decision. The person must have no other open application, and nothing may
 * have been issued to them since the case began (`issued-since`: its money is theirs to have back); the fee is set aside
 * again as a consequence, or has to be paid again if it went back. `reason` is a code.
 */
export class ReopenApplication extends UseCase<Reopened> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly reason: string,
  ) {
    super(context);
  }
}

/**
 * The slot first, as for a start: a case that is open and does not hold the slot would let a second one in. Dying in
 * between leaves the slot with a case that has ended, which `repairSlot` gives back.
 */
@CommandHandler(ReopenApplication)
export class ReopenApplicationHandler implements ICommandHandler<ReopenApplication> {
  constructor(
    private readonly log: EventLog,
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId, reason }: ReopenApplication): Promise<Outcome<Reopened>> {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    const reopen = (current: ApplicationState) => decideReopen(current, { ...acting(current), reason });
    const { state, revision } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!visibleTo(context.actor, state))
      return { kind: 'refused', refusal: refuse('application-not-found') };
    const decision = reopen(state);
    const wanted = !isRefusal(decision) && decision.length > 0;
    const pinnedElsewhere = context.pinned?.every((one) => one !== revision) ?? false;
    if (wanted && !pinnedElsewhere) {
      const { held, named } = await heldBy(this.log, state.subject);
      // What was rejected was asked for before that was issued: it would issue and charge once more.
      if (counts(held) && (state.service === 'issue' || held.issuedAt > state.startedAt))
        return { kind: 'refused', refusal: refuse('issued-since') };
      const slot = await this.takeSlot(context, state.subject, applicationId, named);
      if (slot.kind !== 'done') return slot;
    }
    const execution = await this.log.execute(
      applicationDecider,
      streams.application(applicationId),
      context,
      reopen,
    );
    return answering(execution, () => ({ applicationId }));
  }

  private async takeSlot(
    context: CommandContext,
    subject: Subject,
    applicationId: ApplicationId,
    named: SlotState['held'],
  ): Promise<Outcome<Reopened>> {
    const take = async () => {
      const { revision } = await this.log.load(slotDecider, streams.slot(subject));
      // A repetition may find the slot given back meanwhile: then it has to be taken again, under another id.
      const command = { ...unpinned(context), commandId: derivedId(context.commandId, `slot:${revision}`) };
      return this.log.execute(slotDecider, streams.slot(subject), command, (slot) =>
        decideRetakeSlot(slot, { applicationId, at: context.at, held: named?.credentialId }),
      );
    };
    const taken = await take();
    const free = taken.kind === 'refused' && (await repairSlot(this.log, context, subject));
    return answering(free ? await take() : taken, () => ({ applicationId }));
  }
}
