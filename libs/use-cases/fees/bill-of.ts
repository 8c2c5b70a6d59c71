import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Bill, feesDecider, receivedFunds } from '#domain/fees/fees.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId, Halalas } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { Revision } from '#event-store/port.js';
import { caseInLog } from '../application/case-in-log.js';
import { streams } from '../streams.js';

export interface StandingBill {
  readonly bill: Bill;
  /** Everything received for the case. */
  readonly paid: Halalas;
  /** Of the ledger, `fees-{applicationId}`. */
  readonly revision: Revision;
}

/** Read from the log, not from a read model: what is paid must be the bill that stands. */
export class BillOf extends Query<StandingBill | Refusal> {
  constructor(
    readonly applicationId: ApplicationId,
    readonly actor: Actor,
  ) {
    super();
  }
}

@QueryHandler(BillOf)
export class BillOfHandler implements IQueryHandler<BillOf> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId, actor }: BillOf): Promise<StandingBill | Refusal> {
    if ((await caseInLog(this.log, applicationId, actor)) === undefined)
      return refuse('application-not-found');
    const { state, revision } = await this.log.load(feesDecider, streams.fees(applicationId));
    if (state.bill === undefined || revision === 'no_stream') return refuse('bill-not-found');
    return { bill: state.bill, paid: receivedFunds(state), revision };
  }
}
