import { Body, Controller, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { parseTrackingNumber } from '#domain/identifiers/tracking-number.js';
import type { TrackingNumber } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { CasesOfPerson } from '#use-cases/cases-of-person.js';
import { Actors } from '../commands/actors.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { Reading } from '../fields/reading.js';
import { clientAddress } from '../limits/client-address.js';
import { Endpoint } from '../openapi/endpoint.js';
import { TRACKING_NUMBER } from '../openapi/parameters.js';
import { TrackingBody } from './status.dto.js';
import { trackedAnswer } from './tracked-answer.js';
import { TrackingAttempts } from './tracking-attempts.js';

/** Following a case without signing in: on the telephone, at a kiosk. */
@ApiTags('status')
@Controller('v1/tracking')
export class TrackingController {
  constructor(
    private readonly statuses: ApplicationStatusQueries,
    private readonly attempts: TrackingAttempts,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
  ) {}

  @Post(':trackingNumber')
  @ApiParam({ name: 'trackingNumber', schema: TRACKING_NUMBER })
  @Endpoint({
    for: 'anybody',
    does: 'Follow an application by its tracking number',
    says:
      'A number that does not exist and digits that do not fit get the same answer. Wrong digits are counted per ' +
      'number, per client address and in all; the owner who is signed in is answered whatever others have tried.',
    answers: { schema: 'TrackedStatus' },
    body: true,
    refuses: ['invalid-content', 'application-not-found', 'too-many-attempts', 'identity-missing'],
  })
  async track(
    @Param('trackingNumber') text: string,
    @Body() { lastFour }: TrackingBody,
    @Http() exchange: Exchange,
  ) {
    const reading = new Reading();
    const trackingNumber = reading.take('path:trackingNumber', parseTrackingNumber(text));
    reading.finish();
    const { request } = exchange;
    const status =
      (await this.own(trackingNumber, request.principal)) ??
      (await this.guessed(trackingNumber, lastFour, clientAddress(request)));
    if (status === null) throw new ProblemError('application-not-found');
    return trackedAnswer(status, answerIn(exchange));
  }

  private async own(
    trackingNumber: TrackingNumber,
    caller: Principal | undefined,
  ): Promise<ApplicationStatus | null> {
    if (caller?.identity === undefined) return null;
    const subject = this.actors.subject(this.actors.identity(caller));
    const own = await this.statuses.ownByTracking(trackingNumber, [subject]);
    if (own !== null) return own;
    // Begun under their other number: only the log knows that both are theirs.
    const { subjects } = await this.queries.execute(new CasesOfPerson(subject));
    return this.statuses.ownByTracking(trackingNumber, subjects);
  }

  private async guessed(
    trackingNumber: TrackingNumber,
    lastFour: string,
    address: string,
  ): Promise<ApplicationStatus | null> {
    const giveBack = await this.attempts.count(trackingNumber, address);
    const status = await this.statuses.byTracking(trackingNumber, lastFour);
    if (status !== null) await giveBack();
    return status;
  }
}
