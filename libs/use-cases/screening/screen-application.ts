import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, caseOf } from '#domain/application/application.js';
import { decideScreening } from '#domain/application/screening.js';
import { evaluateConditions, RULE_VERSION } from '#domain/conditions/evaluate.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { refuse } from '#domain/kernel/decider.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { onApplication, visibleTo } from '../application/on-application.js';
import type { Outcome } from '../outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { evidenceFor, gatherSources } from './evidence.js';

/** How often the sources are read again because another screening had read further meanwhile. */
const MOST_ATTEMPTS = 5;

/** Checks every condition against what is known now, and draws the consequence. */
export class ScreenApplication extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(ScreenApplication)
export class ScreenApplicationHandler implements ICommandHandler<ScreenApplication> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({
    context,
    applicationId,
  }: ScreenApplication): Promise<Outcome<{ applicationId: ApplicationId }>> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.screen(context, applicationId);
      const overtaken = result.kind === 'refused' && result.refusal.code === 'screening-overtaken';
      if (!overtaken || attempt === MOST_ATTEMPTS) return result;
    }
  }

  /** The sources are read first; the case is looked at where it is decided, so that both are as new as can be. */
  private async screen(
    context: CommandContext,
    applicationId: ApplicationId,
  ): Promise<Outcome<{ applicationId: ApplicationId }>> {
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!visibleTo(context.actor, state))
      return { kind: 'refused', refusal: refuse('application-not-found') };
    // A draft is not screened; asked before anything else is read, because every change of a draft leads here.
    if (state.phase === 'draft') return { kind: 'refused', refusal: refuse('application-not-submitted') };
    const { sources, knew } = await gatherSources(this.log, state.subject, applicationId);
    return onApplication(this.log, context, applicationId, (current) => {
      const evidence = evidenceFor(caseOf(current), sources, context.at);
      const outcomes = evaluateConditions(evidence, this.policies.current);
      const screening = { outcomes, knew, ruleVersion: RULE_VERSION, at: context.at };
      return decideScreening(current, screening, this.policies.terms(context.at));
    });
  }
}
