import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, type ApplicationState, caseOf } from '#domain/application/application.js';
import { decideIssued } from '#domain/application/ending.js';
import { decideCannotIssue } from '#domain/application/screening.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { lastDayOf } from '#domain/credential/held.js';
import { validityOf } from '#domain/credential/validity.js';
import { decideReserve, feesDecider } from '#domain/fees/fees.js';
import { deepEqual } from '#domain/kernel/deep-equal.js';
import type { Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { decideReleaseSlot, decideTakeNumber, slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { crashPoint } from '#runtime/crash-points.js';
import { decideOnCase } from '../application/decide-on-case.js';
import { credentialIdOf, derivedId } from '../ids.js';
import { type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { evidenceFor, gatherSources } from '../screening/evidence.js';
import { screenCase } from '../screening/screen-application.js';
import { Policies } from '../policies.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';
import { type ApprovedCase, contentOf, type Issued } from './issued.js';
import { handOver, issueCredential, payFees } from './steps.js';

/** Turns an approval into a credential: the fee is spent, the identity exists, the case is done. */
export class IssueIdentity extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

type Result = Outcome<{ applicationId: ApplicationId }>;

/**
 * The application's own stream decides: once `IdentityIssued` is in it, nothing can take the approval back, and the
 * rest follows, one append per stream. Each step finds what it did before, so dying at any point leaves only work to
 * repeat. What becomes known before the decision is looked at first; after it, it suspends the credential.
 */
@CommandHandler(IssueIdentity)
export class IssueIdentityHandler implements ICommandHandler<IssueIdentity> {
  constructor(
    readonly log: EventLog,
    readonly policies: Policies,
    readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId }: IssueIdentity): Promise<Result> {
    const state = await this.current(applicationId);
    let when: 'now' | 'before' = 'before';
    if (state.phase === 'approved') {
      const decided = await this.decide(context, state);
      if (decided.kind !== 'done') return decided;
      when = decided.repeated ? 'before' : 'now';
      crashPoint('issue.after-decision');
    }
    const issued = await this.current(applicationId);
    if (issued.phase !== 'issued') return { kind: 'refused', refusal: refuse('application-not-approved') };
    return this.follow(context, issued, when);
  }

  /** Issues it, if it is still approved in the light of all that is known and the fee is set aside. */
  private async decide(context: CommandContext, approved: ApprovedCase): Promise<Result> {
    const { applicationId, subject, screened, details, service } = approved;
    // The ledger is of the case's own partition, and is spent from on its latest revision; all else the store is asked.
    const { sources, knew } = await gatherSources(
      this,
      { subject, service, applicationId, at: context.at },
      { after: context },
    );
    const paid = sources.fees.commitment.kind !== 'none' || (await this.reserve(context, applicationId));
    // Fees are looked at by what is set aside.
    const outdated = !deepEqual({ ...screened?.knew, fees: knew.fees }, knew);
    if (outdated || !paid) {
      // A decision of its own on the same stream, hence an id of its own. It takes the approval of an unpaid case back.
      const again = { ...context, commandId: derivedId(context.commandId, 'screen') };
      const screenedAgain = await screenCase(this, again, approved);
      if (screenedAgain.kind !== 'done') return screenedAgain;
    }
    if (!paid) return { kind: 'refused', refusal: refuse('fee-not-paid') };
    const { resident, held } = evidenceFor(caseOf(approved), sources, context.at);
    const expiry = service === 'renew' ? lastDayOf(resident, held) : undefined;
    const content = contentOf(approved, resident);
    // An expiry that is unknown because it was erased is not "no expiry": the new validity would rest on nothing.
    if (details === undefined || expiry === 'erased' || content === undefined) {
      return this.handToAnOfficer(context, applicationId, 'personal-data-erased');
    }
    const taken = await this.takeNumber(context, approved, {
      holder: this.subjects.of(`iqama:${content.iqamaNumber}`),
      held: (sources.number?.held ?? held)?.credentialId,
    });
    if (!taken) return this.handToAnOfficer(context, applicationId, 'number-in-use');
    crashPoint('issue.after-number');
    const validity = validityOf(dayInRiyadh(context.at), details.period, expiry);
    const credentialId = credentialIdOf(applicationId);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideIssued(state, { credentialId, ...validity, at: context.at }),
    );
  }

  /**
   * A first issue brings a number, which one case at a time may do: two that were given the same one would both hold it.
   * Two appends on two streams: dying in between leaves the number taken by a case that is still approved and goes on, or
   * has ended and is found by who wants the number next.
   */
  private async takeNumber(
    context: CommandContext,
    { applicationId, subject }: ApprovedCase,
    { holder, held }: { readonly holder: Subject; readonly held: CredentialId | undefined },
  ): Promise<boolean> {
    if (holder === subject) return true;
    const take = async (): Promise<boolean> => {
      // It was read a moment ago; a take that finds it changed is decided on what there is.
      const { revision } = await this.log.load(slotDecider, streams.slot(holder), { fresh: false });
      const command = {
        ...context,
        commandId: derivedId(applicationId, `take-number:${holder}:${revision}`),
      };
      const taken = await this.log.execute(slotDecider, streams.slot(holder), command, (slot) =>
        decideTakeNumber(slot, { applicationId, at: context.at, held }),
      );
      return taken.kind === 'done';
    };
    return (await take()) || ((await repairSlot(this.log, context, holder)) && take());
  }

  /** It could not be issued however often that is tried, and nobody else would look at it again. */
  private async handToAnOfficer(
    context: CommandContext,
    applicationId: ApplicationId,
    reason: string,
  ): Promise<Result> {
    const command = { ...context, commandId: derivedId(context.commandId, 'cannot-issue') };
    await decideOnCase(this.log, command, applicationId, (state) =>
      decideCannotIssue(state, { reason, at: context.at }),
    );
    return { kind: 'refused', refusal: refuse(reason) };
  }

  /** The fee was not there to be set aside at submission, and has come since: that is done now. */
  private async reserve(context: CommandContext, applicationId: ApplicationId): Promise<boolean> {
    const command = { ...context, commandId: derivedId(context.commandId, 'reserve') };
    const reserved = await this.log.execute(feesDecider, streams.fees(applicationId), command, (fees) =>
      decideReserve(fees, { at: context.at }),
    );
    return reserved.kind === 'done';
  }

  /** `when`: it was decided by this very command, which nobody has followed yet; or somebody may have. */
  private async follow(context: CommandContext, issued: Issued, when: 'now' | 'before'): Promise<Result> {
    await payFees(this.log, context, issued);
    crashPoint('issue.after-fees');
    const credential = await issueCredential(this.log, this.subjects, context, issued, when);
    if (credential === 'erased') {
      await this.freeSlot(context, issued);
      return { kind: 'refused', refusal: refuse('personal-data-erased') };
    }
    crashPoint('issue.after-credential');
    await handOver(this.log, context, issued, credential);
    const { applicationId } = issued;
    return unchanged({ applicationId });
  }

  /** The person was erased between the decision and its credential, which will never come: they may begin anew. */
  private async freeSlot(context: CommandContext, { applicationId, subject }: Issued): Promise<void> {
    const command = { ...context, commandId: derivedId(applicationId, 'issue:erased') };
    await this.log.execute(slotDecider, streams.slot(subject), command, (slot) =>
      decideReleaseSlot(slot, { applicationId, why: 'issued', at: context.at }),
    );
  }

  /** What is approved in memory is decided on its latest revision, and what is issued stays so; else the store is asked. */
  private async current(applicationId: ApplicationId): Promise<ApplicationState> {
    const stream = streams.application(applicationId);
    const { state: last } = await this.log.load(applicationDecider, stream, { fresh: false });
    if (last.phase === 'approved' || last.phase === 'issued') return last;
    return (await this.log.load(applicationDecider, stream)).state;
  }
}
