import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#platform/auth/principal.js';
import { Caller } from '#platform/auth/roles.js';
import { ProblemError } from '#platform/problems/problem.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { etagOf } from '../commands/etag.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_LIMITS, type ApiLimits } from '../ports.js';
import { OwnCases } from './own-cases.js';
import { statusAnswer } from './status-answer.js';
import { FreshnessQuery } from './status.dto.js';

/** Step nine: where the application stands, and why. */
@ApiTags('status')
@Controller('v1/applications/:id')
export class StatusController {
  constructor(
    private readonly cases: OwnCases,
    @Inject(API_LIMITS) private readonly limits: ApiLimits,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See where an application stands',
    says:
      'Answered from a read model. With minRevision (from a command’s answer) it waits up to waitMs for that revision; ' +
      'whether it got there is said in `freshness` and in the header, the status is 200 either way.',
    answers: { schema: 'ApplicationStatus' },
    headers: { ETag: 'Its revision', 'Hawiya-Freshness': '`reached` or `behind`' },
    refuses: ['application-not-found', 'application-not-visible-yet', 'identity-missing'],
  })
  async status(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Query() { minRevision, waitMs = 0 }: FreshnessQuery,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const { maxWaitMs } = this.limits;
    if (waitMs > maxWaitMs) {
      const error = { at: 'query:waitMs', code: 'field-range', params: { maximum: maxWaitMs } };
      throw new ProblemError('invalid-request', { errors: [error] });
    }
    const freshness = minRevision === undefined ? {} : { minRevision: BigInt(minRevision), waitMs };
    const { status, reached, viewer } = await this.cases.see(id, caller, freshness);
    const language = answerIn(exchange);
    exchange.reply.headers({
      etag: etagOf(status.revision),
      'hawiya-freshness': reached ? 'reached' : 'behind',
    });
    return {
      ...statusAnswer(status, viewer, language),
      freshness: { revision: Number(status.revision), asked: minRevision ?? null, reached },
    };
  }

  @Get('timeline')
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See what happened, oldest first',
    answers: { schema: 'Timeline' },
    refuses: ['application-not-found', 'identity-missing'],
  })
  async timeline(@Param('id', ApplicationIdPipe) id: ApplicationId, @Caller() caller: Principal) {
    const { status } = await this.cases.see(id, caller);
    return { applicationId: id, revision: Number(status.revision), entries: status.timeline };
  }
}
