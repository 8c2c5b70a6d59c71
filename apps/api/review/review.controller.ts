import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { ReviewQueueQueries } from '#read-models/review-queue/queries.js';
import { ClaimsOf } from '#use-cases/review/claims-of.js';
import { ClaimReview, DecideReview, ReleaseReview } from '#use-cases/review/review.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { pageAt } from '../fields/page.js';
import { Endpoint } from '../openapi/endpoint.js';
import { DecisionBody, QueueQuery } from './review.dto.js';

const REVIEWING = [
  'application-not-found',
  'application-not-submitted',
  'not-in-review',
  'claimed-by-another',
];

/** What an officer may not do in a case of their own, or of a person they sponsor. */
export const IMPARTIAL = ['own-case', 'sponsors-applicant'];

/** What the rules cannot decide, officers do. */
@ApiTags('review')
@Controller('v1')
export class ReviewController {
  constructor(
    private readonly commands: Commands,
    private readonly queue: ReviewQueueQueries,
    private readonly queries: QueryBus,
    private readonly actors: Actors,
  ) {}

  @Get('review-queue')
  @Endpoint({ for: ['officer'], does: 'See what waits for an officer', answers: { schema: 'ReviewQueue' } })
  async page(@Query() query: QueueQuery) {
    const { entries, next } = pageAt(await this.queue.page(query));
    return {
      entries: entries.map((entry) => ({ ...entry, revision: Number(entry.revision) })),
      next: next ?? null,
    };
  }

  @Get('applications/:id/claims')
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'See what was entered beside what the registers have',
    says: 'For the officer who has claimed the case. The applicant is told which fields differ, and no value.',
    answers: { schema: 'Claims' },
    refuses: ['application-not-found', 'not-in-review', 'not-claimed', 'claimed-by-another'],
  })
  async claims(@Param('id', ApplicationIdPipe) id: ApplicationId, @Caller() caller: Principal) {
    const actor = this.actors.of(caller, 'officer');
    const entries = await this.queries.execute(new ClaimsOf({ actor, at: this.commands.now() }, id));
    if ('refused' in entries) throw refused(entries);
    return { entries };
  }

  @Post('applications/:id/review-claim')
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Take a case from the queue',
    answers: { schema: 'CommandAnswer' },
    command: true,
    ifMatch: 'optional',
    refuses: [...REVIEWING, ...IMPARTIAL, 'four-eyes'],
  })
  claim(@Param('id', ApplicationIdPipe) id: ApplicationId, @Http() exchange: Exchange) {
    return this.commands.onApplication(exchange, 'officer', (context) => new ClaimReview(context, id));
  }

  @Post('applications/:id/review-release')
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Put a case back for another',
    answers: { schema: 'CommandAnswer' },
    command: true,
    ifMatch: 'optional',
    refuses: REVIEWING,
  })
  release(@Param('id', ApplicationIdPipe) id: ApplicationId, @Http() exchange: Exchange) {
    return this.commands.onApplication(exchange, 'officer', (context) => new ReleaseReview(context, id));
  }

  @Post('applications/:id/decision')
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Approve or reject a claimed case',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [...REVIEWING, ...IMPARTIAL, 'not-claimed', 'conditions-open', 'number-held', 'four-eyes'],
  })
  decide(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { decision, reason }: DecisionBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'officer',
      (context) => new DecideReview(context, id, decision, reason),
    );
  }
}
