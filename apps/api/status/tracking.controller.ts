import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseTrackingNumber } from '#domain/identifiers/tracking-number.js';
import { CLOCK, type Clock } from '#platform/clock/clock.js';
import { ProblemError } from '#platform/problems/problem.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';
import { FailedAttempts } from './attempts.js';
import { trackedAnswer } from './status-answer.js';
import { TrackingQuery } from './status.dto.js';

/** Following a case without signing in: on the telephone, at a kiosk. */
@ApiTags('status')
@Controller('v1/tracking')
export class TrackingController {
  private readonly attempts = new FailedAttempts();

  constructor(
    private readonly statuses: ApplicationStatusQueries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':trackingNumber')
  @Endpoint({
    for: 'public',
    does: 'Follow an application by its tracking number',
    says: 'A number that does not exist and digits that do not fit get the same answer.',
    answers: { schema: 'TrackedStatus' },
    refuses: ['invalid-content', 'application-not-found', 'too-many-attempts'],
  })
  async track(
    @Param('trackingNumber') text: string,
    @Query() { lastFour }: TrackingQuery,
    @Http() exchange: Exchange,
  ) {
    const reading = new Reading();
    const trackingNumber = reading.take('path:trackingNumber', parseTrackingNumber(text));
    reading.finish();
    const now = this.clock.now().getTime();
    this.attempts.check(trackingNumber, now);
    const status = await this.statuses.byTracking(trackingNumber, lastFour);
    if (status === null) {
      this.attempts.failed(trackingNumber, now);
      throw new ProblemError('application-not-found');
    }
    const language = answerIn(exchange);
    return trackedAnswer(status, language);
  }
}
