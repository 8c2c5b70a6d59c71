import type { Subject } from '#decider/brand.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, isStarted, type StartedApplication } from '#domain/application/application.js';
import { partial } from '#domain/application/impartiality.js';
import { credentialDecider, type CredentialState } from '#domain/credential/credential.js';
import { decideReplace } from '#domain/credential/replacement.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { isRefusal, type Refusal, refuse } from '#decider/decider.js';
import { decideTakeForReplacement, slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { CommandContext } from '../command-context.js';
import { derivedId, replacementIdOf } from '../ids.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { type Acting, actingOfficer } from '../review/officer.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';
import { credentialsOfCase } from './credentials-of-case.js';
import { followReplacement, type Replaced } from './follow-replacement.js';
import { knownOfHolder, standingBy } from './seen-of-holder.js';

/**
 * An officer decides that another credential follows one that was revoked for what was put right since. `reason` is a
 * code.
 */
export class ReplaceCredential extends UseCase<Replaced> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    /** The one that was revoked. */
    readonly credentialId: CredentialId,
    readonly reason: string,
  ) {
    super(context);
  }
}

/**
 * The person's slot first, as for a start: an application that is open could bring them another at the same time. Dying
 * before the decision leaves the slot taken for nothing, which `repairSlot` gives back; after it, whatever is left is
 * carried out by the process manager, by the same command again, or by `repairSlot`.
 */
@CommandHandler(ReplaceCredential)
export class ReplaceCredentialHandler implements ICommandHandler<ReplaceCredential> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
    private readonly subjects: Subjects,
  ) {}

  async execute({
    context,
    applicationId,
    credentialId,
    reason,
  }: ReplaceCredential): Promise<Outcome<Replaced>> {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    const { state: of } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!isStarted(of)) return { kind: 'refused', refusal: refuse('application-not-found') };
    const issued = await credentialsOfCase(this.log, applicationId);
    const revoked = issued.find((one) => one.credentialId === credentialId)?.state;
    if (revoked === undefined || revoked.phase === 'none')
      return { kind: 'refused', refusal: refuse('credential-not-found') };
    const others = issued.filter((one) => one.credentialId !== credentialId).map(({ state }) => state);
    const objection = objectionTo(of, acting(of), others);
    if (objection) return { kind: 'refused', refusal: objection };

    const { subject } = revoked.issue;
    const known = await knownOfHolder(this.log, subject);
    const moment = { at: context.at, policy: this.policies.current };
    const { officer, at } = acting(of);
    const replace = (state: CredentialState) =>
      decideReplace(state, { by: replacementIdOf(credentialId), officer, reason, at }, (ground, revokedAt) =>
        standingBy(known, { ground, revokedAt }, moment),
      );
    const decision = replace(revoked);
    if (!isRefusal(decision) && decision.length > 0) {
      const taken = await this.takeSlot(context, subject, { applicationId, credentialId });
      if (taken.kind !== 'done') return taken;
      crashPoint('replace.after-slot');
    }
    const stream = streams.credential(credentialId, applicationId);
    const decided = answering(
      await this.log.execute(credentialDecider, stream, context, replace),
      () => ({}),
    );
    if (decided.kind !== 'done') return decided;
    crashPoint('replace.after-decision');
    const followed = await followReplacement(this.log, context, { credentialId, applicationId });
    return followed.kind === 'done' ? { ...decided, answer: followed.answer } : followed;
  }

  private async takeSlot(
    context: CommandContext,
    subject: Subject,
    { applicationId, credentialId: replaces }: Omit<Replaced, 'replacedBy'>,
  ): Promise<Outcome> {
    const take = async () => {
      const { revision } = await this.log.load(slotDecider, streams.slot(subject));
      // A repetition may find the slot given back meanwhile: then it has to be taken again, under another id.
      const command = { ...unpinned(context), commandId: derivedId(context.commandId, `slot:${revision}`) };
      return this.log.execute(slotDecider, streams.slot(subject), command, (slot) =>
        decideTakeForReplacement(slot, { applicationId, replaces, at: context.at }),
      );
    };
    const taken = await take();
    const free = taken.kind === 'refused' && (await repairSlot(this.log, context, subject));
    return answering(free ? await take() : taken, () => ({}));
  }
}

/**
 * Nobody decides in a case of their own, or of a person they sponsor; nor twice on one case: whoever approved it, or let
 * another credential follow before, leaves it to another officer.
 */
function objectionTo(
  application: StartedApplication,
  acting: Acting,
  others: readonly CredentialState[],
): Refusal | undefined {
  const objection = partial(application, acting);
  if (objection) return objection;
  const approvedBy = application.phase === 'issued' ? application.approvedBy : undefined;
  const approved = approvedBy?.kind === 'officer' && approvedBy.officer === acting.officer;
  const letFollow = others.some(
    (one) => one.phase === 'revoked' && one.replacement?.officer === acting.officer,
  );
  return approved || letFollow ? refuse('four-eyes') : undefined;
}
