import type { Instant, Subject } from '#decider/brand.js';
import type { PeriodMonths } from '#domain/application/case-terms.js';
import type { CaseView } from '#domain/conditions/case-view.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { evaluateConditions, RULE_VERSION } from '#domain/conditions/evaluate.js';
import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import type { FeeQuote } from '#domain/fees/fee-quote.js';
import type { Refusal } from '#decider/decider.js';
import { quoteFees } from '#domain/policy/policy.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { Policies } from '../policies.js';
import { Subjects } from '../subjects.js';
import { evidenceFor, gatherSources } from './evidence.js';

export interface PreCheckResult {
  readonly board: readonly ConditionOutcome[];
  readonly fees: FeeQuote | Refusal | undefined;
  readonly ruleVersion: string;
  readonly checkedAt: Instant;
}

/** What would be found if the case were screened now. Free, stores nothing, binds nobody. */
export class PreCheck extends Query<PreCheckResult> {
  constructor(
    readonly subject: Subject,
    readonly about: CaseView,
    readonly period: PeriodMonths | undefined,
    readonly at: Instant,
  ) {
    super();
  }
}

@QueryHandler(PreCheck)
export class PreCheckHandler implements IQueryHandler<PreCheck> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
    private readonly subjects: Subjects,
  ) {}

  async execute({ subject, about, period, at }: PreCheck): Promise<PreCheckResult> {
    const policy = this.policies.current;
    const { sources } = await gatherSources(
      { log: this.log, subjects: this.subjects },
      { subject, service: about.service, applicationId: undefined, at },
    );
    const evidence = evidenceFor(about, sources, at);
    const { resident, held } = evidence;
    const fees = period === undefined ? undefined : quoteFees(policy, about, resident, period, at, held);
    return { board: evaluateConditions(evidence, policy), fees, ruleVersion: RULE_VERSION, checkedAt: at };
  }
}
