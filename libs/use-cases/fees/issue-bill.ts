import type { Instant } from '#decider/brand.js';
import { createHash } from 'node:crypto';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { caseOf } from '#domain/application/application.js';
import { billNumberDecider, decideAssignBillNumber } from '#domain/fees/bill-number.js';
import type { FeeQuote } from '#domain/fees/fee-quote.js';
import { decideIssueBill, feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { isRefusal, refuse } from '#decider/decider.js';
import { isKnown, viewAt } from '#domain/resident/resident.js';
import { categoryNotReported, quoteFees } from '#domain/policy/policy.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { caseInLog } from '../application/case-in-log.js';
import { heldBy } from '../credential/held-by.js';
import { derivedId } from '../ids.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';

export interface Billed {
  readonly applicationId: ApplicationId;
  readonly fees: FeesState;
}

/** Publishes what is to be paid, under a SADAD bill number of its own. */
export class IssueBill extends UseCase<Billed> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(IssueBill)
export class IssueBillHandler implements ICommandHandler<IssueBill> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context: asked, applicationId }: IssueBill): Promise<Outcome<Billed>> {
    const context = unpinned(asked);
    const state = await caseInLog(this.log, applicationId, context.actor);
    if (state === undefined) return { kind: 'refused', refusal: refuse('application-not-found') };
    if (state.details === undefined) {
      return {
        kind: 'refused',
        refusal: refuse('details-missing', [{ at: '/details', code: 'details-missing' }]),
      };
    }
    const of = caseOf(state);
    const [{ file }, { held }] = await Promise.all([
      residentFile(this.log, state.subject),
      heldBy(this.log, state.subject),
    ]);
    const resident = viewAt(file, { effectiveAt: context.at });
    if (!isKnown(resident.category))
      return { kind: 'refused', refusal: categoryNotReported(state.startedAt) };
    const quote = quoteFees(this.policies.current, of, resident, state.details.period, context.at, held);
    if ('refused' in quote) return { kind: 'refused', refusal: quote };

    // A bill that stands, or may not be issued, needs no number. The ledger is most likely new, or in memory; if it is
    // neither, a number may be taken that nobody is told of.
    const fees = this.log.lastSeen(feesDecider, streams.fees(applicationId)) ?? feesDecider.initialState;
    if (!this.wantsNumber(fees, { applicationId, quote, at: context.at })) {
      const unnumbered = await this.issue(context, applicationId, quote, undefined);
      const wanted = unnumbered.kind === 'refused' && unnumbered.refusal.code === NUMBER_WANTED;
      if (!wanted) return unnumbered;
    }
    return this.issue(context, applicationId, quote, await this.takeNumber(context, applicationId));
  }

  private wantsNumber(
    fees: FeesState,
    issue: { readonly applicationId: ApplicationId; readonly quote: FeeQuote; readonly at: Instant },
  ): boolean {
    const decision = decideIssueBill(fees, { ...issue, billNumber: '' }, this.policies.terms(issue.at));
    return !isRefusal(decision) && decision.length > 0;
  }

  private async issue(
    context: CommandContext,
    applicationId: ApplicationId,
    quote: FeeQuote,
    billNumber: string | undefined,
  ): Promise<Outcome<Billed>> {
    const decide = (fees: FeesState) => {
      const bill = { applicationId, billNumber: billNumber ?? '', quote, at: context.at };
      const decision = decideIssueBill(fees, bill, this.policies.terms(context.at));
      const issues = !isRefusal(decision) && decision.length > 0;
      return issues && billNumber === undefined ? refuse(NUMBER_WANTED) : decision;
    };
    const isNew = billNumber !== undefined;
    const ledger = streams.fees(applicationId);
    const execution = await this.log.execute(feesDecider, ledger, context, decide, { isNew });
    return answering(execution, (fees) => ({ applicationId, fees }));
  }

  /** Candidates follow from the command, so a repeated command takes the number it took before. */
  private async takeNumber(context: CommandContext, applicationId: ApplicationId): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const billNumber = billNumberCandidate(context.commandId, attempt);
      const taken = await this.log.execute(
        billNumberDecider,
        streams.bill(billNumber),
        { ...context, commandId: derivedId(context.commandId, billNumber) },
        (state) => decideAssignBillNumber(state, { billNumber, applicationId, at: context.at }),
        { isNew: true },
      );
      if (taken.kind === 'done') return billNumber;
      if (taken.kind !== 'refused') throw new Error(`bill number ${billNumber} ended as ${taken.kind}`);
    }
  }
}

const NUMBER_WANTED = 'bill-number-wanted';

/** 13 digits, the first not zero. */
function billNumberCandidate(commandId: string, attempt: number): string {
  const digest = createHash('sha256').update(`${commandId}:${attempt}`).digest();
  return String(1_000_000_000_000n + (digest.readBigUInt64BE() % 9_000_000_000_000n));
}
