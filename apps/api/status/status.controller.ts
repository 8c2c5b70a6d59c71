import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { ProblemError } from '#runtime/problems/problem.js';
import {
  lastPage,
  pageBefore,
  TIMELINE_PAGE,
  timelineOf,
  type TimelinePage,
} from '#read-models/application-status/log-timeline.js';
import { CaseHistory } from '#use-cases/application/case-history.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { tag } from '../commands/etag.js';
import { ApplicationIdPipe, type ApplicationName, ApplicationNamePipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { OwnCases } from './own-cases.js';
import { statusAnswer } from './status-answer.js';
import { StoppingDirectives } from './stopping-directives.js';
import { today } from './today.js';
import { FreshnessQuery, freshnessOf, TimelineQuery } from './status.dto.js';

/** Step nine: where the application stands, and why. */
@ApiTags('status')
@Controller('v1/applications/:id')
export class StatusController {
  constructor(
    private readonly cases: OwnCases,
    private readonly queries: QueryBus,
    private readonly directives: StoppingDirectives,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: 'or its tracking number',
    does: 'See where an application stands',
    says:
      'Answered from a read model. With minRevision or minFeesRevision (from a command’s answer) it waits for that ' +
      'revision, for waitMs or the time the service has set; what cannot be seen by then is 503, to ask again for.',
    answers: { schema: 'ApplicationStatus' },
    tagged: true,
    refuses: ['application-not-found', 'application-not-visible-yet', 'identity-missing'],
  })
  async status(
    @Param('id', ApplicationNamePipe) name: ApplicationName,
    @Query() query: FreshnessQuery,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const id = name.kind === 'id' ? name.id : await this.cases.idOf(name.trackingNumber, caller);
    const { status, viewer } = await this.cases.see(id, caller, freshnessOf(query));
    const language = answerIn(exchange);
    tag(exchange.reply, status.revision);
    const directives = await this.directives.inStatus(status);
    return statusAnswer(status, { directives, viewer, language, today: today(this.clock) });
  }

  @Get('timeline')
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See what happened, oldest first',
    says:
      `The newest ${TIMELINE_PAGE} entries; \`earlier\` given back as \`before\` is the page before them. Waits as the ` +
      'status does.',
    answers: { schema: 'Timeline' },
    tagged: true,
    refuses: ['application-not-found', 'application-not-visible-yet', 'identity-missing'],
  })
  async timeline(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Query() query: TimelineQuery,
    @Caller() caller: Principal,
    @Http() { reply }: Exchange,
  ) {
    const { status } = await this.cases.see(id, caller, freshnessOf(query));
    const { timeline, timelineBefore } = status;
    const { before } = query;
    tag(reply, status.revision);
    const page =
      before === undefined ? lastPage(timeline, timelineBefore) : await this.pageBefore(id, before);
    return { applicationId: id, revision: Number(status.revision), ...page };
  }

  /** @throws ProblemError `invalid-request` (400) for an entry this case does not have */
  private async pageBefore(id: ApplicationId, before: string): Promise<TimelinePage> {
    const page = pageBefore(timelineOf(await this.queries.execute(new CaseHistory(id))), before);
    if (page !== undefined) return page;
    throw new ProblemError('invalid-request', { errors: [{ at: 'query:before', code: 'cursor-unknown' }] });
  }
}
