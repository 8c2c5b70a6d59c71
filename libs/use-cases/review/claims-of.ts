import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { applicationDecider, caseOf, isStarted } from '#domain/application/application.js';
import { type ClaimRow, claimsSheet } from '#domain/conditions/claims-sheet.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { viewAt } from '#domain/resident/resident.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { officerOf } from './officer.js';

/** What was entered beside what the registers have: for the officer who has claimed the case, and nobody else. */
export class ClaimsOf extends Query<readonly ClaimRow[] | Refusal> {
  constructor(
    readonly context: Pick<CommandContext, 'actor' | 'at'>,
    readonly applicationId: ApplicationId,
  ) {
    super();
  }
}

@QueryHandler(ClaimsOf)
export class ClaimsOfHandler implements IQueryHandler<ClaimsOf> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId }: ClaimsOf): Promise<readonly ClaimRow[] | Refusal> {
    const officer = officerOf(context);
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!isStarted(state)) return refuse('application-not-found');
    if (state.phase !== 'in-review') return refuse('not-in-review');
    if (state.claimedBy === undefined) return refuse('not-claimed');
    if (state.claimedBy !== officer) return refuse('claimed-by-another');
    const { file } = await residentFile(this.log, state.subject);
    return claimsSheet(caseOf(state), viewAt(file, { effectiveAt: context.at }));
  }
}
