import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#platform/auth/principal.js';
import { Caller } from '#platform/auth/roles.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { tag } from '../commands/etag.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { OwnCases } from './own-cases.js';
import { statusAnswer } from './status-answer.js';
import { FreshnessQuery, freshnessOf } from './status.dto.js';

/** Step nine: where the application stands, and why. */
@ApiTags('status')
@Controller('v1/applications/:id')
export class StatusController {
  constructor(private readonly cases: OwnCases) {}

  @Get()
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See where an application stands',
    says:
      'Answered from a read model. With minRevision or minFeesRevision (from a command’s answer) it waits for that ' +
      'revision, for waitMs or the time the service has set; what cannot be seen by then is 503, to ask again for.',
    answers: { schema: 'ApplicationStatus' },
    tagged: true,
    refuses: ['application-not-found', 'application-not-visible-yet', 'identity-missing'],
  })
  async status(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Query() query: FreshnessQuery,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const { status, viewer } = await this.cases.see(id, caller, freshnessOf(query));
    const language = answerIn(exchange);
    tag(exchange.reply, status.revision);
    return statusAnswer(status, viewer, language);
  }

  @Get('timeline')
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See what happened, oldest first',
    says: 'Waits as the status does.',
    answers: { schema: 'Timeline' },
    tagged: true,
    refuses: ['application-not-found', 'application-not-visible-yet', 'identity-missing'],
  })
  async timeline(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Query() query: FreshnessQuery,
    @Caller() caller: Principal,
    @Http() { reply }: Exchange,
  ) {
    const { status } = await this.cases.see(id, caller, freshnessOf(query));
    tag(reply, status.revision);
    return { applicationId: id, revision: Number(status.revision), entries: status.timeline };
  }
}
